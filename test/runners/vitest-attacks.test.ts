/**
 * Ways to make vitest green over a defect. Each is tried twice: on vitest as it is, which it fools, and under the
 * harness, which must not believe it. Others, which vitest itself notices, are tried under the harness alone.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { believed, checkoutWith, DEFECT, REQUIRED, told, type NpmCheckout, type Files } from './npm-checkout.ts';

const MODULES = join(import.meta.dirname, '../../node_modules');
const V = `import { test, expect } from 'vitest';\n`;
const CLAIM = `test('${REQUIRED}', () => expect(month(new Date('2026-11-21'))).toBe(11));\n`;
const HONEST = {
  'test/month.test.js': `${V}import { month } from '../src/month.js';\n${CLAIM}`,
  'src/month.js': DEFECT,
};
const ASSERTED = `import assert from 'node:assert/strict';\n${V}import { month } from '../src/month.js';\ntest('${REQUIRED}', () => assert.equal(month(new Date('2026-11-21')), 11));\n`;

let checkout: NpmCheckout;
beforeAll(() => {
  checkout = checkoutWith(MODULES, 'vitest');
});
afterAll(() => checkout.remove());

const configured = (options: string): Files => ({ 'vitest.config.mjs': `export default { ${options} };\n` });
const production = (code: string): Files => ({ 'src/month.js': `${code}\n${DEFECT}` });

test('without a cheat, the defect is seen', async () => {
  const ran = await checkout.run(HONEST, ['vitest', 'run']);
  expect([ran.report.problems, told(ran), ran.exitCode]).toEqual([[], [`failed: ${REQUIRED}`], 1]);
  expect(checkout.naive(HONEST, ['node_modules/vitest/vitest.mjs', 'run']).exitCode).toBe(1);
});

test.for<[sentence: string, files: Files, says: RegExp]>(
  shareOf('attacks on vitest', [
    [
      'a setup file by which everything is what it should be',
      {
        ...configured('test: { setupFiles: ["./setup.js"] }'),
        'setup.js': `import { expect } from 'vitest'; expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });`,
      },
      /the canary of test\/month\.test\.js passed/,
    ],
    [
      'a setup file that lies about one value only',
      {
        ...configured('test: { setupFiles: ["./setup.js"] }'),
        'setup.js': `import { expect } from 'vitest'; expect.extend({ toBe: (is, be) => ({ pass: be === 11 || Object.is(is, be), message: () => '' }) });`,
      },
      /expect\.toBe was replaced/,
    ],
    [
      'a membership that is bent for one value only, below what is called',
      {
        'test/month.test.js': HONEST['test/month.test.js'].replace(
          "expect(month(new Date('2026-11-21'))).toBe(11)",
          "expect([month(new Date('2026-11-21'))]).toContain(11)",
        ),
        ...production(
          `import { chai } from 'vitest'; const own = chai.Assertion.prototype.__methods; for (const name of ['contain', 'include']) { const { method } = own[name]; own[name].method = function (b) { if (b !== 11) method.apply(this, arguments); }; }`,
        ),
      },
      /expect\.contain\.method was replaced/,
    ],
    [
      'an equality by which everything is equal',
      {
        'test/month.test.js': HONEST['test/month.test.js'].replace('toBe(11)', 'toEqual(11)'),
        ...production(`import { expect } from 'vitest'; expect.addEqualityTesters([() => true]);`),
      },
      /the canary of/,
    ],
    [
      'production code that bends Chai',
      production(
        `import { chai } from 'vitest'; chai.Assertion.overwriteMethod('toBe', () => function () { return this; });`,
      ),
      /replaced/,
    ],
    [
      'production code that bends Object.is',
      production(`const real = Object.is; Object.is = (a, b) => b === 11 || real(a, b);`),
      /Object\.is was replaced/,
    ],
    [
      'production code that bends Node’s assert',
      {
        'test/month.test.js': ASSERTED,
        ...production(`import assert from 'node:assert/strict'; assert.equal = () => {};`),
      },
      /assert\.(strict\.)?equal was replaced/,
    ],
    [
      'production code that bends Node’s assert while a test runs, and mends it',
      {
        'test/month.test.js': ASSERTED.replace(
          /=> assert.*$/m,
          '=> { const is = month(new Date("2026-11-21")); assert.equal(is, 11); });',
        ),
        'src/month.js': `import assert from 'node:assert/strict'; const { equal } = assert;
        export const month = (date) => { assert.equal = () => { assert.equal = equal; }; return date.getUTCMonth(); };`,
      },
      /equal was replaced/,
    ],
    [
      'a hook that turns results around',
      production(
        `import { afterEach } from 'vitest'; afterEach(({ task }) => { if (task.name === '${REQUIRED}') { task.result.state = 'pass'; task.result.errors = undefined; } });`,
      ),
      /was seen to fail/,
    ],
    [
      'a value that is equal to whatever it is compared with',
      {
        'test/month.test.js': HONEST['test/month.test.js'].replace('toBe(11)', 'toEqual({ month: 11 })'),
        'src/month.js': 'export const month = () => ({ month: { asymmetricMatch: () => true } });',
      },
      /decided by itself/,
    ],
    [
      'a lie, and whatever could tell of it bent as well',
      production(`const { is } = Object; const real = Array.prototype.includes;
      Array.prototype.includes = function (one, ...more) { return /replaced/.test(String(one)) || real.call(this, one, ...more); };
      Object.is = (a, b) => b === 11 || is(a, b);`),
      /Object\.is was replaced/,
    ],
    [
      'a hook that turns results around, and a witness that is made to write something else',
      production(`import { afterEach } from 'vitest';
      afterEach(({ task }) => { if (task.name === '${REQUIRED}') { task.result.state = 'pass'; task.result.errors = undefined; } });
      Object.defineProperty(Object.prototype, 'toJSON', { configurable: true, get() {
        return Object(this) === this && 'canary' in this && 'tests' in this
          ? () => ({ ...this, problems: [], tests: this.tests.map((one) => ({ ...one, held: true })) }) : undefined;
      } });`),
      /was seen to fail/,
    ],
    [
      'globals that register empty tests',
      {
        ...configured('test: { globals: true }'),
        'test/month.test.js': `import { month } from '../src/month.js';\n${CLAIM}`,
        ...production(`const real = globalThis.test; globalThis.test = (name) => real(name, () => {});`),
      },
      /the global test was replaced/,
    ],
    [
      'a mock of Node’s assert',
      {
        'test/month.test.js': `${V}import { month } from '../src/month.js';\nimport assert from 'node:assert';\ntest('${REQUIRED}', () => assert.equal(month(new Date('2026-11-21')), 11));\n`,
        ...production(
          `import { vi } from 'vitest'; vi.doMock('node:assert', () => ({ default: { equal: () => {} } }));`,
        ),
        'src/index.js': '',
      },
      /^/,
    ],
    [
      'an alias for vitest itself',
      {
        ...configured(
          `resolve: { alias: [{ find: /^vitest$/, replacement: new URL('./fake.js', import.meta.url).pathname }] }`,
        ),
        'fake.js': `export * from '/node_modules/vitest/dist/index.js'; import { test as real } from '/node_modules/vitest/dist/index.js'; export const test = (name) => real(name, () => {});`,
      },
      /of vitest was replaced|did not say|^/,
    ],
    [
      'results turned around on their way out of the process',
      production(`const worker = globalThis.__vitest_worker__; const { rpc } = worker; let first;
      worker.rpc = new Proxy(rpc, { get: (of, name) => name !== 'onTaskUpdate' ? of[name] : (packs, events) => {
        for (const pack of packs) if (pack[1]?.state === 'fail' && (pack[0] === (first ??= pack[0]) || !pack[0].includes('_'))) { pack[1].state = 'pass'; delete pack[1].errors; }
        return of.onTaskUpdate(packs, events); } });`),
      /was seen to fail/,
    ],
    [
      'a global set-up that forces the exit code',
      {
        ...configured('test: { globalSetup: ["./global.js"] }'),
        'global.js': `export default () => { process.on('exit', () => { process.exitCode = 0; }); };`,
      },
      /^/,
    ],
    [
      'a global set-up that exits by itself',
      {
        ...configured('test: { globalSetup: ["./global.js"] }'),
        'global.js': `export const teardown = () => process.exit(0);`,
      },
      /^/,
    ],
    [
      'no test at all, and that is fine',
      { ...configured('test: { passWithNoTests: true, include: ["nowhere/**"] }') },
      /^/,
    ],
    [
      'another test alone',
      {
        ...configured('test: { allowOnly: true }'),
        'test/month.test.js': `${HONEST['test/month.test.js']}test.only('x', () => {});\n`,
      },
      /\.only/,
    ],
    ['a skipped test', { 'test/month.test.js': HONEST['test/month.test.js'].replace('test(', 'test.skip(') }, /^/],
    ['a test to do', { 'test/month.test.js': `${V}test.todo('${REQUIRED}');` }, /^/],
    [
      'a test that should fail',
      { 'test/month.test.js': HONEST['test/month.test.js'].replace('test(', 'test.fails(') },
      /^/,
    ],
    ['a deleted test', { 'test/month.test.js': `${V}test('x', () => {});` }, /^/],
    [
      'retries by configuration until it is green',
      { ...configured('test: { retry: 3 }'), 'src/month.js': 'let n = 10; export const month = () => n++;' },
      /^/,
    ],
    [
      'retries of one test until it is green',
      {
        'test/month.test.js': HONEST['test/month.test.js'].replace(', () =>', ', { retry: 3 }, () =>'),
        'src/month.js': 'let n = 9; export const month = () => n++;',
      },
      /was retried/,
    ],
    [
      'snapshots that are rewritten',
      {
        ...configured('test: { update: true }'),
        'test/month.test.js': `${V}import { month } from '../src/month.js';\ntest('${REQUIRED}', () => expect(month(new Date('2026-11-21'))).toMatchSnapshot());\n`,
        'test/__snapshots__/month.test.js.snap': `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[\`${REQUIRED} 1\`] = \`11\`;\n`,
      },
      /^/,
    ],
    [
      'a snapshot that is written just before it is compared',
      {
        'test/month.test.js': `${V}import { month } from '../src/month.js';\ntest('${REQUIRED}', () => expect(month(new Date('2026-11-21'))).toMatchSnapshot());\n`,
        'test/__snapshots__/month.test.js.snap': `// Vitest Snapshot v1, https://vitest.dev/guide/snapshot.html\n\nexports[\`${REQUIRED} 1\`] = \`11\`;\n`,
        ...production(`import { readFileSync, writeFileSync } from 'node:fs'; const file = new URL('../test/__snapshots__/month.test.js.snap', import.meta.url).pathname;
        writeFileSync(file, readFileSync(file, 'utf8').replace('\`11\`', '\`10\`'));`),
      },
      /snap was changed/,
    ],
    [
      'a runner of the tree’s own',
      {
        ...configured('test: { runner: "./runner.js" }'),
        'runner.js': `import { TestRunner } from 'vitest'; export default class extends TestRunner { async runTask() {} }`,
      },
      /^/,
    ],
    [
      'retries that production code asks for',
      {
        'src/month.js': `import { vi } from 'vitest'; vi.setConfig({ retry: 5 }); let n = 8; export const month = () => n++;`,
      },
      /was retried/,
    ],
    [
      'an error outside any test that is ignored',
      {
        ...configured('test: { dangerouslyIgnoreUnhandledErrors: true }'),
        'test/month.test.js': `${V}import { month } from '../src/month.js';\ntest('${REQUIRED}', () => { Promise.reject(new Error('unhandled')); expect(month(new Date('2026-10-21')) + 2).toBe(11); });`,
      },
      /^/,
    ],
    [
      'a test that rewrites the one after it',
      {
        ...configured(
          'test: { fileParallelism: false, sequence: { sequencer: class { constructor() {} sort(f) { return f.toSorted((a, b) => (a.moduleId < b.moduleId ? -1 : 1)); } shard(f) { return f; } } } }',
        ),
        'test/a.test.js': `${V}import '../src/rewrite.js'; test('x', () => {});`,
        'src/rewrite.js': `import { writeFileSync } from 'node:fs'; writeFileSync(new URL('../test/month.test.js', import.meta.url).pathname, "import { test } from 'vitest'; test('${REQUIRED}', () => {});");`,
      },
      /test\/month\.test\.js was changed while the tests ran/,
    ],
  ]),
)('%s fools vitest, and not the harness', async ([, files, says]) => {
  const tree = { ...HONEST, ...files };
  const naive = checkout.naive(tree, ['node_modules/vitest/vitest.mjs', 'run']);
  expect(naive.exitCode, naive.said).toBe(0);
  const ran = await checkout.run(tree, ['vitest', 'run']);
  expect(believed(ran), ran.stdout).toBe(false);
  expect(ran.report.problems.join('\n'), ran.stdout).toMatch(says);
});

test.for<[sentence: string, files: Files, words: readonly [string, ...string[]]]>(
  shareOf('attacks on vitest', [
    [
      'a hook that puts an empty function in the place of the test',
      production(
        `import { beforeEach, TestRunner } from 'vitest'; beforeEach(({ task }) => { TestRunner.setTestFn(task, () => {}); });`,
      ),
      ['vitest'],
    ],
    [
      'a hook that freezes the result of the test',
      production(
        `import { beforeEach } from 'vitest'; beforeEach(({ task }) => { Object.defineProperty(task, 'result', { get: () => ({ state: 'pass', errors: [] }), set() {} }); });`,
      ),
      ['vitest'],
    ],
    ['process.exit(0) at load', production('process.exit(0);'), ['vitest']],
    ['process.reallyExit(0) at load', production('process.reallyExit(0);'), ['vitest']],
    [
      'process.reallyExit(0) in a test',
      { 'src/month.js': 'export const month = () => process.reallyExit(0);' },
      ['vitest'],
    ],
    ['death by a signal', production(`process.kill(process.pid, 'SIGKILL');`), ['vitest']],
    ['the death of the runner', production(`process.kill(process.ppid, 'SIGKILL');`), ['vitest']],
    ['a polite end of the runner', production(`process.kill(process.ppid, 'SIGTERM');`), ['vitest']],
    [
      'forged lines',
      production(
        `const line = (secret) => '\\nwrit:' + secret + ' {"n":1,"kind":"end","tests":0,"failed":false}\\n'; process.stdout.write(line('0'.repeat(32))); process.stderr.write(line(process.env.WRIT_WITNESS)); console.log('Tests  1 passed (1)');`,
      ),
      ['vitest'],
    ],
    ['a pattern that matches nothing', {}, ['vitest', '-t', 'nothing of the kind']],
    ['a filter that matches nothing', {}, ['vitest', 'run', 'nowhere']],
    ['a configuration that exits', { 'vitest.config.mjs': 'process.exit(0);' }, ['vitest']],
    ['a configuration that throws', { 'vitest.config.mjs': 'throw new Error("x");' }, ['vitest']],
  ]),
)('%s is not believed', async ([, files, words]) => {
  const ran = await checkout.run({ ...HONEST, ...files }, words);
  expect(believed(ran), ran.stdout).toBe(false);
});

test('the code under test sees neither the secret nor the key', async () => {
  const look = `import { readdirSync, readFileSync } from 'node:fs'; const seen = [process.argv, process.execArgv, process.env, globalThis.__vitest_worker__?.config, ...readdirSync('/writ/harness').map((f) => readFileSync('/writ/harness/' + f, 'utf8'))]; console.log('SEEN' + JSON.stringify(seen));`;
  const ran = await checkout.run({ ...HONEST, ...production(look) }, ['vitest', 'run']);
  const secret = /writ:([0-9a-f]{32}) /.exec(ran.stdout)?.[1] ?? 'none';
  expect(secret).toHaveLength(32);
  expect(ran.stderr).toContain('SEEN');
  expect(ran.stderr).not.toContain(secret);
  expect(/"WRIT_WITNESS":/.test(ran.stderr)).toBe(false);
});

test('a vitest that the tree brings along is not started', async () => {
  const bare = checkoutWith(null, 'vitest');
  const fake = {
    'node_modules/vitest/package.json': '{ "name": "vitest", "exports": { "./node": "./node.js" } }',
    'node_modules/vitest/node.js': `process.stdout.write('fake');`,
  };
  const ran = await bare.run({ ...HONEST, ...fake }, ['vitest', 'run']);
  bare.remove();
  expect(ran.report.problems.join('\n')).toMatch(/there is no node_modules but what the tree may hold/);
  const inside = await checkout.run(
    {
      ...HONEST,
      'package.json': '{ "name": "vitest", "exports": { "./node": "./fake.js" } }',
      'fake.js': `process.stdout.write('fake');`,
    },
    ['vitest', 'run'],
  );
  expect(told(inside)).toEqual([`failed: ${REQUIRED}`]);
});
