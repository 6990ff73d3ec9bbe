import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedPaths, openStore } from '#host';
import { commitAll, opened, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { sortChange } from './changed-files.ts';
import { read } from './source.fixture.ts';

const root = scratch();
type Files = Readonly<Record<string, string>>;

const rust = (body: string, tests: string): string => `pub fn month(n: u32) -> u32 {\n    ${body}\n}\n${tests}`;
const UNIT = '#[cfg(test)]\nmod tests {}\n';
const vitest = (body: string, asked: number): string =>
  `export const month = () => ${body};\nif (import.meta.vitest) import.meta.vitest.test('a', () => ${asked});\n`;
const node = (asked: number): string => `import { test } from 'node:test';\ntest('a', () => ${asked});\n`;

/** What was there, what it became, and what is said of it: what was put back, and whether nothing but tests was changed. */
const CASES: readonly (readonly [path: string, before: string | null, after: string | null, said: string])[] = [
  ['src/bent.rs', rust('n', UNIT), rust('n + 0', '#[cfg(test)]\nmod tests { }\n'), 'tests'],
  ['src/mended.rs', rust('n', UNIT), rust('n + 1', UNIT), 'nothing'],
  ['src/added.rs', rust('n', UNIT), rust('n', `${UNIT}#[test]\nfn more() {}\n`), 'nothing, only'],
  ['src/more.rs', rust('n', UNIT), rust('n + 1', `${UNIT}#[test]\nfn more() {}\n`), 'nothing'],
  ['src/first.rs', rust('n', ''), rust('n + 1', UNIT), 'none'],
  ['src/gone.rs', rust('n', UNIT), null, 'untold'],
  ['src/twice.rs', rust('n', `mod a {}\nmod a {}\n${UNIT}`), rust('n + 1', `mod a {}\nmod a {}\n${UNIT}`), 'untold'],
  ['src/private.rs', '#[test]\nfn a() {}\n', '#[test]\nfn b() {}\n', 'file'],
  ['src/named.rs', rust('n', UNIT), rust('n', ''), 'nothing, only'],
  ['src/bent.mjs', vitest('1', 1), vitest('2', 2), 'tests'],
  ['src/given.mjs', `${vitest('1', 1)}export const t = () => test('b', () => {});\n`, vitest('2', 1), 'untold'],
  ['checks/reported.mjs', node(1), node(2), 'file, only'],
  ['checks/plain.mjs', 'run(1);\n', 'run(2);\n', 'file, only'],
  ['checks/quiet.mjs', node(1), node(2), 'file'],
  ['checks/loaded.mjs', node(1), node(2), 'tests, only'],
  ['checks/gone.mjs', node(1), null, 'file'],
  ['checks/new.mjs', null, node(1), 'nothing, only'],
  ['checks/unheard.mjs', null, node(1), 'none'],
  ['checks/shared.mjs', "import { mock } from 'node:test';\n", "import { mock } from 'node:test';\nmock();\n", 'file'],
  ['src/plugin.mjs', "import { mock } from 'node:test';\n", "import { mock } from 'node:test';\nmock();\n", 'none'],
  ['src/word.mjs', 'const text = `\ntest("a")\n`;\n', 'const text = `\ntest("b")\n`;\n', 'none'],
  ['checks/check_a.py', 'def test_a(): pass\n', 'def test_a(): return\n', 'file, only'],
  ['checks/check_b.py', 'import pytest\ndef check_b(): pass\n', 'import pytest\ndef check_b(): return\n', 'file, only'],
  ['src/docs.py', 'def f():\n    """\n    >>> f()\n    """\n', 'def f():\n    """\n    >>> f(1)\n    """\n', 'untold'],
  ['src/used.py', 'def f(): pass\ndef test_f(): pass\n', 'def f(): return 1\ndef test_f(): return\n', 'tests'],
  ['checks/Month.java', '@Test\nvoid a() {}\n', '@Test\nvoid b() {}\n', 'file'],
  ['notes.md', 'a\n', 'b\n', 'none'],
  // What is called like a test is put back for that.
  ['test/month.test.mjs', node(1), node(2), 'none'],
]; // prettier-ignore
/** Of these a runner reports a test. */
const REPORTED: readonly (readonly [path: string, name: string])[] = [
  ...['checks/reported.mjs', 'checks/plain.mjs', 'checks/new.mjs'].map((path) => [path, 'a'] as const),
  ...[['checks/check_a.py', 'test_a'], ['checks/check_b.py', 'check_b'], ['src/docs.py', 'src'], ['src/used.py', 'test_f']].map(([path = '', name = '']) => [path, name] as const),
]; // prettier-ignore

const filesOf = (at: 1 | 2): Files =>
  Object.fromEntries(CASES.flatMap((one) => (one[at] === null ? [] : [[one[0], one[at]]])));

test('what holds tests is known by what it says and by what runners report, whatever it is called', async () => {
  const folder = join(root, 'repository');
  const main = "import '../checks/loaded.mjs';\nexport const a = 1;\n";
  const from = repositoryIn(folder, { ...filesOf(1), 'src/main.mjs': main, 'src/main.py': 'from src import used\n' });
  for (const [path, , after] of CASES) if (after === null) rmSync(join(folder, path));
  write(folder, filesOf(2));
  const to = commitAll(folder);
  const store = valueOf(await openStore(await opened(folder)));
  const paths = valueOf(await changedPaths(store, from, to));
  const reported = new Map(REPORTED.map(([path, name]) => [path, new Set([name])]));
  const sorted = valueOf(await sortChange(store, { from, to, paths, known: { reported, allow: ['src/**', 'src/named.rs'] } }, read, []));
  const said = new Map(sorted.holding.map(({ held: { path, back, only } }) => [path, `${back ?? 'untold'}${only ? ', only' : ''}`]));
  expect(CASES.map(([path]) => `${path}: ${said.get(path) ?? 'none'}`)).toEqual(CASES.map(([path, , , told]) => `${path}: ${told}`));

  const of = (path: string): (typeof sorted.holding)[number] | undefined => sorted.holding.find(({ held }) => held.path === path);
  expect(of('src/bent.rs')?.kept).toMatchObject({ text: rust('n + 0', UNIT) });
  expect(of('src/bent.rs')?.without).toMatchObject({ text: rust('n', '#[cfg(test)]\nmod tests { }\n') });
  expect(of('src/bent.mjs')?.kept).toMatchObject({ text: vitest('2', 1) });
  expect(of('src/more.rs')?.without).toMatchObject({ text: expect.stringContaining('fn more') });
  expect(of('checks/gone.mjs')?.kept).toMatchObject({ mode: '100644' });
  expect(of('checks/new.mjs')?.without).toMatchObject({ mode: '100644' });
  // Where nothing but tests was changed there is no product to take away.
  const production = sorted.production.map(({ path }) => path);
  expect(production).toEqual(expect.arrayContaining(['src/bent.rs', 'src/mended.rs', 'checks/quiet.mjs', 'checks/gone.mjs']));
  const tests = CASES.filter(([, , , told]) => told.endsWith('only')).map(([path]) => path);
  expect(production.filter((path) => tests.includes(path))).toEqual([]);
  expect(sorted.testTexts.get('checks/new.mjs')).toBe(node(1));
}); // prettier-ignore
