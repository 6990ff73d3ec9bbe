/**
 * What the harness adds to pytest, as the program that starts it. It runs in the process of the tests, for pytest knows
 * no other; so it takes what it needs before any code of the repository is loaded, and reports to the witness alone.
 *
 * Of the options, those in DROPPED are left out wherever they stand, in the contract's command or in `addopts`: what
 * tries again, stops early, chooses by an earlier run, runs nothing, writes expectations anew, or starts other processes.
 */
export const PYTEST_PLUGIN = String.raw`
import ast, builtins, functools, importlib.metadata, inspect, json, math, os, sys, threading, types, unittest, unittest.mock

# What is defined below asks these, whatever is put in their place later.
__builtins__ = dict(vars(builtins))

import pluggy
import pytest
import _pytest.main, _pytest.python, _pytest.reports, _pytest.runner, _pytest.skipping, _pytest.unittest
from _pytest.assertion import rewrite
from _pytest.config import Config
from _pytest.outcomes import Exit, Skipped

# option -> how many words its value takes: 0, 1, or '?' for one that may be absent
DROPPED = {
    **dict.fromkeys('--exitfirst --sw --stepwise --sw-skip --stepwise-skip --sw-reset --stepwise-reset'.split(), 0),
    **dict.fromkeys('--lf --last-failed --ff --failed-first --nf --new-first --cache-clear'.split(), 0),
    **dict.fromkeys('--co --collect-only --collectonly --setup-only --setuponly --setup-plan --setupplan --setup-show'.split(), 0),
    **dict.fromkeys('--fixtures --funcargs --fixtures-per-test --markers --version --help --pdb --trace --runxfail'.split(), 0),
    **dict.fromkeys('--force-flaky --no-flaky-report --suppress-no-test-exit-code --looponfail --forked --boxed'.split(), 0),
    **dict.fromkeys('--snapshot-update --update-snapshots --force-regen --regen-all --update-goldens --golden-update'.split(), 0),
    **dict.fromkeys('--no-cov --no-cov-on-fail --cov-append --cov-branch --cov-reset --with-gendir'.split(), 0),
    **dict.fromkeys('--maxfail --lfnf --last-failed-no-failures --reruns --reruns-delay --only-rerun --rerun-except'.split(), 1),
    **dict.fromkeys('--max-runs --min-passes --retries --retry-delay --inline-snapshot --record-mode --pdbcls'.split(), 1),
    **dict.fromkeys('--numprocesses --maxprocesses --dist --tx --px --rsyncdir --workers --tests-per-worker'.split(), 1),
    **dict.fromkeys('--assert --junit-xml --junitxml --junit-prefix --junitprefix --report-log --pastebin'.split(), 1),
    **dict.fromkeys('--cov-report --cov-config --cov-fail-under --cov-context --cov-precision --max-worker-restart'.split(), 1),
    '--cov': '?', '--cache-show': '?',
}
SHORT_DROPPED = {'x': 0, 'h': 0, 'V': 0, 'f': 0, 'd': 0, 'n': 1}
VALUED = set('--rootdir --confcutdir --ignore --ignore-glob --deselect --import-mode --basetemp --durations --tb --color '
             '--log-level --log-file --log-cli-level --capture --override-ini --config-file --ds --dc --timeout '
             '--timeout-method --hypothesis-profile --hypothesis-seed --asyncio-mode --verbosity --durations-min'.split())
SHORT_VALUED = set('kmpocrW')


def split_options(words):
    """The options that stay, and what is left: files, folders and names of tests."""
    kept, places, rest = [], [], list(words)
    while rest:
        word = rest.pop(0)
        if word == '--':
            places += rest
            break
        name = word.split('=', 1)[0]
        if word.startswith('--'):
            takes = DROPPED.get(name)
            more = '=' not in word and bool(rest) and (takes == 1 or (takes == '?' and not rest[0].startswith('-')))
            if takes is not None:
                if more:
                    rest.pop(0)
            else:
                kept.append(word)
                if name in VALUED and '=' not in word and rest:
                    kept.append(rest.pop(0))
        elif word.startswith('-') and len(word) > 1:
            stay = '-'
            for at, char in enumerate(word[1:], 1):
                if char in SHORT_VALUED or SHORT_DROPPED.get(char) == 1:
                    value = word[at + 1:] or (rest.pop(0) if rest else '')
                    if char in SHORT_VALUED:
                        kept.append('-' + char + value)
                    break
                if char not in SHORT_DROPPED:
                    stay += char
            if stay != '-':
                kept.append(stay)
        else:
            places.append(word)
    return kept, places


def claims(own):
    """Assertions that are wrong, each of which must say so."""
    case = unittest.TestCase()
    def plain():
        assert own(1) == 2
    def missing():
        with pytest.raises(ValueError):
            own(1)
    def near():
        assert own(1.0) == pytest.approx(2.0)
    def rewritten():
        source, names = 'assert own(1) == 2', {'own': own}
        parsed = ast.parse(source)
        rewrite.rewrite_asserts(parsed, source.encode())
        exec(compile(parsed, 'canary', 'exec'), names)
    yield from (plain, missing, near, rewritten, lambda: pytest.fail('wrong'), lambda: case.fail('wrong'))
    yield from (
        lambda: case.assertEqual(own(1), 2), lambda: case.assertNotEqual(own(1), 1), lambda: case.assertTrue(own(0)),
        lambda: case.assertFalse(own(1)), lambda: case.assertIs(own(1), None), lambda: case.assertIsNone(own(1)),
        lambda: case.assertIn(own(1), []), lambda: case.assertDictEqual({'a': own(1)}, {}), lambda: case.assertGreater(own(1), 2),
        lambda: case.assertAlmostEqual(own(1.0), 2.0), lambda: case.assertListEqual([own(1)], []), lambda: case.assertRegex('a', 'b'),
        lambda: case.assertRaises(ValueError, lambda: own(1)), lambda: case.assertCountEqual([own(1)], []),
        lambda: unittest.mock.Mock().assert_called(), lambda: unittest.mock.Mock().assert_called_with(1),
    )
    numpy = sys.modules.get('numpy.testing')
    if isinstance(numpy, types.ModuleType):
        yield from (lambda: numpy.assert_equal(own(1), 2), lambda: numpy.assert_allclose(own(1.0), 2.0), lambda: numpy.assert_array_equal([own(1)], [2]))


def false_claim():
    """Fails as an assertion should; says nothing where one of them did not."""
    for claim in claims(lambda value: value):
        try:
            claim()
        except (AssertionError, pytest.fail.Exception):
            continue
        return
    assert 1 == 2


def in_tree(path, roots):
    """Whether a file is of the repository: an environment within the checkout is none of it."""
    return path.startswith(tuple(roots)) and not path.startswith(sys.prefix + os.sep)


def cause_of(error, roots):
    if isinstance(error, (ImportError, SyntaxError)):
        return 'load'
    if isinstance(error, (NameError, AttributeError, TypeError)):
        return 'reference'
    if isinstance(error, TimeoutError) or str(error).startswith('Timeout >') or str(error).startswith('Timeout ('):
        return 'timeout'
    if isinstance(error, pytest.fail.Exception):
        return 'assertion'
    if not isinstance(error, AssertionError):
        return 'error'
    at = error.__traceback__
    while at is not None and at.tb_next is not None:
        at = at.tb_next
    # An assertion of the code under test says nothing about the test: pytest rewrites those of tests, and loads them itself.
    if at is None or not in_tree(at.tb_frame.f_code.co_filename, roots):
        return 'assertion'
    loader = at.tb_frame.f_globals.get('__loader__')
    return 'assertion' if type(loader).__module__.startswith('_pytest.') or at.tb_frame.f_globals.get('__name__') == '__main__' else 'error'


# What of pytest only shows, stores or asks: others may change it, and no outcome rests on it.
BESIDE = set('terminal logging pastebin junitxml debugging faulthandler cacheprovider doctest setuponly setupplan stepwise '
             'capture warnings tmpdir pathlib helpconfig reports_html unraisableexception threadexception'.split())


def vital_modules():
    """All of pytest, pluggy and unittest that is loaded by now, as far as outcomes rest on it."""
    for name, module in sorted(sys.modules.items()):
        outer, *inner = name.split('.')
        if outer in ('pytest', '_pytest', 'pluggy', 'unittest') and not BESIDE & set(inner) and isinstance(module, types.ModuleType):
            yield name, module


def vital_owners():
    """These modules and the classes that they define: an assertion may be a method of any of them."""
    yield 'builtins', builtins
    yield 'math', math
    for name, module in MODULES:
        yield name, module
        for inner, value in list(vars(module).items()):
            if isinstance(value, type) and value.__module__ == name:
                yield name + '.' + inner, value


# Honest tests stop the time, wherever its functions are known, for as long as a whole file takes.
CLOCKS = ('time', 'datetime')
MODULES = list(vital_modules())
VITAL = list(vital_owners())


def held(value):
    """What a name stands for, and the code behind it; None where it is no code."""
    inner = value.__func__ if isinstance(value, (classmethod, staticmethod)) else value
    if isinstance(inner, types.FunctionType):
        return inner, inner.__code__
    if isinstance(value, property):
        return value, getattr(value.fget, '__code__', None)
    return (inner, None) if callable(inner) else None


def is_same(one, other):
    """What is put in the place of something may say that it is equal to it."""
    return one is not None and one[0] is other[0] and one[1] is other[1]


def integrity():
    """What assertions, pytest and unittest rest on: what is replaced, or given other code, is another one."""
    found = {}
    for place, owner in VITAL:
        for name, value in list(vars(owner).items()):
            one = held(value)
            if one is not None and name != '_' and getattr(one[0], '__module__', '') not in CLOCKS:
                found[place + '.' + name] = one
    # A test that is loaded later has what goes by the name then.
    for name, module in MODULES:
        found[name] = (sys.modules.get(name), None)
    return found


def standing():
    """All of it at once, and whether it is the very same still: a closer look takes a while, and nearly always nothing was touched."""
    def values():
        found = [value for _, owner in VITAL for value in vars(owner).values()]
        return found + [sys.modules.get(name) for name, _ in MODULES]
    def codes(functions):
        return [one.__code__ for one in functions]
    stood = values()
    functions = [getattr(inner, 'fget', inner) for inner, code in integrity().values() if code is not None]
    behind = codes(functions)
    before = [list(map(id, stood)), list(map(id, behind))]
    def is_untouched(held=(stood, behind)):
        # What is held stays where it is: another thing cannot get its number.
        return [list(map(id, values())), list(map(id, codes(functions)))] == before
    return is_untouched


def code_of(item):
    """The code of a test as it was collected; None where it is no plain function."""
    return getattr(inspect.unwrap(getattr(item, 'function', None) or len), '__code__', None)


class Canary(pytest.Item):
    """A test that must fail. It asks for no fixture, but goes through every hook that a test goes through."""
    def __init__(self, **how):
        super().__init__(**how)
        self.obj = self.function = false_claim
        self.funcargs, self.fixturenames, self.cls, self.instance = {}, [], None, None
        self._fixtureinfo = types.SimpleNamespace(argnames=(), initialnames=(), names_closure=[], name2fixturedefs={})
        self.module = getattr(self.parent, 'obj', None)

    def runtest(self):
        pytest.Function.runtest(self)

    def repr_failure(self, excinfo, *more, **how):
        return 'This test of the harness must fail.'

    def reportinfo(self):
        return getattr(self, 'path', None) or self.fspath, 0, self.name
`;
