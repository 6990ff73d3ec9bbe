/**
 * Assertions that fail, and that somebody catches before the runner sees them: for every runner that tells, what stood
 * between the assertion and its test; and nothing where tests and libraries wait for what fails.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaughtClaim } from '#evidence';
import { checkoutWith, type Files, type NpmCheckout } from './npm-checkout.ts';
import { checked, type Checked } from './checked.ts';

type Runner = 'node-test' | 'mocha' | 'jest' | 'vitest';
const RUNNERS: readonly Runner[] = ['node-test', 'mocha', 'jest', 'vitest'];
const checkouts = new Map<Runner, NpmCheckout>();
beforeAll(() => {
  for (const runner of RUNNERS)
    checkouts.set(runner, checkoutWith(runner === 'node-test' ? null : join(import.meta.dirname, 'npm/node_modules'), runner)); // prettier-ignore
});
afterAll(() => {
  for (const one of checkouts.values()) one.remove();
});

/** What each of them calls its assertions: Node's own, and those it has itself. */
const HEADS: Readonly<Record<Runner, string>> = {
  'node-test': `const { test } = require('node:test'); const assert = require('node:assert');`,
  mocha: `const { it: test } = require('mocha'); const { expect } = require('chai'); const assert = require('node:assert');`,
  jest: `const assert = require('node:assert');`,
  vitest: `import { test, expect } from 'vitest'; import assert from 'node:assert';`,
};
const BE: Readonly<Record<Runner, (is: string, be: string) => string>> = {
  'node-test': (is, be) => `assert.deepEqual(${is}, ${be})`,
  mocha: (is, be) => `expect(${is}).to.equal(${be})`,
  jest: (is, be) => `expect(${is}).toBe(${be})`,
  vitest: (is, be) => `expect(${is}).toBe(${be})`,
};
const COMMANDS: Readonly<Record<Runner, readonly [string, ...string[]]>> = {
  'node-test': ['node', '--test', 'test/sum.test.js'],
  mocha: ['mocha', 'test/*.js'],
  jest: ['jest'],
  vitest: ['npx', 'vitest', 'run'],
};

/** What the product does with whoever is to be called back. */
const PRODUCT = {
  swallows: `(numbers, tell) => { try { tell(99); } catch {} }`,
  quietly: `(numbers, tell) => { const before = Error.stackTraceLimit; Error.stackTraceLimit = 0; try { tell(99); } catch {} Error.stackTraceLimit = before; }`,
  awaits: `async (numbers, tell) => { await null; try { await tell(99); } catch {} }`,
  elsewhere: `(numbers, tell) => Promise.resolve(99).then(tell).catch(() => {})`,
  pretends: `(numbers, tell) => { try { check.throws(() => tell(99)); } catch {} }`,
  again: `(numbers, tell) => { for (let n = 1; n < 9; n += 1) try { return tell(n); } catch {} }`,
  rethrows: `(numbers, tell) => { try { tell(99); } catch (error) { throw error; } }`,
  reports: `(numbers, tell) => { try { tell(99); } catch (error) { return error.message; } }`,
} as const;

type Row = readonly [sentence: string, body: (be: (is: string, be: string) => string) => string, claims: readonly CaughtClaim[]]; // prettier-ignore
const AT = 'test/sum.test.js';
const BETWEEN: CaughtClaim = { at: AT, through: ['src/sum.js'], expected: false };
const EXPECTED: CaughtClaim = { ...BETWEEN, expected: true };
const FROM_NOWHERE: CaughtClaim = { ...BETWEEN, through: [] };

const ROWS: readonly Row[] = [
  ['a product that swallows what it calls back with', () => `let n = 0; swallows([1, 2], (total) => { n += 1; assert.equal(total, 3); }); assert.equal(n, 1);`, [BETWEEN]],
  ['the same with the assertions of the runner', (be) => `swallows([1, 2], (total) => { ${be('total', '3')}; });`, [BETWEEN]],
  ['the same, asserted without a name', () => `swallows([1, 2], (total) => assert(total === 3));`, [BETWEEN]],
  ['the same without stacks', () => `quietly([1, 2], (total) => assert.strictEqual(total, 3));`, [BETWEEN]],
  ['the same after something was waited for', () => `await awaits([1, 2], (total) => assert.deepEqual({ total }, { total: 3 }));`, [BETWEEN]],
  ['a product that hands it to a promise', () => `await elsewhere([1, 2], (total) => assert.equal(total, 3));`, [FROM_NOWHERE]],
  ['a product that awaits it, and it waits for something', () => `await awaits([1, 2], async (total) => { await null; assert.equal(total, 3); });`, [BETWEEN]],
  ['a product that waits for an error itself', () => `pretends([1, 2], (total) => assert.equal(total, 3));`, [BETWEEN]],
  ['a product that tries again until it holds', (be) => `again([1, 2], (total) => ${be('total', '3')});`, [EXPECTED]],
  ['a product that tries again, asked by Node', () => `again([1, 2], (total) => assert.equal(total, 3));`, [EXPECTED]],
  ['a product from which an error is expected', () => `assert.throws(() => rethrows([1, 2], (total) => assert.equal(total, 3)));`, [EXPECTED]],
  ['a product from which none is expected', () => `assert.doesNotThrow(() => swallows([1, 2], (total) => assert.equal(total, 3)));`, [BETWEEN]],
  ['a listener that is to fail', () => `swallows([1, 2], () => assert.fail('x'));`, [EXPECTED]],
  ['an error that is no assertion', () => `assert.equal(reports([1, 2], () => { throw new Error('x'); }), 'x');`, []],
  ['a test that catches by itself', (be) => `try { ${be('1', '2')}; } catch {} try { assert.equal(1, 2); } catch {}`, []],
  ['a test that expects it', (be) => `assert.throws(() => { ${be('1', '2')}; });`, []],
  ['a test that expects it later', () => `await assert.rejects(async () => { await null; assert.equal(1, 2); });`, []],
  ['a test that tries again', () => `for (let n = 0; ; n += 1) { await null; try { assert.equal(n, 5); break; } catch {} }`, []],
]; // prettier-ignore

/** All rows as tests of one file. */
const filesFor = (runner: Runner): Files => {
  const names = Object.keys(PRODUCT).join(', ');
  const [given, asked] =
    runner === 'vitest'
      ? [(name: string) => `export const ${name}`, `import { ${names} } from '../src/sum.js';`]
      : [(name: string) => `exports.${name}`, `const { ${names} } = require('../src/sum.js');`];
  const check = runner === 'vitest' ? `import check from 'node:assert';\n` : `const check = require('node:assert');\n`;
  const tests = ROWS.map(([says, body]) => `test('${says}', async () => {\n  ${body(BE[runner])}\n});\n`);
  return {
    'package.json': runner === 'vitest' ? '{ "type": "module" }' : '{}',
    'src/sum.js': check + Object.entries(PRODUCT).map(([name, code]) => `${given(name)} = ${code};\n`).join(''),
    [AT]: `${HEADS[runner]}\n${asked}\n${tests.join('')}`,
  }; // prettier-ignore
};
/** What was caught in each test that passed. */
const claimsOf = ({ report }: Checked): Readonly<Record<string, readonly CaughtClaim[]>> =>
  Object.fromEntries(
    report.tests.filter(({ outcome }) => outcome === 'passed').map(({ name, caught = [] }) => [name, caught]),
  );

test.for(RUNNERS)('%s tells what stood between an assertion and its test', async (runner) => {
  const ran = await checkouts.get(runner)?.run(filesFor(runner), COMMANDS[runner]);
  if (ran === undefined) throw new Error(runner);
  expect(ran.report.problems).toEqual([]);
  // A promise of the realm in which jest runs tests is another one to Node, which forgets who waits for it.
  const expected = Object.fromEntries(ROWS.map(([says, , claims]) => [says, claims]));
  if (runner === 'jest') expected['a test that expects it later'] = [FROM_NOWHERE];
  expect(claimsOf(ran), ran.stderr).toEqual(expected);
});

const PY_PRODUCT = `import asyncio
from concurrent.futures import ThreadPoolExecutor
def swallows(numbers, tell):
    try: tell(99)
    except Exception: pass
async def awaits(numbers, tell):
    await asyncio.sleep(0)
    try: tell(99)
    except: pass
def elsewhere(numbers, tell):
    with ThreadPoolExecutor() as pool: pool.submit(tell, 99)
def again(numbers, tell):
    for n in range(9):
        try: return tell(n)
        except AssertionError: pass
def rethrows(numbers, tell):
    try: tell(99)
    except AssertionError: raise
def pretends(numbers, tell):
    import pytest
    with pytest.raises(AssertionError): tell(99)
def reports(numbers, tell):
    try: tell(99)
    except Exception as error: return str(error)
`;
const PY_HEAD = `import asyncio, pytest, unittest
from src.sum import *
def check(total):
    assert total == 3
`;
const PY_BETWEEN: CaughtClaim = { at: 'tests/test_sum.py', through: ['src/sum.py'], expected: false };

const PY_ROWS: readonly (readonly [name: string, body: string, claims: readonly CaughtClaim[]])[] = [
  ['test_swallowed', '    swallows([1, 2], check)', [PY_BETWEEN]],
  ['test_of_unittest', '    swallows([1, 2], lambda total: unittest.TestCase().assertEqual(total, 3))', [PY_BETWEEN]],
  ['test_awaited', '    asyncio.run(awaits([1, 2], check))', [PY_BETWEEN]],
  ['test_in_another_thread', '    elsewhere([1, 2], check)', [{ ...PY_BETWEEN, through: [] }]],
  ['test_tried_again', '    again([1, 2], check)', [{ ...PY_BETWEEN, expected: true }]],
  ['test_waited_for', '    with pytest.raises(AssertionError): rethrows([1], check)', [{ ...PY_BETWEEN, expected: true }]],
  ['test_product_waits', '    pretends([1], check)', [PY_BETWEEN]],
  ['test_other_error', '    assert reports([1], lambda n: 1 / 0) == "division by zero"', []],
  ['test_catches', '    try: check(1)\n    except AssertionError: pass', []],
  ['test_expects', '    with pytest.raises(AssertionError): check(1)', []],
]; // prettier-ignore

test('pytest tells what stood between an assertion and its test', async () => {
  const tests = PY_ROWS.map(([name, body]) => `def ${name}():\n${body}\n`).join('');
  const files = {
    ...{ 'src/__init__.py': '', 'tests/__init__.py': '', 'src/sum.py': PY_PRODUCT },
    'tests/test_sum.py': PY_HEAD + tests,
  };
  const ran = await checked('pytest', ['/usr/bin/python3', '-m', 'pytest'], files);
  expect(ran.report.problems).toEqual([]);
  expect(claimsOf(ran), ran.stderr).toEqual(Object.fromEntries(PY_ROWS.map(([name, , claims]) => [name, claims])));
});

const RUST = `pub fn sum(numbers: &[i32], tell: impl Fn(i32) + std::panic::UnwindSafe) {
    let _ = numbers;
    let _ = std::panic::catch_unwind(move || tell(99));
}
`;

test('cargo test tells of an assertion that panicked in a test that passed', async () => {
  const ran = await checked('cargo-test', ['cargo', 'test'], {
    'Cargo.toml': '[package]\nname = "sums"\nversion = "0.1.0"\nedition = "2021"\n',
    'src/lib.rs': RUST,
    'tests/sum.rs': `#[test]
fn calls_back() { sums::sum(&[1, 2], |total| assert_eq!(total, 3)); }
#[test]
fn holds() { sums::sum(&[1, 2], |total| assert_eq!(total, 99)); }
#[test]
#[should_panic]
fn panics() { assert_eq!(1, 2); }
`,
  });
  expect(ran.report.problems).toEqual([]);
  expect(claimsOf(ran), ran.stderr).toEqual({
    calls_back: [{ at: 'tests/sum.rs', through: [], expected: false }],
    holds: [],
    panics: [],
  });
});
