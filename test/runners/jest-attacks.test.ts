/**
 * Ways to make jest green over a defect. Each is tried twice: on jest as it is, which it fools, and under the harness,
 * which must not believe it. Others, which jest itself notices, are tried under the harness alone.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shareOf } from '../rig/share.ts';
import { believed, checkoutWith, REQUIRED, told, type Files, type NpmCheckout } from './npm-checkout.ts';

const CLAIM = `const { month } = require('../src/month.js');\ntest('${REQUIRED}', () => { expect(month(new Date('2026-11-21'))).toBe(11); });\n`;
const BUG = 'exports.month = (date) => date.getUTCMonth();\n';
const HONEST = { 'package.json': '{}', 'test/month.test.js': CLAIM, 'src/month.js': BUG };
const ASSERTED = `const assert = require('node:assert'); const { month } = require('../src/month.js');\ntest('${REQUIRED}', () => { const is = month(new Date('2026-11-21')); assert.equal(is, 11); });\n`;
const JEST = ['node_modules/jest/bin/jest.js'];

let checkout: NpmCheckout;
beforeAll(() => {
  checkout = checkoutWith(join(import.meta.dirname, 'npm/node_modules'), 'jest');
});
afterAll(() => checkout.remove());

const configured = (options: string): Files => ({ 'jest.config.js': `module.exports = { ${options} };\n` });
const production = (code: string): Files => ({ 'src/month.js': `${code}\n${BUG}` });

test('without a cheat, the defect is seen', async () => {
  const ran = await checkout.run(HONEST, ['jest']);
  expect([ran.report.problems, told(ran), ran.exitCode]).toEqual([[], [`failed: ${REQUIRED}`], 1]);
  expect(checkout.naive(HONEST, JEST).exitCode).toBe(1);
});

test.for<[sentence: string, files: Files, says: RegExp]>(
  shareOf('attacks on jest', [
    [
      'retries that production code asks for',
      { 'src/month.js': 'jest.retryTimes(5); let n = 8; exports.month = () => n++;' },
      /was retried/,
    ],
    [
      'a global expect of production code’s own',
      production('globalThis.expect = () => ({ toBe: () => {} });'),
      /the global expect was replaced/,
    ],
    [
      'a setup file by which everything is what it should be',
      {
        ...configured('setupFilesAfterEnv: ["./setup.js"]'),
        'setup.js': `expect.extend({ toBe: () => ({ pass: true, message: () => '' }) });`,
      },
      /the canary of test\/month\.test\.js passed/,
    ],
    [
      'a setup file that lies about one value only',
      {
        ...configured('setupFilesAfterEnv: ["./setup.js"]'),
        'setup.js': `expect.extend({ toBe: (is, be) => ({ pass: be === 11 || Object.is(is, be), message: () => '' }) });`,
      },
      /expect\.toBe was replaced/,
    ],
    [
      'production code that is asked what is equal, for as long as it takes',
      {
        'test/month.test.js': HONEST['test/month.test.js'].replace('toBe(11)', 'toEqual(11)'),
        ...production(`const { customEqualityTesters: asked } = globalThis[Symbol.for('$$jest-matchers-object')];
        asked.push((is, be) => (be === 11 ? asked.splice(0).length > 0 : undefined));`),
      },
      /who decides what is equal was changed/,
    ],
    [
      'production code that bends how patterns are found, by another name',
      {
        'test/month.test.js': HONEST['test/month.test.js']
          .replace('toBe(11)', 'toMatch(/^11$/)')
          .replace(/expect\((.*)\)\.to/, 'expect(String($1)).to'),
        ...production(`const { prototype } = RegExp; const { exec } = prototype;
        prototype.exec = function (text) { return this.source === '^11$' ? ['11'] : exec.call(this, text); };`),
      },
      /RegExp\.prototype\.exec was replaced/,
    ],
    [
      'production code that bends Object.is',
      production(`const real = Object.is; Object.is = (a, b) => b === 11 || real(a, b);`),
      /Object\.is was replaced/,
    ],
    [
      'production code that bends Node’s assert',
      { 'test/month.test.js': ASSERTED, ...production(`require('node:assert').equal = () => {};`) },
      /equal was replaced/,
    ],
    [
      'production code that bends Node’s assert while a test runs, and mends it',
      {
        'test/month.test.js': ASSERTED,
        'src/month.js': `const assert = require('node:assert'); const { equal } = assert;
        exports.month = (date) => { assert.equal = () => { assert.equal = equal; }; return date.getUTCMonth(); };`,
      },
      /equal was replaced/,
    ],
    [
      'a value that is equal to whatever it is compared with',
      {
        'test/month.test.js': CLAIM.replace('toBe(11)', 'toStrictEqual({ month: 11 })'),
        'src/month.js': 'exports.month = () => ({ month: { asymmetricMatch: () => true } });',
      },
      /decided by itself/,
    ],
    [
      'a mock of Node’s assert',
      {
        'test/month.test.js': ASSERTED,
        ...configured('setupFiles: ["./setup.js"]'),
        'setup.js': `jest.mock('node:assert', () => ({ equal: () => {} }));`,
      },
      /assert was replaced/,
    ],
    [
      'globals that register empty tests',
      production(`const real = globalThis.test; globalThis.test = (name) => real(name, () => {});`),
      /the global test was replaced/,
    ],
    [
      'an expectation that expects nothing',
      production(`const any = new Proxy(() => any, { get: () => any }); globalThis.expect = () => any;`),
      /the global expect was replaced/,
    ],
    [
      'a handler of events that forgets errors',
      production(`const handlers = Object.getOwnPropertySymbols(globalThis).map((s) => globalThis[s]).find((v) => Array.isArray(v) && typeof v[0] === 'function');
      handlers.unshift((event) => { if (event.name === 'test_fn_failure' && event.test.name === '${REQUIRED}') event.name = 'test_fn_success'; });`),
      /was seen to fail|was not seen/,
    ],
    [
      'a test whose function is put aside',
      production(`const handlers = Object.getOwnPropertySymbols(globalThis).map((s) => globalThis[s]).find((v) => Array.isArray(v) && typeof v[0] === 'function');
      handlers.push((event) => { if (event.name === 'test_start') event.test.fn = () => {}; });`),
      /was not seen to run/,
    ],
    [
      'a global set-up that forces the exit code',
      {
        ...configured('globalSetup: "./global.js"'),
        'global.js': `module.exports = () => { process.on('exit', () => process.reallyExit(0)); };`,
      },
      /^/,
    ],
    [
      'a global tear-down that exits by itself',
      { ...configured('globalTeardown: "./global.js"'), 'global.js': `module.exports = () => process.exit(0);` },
      /^/,
    ],
    ['no test at all, and that is fine', configured('passWithNoTests: true, testMatch: ["**/nowhere/**"]'), /^/],
    ['another test alone', { 'test/month.test.js': `${CLAIM}test.only('x', () => {});\n` }, /\.only/],
    ['a skipped test', { 'test/month.test.js': CLAIM.replace('test(', 'test.skip(') }, /^/],
    ['a test to do', { 'test/month.test.js': `test.todo('${REQUIRED}');` }, /^/],
    ['a test that should fail', { 'test/month.test.js': CLAIM.replace('test(', 'test.failing(') }, /^/],
    ['a deleted test', { 'test/month.test.js': `test('x', () => {});` }, /^/],
    [
      'retries until it is green',
      {
        'test/month.test.js': `jest.retryTimes(3);\n${CLAIM}`,
        'src/month.js': 'let n = 9; exports.month = () => n++;',
      },
      /was retried/,
    ],
    [
      'a crash until it is green',
      {
        'src/month.js': `const fs = require('fs'); exports.month = () => { if (!fs.existsSync('/tmp/crashed-' + process.ppid)) { fs.writeFileSync('/tmp/crashed-' + process.ppid, ''); process.exit(1); } return 11; };`,
        ...configured('workerIdleMemoryLimit: 1e12'),
      },
      /ended by itself/,
    ],
    [
      'a snapshot that is written just before it is compared',
      {
        'test/month.test.js': `const { month } = require('../src/month.js');\ntest('${REQUIRED}', () => { expect(month(new Date('2026-11-21'))).toMatchSnapshot(); });\n`,
        'test/__snapshots__/month.test.js.snap': `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[\`${REQUIRED} 1\`] = \`11\`;\n`,
        ...configured('setupFiles: ["./setup.js"]'),
        'setup.js': `const fs = require('fs'); const file = __dirname + '/test/__snapshots__/month.test.js.snap'; fs.writeFileSync(file, fs.readFileSync(file, 'utf8').replace('\`11\`', '\`10\`'));`,
      },
      /snap was changed/,
    ],
    [
      'a runner of the tree’s own',
      {
        ...configured('testRunner: "./runner.js"'),
        'runner.js': `module.exports = async (g, c, e, r, path) => ({ testFilePath: path, numPassingTests: 1, numFailingTests: 0, numPendingTests: 0, numTodoTests: 0, perfStats: {}, snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 }, testResults: [{ ancestorTitles: [], title: '${REQUIRED}', fullName: '${REQUIRED}', status: 'passed', failureMessages: [], failureDetails: [] }], leaks: false, openHandles: [], skipped: false });`,
      },
      /^/,
    ],
    [
      'a test that rewrites the one after it',
      {
        ...configured('testSequencer: "./sequencer.js", maxWorkers: 1'),
        'sequencer.js': `module.exports = class { sort(t) { return [...t].sort((a, b) => (a.path < b.path ? -1 : 1)); } shard(t) { return t; } allFailedTests(t) { return t; } cacheResults() {} };`,
        'test/a.test.js': `require('../src/rewrite.js'); test('x', () => {});`,
        'src/rewrite.js': `require('fs').writeFileSync(__dirname + '/../test/month.test.js', "test('${REQUIRED}', () => {});");`,
      },
      /test\/month\.test\.js was changed while the tests ran/,
    ],
  ]),
)('%s fools jest, and not the harness', async ([, files, says]) => {
  const tree = { ...HONEST, ...files };
  const naive = checkout.naive(tree, JEST);
  expect(naive.exitCode, naive.said).toBe(0);
  const ran = await checkout.run(tree, ['jest']);
  expect(believed(ran), ran.stdout).toBe(false);
  expect(ran.report.problems.join('\n'), ran.stdout + ran.stderr).toMatch(says);
});

test.for<[sentence: string, files: Files, words: readonly [string, ...string[]]]>(
  shareOf('attacks on jest', [
    [
      'a handler of events that forgets snapshots',
      {
        'test/month.test.js': `const { month } = require('../src/month.js');\ntest('${REQUIRED}', () => { expect(month(new Date('2026-11-21'))).toMatchSnapshot(); });\n`,
        'test/__snapshots__/month.test.js.snap': `// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[\`${REQUIRED} 1\`] = \`11\`;\n`,
        ...production(`const handlers = Object.getOwnPropertySymbols(globalThis).map((s) => globalThis[s]).find((v) => Array.isArray(v) && typeof v[0] === 'function');
      handlers.push((event) => { if (event.name === 'test_done' && event.test.name === '${REQUIRED}') event.test.errors.length = 0; });`),
      },
      ['jest'],
    ],
    ['process.exit(0) at load', production('process.exit(0);'), ['jest']],
    ['process.exit(0) in a test', { 'src/month.js': 'exports.month = () => process.exit(0);' }, ['jest']],
    ['process.reallyExit(0) at load', production('process.reallyExit(0);'), ['jest']],
    ['death by a signal', production(`process.kill(process.pid, 'SIGKILL');`), ['jest']],
    ['the death of the runner', production(`process.kill(process.ppid, 'SIGKILL');`), ['jest']],
    [
      'forged lines',
      production(
        `const line = '\\nwrit:' + '0'.repeat(32) + ' {"n":1,"kind":"end","tests":0,"failed":false}\\n'; process.stdout.write(line); console.log(line);`,
      ),
      ['jest'],
    ],
    ['a pattern that matches nothing', {}, ['jest', '-t', 'nothing of the kind']],
    ['a filter that matches nothing', {}, ['jest', 'nowhere']],
    ['a configuration that exits', { 'jest.config.js': 'process.exit(0);' }, ['jest']],
  ]),
)('%s is not believed', async ([, files, words]) => {
  const ran = await checkout.run({ ...HONEST, ...files }, words, { timeoutMs: 20_000 });
  expect(believed(ran), ran.stdout).toBe(false);
});

test('the code under test sees neither the secret nor the key', async () => {
  const look = `const fs = require('fs'); const outer = fs.constructor.constructor('return process')(); console.log('SEEN' + JSON.stringify([process.env, outer.env, outer.argv, outer.execArgv, ...fs.readdirSync('/writ/harness').map((f) => fs.readFileSync('/writ/harness/' + f, 'utf8'))]));`;
  const ran = await checkout.run({ ...HONEST, ...production(look) }, ['jest']);
  const secret = /writ:([0-9a-f]{32}) /.exec(ran.stdout)?.[1] ?? 'none';
  expect(secret).toHaveLength(32);
  expect(ran.stderr).toContain('SEEN');
  expect(ran.stderr).not.toContain(secret);
  expect(/"WRIT_WITNESS":/.test(ran.stderr)).toBe(false);
});

test('what a file of tests brings along to run in finds no key either', async () => {
  const world = `const { TestEnvironment } = require('jest-environment-node'); require('fs').writeSync(2, 'SEEN' + JSON.stringify([process.env, process.execArgv])); module.exports = TestEnvironment;`;
  const ran = await checkout.run(
    {
      ...HONEST,
      'test/month.test.js': `/** @jest-${'environment'} ./test/world.js */\n${CLAIM}`,
      'test/world.js': world,
    },
    ['jest'],
  );
  expect(ran.report.problems).toEqual([]);
  expect(ran.stderr).toContain('SEEN');
  expect(/"WRIT_(?:WITNESS|CIRCUS)":/.test(ran.stderr)).toBe(false);
});

test('a jest that the tree brings along is not started', async () => {
  const bare = checkoutWith(null, 'jest');
  const fake = {
    'node_modules/jest/package.json': '{ "name": "jest", "main": "./jest.js" }',
    'node_modules/jest/jest.js': `process.stdout.write('fake');`,
  };
  const ran = await bare.run({ ...HONEST, ...fake }, ['jest']);
  bare.remove();
  expect(ran.report.problems.join('\n')).toMatch(/there is no node_modules but what the tree may hold/);
});
