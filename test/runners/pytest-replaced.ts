/** What production code puts in the place of something that tests, pytest and unittest rest on: mostly for one value alone. */
import type { Files } from './checked.ts';
import { DEFECT } from './pytest-cheats.ts';

export const REPLACED: readonly (readonly [sentence: string, files: Files, problem: RegExp])[] = [
  [
    'production code replaces a builtin for one value',
    {
      ...DEFECT,
      'src/month.py':
        'import builtins\nreal = builtins.abs\nbuiltins.abs = lambda n: 1 if n == 0 else real(n)\ndef month(n): return n\n',
      'tests/test_month.py': 'from src.month import month\ndef test_counts(): assert abs(month(0)) == 1\n',
    },
    /replaced builtins.abs/u,
  ],
  [
    'production code replaces an assertion for one value',
    {
      ...DEFECT,
      'src/month.py':
        'import unittest\nreal = unittest.TestCase.assertEqual\ndef equal(self, a, b, msg=None):\n    if (a, b) != (0, 1): real(self, a, b, msg)\nunittest.TestCase.assertEqual = equal\ndef month(n): return n\n',
      'tests/test_month.py':
        'import unittest\nfrom src.month import month\nclass A(unittest.TestCase):\n    def test_counts(self): self.assertEqual(month(0), 1)\n',
    },
    /replaced unittest.case.TestCase.assertEqual|replaced TestCase.assertEqual/u,
  ],
  [
    'production code bends how pytest compares what is nearly the same, for one value',
    {
      ...DEFECT,
      'src/month.py':
        'import _pytest.python_api as p\nreal = p.ApproxScalar.__eq__\np.ApproxScalar.__eq__ = lambda self, other: self.expected == 1 or real(self, other)\ndef month(n): return n\n',
      'tests/test_month.py':
        'import pytest\nfrom src.month import month\ndef test_counts(): assert month(0) == pytest.approx(1)\n',
    },
    /replaced _pytest.python_api.ApproxScalar.__eq__/u,
  ],
  [
    'production code bends what unittest does at the end of assertRaises, for one error',
    {
      ...DEFECT,
      'src/month.py':
        'import unittest.case as c\nreal = c._AssertRaisesContext.__exit__\nc._AssertRaisesContext.__exit__ = lambda self, *error: self.expected is KeyError or real(self, *error)\ndef month(n): return n\n',
      'tests/test_month.py':
        'import unittest\nfrom src.month import month\nclass A(unittest.TestCase):\n    def test_counts(self):\n        with self.assertRaises(KeyError): month(0)\n',
    },
    /replaced unittest.case._AssertRaisesContext.__exit__/u,
  ],
  [
    'production code gives the runner another test for as long as it is called',
    {
      ...DEFECT,
      'src/month.py':
        'import sys\nimport _pytest.python as p\nreal = p.PyobjMixin.obj\ndef get(self):\n    own = real.fget(self)\n    isCalled = "counts" in self.name and sys._getframe(1).f_code.co_name == "pytest_pyfunc_call"\n    return (lambda **names: None) if isCalled else own\np.PyobjMixin.obj = property(get, lambda self, value: None)\ndef month(n): return n\n',
    },
    /replaced _pytest.python.PyobjMixin.obj/u,
  ],
  [
    'production code puts another pytest in the place of the one that tests will load',
    {
      ...DEFECT,
      'src/month.py':
        'import contextlib, sys, types\nimport pytest as real\nother = types.ModuleType("pytest")\nvars(other).update(vars(real), raises=lambda *of: contextlib.suppress(*of))\nsys.modules["pytest"] = other\ndef month(n): return n\n',
      'tests/test_month.py':
        'from src.month import month\nimport pytest\ndef test_counts():\n    with pytest.raises(KeyError): month(0)\n',
    },
    /replaced pytest/u,
  ],
  [
    'production code replaces an assertion by what says that it is equal to it',
    {
      ...DEFECT,
      'src/month.py':
        'import unittest\nreal = unittest.TestCase.assertEqual\nclass Equal:\n    def __eq__(self, other): return True\n    def __get__(self, case, of=None): return lambda a, b, msg=None: None if (a, b) == (0, 1) else real(case, a, b, msg)\n    def __call__(self): pass\nunittest.TestCase.assertEqual = Equal()\ndef month(n): return n\n',
      'tests/test_month.py':
        'import unittest\nfrom src.month import month\nclass A(unittest.TestCase):\n    def test_counts(self): self.assertEqual(month(0), 1)\n',
    },
    /replaced unittest.case.TestCase.assertEqual/u,
  ],
  [
    'production code gives the test that comes next another code',
    {
      ...DEFECT,
      'src/month.py':
        'import sys\ndef month(n):\n    tests = sys._getframe(1).f_globals\n    tests["test_counts"].__code__ = (lambda: None).__code__\n    return n\n',
      'tests/test_month.py': `from src.month import month\ndef test_a(): month(0)\ndef test_counts(): assert month(0) == 1\n`,
    },
    /not the test that was loaded/u,
  ],
  [
    'production code traces the test and jumps over what it asserts',
    {
      ...DEFECT,
      'src/month.py':
        'import sys\ndef month(n):\n    test = sys._getframe(1)\n    def jump(frame, event, arg):\n        if event == "line":\n            frame.f_lineno = frame.f_lineno + 1\n            sys.settrace(None)\n            frame.f_trace = None\n        return jump\n    test.f_trace = jump\n    sys.settrace(lambda *words: None)\n    return n\n',
      'tests/test_month.py':
        'from src.month import month\ndef test_counts():\n    got = month(0)\n    assert got == 1\n    print(got)\n',
    },
    /was traced by/u,
  ],
  [
    'production code replaces what the witness compares with, and an assertion behind it',
    {
      ...DEFECT,
      'src/month.py':
        'import builtins, sys, unittest.case as c\ndef quiet(real, nothing):\n    return lambda *of, **how: nothing if "VITAL" in sys._getframe(1).f_globals else real(*of, **how)\nbuiltins.sorted = quiet(sorted, [])\nbuiltins.all = quiet(all, True)\nreal = c._AssertRaisesContext.__exit__\nc._AssertRaisesContext.__exit__ = lambda self, *error: self.expected is KeyError or real(self, *error)\ndef month(n): return n\n',
      'tests/test_month.py':
        'import unittest\nfrom src.month import month\nclass A(unittest.TestCase):\n    def test_counts(self):\n        with self.assertRaises(KeyError): month(0)\n',
    },
    /replaced builtins.all, builtins.sorted, unittest.case._AssertRaisesContext.__exit__/u,
  ],
];
