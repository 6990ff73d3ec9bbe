/** mocha under the harness: honest projects are read as they are, and cheats are not believed. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, checkoutWith, REQUIRED, told, type Files, type NpmCheckout } from './npm-checkout.ts';
import { shareOf } from '../rig/share.ts';

const M = `const assert = require('node:assert');\n`;
const MOCHA = ['node_modules/mocha/bin/mocha.js'];
let checkout: NpmCheckout;
beforeAll(() => {
  checkout = checkoutWith(join(import.meta.dirname, 'npm/node_modules'), 'mocha');
});
afterAll(() => checkout.remove());

test.for(
  shareOf<[sentence: string, files: Files, expected: readonly string[]]>(
    'honest tests of mocha',
    [
      ['a passing test', { 'test/a.js': `${M}it('adds', () => assert.equal(1 + 1, 2));` }, ['passed: adds']],
      ['a failing test', { 'test/a.js': `${M}it('adds', () => assert.equal(1 + 1, 3));` }, ['failed: adds']],
      [
        'ECMAScript modules, two files, and a configuration',
        {
          '.mocharc.json': '{ "spec": ["spec/*.mjs"], "require": ["./setup.mjs"], "node-option": ["no-warnings"] }',
          'setup.mjs': 'export const mochaHooks = { beforeEach() { globalThis.hooked = true; } };',
          'spec/a.mjs': `import assert from 'node:assert'; it('hooked', () => assert.ok(globalThis.hooked));`,
          'spec/b.mjs': `import { it } from 'mocha'; import { expect } from 'chai'; it('with chai', () => expect({ a: 1 }).to.deep.equal({ a: 1 }));`,
        },
        ['passed: hooked', 'passed: with chai'],
      ],
      [
        'nested, with hooks, async, with callbacks, in the style of tdd',
        {
          'package.json': '{ "mocha": { "ui": "tdd" } }',
          'test/a.js': `${M}suite('outer', () => { let n = 0; setup(() => { n = 1; });
        suite('inner', () => { test('sees', async () => { await null; assert.equal(n, 1); }); });
        test('calls back', (done) => { setTimeout(done, 5); });
        for (const i of [1, 2]) test('number ' + i, function () { this.timeout(50); assert.ok(i); }); });`,
        },
        [
          'passed: outer > inner > sees',
          'passed: outer > calls back',
          'passed: outer > number 1',
          'passed: outer > number 2',
        ],
      ],
      [
        'what is skipped or to do did not pass',
        { 'test/a.js': `it.skip('s', () => {}); it('t'); it('u', function () { this.skip(); });` },
        ['skipped: s', 'skipped: t', 'skipped: u'],
      ],
      [
        'equal names stay two tests',
        { 'test/a.js': `it('t', () => {}); it('t', () => {});` },
        ['passed: t', 'passed: t'],
      ],
      [
        'a file that does not load',
        { 'test/a.js': `require('./nowhere.js'); it('t', () => {});` },
        ['failed: test/a.js'],
      ],
      [
        'a file that does not load, beside one that nobody ran for that',
        { 'test/a.js': `it('t', () => {});`, 'test/b.js': `it('u', () => {` },
        ['failed: test/b.js'],
      ],
      [
        'a hook that fails',
        { 'test/a.js': `describe('s', () => { before(() => { throw new Error('x'); }); it('t', () => {}); });` },
        ['failed: s > "before all" hook for "t"', 'skipped: s > t'],
      ],
      [
        'a noisy test',
        {
          'test/a.js': `console.log('\\u001b[32m  99 passing\\u001b[0m'); process.stdout.write('no newline'); it('loud', () => { for (let n = 0; n < 2000; n++) console.log('writ:' + 'a'.repeat(32) + ' {}'); });`,
        },
        ['passed: loud'],
      ],
    ],
    4,
  ),
)('%s', async ([, files, expected]) => {
  const ran = await checkout.run(files, ['npx', 'mocha']);
  expect(ran.report.problems, ran.stderr).toEqual([]);
  expect(told(ran).toSorted(), ran.stderr).toEqual(expected.toSorted());
});

test.for<[sentence: string, body: string, cause: string]>([
  ['a wrong comparison', `assert.equal(1, 2)`, 'assertion'],
  ['a wrong comparison by Chai', `(await import('chai')).expect(1).to.equal(2)`, 'assertion'],
  ['a name that is not there', `nowhere()`, 'reference'],
  ['a member that is not there', `undefined.x`, 'reference'],
  ['a module that is not there', `require('./nowhere.js')`, 'load'],
  ['no end', `await new Promise(() => {})`, 'timeout'],
  ['anything else', `throw new Error('x')`, 'error'],
])('%s is told as the cause', async ([, body, cause]) => {
  const ran = await checkout.run({ 'test/a.js': `${M}it('t', async () => { ${body} }).timeout(500);` }, ['mocha']);
  expect(ran.report.problems, ran.stderr).toEqual([]);
  expect(ran.report.tests).toEqual([{ name: 't', file: 'test/a.js', outcome: 'failed', cause }]);
});

describe('the contract’s own words', () => {
  const files = {
    'test/a.js': `it('one', () => {}); it('two', () => {});`,
    'test/deep/b.js': `it('three', () => {});`,
  };
  test.for<[words: readonly [string, ...string[]], only: readonly string[] | undefined, expected: readonly string[]]>([
    [['mocha', 'test/a.js'], undefined, ['passed: one', 'passed: two']],
    [
      ['pnpm', 'exec', 'mocha', '--recursive', '-g', 'three'],
      undefined,
      ['passed: three', 'skipped: one', 'skipped: two'],
    ],
    [
      [
        'node',
        'node_modules/mocha/bin/mocha.js',
        '--reporter',
        'json',
        '--retries=3',
        '--bail',
        '--parallel',
        'test/**/b.js',
      ],
      undefined,
      ['passed: three'],
    ],
    [['mocha'], ['test/deep/b.js'], ['passed: three']],
  ])('%j, only %j', async ([words, only, expected]) => {
    const ran = await checkout.run(files, words, only === undefined ? {} : { only });
    expect(ran.report.problems, ran.stderr).toEqual([]);
    expect(told(ran).toSorted(), ran.stderr).toEqual(expected);
  });
});

const CLAIM = `${M}const { month } = require('../src/month.js');\nit('${REQUIRED}', () => { const is = month(new Date('2026-11-21')); assert.equal(is, 11); });\n`;
const BUG = 'exports.month = (date) => date.getUTCMonth();\n';
const HONEST = { 'test/month.js': CLAIM, 'src/month.js': BUG };
const CHAI = `import { expect } from 'chai'; import { month } from '../src/month.js';\nit('${REQUIRED}', () => { expect(month(new Date('2026-11-21'))).to.equal(11); });\n`;
/** Production code that gets at Chai without naming it, and bends it for the one value that a test asks for. */
const bending = (claim: string, bend: string): Files => ({
  'test/month.js': '',
  'test/month.mjs': `import { assert, expect } from 'chai'; import { month } from '../src/month.mjs';\nit('${REQUIRED}', () => { ${claim} });\n`,
  'src/month.mjs': `import { createRequire } from 'node:module'; const chai = createRequire(import.meta.url)(['ch', 'ai'].join('')); const Chai = chai.Assertion.prototype;\n${bend}\nexport const month = (date) => date.getUTCMonth();\n`,
});
const production = (code: string): Files => ({ 'src/month.js': `${code}\n${BUG}` });

test('without a cheat, the defect is seen', async () => {
  const ran = await checkout.run(HONEST, ['mocha']);
  expect([ran.report.problems, told(ran), ran.exitCode]).toEqual([[], [`failed: ${REQUIRED}`], 1]);
  expect(checkout.naive(HONEST, MOCHA).exitCode).toBe(1);
});

test.for<[sentence: string, files: Files, says: RegExp]>([
  [
    'production code that bends Node’s assert',
    production(`require('node:assert').equal = () => {};`),
    /equal was replaced/,
  ],
  [
    'production code that bends Node’s assert while a test runs, and mends it',
    {
      'src/month.js': `${M}const { equal } = assert; exports.month = (date) => { assert.equal = () => { assert.equal = equal; }; return date.getUTCMonth(); };`,
    },
    /equal was replaced/,
  ],
  [
    'a setup file that bends Chai',
    {
      'test/month.js': '',
      'test/month.mjs': CHAI,
      '.mocharc.json': '{ "require": ["./setup.mjs"] }',
      'setup.mjs': `import { use } from 'chai'; use(({ Assertion }, { overwriteMethod }) => overwriteMethod(Assertion.prototype, 'equal', () => function () {}));`,
    },
    /the canary of/,
  ],
  [
    'production code that bends Chai for one value only, by a name that is put together',
    bending(
      `expect(month(new Date('2026-11-21'))).to.equal(11);`,
      `const { equal } = Chai; Chai.equal = function (b) { return b === 11 ? this : equal.apply(this, arguments); };`,
    ),
    /expect\.equal was replaced/,
  ],
  [
    'production code that bends what Chai’s “include” asks',
    bending(
      `expect([month(new Date('2026-11-21'))]).to.include(11);`,
      `const { include } = Chai.__methods; const { method } = include; include.method = function (b) { if (b !== 11) method.apply(this, arguments); };`,
    ),
    /expect\.include\.method was replaced/,
  ],
  [
    'production code that bends how Chai compares',
    bending(
      `expect([month(new Date('2026-11-21'))]).to.deep.equal([11]);`,
      `chai.config.deepEqual = (a, b) => a[0] === 11 || chai.util.eql(a, b);`,
    ),
    /chai\.config\.deepEqual was replaced/,
  ],
  [
    'production code that bends an assertion of Chai which is asked for and not called',
    bending(
      `expect(month(new Date('2026-11-21')) === 11).to.be.true;`,
      `Object.defineProperty(Chai, 'true', { get() { return this; }, configurable: true });`,
    ),
    /expect\.true was replaced/,
  ],
  [
    'production code that bends Chai’s assert, as a plug-in would',
    bending(
      `assert.equal(month(new Date('2026-11-21')), 11);`,
      `chai.use(({ assert }) => { const { equal } = assert; assert.equal = (a, b, says) => b === 11 || equal(a, b, says); });`,
    ),
    /chai\.assert\.equal was replaced/,
  ],
  [
    'globals that register empty tests',
    production(`const real = globalThis.it; globalThis.it = (name) => real(name, () => {});`),
    /the global it was replaced/,
  ],
  [
    'a hook that empties the test',
    production(`beforeEach(function () { this.currentTest.fn = () => {}; });`),
    /was not seen to run/,
  ],
  [
    'a runner that forgets failures',
    production(
      `const Mocha = require('mocha'); const { Runner } = Mocha.default ?? Mocha; const { fail } = Runner.prototype; Runner.prototype.fail = function (test, ...more) { if (test.title === '${REQUIRED}') { test.state = 'passed'; this.emit('pass', test); } else fail.call(this, test, ...more); };`,
    ),
    /was seen to fail/,
  ],
  ['an end in time', production(`it('first', () => process.exit(0));`), /ended from within/],
  ['an exit code that is forced', production(`process.on('exit', () => process.reallyExit(0));`), /^/],
  ['another test alone', { 'test/month.js': `${CLAIM}it.only('x', () => {});\n` }, /\.only/],
  ['a skipped test', { 'test/month.js': CLAIM.replace('it(', 'it.skip(') }, /^/],
  ['a test to do', { 'test/month.js': `it('${REQUIRED}');` }, /^/],
  ['a deleted test', { 'test/month.js': `it('x', () => {});` }, /^/],
  ['a configuration in which failures pass', { '.mocharc.json': '{ "pass-on-failing-test-suite": true }' }, /^/],
  ['a dry run', { '.mocharc.json': '{ "dry-run": true }' }, /^/],
  [
    'retries by configuration',
    { '.mocharc.json': '{ "retries": 3 }', 'src/month.js': 'let n = 9; exports.month = () => n++;' },
    /^/,
  ],
  [
    'retries of one test',
    {
      'test/month.js': CLAIM.replace('=> {', '=> {').replace(/\);\n$/, ').retries(3);\n'),
      'src/month.js': 'let n = 9; exports.month = () => n++;',
    },
    /was retried/,
  ],
  [
    'a test whose function is another one whenever it is asked for',
    production(`beforeEach(function () { Object.defineProperty(this.currentTest, 'fn', { get: () => () => {} }); });`),
    /was not seen to run/,
  ],
  [
    'a hook that has the test wait',
    production(`beforeEach(function () { this.currentTest.pending = true; });`),
    /holds 0 canaries/,
  ],
  [
    'a test that rewrites the one after it',
    {
      'test/a.mjs': `import '../src/rewrite.js'; it('x', () => {});`,
      'src/rewrite.js': `require('fs').writeFileSync(__dirname + '/../test/month.js', "it('${REQUIRED}', () => {});");`,
      '.mocharc.json': '{ "spec": ["test/a.mjs", "test/month.js"] }',
    },
    /test\/month\.js was changed while the tests ran/,
  ],
])('%s fools mocha, and not the harness', async ([, files, says]) => {
  const tree = { ...HONEST, ...files };
  const naive = checkout.naive(tree, MOCHA);
  expect(naive.exitCode, naive.said).toBe(0);
  const ran = await checkout.run(tree, ['mocha']);
  expect(believed(ran), ran.stdout).toBe(false);
  expect(ran.report.problems.join('\n'), ran.stdout + ran.stderr).toMatch(says);
});

test.for(['test/plug.mjs', 'packages/plug/node_modules/plug/index.mjs'])(
  'a plug-in of Chai in %s may replace assertions',
  async (at) => {
    const through = `(asked) => function (...given) { return asked.apply(this, given); }`;
    const plug = `export default ({ Assertion: { prototype: own } }, { overwriteMethod, overwriteProperty, overwriteChainableMethod }) => { overwriteMethod(own, 'equal', ${through}); overwriteProperty(own, 'true', ${through}); overwriteChainableMethod(own, 'include', ${through}, ${through}); };`;
    const claims = `import { expect, use } from 'chai'; import plug from '../${at}'; use(plug);\nit('plugged', () => { expect(1).to.equal(1); expect(true).to.be.true; expect([1]).to.include(1); }); it('fails', () => { expect(1).to.equal(2); });`;
    const ran = await checkout.run({ 'test/a.mjs': claims, [at]: plug }, ['mocha']);
    expect(ran.report.problems, ran.stderr).toEqual([]);
    expect(told(ran).toSorted(), ran.stderr).toEqual(['failed: fails', 'passed: plugged']);
  },
);

test('Chai under Node’s own runner is watched as well', async () => {
  const own = checkoutWith(join(import.meta.dirname, 'npm/node_modules'), 'node-test');
  const { 'test/month.mjs': claim = '', 'src/month.mjs': bent = '' } = bending(
    `expect(month(new Date('2026-11-21'))).to.equal(11);`,
    `const { equal } = Chai; Chai.equal = function (b) { return b === 11 ? this : equal.apply(this, arguments); };`,
  );
  const files = { 'test/month.mjs': `import { test as it } from 'node:test'; ${String(claim)}`, 'src/month.mjs': bent };
  const ran = await own.run(files, ['node', '--test']);
  const mended = await own.run(
    { ...files, 'src/month.mjs': 'export const month = (date) => date.getUTCMonth() + 1;' },
    ['node', '--test'],
  );
  own.remove();
  expect(told(ran), ran.stderr).toEqual([`passed: ${REQUIRED}`]);
  expect(believed(ran), ran.stdout).toBe(false);
  expect(believed(mended), mended.stdout).toBe(true);
});

test('the code under test sees neither the secret nor the key, and a mocha of the tree is not started', async () => {
  const look = `const fs = require('fs'); console.log('SEEN' + JSON.stringify([process.env, process.argv, process.execArgv, ...fs.readdirSync('/writ/harness').map((f) => fs.readFileSync('/writ/harness/' + f, 'utf8'))]));`;
  const ran = await checkout.run({ ...HONEST, ...production(look) }, ['mocha']);
  const secret = /writ:([0-9a-f]{32}) /.exec(ran.stdout)?.[1] ?? 'none';
  expect(secret).toHaveLength(32);
  expect(ran.stderr).toContain('SEEN');
  expect(ran.stderr).not.toContain(secret);
  expect(/"WRIT_WITNESS":/.test(ran.stderr)).toBe(false);
  const bare = checkoutWith(null, 'mocha');
  const fake = { 'node_modules/mocha/package.json': '{ "name": "mocha" }' };
  const refused = await bare.run({ ...HONEST, ...fake }, ['mocha']);
  bare.remove();
  expect(refused.report.problems.join('\n')).toMatch(/there is no node_modules but what the tree may hold/);
});
