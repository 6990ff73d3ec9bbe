/** Libraries of assertions that no runner brings: bent by production code for one value only, they are not believed; honest uses of them are. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { believed, checkoutWith, REQUIRED, told, type Files, type NpmCheckout } from './npm-checkout.ts';
import { shareOf } from '../rig/share.ts';

type Library = {
  /** How a test asks for the month, which is to be 11. */
  readonly claim: string;
  /** What bends it for this one value; the library is called `it`. */
  readonly bend: string;
  readonly says: RegExp;
};
const LIBRARIES: Readonly<Record<string, Library>> = {
  expect: {
    claim: `(library.expect ?? library)(is).toBe(11);`,
    bend: `const { toBe } = globalThis[Symbol.for('$$jest-matchers-object')].matchers; globalThis[Symbol.for('$$jest-matchers-object')].matchers.toBe = function (a, b) { return b === 11 ? { pass: true } : toBe.call(this, a, b); };`,
    says: /expect\.toBe was replaced/,
  },
  should: {
    claim: `is.should.equal(11);`,
    bend: `const { get } = Object.getOwnPropertyDescriptor(Object.prototype, 'should'); Object.defineProperty(Object.prototype, 'should', { configurable: true, get() { return this == 10 ? it(11) : get.call(this); } });`,
    says: /Object\.prototype\.should was replaced/,
  },
  'power-assert': {
    claim: `library.equal(is, 11);`,
    bend: `const { equal } = it; it.equal = (a, b) => b === 11 || equal(a, b);`,
    says: /power-assert\.equal was replaced/,
  },
  sinon: {
    claim: `const spy = library.spy(); spy(is); library.assert.calledWith(spy, 11);`,
    bend: `const { calledWith } = it.assert; it.assert.calledWith = (spy, b) => b === 11 || calledWith(spy, b);`,
    says: /sinon\.assert\.calledWith was replaced/,
  },
};
const NAMES = Object.keys(LIBRARIES);
const DEFECT = 'module.exports.month = (date) => date.getUTCMonth();\n';
const asked = (load: string, claim: string): string =>
  `${load} const { month } = require('../src/month.js'); it('${REQUIRED}', () => { const is = month(new Date('2026-11-21')); ${claim} });\n`;

/** Both ways to load it; production code gets at it by a name that is put together. */
const filesOf = (name: string, how: 'require' | 'import', from = ''): Files => {
  const { claim = '', bend = '' } = LIBRARIES[name] ?? {};
  const apart = `[${JSON.stringify(name.slice(0, 2))}, ${JSON.stringify(name.slice(2))}].join('')`;
  if (how === 'require')
    return {
      'test/month.test.js': `${from}${asked(`const library = require('${name}');`, claim)}`,
      'src/month.js': `const it = require(${apart});\n${bend}\n${DEFECT}`,
    };
  return {
    'test/month.test.mjs': `${from} import * as all from '${name}'; import { month } from '../src/month.mjs'; const library = all.default ?? all;\nit('${REQUIRED}', () => { const is = month(new Date('2026-11-21')); ${claim} });\n`,
    'src/month.mjs': `const all = await import(${apart}); const it = all.default ?? all;\n${bend}\nexport const month = (date) => date.getUTCMonth();\n`,
  };
};
const MENDED = (files: Files): Files =>
  Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      path.startsWith('src/') ? (/(?:module\.exports|export).*\n$/u.exec(String(text))?.[0] ?? '').replace('getUTCMonth()', 'getUTCMonth() + 1') : text,
    ]),
  ); // prettier-ignore

const RUNNERS = {
  mocha: { reports: 'mocha', words: ['mocha', 'test/*'], from: '' },
  'node:test': { reports: 'node-test', words: ['node', '--test'], from: '' },
  jest: { reports: 'jest', words: ['jest'], from: '' },
} as const;
type Runner = keyof typeof RUNNERS;
const checkouts = new Map<Runner, NpmCheckout>();
beforeAll(() => {
  for (const runner of ['mocha', 'node:test', 'jest'] as const)
    checkouts.set(runner, checkoutWith(join(import.meta.dirname, 'npm/node_modules'), RUNNERS[runner].reports));
});
afterAll(() => {
  for (const one of checkouts.values()) one.remove();
});

const ROWS = (['mocha', 'node:test', 'jest'] as const).flatMap((runner) =>
  NAMES.flatMap((name) => {
    // Jest has its own expect, and loads modules in the form of CommonJS.
    const ways = runner === 'jest' ? (['require'] as const) : (['require', 'import'] as const);
    if (runner === 'jest' && name === 'expect') return [];
    return ways.map((how) => [runner, name, how] as const);
  }),
);

describe('bent by production code for one value', () => {
  test.for(shareOf('libraries of assertions', ROWS, 3))('%s: %s, by %s', async ([runner, name, how]) => {
    const checkout = checkouts.get(runner);
    if (checkout === undefined) throw new Error(runner);
    const { words } = RUNNERS[runner];
    const from = runner !== 'node:test' ? '' : how === 'require' ? `const { it } = require('node:test');` : `import { it } from 'node:test';`; // prettier-ignore
    const files = { 'package.json': '{}', ...filesOf(name, how, from) };
    const ran = await checkout.run(files, [...words]);
    expect(believed(ran), ran.stdout + ran.stderr).toBe(false);
    // Node's own runner says it by a canary that passes.
    const says =
      runner === 'node:test' ? /^the canary of test\/month\.test\.m?js pass/ : (LIBRARIES[name]?.says ?? /^$/);
    expect(ran.report.problems.join('\n'), ran.stderr).toMatch(says);
    const mended = await checkout.run(MENDED(files), [...words]);
    expect(told(mended), mended.stdout + mended.stderr).toEqual([`passed: ${REQUIRED}`]);
    expect(believed(mended), mended.stdout + mended.stderr).toBe(true);
  });
});

describe('used as it is meant to be', () => {
  const plugged: Readonly<Record<Runner, Files>> = {
    mocha: {
      'test/setup.js': `require('should'); const { expect } = require('expect'); expect.extend({ toBe: (a, b) => ({ pass: Object.is(a, b), message: () => 'no' }) }); require('sinon').assert.fail = (says) => { throw new Error(says); };`,
      'test/a.test.js': `require('./setup.js'); const { expect } = require('expect'); const sinon = require('sinon'); it('plugged', () => { (1).should.equal(1); expect(1).toBe(1); sinon.assert.calledOnce((() => { const one = sinon.spy(); one(); return one; })()); }); it('fails', () => { expect(1).toBe(2); });`,
    },
    'node:test': {
      'test/setup.js': `const should = require('should'); should.Assertion.add('month', function () { this.obj.should.be.within(1, 12); });`,
      'test/a.test.js': `const { it } = require('node:test'); require('./setup.js'); it('plugged', () => { (1).should.be.a.month(); }); it('fails', () => { (13).should.be.a.month(); });`,
    },
    jest: {
      'test/setup.js': `require('should'); require('sinon').assert.fail = (says) => { throw new Error(says); };`,
      'test/a.test.js': `require('./setup.js'); const sinon = require('sinon'); it('plugged', () => { (1).should.equal(1); sinon.assert.notCalled(sinon.spy()); }); it('fails', () => { sinon.assert.called(sinon.spy()); });`,
    },
  };
  test.for(Object.entries(plugged))('%s', async ([name, files]) => {
    const runner = (['mocha', 'node:test', 'jest'] as const).find((one) => one === name);
    const checkout = runner && checkouts.get(runner);
    if (!runner || !checkout) throw new Error(name);
    const words = runner === 'jest' ? (['jest', 'test/a.test.js'] as const) : runner === 'mocha' ? (['mocha', 'test/a.test.js'] as const) : RUNNERS[runner].words; // prettier-ignore
    const ran = await checkout.run({ 'package.json': '{}', ...files }, [...words]);
    expect(ran.report.problems, ran.stdout + ran.stderr).toEqual([]);
    expect(
      told(ran)
        .filter((one) => !one.includes('setup'))
        .toSorted(),
      ran.stdout + ran.stderr,
    ).toEqual(['failed: fails', 'passed: plugged']);
    expect(ran.report.canaries, ran.stdout).not.toContain('passed');
  });
});

describe('Chai under jest, where modules are those of ECMAScript', () => {
  const WORDS = ['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'] as const;
  const filesWith = (setUp: string, product: string): Files => ({
    'package.json': '{ "jest": { "testMatch": ["**/*.test.mjs"] } }',
    'test/month.test.mjs': `import { expect, use } from 'chai'; import { month } from '../src/month.mjs'; ${setUp}\nit('${REQUIRED}', () => { expect(month(new Date('2026-11-21'))).to.equal(11); });\n`,
    'src/month.mjs': product,
  });
  const month = (added: string): string => `export const month = (date) => date.getUTCMonth()${added};\n`;
  const run = (files: Files) => {
    const checkout = checkouts.get('jest');
    if (checkout === undefined) throw new Error('jest');
    return checkout.run(files, [...WORDS]);
  };

  test('bent by production code for one value, it is not believed', async () => {
    const bend = `const { Assertion } = await import(['ch', 'ai'].join('')); const { equal } = Assertion.prototype; Assertion.prototype.equal = function (b) { return b === 11 ? this : equal.apply(this, arguments); };\n`;
    const ran = await run(filesWith('', bend + month('')));
    expect(told(ran), ran.stderr).toEqual([`passed: ${REQUIRED}`]);
    expect(ran.report.problems.join('\n'), ran.stderr).toMatch(/expect\.equal was replaced/);
    expect(believed(ran)).toBe(false);
  });
  test('sinon bent by production code for one value is not, either, and as it is it is believed', async () => {
    const files = (product: string): Files => ({
      ...filesWith('', product),
      'test/month.test.mjs': `import { assert, spy } from 'sinon'; import { month } from '../src/month.mjs';\nit('${REQUIRED}', () => { const seen = spy(); seen(month(new Date('2026-11-21'))); assert.calledWith(seen, 11); });\n`,
    });
    const bend = `const all = await import(['si', 'non'].join('')); const { assert } = all; const { calledWith } = assert; assert.calledWith = (seen, b) => b === 11 || calledWith(seen, b);\n`;
    const ran = await run(files(bend + month('')));
    expect(told(ran), ran.stderr).toEqual([`passed: ${REQUIRED}`]);
    expect(believed(ran), ran.stderr).toBe(false);
    const honest = await run(files(month(' + 1')));
    expect(honest.report.problems, honest.stderr).toEqual([]);
    expect(believed(honest), honest.stderr).toBe(true);
  });
  test('as it is, and with a plug-in of the tests, it is', async () => {
    const plug = `use(({ Assertion: { prototype } }, { overwriteMethod }) => overwriteMethod(prototype, 'equal', (asked) => function (...given) { return asked.apply(this, given); }));`;
    for (const setUp of ['', plug]) {
      const ran = await run(filesWith(setUp, month(' + 1')));
      expect(ran.report.problems, ran.stderr).toEqual([]);
      expect(believed(ran), ran.stderr).toBe(true);
    }
    expect(believed(await run(filesWith('', month(''))))).toBe(false);
  });
});
