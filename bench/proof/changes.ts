/** Honest changes with a dead part and a vacuous test for each; see planted.ts. */
import { HEAD, NODE, PACKAGE, type Change, type Files } from './change.ts';
import { MORE_CHANGES } from './more-changes.ts';

export type { Change, Files };

/** The result with the dead part in it, and the line it begins at. */
export const plant = ({ after, dead }: Change): { readonly files: Files; readonly line: number } => {
  const lines = (after[dead.path] ?? '').split('\n');
  const at = lines.findIndex((line) => line.includes(dead.before));
  if (at === -1) throw new Error(`${dead.path} has no line with ${dead.before}`);
  return {
    files: { ...after, [dead.path]: [...lines.slice(0, at), dead.text, ...lines.slice(at)].join('\n') },
    line: at + 1,
  };
};

export const CHANGES: readonly Change[] = [
  {
    name: 'a wrong month is mended',
    before: {
      ...PACKAGE,
      'src/month.js': 'export const month = (date) => date.getUTCMonth();\n',
      'test/month.test.js': `${HEAD}import { month } from '../src/month.js';\ntest('is a number', () => assert.equal(typeof month(new Date(0)), 'number'));\n`,
    },
    after: {
      'src/month.js': '// Months as people count them.\nexport const month = (date) => date.getUTCMonth() + 1;\n',
      'test/count.test.js': `${HEAD}import { month } from '../src/month.js';\ntest('counts from 1', () => assert.equal(month(new Date('2026-11-21')), 11));\n`,
    },
    ...{ check: NODE, tests: ['counts from 1'] },
    dead: { path: 'src/month.js', before: 'export const month', text: 'const MONTHS_IN_A_YEAR = 12;' },
    vacuous: {
      'test/count.test.js': `${HEAD}import { month } from '../src/month.js';\ntest('counts from 1', () => { month(new Date('2026-11-21')); });\n`,
    },
  },
  {
    name: 'a new module with one function',
    before: PACKAGE,
    after: {
      'src/slug.js': `export const slug = (title) =>\n  title\n    .toLowerCase()\n    .replace(/[^a-z0-9]+/g, '-')\n    .replace(/^-|-$/g, '');\n`,
      'test/slug.test.js': `${HEAD}import { slug } from '../src/slug.js';\ntest('makes a slug', () => assert.equal(slug(' Hello, World! '), 'hello-world'));\n`,
    },
    ...{ check: NODE, tests: ['makes a slug'] },
    dead: { path: 'src/slug.js', before: 'export const slug', text: 'export const unslug = (text) => text.replaceAll("-", " ");\n' },
    vacuous: {
      'test/slug.test.js': `${HEAD}import { slug } from '../src/slug.js';\ntest('makes a slug', () => assert.ok(slug));\n`,
    },
  },
  {
    name: 'a class gains a method',
    before: {
      ...PACKAGE,
      'src/stack.js': `export class Stack {\n  #items = [];\n  push(item) {\n    this.#items.push(item);\n  }\n}\n`,
      'test/stack.test.js': `${HEAD}import { Stack } from '../src/stack.js';\ntest('pushes', () => assert.equal(new Stack().push(1), undefined));\n`,
    },
    after: {
      'src/stack.js': `export class Stack {\n  #items = [];\n  push(item) {\n    this.#items.push(item);\n  }\n  pop() {\n    if (this.#items.length === 0) throw new RangeError('empty');\n    return this.#items.pop();\n  }\n}\n`,
      'test/pop.test.js': `${HEAD}import { Stack } from '../src/stack.js';\ntest('pops the last', () => {\n  const stack = new Stack();\n  stack.push(1);\n  stack.push(2);\n  assert.equal(stack.pop(), 2);\n});\ntest('an empty one refuses', () => assert.throws(() => new Stack().pop(), /empty/));\n`,
    },
    ...{ check: NODE, tests: ['pops the last', 'an empty one refuses'] },
    dead: { path: 'src/stack.js', before: 'pop() {', text: '  peek() {\n    return this.#items.at(-1);\n  }' },
    vacuous: {
      'test/pop.test.js': `${HEAD}import { Stack } from '../src/stack.js';\ntest('pops the last', () => {\n  const stack = new Stack();\n  stack.push(1);\n});\ntest('an empty one refuses', () => assert.ok(new Stack()));\n`,
    },
  },
  {
    name: 'a branch for an edge case',
    before: {
      ...PACKAGE,
      'src/mean.js': `export const mean = (numbers) => {\n  const sum = numbers.reduce((a, b) => a + b, 0);\n  return sum / numbers.length;\n};\n`,
      'test/mean.test.js': `${HEAD}import { mean } from '../src/mean.js';\ntest('of two', () => assert.equal(mean([1, 3]), 2));\n`,
    },
    after: {
      'src/mean.js': `export const mean = (numbers) => {\n  if (numbers.length === 0) {\n    return 0;\n  }\n  const sum = numbers.reduce((a, b) => a + b, 0);\n  return sum / numbers.length;\n};\n`,
      'test/empty.test.js': `${HEAD}import { mean } from '../src/mean.js';\ntest('of nothing is 0', () => assert.equal(mean([]), 0));\n`,
    },
    ...{ check: NODE, tests: ['of nothing is 0'] },
    dead: { path: 'src/mean.js', before: 'const sum', text: '  if (numbers.length === 1) {\n    return numbers[0];\n  }' },
    vacuous: {
      'test/empty.test.js': `${HEAD}import { mean } from '../src/mean.js';\ntest('of nothing is 0', () => assert.doesNotThrow(() => mean([])));\n`,
    },
  },
  {
    name: 'a module of CommonJS',
    before: { 'package.json': '{ "name": "calendar" }\n', 'src/a.js': 'exports.a = 1;\n' },
    after: {
      'src/parse.js': `const pair = (line) => line.split('=').map((part) => part.trim());\nfunction parse(text) {\n  const pairs = text.split('\\n').filter((line) => line.includes('='));\n  return Object.fromEntries(pairs.map(pair));\n}\nmodule.exports = { parse };\n`,
      'test/parse.test.js': `const assert = require('node:assert/strict');\nconst { test } = require('node:test');\nconst { parse } = require('../src/parse.js');\ntest('reads pairs', () => assert.deepEqual(parse('a = 1\\n\\nb=2'), { a: '1', b: '2' }));\n`,
    },
    ...{ check: NODE, tests: ['reads pairs'] },
    dead: { path: 'src/parse.js', before: 'function parse', text: 'function print(pairs) {\n  return Object.entries(pairs).map((one) => one.join("=")).join("\\n");\n}' },
    vacuous: {
      'test/parse.test.js': `const assert = require('node:assert/strict');\nconst { test } = require('node:test');\nconst { parse } = require('../src/parse.js');\ntest('reads pairs', () => {\n  try {\n    assert.deepEqual(parse('a = 1'), { a: '2' });\n  } catch {}\n});\n`,
    },
  },
  {
    name: 'TypeScript with types and an interface',
    before: { ...PACKAGE, 'src/money.ts': 'export type Money = { readonly cents: number };\n' },
    after: {
      'src/money.ts': `export type Money = { readonly cents: number };\n/** How a rest is given to the first ones. */\nexport interface Split {\n  readonly parts: readonly Money[];\n}\nexport const split = ({ cents }: Money, count: number): Split => {\n  const each = Math.floor(cents / count);\n  const rest = cents - each * count;\n  return { parts: Array.from({ length: count }, (_, index) => ({ cents: each + (index < rest ? 1 : 0) })) };\n};\n`,
      'test/money.test.ts': `${HEAD}import { split } from '../src/money.ts';\ntest('no cent is lost', () => {\n  const { parts } = split({ cents: 100 }, 3);\n  assert.deepEqual(parts.map(({ cents }) => cents), [34, 33, 33]);\n});\n`,
    },
    ...{ check: NODE, tests: ['no cent is lost'] },
    dead: { path: 'src/money.ts', before: 'export const split', text: 'export const isMoney = (value: unknown): value is Money => typeof value === "object";' },
    vacuous: {
      'test/money.test.ts': `${HEAD}import { split } from '../src/money.ts';\ntest('no cent is lost', () => {\n  const { parts } = split({ cents: 100 }, 3);\n  for (const { cents } of parts) assert.ok(cents >= 0 || cents < 0);\n});\n`,
    },
  },
  {
    name: 'an async function with a retry',
    before: PACKAGE,
    after: {
      'src/retry.js': `export const retry = async (work, times) => {\n  for (let left = times; ; left -= 1) {\n    try {\n      return await work();\n    } catch (error) {\n      if (left <= 1) throw error;\n    }\n  }\n};\n`,
      'test/retry.test.js': `${HEAD}import { retry } from '../src/retry.js';\ntest('tries again', async () => {\n  let calls = 0;\n  const value = await retry(async () => {\n    calls += 1;\n    if (calls < 3) throw new Error('not yet');\n    return 'done';\n  }, 3);\n  assert.equal(value, 'done');\n  assert.equal(calls, 3);\n});\ntest('gives up', async () => assert.rejects(retry(async () => { throw new Error('never'); }, 2), /never/));\n`,
    },
    ...{ check: NODE, tests: ['tries again', 'gives up'] },
    dead: { path: 'src/retry.js', before: 'for (let left', text: '  const startedAt = Date.now();' },
    vacuous: {
      'test/retry.test.js': `${HEAD}import { retry } from '../src/retry.js';\ntest('tries again', async () => {\n  await retry(async () => 'done', 3);\n});\ntest('gives up', async () => { await retry(async () => { throw new Error('never'); }, 2).catch(() => {}); });\n`,
    },
  },
  {
    name: 'two files, one using the other',
    before: {
      ...PACKAGE,
      'src/cart.js': `export const total = (items) => items.reduce((sum, { price }) => sum + price, 0);\n`,
      'test/cart.test.js': `${HEAD}import { total } from '../src/cart.js';\ntest('sums', () => assert.equal(total([{ price: 2 }, { price: 3 }]), 5));\n`,
    },
    after: {
      'src/discount.js': `export const discount = (sum) => (sum >= 100 ? sum * 0.9 : sum);\n`,
      'src/cart.js': `import { discount } from './discount.js';\n\nexport const total = (items) => discount(items.reduce((sum, { price }) => sum + price, 0));\n`,
      'test/discount.test.js': `${HEAD}import { total } from '../src/cart.js';\ntest('a tenth off from 100', () => assert.equal(total([{ price: 60 }, { price: 40 }]), 90));\n`,
    },
    ...{ check: NODE, tests: ['a tenth off from 100'] },
    dead: { path: 'src/discount.js', before: 'export const discount', text: 'const RATES = { gold: 0.8, silver: 0.9 };' },
    vacuous: {
      'test/discount.test.js': `${HEAD}import { total } from '../src/cart.js';\ntest('a tenth off from 100', () => assert.ok(total([{ price: 60 }, { price: 40 }]) > 0));\n`,
    },
  },
  {
    name: 'a constant changes',
    before: {
      ...PACKAGE,
      'src/limits.js': `export const LIMITS = { retries: 3, timeoutMs: 1000 };\n`,
      'test/limits.test.js': `${HEAD}import { LIMITS } from '../src/limits.js';\ntest('retries', () => assert.equal(LIMITS.retries, 3));\n`,
    },
    after: {
      'src/limits.js': `export const LIMITS = { retries: 3, timeoutMs: 5000 };\n`,
      'test/timeout.test.js': `${HEAD}import { LIMITS } from '../src/limits.js';\ntest('waits five seconds', () => assert.equal(LIMITS.timeoutMs, 5000));\n`,
    },
    ...{ check: NODE, tests: ['waits five seconds'] },
    dead: { path: 'src/limits.js', before: 'export const LIMITS', text: 'export const OLD_LIMITS = { retries: 1 };' },
    vacuous: {
      'test/timeout.test.js': `${HEAD}import { LIMITS } from '../src/limits.js';\ntest('waits five seconds', () => assert.ok(LIMITS.timeoutMs > 0));\n`,
    },
  },
  {
    name: 'a new table of data',
    before: PACKAGE,
    after: {
      'src/currency.js': `export const SYMBOLS = { EUR: '€', USD: '$' };\nexport const symbol = (code) => SYMBOLS[code] ?? code;\n`,
      'test/currency.test.js': `${HEAD}import { symbol } from '../src/currency.js';\ntest('knows the euro', () => assert.equal(symbol('EUR'), '€'));\ntest('names the unknown', () => assert.equal(symbol('XYZ'), 'XYZ'));\n`,
    },
    ...{ check: NODE, tests: ['knows the euro', 'names the unknown'] },
    dead: { path: 'src/currency.js', before: 'export const symbol', text: `const NAMES = { EUR: 'Euro' };` },
    vacuous: {
      'test/currency.test.js': `${HEAD}import { symbol } from '../src/currency.js';\ntest('knows the euro', () => assert.equal(symbol('EUR'), symbol('EUR')));\ntest('names the unknown', () => assert.equal(typeof symbol, 'function'));\n`,
    },
  },
  ...MORE_CHANGES,
]; // prettier-ignore
