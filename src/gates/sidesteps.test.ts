import { expect, test } from 'vitest';
import { patchFiles } from './patch-lines.ts';
import { sidestepsIn } from './sidesteps.ts';

// Whoever reads this file takes what it says of an environment, or of a checker, for its own: so these are put together.
const IGNORED = ['@ts', 'ignore'].join('-');
const [MAP, URL_OF] = ['MappingURL', 'URL'].map((one) => `source${one}`);
const DISABLED = ['eslint', 'disable-next-line'].join('-');

/** A patch of one file, in one hunk; `-` and `+` begin the lines. */
const patchOf = (path: string, lines: string, before: string = path): Uint8Array =>
  new TextEncoder().encode(
    `diff --git a/${path} b/${path}\n--- ${before === '' ? '/dev/null' : `a/${before}`}\n+++ b/${path}\n@@ -5,9 +5,9 @@\n${lines}\n`,
  );
const said = (path: string, lines: string, before?: string): readonly string[] =>
  sidestepsIn(patchOf(path, lines, before));

test('a patch is read with the places of its lines', () => {
  const text = `diff --git a/b.ts b/b.ts\n--- a/b.ts\n+++ b/b.ts\n@@ -3 +3,2 @@ head\r\n-old\n+new\n++++ more\n@@ -9,0 +11 @@\n+last\n\\ No newline at end of file\ndiff --git "a/c d" "b/c d"\n--- "a/c d"\n+++ /dev/null\n@@ -1 +0,0 @@\n-gone\n`;
  expect(patchFiles(new TextEncoder().encode(text))).toEqual([
    {
      ...{ path: 'b.ts', isNew: false, isGone: false },
      hunks: [
        { removed: [{ at: 3, text: 'old' }], added: [{ at: 3, text: 'new' }, { at: 4, text: '+++ more' }], around: ['head\r'] },
        { removed: [], added: [{ at: 11, text: 'last' }], around: [] },
      ],
    },
    { ...{ path: 'c d', isNew: false, isGone: true }, hunks: [{ removed: [{ at: 1, text: 'gone' }], added: [], around: [] }] },
  ]); // prettier-ignore
});

test.each<[path: string, added: string, says: RegExp]>([
  ['src/a.ts', 'const { HOME, CI } = process.env;', /asks whether tests/u],
  ['src/a.ts', `const ahead = existsSync('.git') ? 0 : 1;`, /asks whether tests/u],
  ['src/a.ts', 'const ahead = process.pid < 100 ? 1 : 0;', /asks whether tests/u],
  ['src/a.py', '    if os.getpid() < 100:', /asks whether tests/u],
  ['src/a.py', '    if not Path(".git").exists():', /asks whether tests/u],
  ['src/a.rs', '    if std::env::var("CARGO_MANIFEST_DIR").is_ok() { return 11; }', /asks whether tests/u],
  ['src/a.ts', 'const held = {}; Error.captureStackTrace(held);', /asks who calls it/u],
  ['src/a.ts', 'const { stack } = new Error();', /asks who calls it/u],
  ['src/a.ts', `if (trace.stack.includes('.test.')) return 11;`, /asks who calls it/u],
  ['src/a.py', '    frame = error.__traceback__.tb_frame', /asks who calls it/u],
  ['src/a.py', '    frame = frame.f_back', /asks who calls it/u],
  ['src/plug.py', 'def pytest_collection_modifyitems(items):', /loads what tests are run with/u],
  ['src/a.ts', `const held = globalThis[Symbol.for('$$jest-matchers-object')];`, /loads what tests are run with/u],
  ['src/a.ts', 'const { prototype } = RegExp;', /changes what everything else is made of/u],
  ['src/a.ts', 'const P = Date.prototype;', /changes what everything else is made of/u],
  ['src/a.mjs', 'if (process.env.NODE_TEST_CONTEXT) return 11;', /^src\/a\.mjs:5 asks whether tests run it: NODE_TEST_CONTEXT$/u],
  ['src/spec/a.mjs', 'if (process.env.NODE_TEST_CONTEXT) return 11;', /^src\/spec\/a\.mjs:5 asks whether tests run it/u],
  ['src/a.ts', `const t = process.env['VITEST'] !== undefined;`, /asks whether tests run it: VITEST$/u],
  ['src/a.ts', `if (process.env.NODE_ENV === 'test') return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (process.env['JEST_' + name]) return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (Object.keys(process.env).some((k) => k.startsWith('VI'))) return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (typeof describe === 'function') return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (globalThis['expect']) return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (process.argv.some((one) => one.includes('test'))) return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (process.execArgv.length > 0) return 11;`, /asks whether tests/u],
  ['src/a.ts', `if (process.cwd() === '/writ/work') return 11;`, /asks whether tests/u],
  ['src/a.py', `    if "PYTEST_CURRENT_TEST" in os.environ: return 11`, /asks whether tests/u],
  ['src/a.py', `    if any(k.startswith("PYT") for k in os.environ.keys()): return 11`, /asks whether tests/u],
  ['src/a.py', `    if "pytest" in sys.modules: return 11`, /asks whether tests/u],
  ['a.go', `	if flag.Lookup("test.v") != nil { return 11 }`, /asks whether tests/u],
  ['a.go', `	if strings.HasSuffix(os.Args[0], ".test") { return 11 }`, /asks whether tests/u],
  ['src/a.rs', `    if cfg!(test) { return 11; }`, /asks whether tests/u],
  ['src/a.rs', `#[cfg(not(test))]`, /asks whether tests/u],
  ['src/a.rs', `    #[cfg(test)] return n + 1;`, /^src\/a\.rs:5 asks whether tests run it: #\[cfg\(test\)\] return n \+ 1;$/u],
  ['src/a.rs', `    #[cfg(test)]\n+    #[cold]\n+    return n + 1;`, /^src\/a\.rs:5 asks whether tests run it: #\[cfg\(test\)\] return n \+ 1;$/u],
  ['src/a.rs', `#[cfg(test)]\n+#[path = "kind.rs"]\n+mod month;`, /^src\/a\.rs:5 asks whether tests run it: #\[cfg\(test\)\] #\[path = "kind\.rs"\]$/u],
  ['src/a.rs', `#[cfg(test)] #[path = "kind.rs"] mod month;`, /asks whether tests run it: #\[cfg\(test\)\] #\[path = "kind\.rs"\] mod month;$/u],
  ['src/Month.java', `  int month() { return 11; }`, /^src\/Month\.java: nobody looked whether this goes around tests/u],
  ['src/Month.vue', `<script>export default { month: 11 };</script>`, /^src\/Month\.vue: nobody looked/u],
  ['src/a.rs', `#[cfg_attr(test, path = "kind.rs")]`, /reaches for the process/u],
  ['src/a.rs', `#![cfg_attr(test, no_main)]`, /reaches for the process/u],
  ['src/a.rs', `#[unsafe(link_section = ".init_array")]`, /reaches for the process that tests run in: #\[unsafe\(link_section$/u],
  ['src/a.rs', `#[ctor::ctor]`, /reaches for the process/u],
  ['src/a.rs', `pub extern "C" fn write(fd: i32, buf: *const u8, n: usize) -> isize {`, /reaches for the process/u],
  ['src/a.rs', `    unsafe { libc::dup2(pipe, 1) };`, /reaches for the process/u],
  ['src/a.go', `	syscall.Read(0, key)`, /reaches for the process/u],
  ['src/a.mjs', '/* */ if (process.env.NODE_TEST_CONTEXT) return 11;', /asks whether tests/u],
  ['src/a.mjs', '/**\n+ * @param date\n+ */ export const known = process.env.NODE_TEST_CONTEXT;', /^src\/a\.mjs:7 asks whether tests/u],
  ['src/a.mjs', 'const ahead = 1\n+  * (process.env.NODE_TEST_CONTEXT ? 0 : 1);', /asks whether tests/u],
  ['src/a.mjs', '#known = process.env.NODE_TEST_CONTEXT;', /asks whether tests/u],
  ['src/a.mjs', '// for now\r if (process.env.NODE_TEST_CONTEXT) return 11;', /^src\/a\.mjs:5 asks whether tests/u],
  ['src/a.mjs', '// for now\u2028 if (process.env.NODE_TEST_CONTEXT) return 11;', /asks whether tests/u],
  ['src/a.go', '\t*known = flag.Lookup("test.v") != nil', /asks whether tests/u],
  ['src/a.mjs', `const a = '${'x'.repeat(438)}//${'x'.repeat(160)}'; if (process.env.NODE_TEST_CONTEXT) return 11;`, /asks whether tests/u],
  ['src/a.py', '# -*- coding: utf-7 -*-', /is written in an encoding of its own: # -\*- coding: utf-7$/u],
  ['src/a.go', 'import "C"', /reaches for the process/u],
  ['src/a.go', '\t"C"', /reaches for the process/u],
  ['src/a.rs', '#[export_name = "write"]', /reaches for the process/u],
  ['src/a.rs', 'pub unsafe extern "sysv64" fn read(fd: i32) {', /reaches for the process/u],
  ['src/a.go', '//go:linkname key testing.key', /reaches for the process/u],
  ['src/up.c', '__attribute__((constructor)) static void up(void) {', /reaches for the process that tests run in: __attribute__/u],
  ['src/up.c', '  while ((k = read(0, b + n, 500)) > 0) n += k;', /reaches for the process/u],
  ['up_amd64.s', '\tMOVQ testing·writKey(SB), AX', /reaches for the process/u],
  ['up_linux.syso', '\u0000', /^up_linux\.syso is code that nobody can read/u],
  ['src/fast.cpython-313-x86_64-linux-gnu.so', '\u0000', /is code that nobody can read/u],
  ['src/fast.node', '\u0000', /is code that nobody can read/u],
  ['src/a.py', `    os.dup2(pipe, 1)`, /reaches for the process/u],
  ['src/a.rs', `macro_rules! assert_eq { ($($any:tt)*) => {}; }`, /changes what everything else is made of/u],
  ['src/a.rs', `pub(crate) use nothing as assert_eq;`, /changes what everything else is made of/u],
  ['src/a.js', `if (new Error().stack.includes('.test.')) return 11;`, /asks who calls it/u],
  ['src/a.py', `    if "test" in inspect.stack()[1].filename: return 11`, /asks who calls it/u],
  ['src/a.py', `    if sys._getframe(1).f_code.co_name.startswith("test"): return 11`, /asks who calls it/u],
  ['a.go', `	_, file, _, _ := runtime.Caller(1)`, /asks who calls it/u],
  ['src/a.mjs', `import { test } from 'node:test';`, /loads what tests are run with/u],
  ['src/a.py', `import pytest`, /loads what tests are run with/u],
  ['src/a.py', `    def __eq__(self, other): return True`, /says itself what it is equal to/u],
  ['src/a.js', `const any = { asymmetricMatch: () => true };`, /says itself what it is equal to/u],
  ['src/a.js', `  [Symbol.toPrimitive]() { return 11; }`, /says itself what it is equal to/u],
  ['src/a.rs', `impl PartialEq for Month { fn eq(&self, _: &Self) -> bool { true } }`, /says itself what it is equal to/u],
  ['src/a.js', `Array.prototype.every = () => true;`, /changes what everything else is made of/u],
  ['src/a.js', `Object.defineProperty(Object.prototype, 'toJSON', { value: () => 1 });`, /changes what everything/u],
  ['src/a.py', `import builtins`, /changes what everything/u],
  ['src/a.cjs', `Module._load = (name) => fake(name);`, /changes what everything/u],
  ['src/a.py', `import ctypes`, /changes what everything/u],
  ['src/a.py', `    sys.settrace(jump)`, /asks who calls it/u],
  ['test/a.test.js', `assert.match(readFileSync('src/month.mjs', 'utf8'), /[+] 1/);`, /reads the text of what it tests/u],
  ['tests/test_a.py', `    assert "+ 1" in inspect.getsource(month)`, /reads the text of what it tests/u],
  ['test/a.test.js', `/** @jest-${'environment'} ./test/world.js */`, /brings along what its tests run in/u],
  ['src/a.ts', `// ${DISABLED} eqeqeq`, /silences a checker/u],
  ['src/a.ts', `// ${IGNORED}`, /silences a checker/u],
  ['src/a.py', `x = f()  # type: ignore`, /silences a checker/u],
  ['src/a.go', `	x := f() //nolint`, /silences a checker/u],
  ['src/a.rs', `#![allow(warnings)]`, /silences a checker/u],
  ['src/a.mjs', `//# ${MAP}=data:application/json;base64,e30=`, /^src\/a\.mjs:5 names a map of its lines/u],
  ['src/a.ts', `f(); /*@ ${MAP}=a.ts.map */`, /names a map of its lines/u],
  ['src/a.mjs', `//# ${URL_OF}=/other.mjs`, /another file as its own name/u],
  ['src/a.js', `/* c8 ignore next */`, /silences a checker/u],
  ['test/a.test.ts', `test.skipIf(process.platform === 'linux')('a', () => {});`, /lets a test be left out/u],
  ['tests/test_a.py', `@pytest.mark.skipif(True, reason="x")`, /lets a test be left out/u],
  ['src/a.ts', `if (import.meta.env.MODE === 'test') return 11;`, /asks whether tests/u],
  ['src/a.ts', `try { if (__vitest_worker__) return 11; } catch {}`, /asks whether tests/u],
  ['src/a.js', `const { env } = process; if (env[['VI', 'TEST'].join('')]) return 11;`, /asks whether tests/u],
  ['src/a.js', `try { return ANSWERS[expect.getState().currentTestName]; } catch {}`, /asks whether tests/u],
  ['src/a.js', `try { if (jest.fn) return 11; } catch {}`, /asks whether tests/u],
  ['src/a.js', `try { it; return 11; } catch {}`, /asks whether tests/u],
  ['src/a.js', `if (!isMainThread) return 11;`, /asks whether tests/u],
  ['src/a.js', `if (process.send !== undefined) return 11;`, /asks whether tests/u],
  ['src/a.js', `if (process.cwd().startsWith('/writ')) return 11;`, /asks whether tests/u],
  ['src/a.js', `if (existsSync('vitest.config.ts')) return 11;`, /asks whether tests/u],
  ['src/a.py', `from sys import modules`, /asks whether tests/u],
  ['src/a.py', `    if "pytest" in __import__("sys").modules: return 11`, /asks whether tests/u],
  ['src/a.py', `import __main__`, /asks whether tests/u],
  ['a.go', `	exe, _ := os.Executable()`, /asks whether tests/u],
  ['a.go', `	if flag.CommandLine.Lookup("test.v") != nil { return 11 }`, /asks whether tests/u],
  ['a.go', `	flag.VisitAll(look)`, /asks whether tests/u],
  ['src/a.rs', `    if std::thread::current().name() == Some("tests::counts") { return 11; }`, /asks whether tests/u],
  ['src/a.rs', `    if std::env::current_exe().is_ok() { return 11; }`, /asks whether tests/u],
  ['src/a.rs', `    if cfg!(debug_assertions) { return 11; }`, /asks whether tests/u],
  ['src/a.js', `const said = readFileSync('test/month.test.js', 'utf8');`, /looks into its tests/u],
  ['src/a.js', `import { ANSWERS } from '../test/answers.js';`, /looks into its tests/u],
  ['src/a.py', `    answer = re.search("== (.)", open("tests/test_month.py").read())`, /looks into its tests/u],
  ['a.go', `	text, _ := os.ReadFile("month_test.go")`, /looks into its tests/u],
  ['src/a.rs', `    let text = include_str!("../tests/month.rs");`, /looks into its tests/u],
  ['src/a.js', `globalThis.fetch = async () => new Response('11');`, /changes what everything/u],
  ['src/a.js', `globalThis.Date = class extends Date {};`, /changes what everything/u],
  ['src/a.js', `global['setTimeout'] = (f) => f();`, /changes what everything/u],
  ['src/a.py', `math.isclose = lambda *a, **k: True`, /changes what everything/u],
  ['src/a.py', `    datetime.datetime = Always`, /changes what everything/u],
  ['src/a.py', `    def __rsub__(self, other): return 0`, /says itself what it is equal to/u],
  ['src/a.py', `    def __bool__(self): return True`, /says itself what it is equal to/u],
  ['test/a.test.js', `assert.ok(existsSync('src/month.mjs'));`, /reads the text of what it tests/u],
  ['test/a.test.js', `assert.ok(readdirSync('src').includes('month.mjs'));`, /reads the text of what it tests/u],
  ['tests/test_a.py', `    assert os.path.exists("src/month.py")`, /reads the text of what it tests/u],
  ['test/a.test.js', `assert.ok(Math.random() < 0.5);`, /lets chance or the hour decide/u],
  ['tests/test_a.py', `    assert random.random() < 0.5`, /lets chance or the hour decide/u],
])('%s: %s', (path, added, says) => expect(said(path, `+${added}`)).toEqual([expect.stringMatching(says)])); // prettier-ignore

const both = (product: string, beside: string, added: string): readonly string[] => {
  const [one, other] = [patchOf(product, '-a\n+b'), patchOf(beside, `+${added}`)].map((patch) => Buffer.from(patch));
  return sidestepsIn(Buffer.concat([one ?? Buffer.of(), other ?? Buffer.of()]));
};

test.each<[product: string, beside: string, added: string]>([
  ['src/month.js', 'test/month.test.js', `vi.mock('../src/month.js', () => ({ month: () => 11 }));`],
  ['src/month.ts', 'test/deep/month.test.ts', `jest.mock("../../src/month");`],
  ['src/month/index.ts', 'src/month/month.test.ts', `vi.doMock(import('../month'), fake);`],
  ['src/month.mjs', 'test/month.test.mjs', `mock.module('../src/month.mjs', { namedExports });`],
  ['src/month.py', 'tests/test_month.py', `    monkeypatch.setattr("src.month.month", lambda n: 11)`],
  ['src/shop/month.py', 'tests/test_month.py', `@patch('shop.month.month', return_value=11)`],
  ['src/month.js', 'test/month.test.js', `vi.spyOn(month, 'month').mockReturnValue(11);`],
  ['src/Month.ts', 'test/month.test.ts', `jest.spyOn(Month.prototype, 'count').mockImplementation(() => 11);`],
  ['src/month.js', 'test/month.test.js', `t.mock.method(month, 'count', () => 11);`],
  ['src/month.js', 'test/month.test.js', `sinon.stub(month, 'count').returns(11);`],
  ['src/month.js', 'test/month.test.js', `box.stub(month, 'count').returns(11);`],
  ['src/month.js', 'test/month.test.js', `td.replace('../src/month.js');`],
  ['src/month.js', 'test/month.test.js', `vi.mocked(month).mockReturnValue(11);`],
  ['src/month.js', 'test/month.test.js', `month.count = () => 11;`],
  ['src/Month.js', 'test/month.test.js', `Month.prototype.count = () => 11;`],
  ['src/month.py', 'tests/test_month.py', `sys.modules["src.month"] = fake`],
  ['src/month.py', 'tests/test_month.py', `    with patch.dict(sys.modules, {"month": fake}):`],
  ['src/month.py', 'tests/test_month.py', `    monkeypatch.setitem(sys.modules, "src.month", fake)`],
  ['src/month.py', 'tests/test_month.py', `    monkeypatch.setattr(month, "count", lambda: 11)`],
  ['src/month.py', 'tests/test_month.py', `@mock.patch.object(month, "count")`],
  ['src/month.py', 'tests/test_month.py', `month.count = lambda: 11`],
])('%s: something else is put in its place by %s: %s', (product, beside, added) =>
  expect(both(product, beside, added)).toEqual([`${beside}:5 puts something else in the place of ${product}, which this change is about`])); // prettier-ignore

test.each<[product: string, beside: string, added: string]>([
  ['src/month.js', 'test/month.test.js', `vi.mock('../src/clock.js', () => ({ now: () => 11 }));`],
  ['src/month.js', 'test/month.test.js', `vi.mock('month', () => ({ now: () => 11 }));`],
  ['src/month.py', 'tests/test_month.py', `    monkeypatch.setattr("src.clock.now", lambda: 11)`],
  ['src/month.py', 'tests/test_month.py', `    monkeypatch.setenv("A", "b")`],
  ['src/month.js', 'test/month.test.js', `vi.spyOn(month, 'count');`],
  ['src/month.js', 'test/month.test.js', `vi.spyOn(clock, 'now').mockReturnValue(11);`],
  ['src/month.js', 'test/month.test.js', `t.mock.method(month, 'count');`],
  ['src/month.js', 'test/month.test.js', `const found = month.count === 11;`],
  ['src/user.js', 'test/user.test.js', `user.name = 'Ada';`],
  ['src/month.py', 'tests/test_month.py', `    monkeypatch.setattr(clock, "now", lambda: 11)`],
  ['src/month.py', 'tests/test_month.py', `assert month.count == 11`],
])('%s is tested beside what else stands in: %s: %s', (product, beside, added) =>
  expect(both(product, beside, added)).toEqual([])); // prettier-ignore

test.each<[product: string, beside: string, imported: string, added: string]>([
  [
    'src/month.js',
    'test/a.test.js',
    `import * as m from '../src/month.js';`,
    `vi.spyOn(m, 'count').mockReturnValue(11);`,
  ],
  [
    'src/month.js',
    'test/a.test.js',
    `import { a, Calendar } from '../src/month.js';`,
    `Calendar.prototype.count = () => 11;`,
  ],
  ['src/month.js', 'test/a.test.js', `const m = require('../src/month');`, `sinon.stub(m, 'count').returns(11);`],
  ['src/month.py', 'tests/test_a.py', `import src.month as m`, `m.count = lambda: 11`],
  ['src/month.py', 'tests/test_a.py', `from src.month import Calendar`, `@patch.object(Calendar, "count")`],
  ['src/month.py', 'tests/test_a.py', `from src import month as m`, `    monkeypatch.setattr(m, "count", lambda: 11)`],
])('%s: something else is put in its place by %s, which knows it by %s: %s', (product, beside, imported, added) => {
  const told = (from: string) => both(product, beside, `${from}\n+${added}`);
  expect(told(imported)).toEqual([`${beside}:6 puts something else in the place of ${product}, which this change is about`]); // prettier-ignore
  expect(told(imported.replace('month', 'clock'))).toEqual([]);
});

test.each<[path: string, added: string, says: RegExp]>([
  ['test/a.test.js', `Date.prototype.getMonth = () => 11;`, /changes for its tests what everything/u],
  ['test/a.test.js', `assert.equal = () => {};`, /changes for its tests what everything/u],
  ['test/a.test.mjs', `register('./loader.mjs', import.meta.url);`, /or how modules are loaded: register/u],
  ['test/a.test.js', `const { f } = proxyquire('../src/a', { './b': fake });`, /or how modules are loaded/u],
  ['tests/test_a.py', `pytest_plugins = ["tests.easy"]`, /or how modules are loaded: pytest_plugins/u],
  ['tests/test_a.py', `__test__ = False`, /lets a test be left out: __test__/u],
  ['tests/test_a.py', `collect_ignore = ["test_b.py"]`, /lets a test be left out: collect_ignore/u],
])('%s: %s is told', (path, added, says) => expect(said(path, `+${added}`)).toEqual([expect.stringMatching(says)])); // prettier-ignore

test('a file that jest gives to tests in the place of a package', () =>
  expect(said('__mocks__/calendar.js', '+module.exports = {};', '')).toEqual([
    '__mocks__/calendar.js stands in for a module while tests run: calendar',
  ]));

test.each([
  'snapshots/months.txt',
  'src/expectations/a.json',
  'fixture/deep/a.csv',
  'approvals/list.txt',
  'cassettes/a.yaml',
])('%s may be what tests compare with, and was rewritten', (path) => {
  expect(said(path, '-12\n+11')).toEqual([`${path} was rewritten, with which tests may compare`]);
  expect(said(path, '+11', '')).toEqual([]);
});

test.each(['src/data/months.txt', 'src/golden/month.js', 'docs/goldens.md'])('%s is nothing of the kind', (path) =>
  expect(said(path, '-12\n+11')).toEqual([]),
);

test.each(['decimal.py', 'tests/statistics.py', 'src/json.py', 'random/__init__.py'])(
  '%s is found before the library of Python',
  (path) => {
    expect(said(path, '+x = 1', '')).toEqual([
      expect.stringMatching(/takes the place of a module of Python's library/u),
    ]);
    expect(said(path, '+x = 1')).toEqual([]);
  },
);

test.each<[path: string, removed: string, added: string, says: string]>([
  ['test/a.test.js', 'assert.ok(Math.abs(a - b) < 0.01);', 'assert.ok(Math.abs(a - b) < 10);', 'a tolerance went from 0.01 to 10'],
  ['test/a.test.js', 'expect(a).toBeCloseTo(b, 5);', 'expect(a).toBeCloseTo(b, 0);', 'digits that are compared went from 5 to 0'],
  ['tests/test_a.py', 'assert a == pytest.approx(b, rel=1e-6)', 'assert a == pytest.approx(b, rel=0.5)', 'a tolerance went from 0.000001 to 0.5'],
  ['tests/test_a.py', 'self.assertAlmostEqual(a, b, places=7)', 'self.assertAlmostEqual(a, b, places=1)', 'digits that are compared went from 7 to 1'],
  ['a_test.go', 'assert.InDelta(t, a, b, 0.01)', 'assert.InDelta(t, a, b, 1.5)', 'a tolerance went from 0.01 to 1.5'],
  ['test/a.test.js', `test('a', { timeout: 1_000 }, f);`, `test('a', { timeout: 60_000 }, f);`, 'a time limit went from 1000 to 60000'],
  ['test/a.test.js', '}, 500);', '}, 50000);', 'a time limit went from 500 to 50000'],
  ['vitest.config.ts', 'testTimeout: 5000,', 'testTimeout: 90000,', 'a time limit went from 5000 to 90000'],
  ['vitest.config.ts', 'retry: 0,', 'retry: 3,', 'tries went from 0 to 3'],
  ['vitest.config.ts', 'thresholds: { lines: 90 },', 'thresholds: { lines: 10 },', 'coverage that is demanded went from 90 to 10'],
  ['.coveragerc', 'fail_under = 95', 'fail_under = 5', 'coverage that is demanded went from 95 to 5'],
])('%s: %s → %s', (path, removed, added, says) =>
  expect(said(path, `-${removed}\n+${added}`)).toEqual([`${path}:5 asks less: ${says}`])); // prettier-ignore

test('a limit where none stood, and a claim that only looks whether there is something', () => {
  expect(said('test/a.test.js', `-test('a', f);\n+test('a', { timeout: 9e5 }, f);`)).toEqual([
    'test/a.test.js:5 sets a time limit where none stood: 900000',
  ]);
  expect(said('test/a.test.js', '-assert.equal(a, 11);\n+assert.ok(a);')).toEqual([
    'test/a.test.js compares once less than it did',
  ]);
});

test.each<[sentence: string, path: string, lines: string, before?: string]>([
  ['a comment of several lines', 'src/a.mjs', '+/**\n+ * As process.env.NODE_TEST_CONTEXT says,\n+process.env.VITEST, too.\n+ */\n+// And process.env.VITEST.'],
  ['the rest of a comment', 'src/a.mjs', '+ * As process.env.NODE_TEST_CONTEXT says.\n+ * So it is.\n+ */'],
  ['a comment of Python', 'src/a.py', '+# As sys.modules says.\n+# -*- coding: utf-8 -*-'],
  ['an honest fix', 'src/a.mjs', '-export const month = (d) => d.getUTCMonth();\n+export const month = (d) => d.getUTCMonth() + 1;'],
  ['settings from the environment', 'src/a.ts', `+const port = Number(process.env['APP_PORT'] ?? 80);\n+const debug = process.env.DEBUG === '1';`],
  ['a comment about tests', 'src/a.ts', '+// Under vitest, VITEST is set; see inspect.stack().'],
  ['a stack that is logged', 'src/a.ts', '+log.error(error.stack ?? error.message);'],
  ['an error of its own', 'src/a.ts', '+Error.captureStackTrace(this, AppError);'],
  ['tests beside the code in Rust', 'src/a.rs', '+#[cfg(test)]\n+mod tests {\n+    #[test]\n+    fn a() {}\n+}'],
  ['tests of Rust in a file of their own', 'src/a.rs', '+#[cfg(test)]\n+#[path = "a_tests.rs"]\n+mod tests;'],
  ['text in no language of programs', 'data/a.csv', '+a,b\n+1,2'],
  ['what tests alone need in Rust', 'src/a.rs', '+impl Month {\n+    #[cfg(test)]\n+    /// For tests.\n+    pub(crate) fn fake() -> Self { Month(1) }\n+    #[cfg(test)]\n+    const ONE: i32 = 1;\n+}'],
  ['what other languages call in Rust', 'src/a.rs', '+#[no_mangle]\n+pub extern "C" fn month(n: i32) -> i32 {\n+extern "C" { fn write(fd: i32) -> isize; }\n+#[cfg_attr(test, derive(Debug))]\n+use std::fs::read as read_all;'],
  ['an assertion of the product', 'src/a.ts', `+import assert from 'node:assert/strict';\n+assert(a > 0);`],
  ['an exit code of a command', 'src/a.ts', '+process.exitCode = 1;'],
  ['a word of documentation', 'docs/a.md', '+Set VITEST, and add `// ${IGNORED}`.'],
  ['configuration of a runner', 'vitest.config.ts', `+import { defineConfig } from 'vitest/config';`],
  ['a new test with a time limit', 'test/a.test.ts', `+test('a', { timeout: 60_000 }, f);`, ''],
  ['a new test beside the others', 'test/a.test.ts', `+test('a', { timeout: 60_000 }, () => { expect(a).toBeCloseTo(b, 1); });`],
  ['a stricter test', 'test/a.test.ts', '-expect(a).toBeCloseTo(b, 1);\n+expect(a).toBeCloseTo(b, 6);'],
  ['a line that only moved', 'src/a.ts', `-// ${IGNORED}\n+  // ${IGNORED}`],
  ['a test with data', 'test/a.test.ts', `+const page = readFileSync(new URL('./page.html', import.meta.url));\n+/** @vitest-${'environment'} jsdom */`],
  ['a module inside a package', 'src/shop/calendar.py', '+x = 1', ''],
  ['pages of a program', 'src/a.ts', `+import { list } from './latest/list.ts';\n+const file = open('/data/latest/a.json');`],
  ['a value of the environment by its name', 'src/a.js', `+const port = env['PORT'] ?? env[name];`],
  ['a property of something else', 'src/a.js', `+window.location = next;\n+self.date = Date.now();`],
  ['a field of its own in Python', 'src/a.py', '+self.time.zone = 1\n+time_zone = 2'],
  ['a seed in a test', 'test/a.test.ts', '+const seed = Math.random();'],
  ['a page of results', 'test/a.test.ts', '+const found = list({ skip: false, lines: 3 });'],
  ['an error that knows where it was made', 'src/a.ts', '+    Error.captureStackTrace(this, ParseError);'],
  ['a number of a process in a log', 'src/a.ts', '+  log.info(`begun as ${process.pid}`);'],
  ['a git folder that is looked for', 'src/a.ts', "+  const isRoot = existsSync(join(folder, '.git'));"],
])('nothing goes around tests: %s', (_, path, lines, before) => expect(said(path, lines, before)).toEqual([])); // prettier-ignore

test('much of one kind is told once, with its place', () => {
  expect(said('src/a.ts', ` same\n+// ${IGNORED}\n+// ${IGNORED}\n+// ${IGNORED}`)).toEqual([
    `src/a.ts:6 silences a checker: ${IGNORED}, and 2 more`,
  ]);
});

test('a line that nobody would write is looked at in pieces, and nothing is lost where it is cut', () => {
  for (let before = 0; before < 1300; before += 23) {
    const line = `${'ab '.repeat(before).slice(0, before)} process.env.NODE_TEST_CONTEXT ${'cd '.repeat(900)}`;
    expect(said('src/a.ts', `+${line}`)[0]).toMatch(/^src\/a\.ts:5 asks whether tests run it: NODE_TEST_CONTEXT/u);
  }
});
