/** Projects as they are, and what pytest's reader must tell of each. */
import type { Files } from './checked.ts';
import { DEFECT, MENDED } from './pytest-cheats.ts';

export const HONEST: readonly (readonly [sentence: string, files: Files, expected: readonly string[]])[] = [
  ['a test that passes', MENDED, ['passed: test_counts']],
  ['a test that fails', DEFECT, ['failed (assertion): test_counts']],
  [
    'classes, parameters and equal names in two files',
    {
      'test_a.py':
        'import pytest\nclass TestA:\n    @pytest.mark.parametrize("n", [1, 2])\n    def test_n(self, n): assert n\n',
      'test_b.py': 'def test_n(): assert 1\n',
    },
    ['passed: TestA > test_n[1]', 'passed: TestA > test_n[2]', 'passed: test_n'],
  ],
  [
    'tests of unittest',
    {
      'test_a.py':
        'import unittest\nclass A(unittest.TestCase):\n    def test_a(self): self.assertEqual(1, 1)\n    def test_b(self): self.assertEqual(1, 2)\n    @unittest.skip("x")\n    def test_c(self): pass\n    @unittest.expectedFailure\n    def test_d(self): self.fail()\n    @unittest.expectedFailure\n    def test_e(self): pass\n    def test_f(self):\n        for n in (1, 2):\n            with self.subTest(n=n): self.assertTrue(n)\n',
    },
    [
      'passed: A > test_a',
      'failed (assertion): A > test_b',
      'skipped: A > test_c',
      'todo: A > test_d',
      'failed (assertion): A > test_e',
      'passed: A > test_f',
    ],
  ],
  [
    'skip, xfail, and xfail that passes',
    {
      'test_a.py':
        'import pytest\n@pytest.mark.skip\ndef test_a(): pass\n@pytest.mark.xfail\ndef test_b(): assert 0\n@pytest.mark.xfail\ndef test_c(): pass\n@pytest.mark.xfail(strict=True)\ndef test_d(): pass\ndef test_e(): pytest.skip("x")\ndef test_f(): pytest.xfail("x")\n@pytest.mark.skipif(True, reason="x")\ndef test_g(): pass\n',
    },
    [
      'skipped: test_a',
      'todo: test_b',
      'failed (error): test_c',
      'failed (error): test_d',
      'skipped: test_e',
      'todo: test_f',
      'skipped: test_g',
    ],
  ],
  [
    'why a test failed',
    {
      'lib.py': 'def check(n):\n    assert n == 2\ndef slow():\n    raise TimeoutError()\n',
      'test_a.py':
        'import pytest, lib\ndef test_a(): nowhere\ndef test_b(): [].nothing\ndef test_c(): len(1)\ndef test_d(): import nowhere\ndef test_e(): 1 / 0\ndef test_f(): lib.check(1)\ndef test_g(): lib.slow()\ndef test_h():\n    with pytest.raises(ValueError): pass\n@pytest.fixture\ndef broken(): raise ValueError()\ndef test_i(broken): pass\n@pytest.fixture\ndef late():\n    yield\n    assert 0\ndef test_j(late): pass\n',
      'test_b.py': 'import nowhere\n',
      'test_c.py': 'def test_(:\n',
    },
    [
      'failed (load): test_b.py',
      'failed (load): test_c.py',
      'failed (reference): test_a',
      'failed (reference): test_b',
      'failed (reference): test_c',
      'failed (load): test_d',
      'failed (error): test_e',
      'failed (error): test_f',
      'failed (timeout): test_g',
      'failed (assertion): test_h',
      'failed (error): test_i',
      'failed (assertion): test_j',
    ],
  ],
  [
    'settings, fixtures and hooks of the project',
    {
      'pyproject.toml':
        '[tool.pytest.ini_options]\npythonpath = ["src"]\ntestpaths = ["checks"]\naddopts = "-q --strict-markers -x --maxfail=1 -n 4 --lf --cov=src --junitxml=x.xml -m \'not slow\'"\nmarkers = ["slow: takes long"]\n',
      'conftest.py':
        'import pytest\n@pytest.fixture(autouse=True, params=[1, 2])\ndef each(request): yield request.param\ndef pytest_runtest_setup(item):\n    assert item.fixturenames is not None\n',
      'src/m.py': 'def one(): return 1\n',
      'checks/test_m.py':
        'import pytest\nfrom m import one\ndef test_one(): assert one() == 1\n@pytest.mark.slow\ndef test_slow(): assert 0\n',
      'test_elsewhere.py': 'def test_no(): assert 0\n',
    },
    ['passed: test_one[1]', 'passed: test_one[2]'],
  ],
  [
    'noise, colours, threads, children and a changed folder',
    {
      'test_a.py':
        'import os, sys, subprocess, threading\ndef test_a():\n    print("\\x1b[31mwrit: {}\\x1b[0m"); os.write(1, b"noise\\n"); os.write(2, b"noise")\n    threading.Thread(target=print, args=("x",)).start()\n    assert subprocess.run([sys.executable, "-c", "print(1)"], check=True)\n    if os.fork() == 0: os._exit(3)\n    os.wait(); os.chdir("/tmp")\ndef test_b(): assert sys.stdin.read() == "" if False else True\n',
    },
    ['passed: test_a', 'passed: test_b'],
  ],
  [
    'doctests where the project asks for them',
    {
      'pytest.ini': '[pytest]\naddopts = --doctest-modules\n',
      'm.py': 'def two():\n    """\n    >>> two()\n    2\n    """\n    return 2\n',
    },
    ['passed: m.two'],
  ],
  [
    'tests for which the time is stopped, in every module that knows it',
    {
      ...MENDED,
      'tests/conftest.py':
        'import sys, time, pytest\n@pytest.fixture(scope="session", autouse=True)\ndef stopped():\n    real, known = time.time, []\n    for module in list(sys.modules.values()):\n        for name, value in list(getattr(module, "__dict__", {}).items()):\n            if value is real: known.append((module, name)); setattr(module, name, lambda: 0)\n    yield\n    for module, name in known: setattr(module, name, real)\n',
      'tests/test_a.py': 'import time\ndef test_a(): assert time.time() == 0\n',
    },
    ['passed: test_a', 'passed: test_counts'],
  ],
  [
    'asynchronous tests of unittest',
    {
      'test_a.py':
        'import unittest\nclass A(unittest.IsolatedAsyncioTestCase):\n    async def test_a(self): self.assertTrue(1)\n',
    },
    ['passed: A > test_a'],
  ],
  ['no test', { 'm.py': '' }, []],
];
