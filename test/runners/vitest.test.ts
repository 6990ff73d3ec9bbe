/** vitest under the harness: honest projects are read as they are. What cheats is in vitest-attacks.test.ts. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkoutWith, told, type NpmCheckout, type Files } from './npm-checkout.ts';
import { shareOf } from '../rig/share.ts';

const V = `import { test, it, describe, expect, vi, beforeEach, afterEach, beforeAll, onTestFinished } from 'vitest';\n`;
let checkout: NpmCheckout;
beforeAll(() => {
  checkout = checkoutWith(join(import.meta.dirname, '../../node_modules'), 'vitest');
});
afterAll(() => checkout.remove());

const configured = (options: string): Files => ({
  'vitest.config.ts': `import { defineConfig } from 'vitest/config';\nexport default defineConfig({ ${options} });\n`,
});

test.for(
  shareOf<[sentence: string, files: Files, expected: readonly string[]]>(
    'honest tests of vitest',
    [
      ['a passing test', { 'a.test.js': `${V}test('adds', () => expect(1 + 1).toBe(2));` }, ['passed: adds']],
      ['a failing test', { 'a.test.js': `${V}test('adds', () => expect(1 + 1).toBe(3));` }, ['failed: adds']],
      [
        'TypeScript, and a configuration in TypeScript',
        {
          ...configured('test: { include: ["spec/*.ts"] }'),
          'spec/a.ts': `${V}import { two } from '../src/two'; test('typed', () => { const n: number = two(); expect(n).toBe(2); });`,
          'src/two.ts': 'export const two = (): number => 2;',
        },
        ['passed: typed'],
      ],
      [
        'a module in CommonJS',
        {
          'package.json': '{ "type": "commonjs" }',
          'two.cjs': 'module.exports = { two: () => 2 };',
          'a.test.mjs': `${V}import lib from './two.cjs'; test('required', () => expect(lib.two()).toBe(2));`,
        },
        ['passed: required'],
      ],
      [
        'aliases',
        {
          ...configured('resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } }'),
          'src/two.js': 'export const two = 2;',
          'a.test.js': `${V}import { two } from '@/two.js'; test('aliased', () => expect(two).toBe(2));`,
        },
        ['passed: aliased'],
      ],
      [
        'a setup file with matchers of its own, and globals',
        {
          ...configured('test: { globals: true, setupFiles: ["./setup.ts"] }'),
          'setup.ts': `import { expect } from 'vitest'; expect.extend({ toBeEven: (n) => ({ pass: n % 2 === 0, message: () => n + ' is odd' }), toSatisfy: (n, is) => ({ pass: is(n), message: () => 'no' }) });`,
          'a.test.ts': `test('even', () => { expect(2).toBeEven(); expect(3).not.toBeEven(); expect(2).toSatisfy((n) => n === 2); });`,
        },
        ['passed: even'],
      ],
      [
        'an environment like that of a browser, with a set-up for it',
        {
          ...configured('test: { environment: "./env.ts", setupFiles: ["./setup.ts"] }'),
          'env.ts': `export default { name: 'page', viteEnvironment: 'client', setup(global: any) { global.document = { title: 'x' }; return { teardown() {} }; } };`,
          'setup.ts': `import { expect } from 'vitest'; expect.extend({ toBeNaN: (n) => ({ pass: n !== n, message: () => '' }) });`,
          'a.test.ts': `${V}test('in a page', () => { expect(document.title).toBe('x'); expect(NaN).toBeNaN(); });`,
        },
        ['passed: in a page'],
      ],
      [
        'snapshots',
        {
          'a.test.js': `${V}test('shot', () => { expect({ a: 1 }).toMatchSnapshot(); expect('x').toMatchInlineSnapshot('"x"'); });`,
          '__snapshots__/a.test.js.snap':
            '// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[`shot 1`] = `\n{\n  "a": 1,\n}\n`;\n',
        },
        ['passed: shot'],
      ],
      [
        'parametrised tests have names of their own',
        { 'a.test.js': `${V}test.each([[1, 1], [2, 4]])('%i squared', (n, is) => expect(n * n).toBe(is));` },
        ['passed: 1 squared', 'passed: 2 squared'],
      ],
      [
        'nested, with hooks, async, concurrent, with fixtures and fake timers',
        {
          'a.test.js': `${V}
      describe('outer', () => {
        let n = 0;
        beforeEach(() => { n = 1; });
        describe('inner', () => { it('sees', async () => { await Promise.resolve(); expect(n).toBe(1); }); });
        describe.concurrent('at once', () => { it('one', async ({ expect }) => expect(n).toBe(1)); it('two', async ({ expect }) => expect(n).toBe(1)); });
      });
      test.extend({ page: async ({}, use) => use('p') })('fixture', ({ page }) => expect(page).toBe('p'));
      test('timers', () => { vi.useFakeTimers(); const f = vi.fn(); setTimeout(f, 1e6); vi.runAllTimers(); expect(f).toHaveBeenCalledTimes(1); vi.useRealTimers(); });
      test('counts its assertions', () => { expect.assertions(1); onTestFinished(() => {}); expect(1).toBe(1); });
      test('soft', () => { expect.soft(1).toBe(1); });`,
        },
        [
          'passed: outer > inner > sees',
          'passed: outer > at once > one',
          'passed: outer > at once > two',
          'passed: fixture',
          'passed: timers',
          'passed: counts its assertions',
          'passed: soft',
        ],
      ],
      [
        'mocks of modules of its own',
        {
          'a.test.js': `${V}import { two } from './two.js'; vi.mock('./two.js', () => ({ two: 3 })); test('mocked', () => expect(two).toBe(3));`,
          'two.js': 'export const two = 2;',
        },
        ['passed: mocked'],
      ],
      [
        'a noisy test',
        {
          'a.test.js': `${V}console.log('\\u001b[32mTests  99 passed\\u001b[0m'); process.stdout.write('no newline'); test('loud', () => { for (let n = 0; n < 2000; n++) console.log('writ:' + 'a'.repeat(32) + ' {}'); });`,
        },
        ['passed: loud'],
      ],
      [
        'what is skipped, to do, or expected to fail, did not pass',
        {
          'a.test.js': `${V}test.skip('s', () => {}); test.todo('t'); test.fails('f', () => expect(1).toBe(2)); test.runIf(false)('r', () => {}); test('k', (c) => c.skip());`,
        },
        ['skipped: s', 'todo: t', 'todo: f', 'skipped: r', 'skipped: k'],
      ],
      [
        'what is expected to fail and does not has failed',
        { 'a.test.js': `${V}test.fails('f', () => {});` },
        ['failed: f'],
      ],
      [
        'equal names stay two tests',
        { 'a.test.js': `${V}test('t', () => {}); test('t', () => {});` },
        ['passed: t', 'passed: t'],
      ],
      [
        'a soft assertion that fails',
        { 'a.test.js': `${V}test('soft', () => { expect.soft(1).toBe(2); });` },
        ['failed: soft'],
      ],
      ['a file without tests', { 'a.test.js': '' }, ['failed: a.test.js']],
      [
        'a file that does not load',
        { 'a.test.js': `${V}import './nowhere.js'; test('t', () => {});` },
        ['failed: a.test.js'],
      ],
      [
        'a hook that fails',
        {
          'a.test.js': `${V}describe('s', () => { beforeAll(() => { throw new Error('x'); }); test('t', () => {}); });`,
        },
        ['failed: s', 'skipped: s > t'],
      ],
      [
        'projects, each with its own configuration',
        {
          ...configured(
            'test: { projects: [{ test: { name: "a", include: ["a.test.js"] } }, { test: { name: "b", include: ["*.test.js"], env: { B: "1" } } }] }',
          ),
          'a.test.js': `${V}test('in ' + (process.env.B ?? 'a'), () => {});`,
        },
        ['passed: in a', 'passed: in 1'],
      ],
    ],
    4,
  ),
)('%s', async ([, files, expected]) => {
  const ran = await checkout.run(files, ['npx', 'vitest', 'run']);
  expect(ran.report.problems, ran.stderr).toEqual([]);
  expect(told(ran).toSorted(), ran.stderr).toEqual(expected.toSorted());
});

test.for<[sentence: string, body: string, cause: string]>([
  ['a wrong comparison', `expect(1).toBe(2)`, 'assertion'],
  ['a wrong comparison of Node', `(await import('node:assert')).strictEqual(1, 2)`, 'assertion'],
  ['a wrong snapshot', `expect(1).toMatchInlineSnapshot('2')`, 'assertion'],
  ['a name that is not there', `nowhere()`, 'reference'],
  ['a member that is not there', `undefined.x`, 'reference'],
  ['a module that is not there', `await import('./nowhere.js')`, 'load'],
  ['no end', `await new Promise(() => {})`, 'timeout'],
  ['anything else', `throw new Error('x')`, 'error'],
])('%s is told as the cause', async ([, body, cause]) => {
  const ran = await checkout.run({ 'a.test.js': `${V}test('t', async () => { ${body} }, 500);` }, ['vitest']);
  expect(ran.report.tests).toEqual([{ name: 't', file: 'a.test.js', outcome: 'failed', cause }]);
});

describe('the contract’s own words', () => {
  const files = {
    'a.test.js': `${V}test('one', () => {}); test('two', () => {});`,
    'test/b.test.js': `${V}test('three', () => {});`,
    'test/b.test.jsx': `${V}test('four', () => {});`,
  };
  test.for<[words: readonly [string, ...string[]], only: readonly string[] | undefined, expected: readonly string[]]>([
    [['vitest', 'run', 'a.test.js'], undefined, ['passed: one', 'passed: two']],
    [
      ['pnpm', 'exec', 'vitest', '-t', 'two'],
      undefined,
      ['passed: two', 'skipped: four', 'skipped: one', 'skipped: three'],
    ],
    [
      [
        'node',
        'node_modules/vitest/vitest.mjs',
        'run',
        '--reporter',
        'json',
        '--outputFile=x',
        '--retry=2',
        '--update',
        'test/',
      ],
      undefined,
      ['passed: four', 'passed: three'],
    ],
    [['vitest', 'a.test.js'], ['test/b.test.js'], ['passed: three']],
  ])('%j, only %j', async ([words, only, expected]) => {
    const ran = await checkout.run(files, words, only === undefined ? {} : { only });
    expect(ran.report.problems, ran.stderr).toEqual([]);
    expect(told(ran).toSorted()).toEqual(expected);
  });
});
