/** Which lines each file of tests runs through, as the harness measures it, for every runner of npm. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ReportKind } from '#contract';
import { measure } from '#evidence';
import { checkoutWith, type Files } from './npm-checkout.ts';

const ROOT = join(import.meta.dirname, '../..');
const SOURCE = `export const kind = (n) => {
  if (n > 0) {
    return 'more';
  }

  return 'less';
};

export const never = () => {
  return 1;
};
`;
const TYPED = SOURCE.replace('(n)', '(n: number): string').replace(
  'export const never',
  'type Unused = {\n  a: 1;\n};\nexport const never',
);
const CJS = SOURCE.replaceAll('export const ', 'exports.');

const node = (n: number): string =>
  `import { test } from 'node:test'; import { kind } from '../src/kind.mjs'; test('t', () => { kind(${n}); });`;
const vite = (n: number): string =>
  `import { test } from 'vitest'; import { kind } from '../src/kind'; test('t', () => { kind(${n}); });`;
const jest = (n: number): string => `const { kind } = require('../src/kind.js'); test('t', () => { kind(${n}); });`;

test.for<[kind: ReportKind, words: readonly [string, ...string[]], files: Files, path: string, modules: string]>([
  [
    'node-test',
    ['node', '--test'],
    { 'test/a.test.mjs': node(1), 'test/b.test.mjs': node(0), 'src/kind.mjs': SOURCE },
    'src/kind.mjs',
    'node_modules',
  ],
  [
    'vitest',
    ['vitest'],
    { 'test/a.test.mjs': vite(1), 'test/b.test.mjs': vite(0), 'src/kind.ts': TYPED },
    'src/kind.ts',
    'node_modules',
  ],
  [
    'vitest',
    ['vitest'],
    { 'test/a.test.mjs': vite(1), 'test/b.test.mjs': vite(0), 'src/kind.ts': TYPED },
    'src/kind.ts',
    'test/runners/npm/node_modules',
  ],
  [
    'jest',
    ['jest'],
    {
      'package.json': '{}',
      'test/a.test.mjs': '',
      'test/a.test.js': jest(1),
      'test/b.test.js': jest(0),
      'src/kind.js': CJS,
    },
    'src/kind.js',
    'test/runners/npm/node_modules',
  ],
])('%s measures %s', async ([kind, words, files, path, modules]) => {
  const checkout = checkoutWith(join(ROOT, modules), kind);
  const { report, stderr } = await checkout.run(files, words, { coverage: true });
  checkout.remove();
  expect(report.problems, stderr).toEqual([]);
  const lines = (name: string): readonly number[] =>
    [...(report.covered ?? [])].find(([file]) => file.startsWith(name))?.[1].get(path) ?? [];
  const [a, b] = [lines('test/a'), lines('test/b')];
  expect(a).toContain(3);
  expect(a).not.toContain(6);
  expect(b).toContain(6);
  expect(b).not.toContain(3);
  const last = path.endsWith('.ts') ? 13 : 10;
  for (const one of [a, b]) expect(one).toEqual(expect.arrayContaining([1, 2]));
  for (const one of [a, b]) expect(one).not.toContain(last);
  const { shares } = measure(report.ranThrough ?? []);
  const { lines: all = { hit: 0, of: 0 } } = shares;
  expect(all.hit).toBeGreaterThan(all.of / 2);
  expect(all.hit).toBeLessThan(all.of);
  // Where a transform stands between, its map leads back to the functions and blocks of the file itself.
  expect([shares.functions, shares.branches]).toEqual([
    { hit: 1, of: 2 },
    { hit: 3, of: 4 },
  ]);
  expect([...(report.covered?.values() ?? [])].flatMap((found) => [...found.keys()])).toEqual([path, path]);
});

test('what is not asked for is not told', async () => {
  const checkout = checkoutWith(null, 'node-test');
  const { report } = await checkout.run({ 'a.test.mjs': `import { test } from 'node:test'; test('t', () => {});` }, [
    'node',
    '--test',
  ]);
  checkout.remove();
  expect(report).toEqual({
    tests: [{ name: 't', file: 'a.test.mjs', outcome: 'passed' }],
    canaries: ['failed'],
    problems: [],
  });
});

// Whoever reads this file takes such comments for its own: so they are put together.
const [MAP, NAME] = ['MappingURL', 'URL'].map((one) => `source${one}`);
const EVERY_LINE = Buffer.from(
  JSON.stringify({ version: 3, sources: ['kind.js'], names: [], mappings: `AAAA${';AACA'.repeat(20)}` }),
).toString('base64');

/** What a file may say of itself so that lines that never ran would count. */
const LIES: readonly (readonly [says: string, comment: (name: string) => string])[] = [
  [
    'a map in a comment',
    (name) =>
      `//# ${MAP}=data:application/json;base64,${Buffer.from(
        JSON.stringify({ version: 3, sources: [name], names: [], mappings: `AAAA${',AACA'.repeat(20)}` }),
      ).toString('base64')}`,
  ],
  ['a map of another kind of comment', () => `/*# ${MAP}=data:application/json;base64,${EVERY_LINE} */`],
  ['another name', () => `//# ${NAME}=/writ/work/src/other.mjs`],
];

test.for(
  LIES.flatMap(([says, comment]) =>
    (
      [
        ['node-test', ['node', '--test'], 'src/kind.mjs', SOURCE, node(1), 'node_modules'],
        ['vitest', ['vitest'], 'src/kind.ts', TYPED, vite(1), 'test/runners/npm/node_modules'],
        ['vitest', ['vitest'], 'src/kind.js', SOURCE, vite(1), 'test/runners/npm/node_modules'],
        ['jest', ['jest'], 'src/kind.js', CJS, jest(1), 'test/runners/npm/node_modules'],
      ] as const
    ).map((of) => [says, `${of[0]}, ${of[2]}`, of, comment] as const),
  ),
)('%s makes no line count that did not run: %s', async ([, , of, comment]) => {
  const [kind, words, path, source, text, modules] = of;
  const checkout = checkoutWith(join(ROOT, modules), kind);
  const tests = { [kind === 'jest' ? 'test/a.test.js' : 'test/a.test.mjs']: text };
  const files = { 'package.json': '{}', ...tests, [path]: `${source}${comment(path.slice(4))}\n` };
  const { report, stderr } = await checkout.run(files, [...words], { coverage: true });
  checkout.remove();
  expect(report.problems, stderr).toEqual([]);
  const told = (report.ranThrough ?? []).filter((one) => one.of === path);
  expect(told.map((one) => one.missed)).toEqual([expect.arrayContaining([6, path.endsWith('.ts') ? 13 : 10])]);
  expect((report.ranThrough ?? []).map((one) => one.of)).toEqual([path]);
});

test('a file that says it is called like another one makes none of its lines count', async () => {
  const checkout = checkoutWith(join(ROOT, 'node_modules'), 'node-test');
  const { report, stderr } = await checkout.run(
    {
      'test/a.test.mjs': `${node(1)} import '../src/other.mjs';`,
      'src/kind.mjs': SOURCE,
      'src/other.mjs': `${'Math.max(1);\n'.repeat(20)}//# ${NAME}=/writ/work/src/kind.mjs\n`,
    },
    ['node', '--test'],
    { coverage: true },
  );
  checkout.remove();
  expect(report.problems, stderr).toEqual([]);
  expect(report.covered?.get('test/a.test.mjs')?.get('src/kind.mjs')).not.toContain(10);
  expect(report.covered?.get('test/a.test.mjs')?.get('src/other.mjs')).toContain(20);
});

test('node counts the lines of a file whose types it blanks, whatever map that names', async () => {
  const checkout = checkoutWith(join(ROOT, 'node_modules'), 'node-test');
  const [, lie] = LIES[0] ?? [];
  const { report, stderr } = await checkout.run(
    { 'test/a.test.mjs': node(1).replace('.mjs', '.ts'), 'src/kind.ts': `${TYPED}${lie?.('kind.ts') ?? ''}\n` },
    ['node', '--test'],
    { coverage: true },
  );
  checkout.remove();
  expect(report.problems, stderr).toEqual([]);
  const [told] = report.ranThrough ?? [];
  expect(told?.hit).toEqual(expect.arrayContaining([1, 2, 3]));
  expect(told?.missed).toEqual(expect.arrayContaining([6, 13]));
});
