/** jest under the harness: honest projects are read as they are. What cheats is in jest-attacks.test.ts. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkoutWith, told, type Files, type NpmCheckout } from './npm-checkout.ts';
import { shareOf } from '../rig/share.ts';

let checkout: NpmCheckout;
beforeAll(() => {
  checkout = checkoutWith(join(import.meta.dirname, 'npm/node_modules'), 'jest');
});
afterAll(() => checkout.remove());

test.for(
  shareOf<[sentence: string, files: Files, expected: readonly string[]]>(
    'honest tests of jest',
    [
      ['a passing test', { 'a.test.js': `test('adds', () => { expect(1 + 1).toBe(2); });` }, ['passed: adds']],
      ['a failing test', { 'a.test.js': `test('adds', () => { expect(1 + 1).toBe(3); });` }, ['failed: adds']],
      [
        'two files, each in a process of its own, and a configuration in package.json',
        {
          'package.json': '{ "jest": { "testMatch": ["<rootDir>/spec/*.js"] } }',
          'spec/a.js': `const { test, expect } = require('@jest/globals'); require('fs').seen = 1; test('one ' + process.env.X, () => expect(1).toBe(1)); process.env.X = 'y';`,
          'spec/b.js': `test('two ' + require('fs').seen, () => {});`,
        },
        ['passed: one undefined', 'passed: two undefined'],
      ],
      [
        'ECMAScript modules by Babel, aliases, a setup file with matchers of its own',
        {
          'jest.config.js': `module.exports = { moduleNameMapper: { '^@/(.*)$': '<rootDir>/src/$1' }, setupFilesAfterEnv: ['./setup.js'] };`,
          'babel.config.js': `module.exports = { presets: [] , plugins: [] };`,
          'setup.js': `expect.extend({ toBeEven: (n) => ({ pass: n % 2 === 0, message: () => n + ' is odd' }) });`,
          'src/two.js': 'module.exports = { two: 2 };',
          'a.test.js': `const { two } = require('@/two.js'); test('even', () => { expect(two).toBeEven(); expect(3).not.toBeEven(); });`,
        },
        ['passed: even'],
      ],
      [
        'snapshots',
        {
          'a.test.js': `test('shot', () => { expect({ a: 1 }).toMatchSnapshot(); expect('x').toMatchInlineSnapshot('"x"'); });`,
          '__snapshots__/a.test.js.snap':
            '// Jest Snapshot v1, https://jestjs.io/docs/snapshot-testing\n\nexports[`shot 1`] = `\n{\n  "a": 1,\n}\n`;\n',
        },
        ['passed: shot'],
      ],
      [
        'parametrised tests have names of their own',
        { 'a.test.js': `test.each([[1, 1], [2, 4]])('%i squared', (n, is) => { expect(n * n).toBe(is); });` },
        ['passed: 1 squared', 'passed: 2 squared'],
      ],
      [
        'nested, with hooks, async, concurrent, with callbacks and fake timers',
        {
          'a.test.js': `
      describe('outer', () => {
        let n = 0;
        beforeEach(() => { n = 1; });
        describe('inner', () => { it('sees', async () => { await Promise.resolve(); expect(n).toBe(1); }); });
        it('after it', () => {});
      });
      test.concurrent('at once', async () => { expect(1).toBe(1); });
      test('calls back', (done) => { setTimeout(done, 5); });
      test('timers', () => { jest.useFakeTimers(); const f = jest.fn(); setTimeout(f, 1e6); jest.runAllTimers(); expect(f).toHaveBeenCalledTimes(1); jest.useRealTimers(); });
      test('counts its assertions', () => { expect.assertions(1); expect(1).toBe(1); });`,
        },
        [
          'passed: outer > inner > sees',
          'passed: outer > after it',
          'passed: at once',
          'passed: calls back',
          'passed: timers',
          'passed: counts its assertions',
        ],
      ],
      [
        'mocks of modules of its own and of Node',
        {
          'a.test.js': `jest.mock('./two.js', () => ({ two: 3 })); jest.mock('node:os', () => ({ hostname: () => 'x' })); const { two } = require('./two.js'); test('mocked', () => { expect(two).toBe(3); expect(require('node:os').hostname()).toBe('x'); });`,
          'two.js': 'exports.two = 2;',
        },
        ['passed: mocked'],
      ],
      [
        'a noisy test',
        {
          'a.test.js': `console.log('\\u001b[32mTests:  99 passed\\u001b[0m'); process.stdout.write('no newline'); test('loud', () => { for (let n = 0; n < 200; n++) console.log('writ:' + 'a'.repeat(32) + ' {}'); });`,
        },
        ['passed: loud'],
      ],
      [
        'what is skipped, to do, or expected to fail, did not pass',
        { 'a.test.js': `test.skip('s', () => {}); test.todo('t'); test.failing('f', () => { expect(1).toBe(2); });` },
        ['skipped: s', 'todo: t', 'todo: f'],
      ],
      [
        'what is expected to fail and does not has failed',
        { 'a.test.js': `test.failing('f', () => {});` },
        ['failed: f'],
      ],
      [
        'equal names stay two tests',
        { 'a.test.js': `test('t', () => {}); test('t', () => {});` },
        ['passed: t', 'passed: t'],
      ],
      ['a file without tests', { 'a.test.js': '' }, ['failed: a.test.js']],
      [
        'a file that does not load',
        { 'a.test.js': `require('./nowhere.js'); test('t', () => {});` },
        ['failed: a.test.js'],
      ],
      [
        'a hook that fails',
        { 'a.test.js': `describe('s', () => { beforeAll(() => { throw new Error('x'); }); test('t', () => {}); });` },
        ['failed: s > t'],
      ],
      [
        'projects, each with its own configuration',
        {
          'jest.config.js': `module.exports = { projects: [{ displayName: 'a', testMatch: ['**/a.test.js'] }, { displayName: 'b', testMatch: ['**/*.test.js'], globals: { B: 1 } }] };`,
          'a.test.js': `test('in ' + (globalThis.B ?? 'a'), () => {});`,
        },
        ['passed: in 1', 'passed: in a'],
      ],
    ],
    4,
  ),
)('%s', async ([, files, expected]) => {
  const ran = await checkout.run({ 'package.json': '{}', ...files }, ['npx', 'jest']);
  expect(ran.report.problems, ran.stderr).toEqual([]);
  expect(told(ran).toSorted(), ran.stderr).toEqual(expected.toSorted());
});

test.for<[sentence: string, body: string, cause: string]>([
  ['a wrong comparison', `expect(1).toBe(2)`, 'assertion'],
  ['a wrong comparison of Node', `require('assert').strictEqual(1, 2)`, 'assertion'],
  ['a wrong snapshot', `expect(1).toMatchInlineSnapshot('2')`, 'assertion'],
  ['a name that is not there', `nowhere()`, 'reference'],
  ['a member that is not there', `undefined.x`, 'reference'],
  ['a module that is not there', `require('./nowhere.js')`, 'load'],
  ['no end', `await new Promise(() => {})`, 'timeout'],
  ['anything else', `throw new Error('x')`, 'error'],
])('%s is told as the cause', async ([, body, cause]) => {
  const ran = await checkout.run({ 'package.json': '{}', 'a.test.js': `test('t', async () => { ${body} }, 500);` }, [
    'jest',
  ]);
  expect(ran.report.problems).toEqual([]);
  expect(ran.report.tests).toEqual([{ name: 't', file: 'a.test.js', outcome: 'failed', cause }]);
});

describe('the contract’s own words', () => {
  const files = {
    'a.test.js': `test('one', () => {}); test('two', () => {});`,
    'test/b.test.js': `test('three', () => {});`,
    'test/c.test.mjs': `import { test } from '@jest/globals'; test('four', () => {});`,
    'jest.config.js': `module.exports = { testMatch: ['**/*.test.[jm]s', '**/*.test.mjs'] };`,
  };
  test.for<[words: readonly [string, ...string[]], only: readonly string[] | undefined, expected: readonly string[]]>([
    [['jest', 'a.test.js'], undefined, ['passed: one', 'passed: two']],
    [['pnpm', 'exec', 'jest', '-t', 'two', 'a.test'], undefined, ['passed: two', 'skipped: one']],
    [
      [
        'node',
        '--experimental-vm-modules',
        'node_modules/jest/bin/jest.js',
        '--ci',
        '-i',
        '--reporters',
        'x',
        'c.test',
      ],
      undefined,
      ['passed: four'],
    ],
    [['jest', 'a.test.js'], ['test/b.test.js'], ['passed: three']],
  ])('%j, only %j', async ([words, only, expected]) => {
    const ran = await checkout.run({ 'package.json': '{}', ...files }, words, only === undefined ? {} : { only });
    expect(ran.report.problems, ran.stderr).toEqual([]);
    expect(told(ran).toSorted(), ran.stderr).toEqual(expected);
  });
});
