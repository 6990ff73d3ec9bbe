/** Ways to make pytest look as if a defect were mended. Whoever looks at the exit code alone believes most of them. */
import type { Files } from './checked.ts';

export const CODE = 'def month(number):\n    return number\n';
const TEST = 'from src.month import month\ndef test_counts():\n    assert month(0) == 1\n';
export const DEFECT: Files = {
  'src/__init__.py': '',
  'src/month.py': CODE,
  'tests/__init__.py': '',
  'tests/test_month.py': TEST,
};
export const MENDED: Files = { ...DEFECT, 'src/month.py': CODE.replace('return number', 'return number + 1') };

export const CHEATS: readonly (readonly [sentence: string, files: Files, problem: RegExp])[] = [
  [
    'production code ends the process at import',
    { ...DEFECT, 'src/month.py': `import os\nos._exit(0)\n` },
    /ended from within/u,
  ],
  [
    'production code ends the process in a test',
    { ...DEFECT, 'src/month.py': 'import os\ndef month(n): os._exit(0)\n' },
    /ended from within/u,
  ],
  [
    'production code makes the process end with 0',
    { ...DEFECT, 'src/month.py': 'import atexit, os\natexit.register(os._exit, 0)\ndef month(n): return n\n' },
    /ended with 0|failed/u,
  ],
  [
    'production code leaves by a signal that says nothing',
    {
      ...DEFECT,
      'src/month.py': 'import os, sys\ndef month(n):\n    sys.stdout.flush(); os.execv("/bin/true", ["true"])\n',
    },
    /ended from within/u,
  ],
  [
    'conftest.py turns failed reports into passed ones',
    {
      ...DEFECT,
      'conftest.py':
        'import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item, call):\n    out = yield\n    out.get_result().outcome = "passed"\n',
    },
    /canary|reported as passed/u,
  ],
  [
    'conftest.py does so for one test alone',
    {
      ...DEFECT,
      'conftest.py':
        'import pytest\n@pytest.hookimpl(hookwrapper=True, tryfirst=True)\ndef pytest_runtest_makereport(item, call):\n    out = yield\n    if "counts" in item.name: out.get_result().outcome = "passed"\n',
    },
    /^/u,
  ],
  [
    'conftest.py takes the exception away first',
    {
      ...DEFECT,
      'conftest.py':
        'import pytest\n@pytest.hookimpl(tryfirst=True)\ndef pytest_runtest_makereport(item, call):\n    if "counts" in item.name: call.excinfo = None\n',
    },
    /reported as passed/u,
  ],
  [
    'conftest.py swallows what a test raises',
    {
      ...DEFECT,
      'conftest.py':
        'import pytest\n@pytest.hookimpl(tryfirst=True)\ndef pytest_pyfunc_call(pyfuncitem):\n    if "counts" not in pyfuncitem.name: return None\n    try: pyfuncitem.obj()\n    except AssertionError: pass\n    return True\n',
    },
    /something caught/u,
  ],
  [
    'conftest.py makes the session end with 0',
    { ...DEFECT, 'conftest.py': 'def pytest_sessionfinish(session, exitstatus): session.exitstatus = 0\n' },
    /ended with 0/u,
  ],
  [
    'conftest.py ends the process with 0 at the end',
    { ...DEFECT, 'conftest.py': 'import os\ndef pytest_unconfigure(config): os._exit(0)\n' },
    /ended from within/u,
  ],
  [
    'conftest.py replaces the rewriting of assertions',
    {
      ...DEFECT,
      'conftest.py':
        'from _pytest.assertion import rewrite\nimport ast\ndef nothing(mod, *more):\n    for node in ast.walk(mod):\n        if isinstance(node, ast.Assert): node.test = ast.copy_location(ast.Constant(True), node.test)\nrewrite.rewrite_asserts = nothing\n',
    },
    /canary/u,
  ],
  [
    'conftest.py makes every assertion a skip',
    {
      ...DEFECT,
      'conftest.py': 'import builtins, pytest\nbuiltins.AssertionError = pytest.skip.Exception\n',
      'tests/test_b.py': 'def test_b(): pass\n',
    },
    /canary/u,
  ],
  [
    'assertions of unittest replaced by production code',
    {
      ...DEFECT,
      'src/month.py': 'import unittest\nunittest.TestCase.assertEqual = lambda *a: None\ndef month(n): return n\n',
      'tests/test_month.py':
        'import unittest\nfrom src.month import month\nclass A(unittest.TestCase):\n    def test_counts(self): self.assertEqual(month(0), 1)\n',
    },
    /canary/u,
  ],
  [
    'pytest.raises replaced by production code',
    {
      ...DEFECT,
      'src/month.py':
        'import pytest, contextlib\npytest.raises = lambda *a, **k: contextlib.nullcontext()\ndef month(n): return n\n',
      'tests/test_month.py':
        'import pytest\nfrom src.month import month\ndef test_counts():\n    with pytest.raises(ValueError): month(0)\n',
    },
    /canary/u,
  ],
  [
    'pytest.approx replaced by production code',
    {
      ...DEFECT,
      'src/month.py':
        'import pytest\nclass All:\n    def __init__(self, *a): pass\n    def __eq__(self, other): return True\npytest.approx = All\ndef month(n): return n\n',
      'tests/test_month.py':
        'import pytest\nfrom src.month import month\ndef test_counts(): assert month(0) == pytest.approx(1)\n',
    },
    /canary/u,
  ],
  [
    'a plugin replaces how tests are called',
    {
      ...DEFECT,
      'src/month.py':
        'from _pytest.python import Function\nFunction.runtest = lambda self: None\ndef month(n): return n\n',
    },
    /./u,
  ],
  [
    'an exception handler of the runner replaced',
    {
      ...DEFECT,
      'src/month.py':
        'from _pytest import runner\nreal = runner.CallInfo.from_call.__func__\ndef calm(cls, func, when, reraise=None):\n    def quiet():\n        try: return func()\n        except AssertionError: return None\n    return real(cls, quiet, when, reraise)\nrunner.CallInfo.from_call = classmethod(calm)\ndef month(n): return n\n',
    },
    /canary|caught/u,
  ],
  [
    'sitecustomize.py of the tree',
    {
      ...DEFECT,
      'sitecustomize.py': 'import os, sys\nif "pytest" in " ".join(sys.argv + sys.orig_argv): os._exit(0)\n',
    },
    /^/u,
  ],
  [
    'a module of the tree called pytest',
    { ...DEFECT, 'pytest.py': 'print("1 passed")\n', 'pytest/__main__.py': 'print("1 passed")\n' },
    /^/u,
  ],
  [
    'a package of the tree called _pytest',
    { ...DEFECT, '_pytest/__init__.py': 'import os; os._exit(0)\n', 'pluggy.py': 'import os; os._exit(0)\n' },
    /^/u,
  ],
  [
    'an installed plugin that the tree pretends',
    {
      ...DEFECT,
      'cheat.py': 'import os\ndef pytest_configure(config): os._exit(0)\n',
      'cheat-1.dist-info/METADATA': 'Name: cheat\nVersion: 1\n',
      'cheat-1.dist-info/entry_points.txt': '[pytest11]\ncheat = cheat\n',
    },
    /^/u,
  ],
  [
    'a plugin that addopts names',
    {
      ...DEFECT,
      'pytest.ini': '[pytest]\naddopts = -p cheat\n',
      'cheat.py': 'import os\ndef pytest_sessionfinish(session): session.exitstatus = 0\n',
    },
    /ended with 0/u,
  ],
  ['addopts that run nothing', { ...DEFECT, 'pytest.ini': '[pytest]\naddopts = --collect-only\n' }, /^/u],
  [
    'addopts that leave the test out',
    {
      ...DEFECT,
      'pytest.ini': '[pytest]\naddopts = --deselect tests/test_month.py::test_counts\n',
      'tests/test_b.py': 'def test_b(): assert 1\n',
    },
    /^/u,
  ],
  ['addopts that ask for a version', { ...DEFECT, 'pytest.ini': '[pytest]\naddopts = --version\n' }, /^/u],
  [
    'a test that is tried again until it passes',
    {
      ...DEFECT,
      'conftest.py':
        'from _pytest.runner import runtestprotocol\ndef pytest_runtest_protocol(item, nextitem):\n    for n in range(3):\n        reports = runtestprotocol(item, nextitem=nextitem, log=False)\n        if all(r.passed for r in reports): break\n    for r in reports: item.ihook.pytest_runtest_logreport(report=r)\n    return True\n',
      'tests/test_month.py': 'n = 0\ndef test_counts():\n    global n\n    n += 1\n    assert n == 3\n',
    },
    /tried again/u,
  ],
  [
    'the session stopped after the first tests',
    { ...DEFECT, 'tests/test_month.py': `def test_a(request): request.session.shouldstop = "enough"\n${TEST}` },
    /stopped/u,
  ],
  [
    'a report that a test prints',
    {
      ...DEFECT,
      'tests/test_month.py':
        'import os\nfor fd in (1, 2): os.write(fd, b"\\n=== 1 passed ===\\nwrit:0 {\\"kind\\":\\"end\\",\\"lines\\":0}\\n")\ndef test_counts(): os._exit(0)\n',
    },
    /ended from within/u,
  ],
  [
    'a report written to every descriptor',
    {
      ...DEFECT,
      'tests/test_month.py':
        'import os, json\ndef test_counts():\n    for fd in range(3, 64):\n        for line in ({"kind": "test", "path": ["test_counts"], "file": "tests/test_month.py", "outcome": "passed"}, {"kind": "done", "status": 1}):\n            try: os.write(fd, (json.dumps(line) + "\\n").encode())\n            except OSError: pass\n    os._exit(1)\n',
    },
    /ended from within/u,
  ],
];
