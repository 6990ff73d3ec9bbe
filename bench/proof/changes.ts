/** Honest changes with a dead part and a vacuous test for each; see planted.ts. */
import type { Check } from '#contract';

/** Path → text. */
export type Files = Readonly<Record<string, string>>;

export type Change = {
  readonly name: string;
  readonly before: Files;
  readonly after: Files;
  readonly check: Check;
  /** The tests that have to prove it. */
  readonly tests: readonly string[];
  /** Code that nothing needs: put into a file of the result before the line that holds `before`. */
  readonly dead: { readonly path: string; readonly before: string; readonly text: string };
  /** The tests in a form that passes whatever the code does. */
  readonly vacuous: Files;
};

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

const NODE: Check = { id: 'tests', run: ['node', '--test'], reports: 'node-test', timeoutMs: 60_000 };
const HEAD = `import assert from 'node:assert/strict';\nimport { test } from 'node:test';\n`;
const PACKAGE = { 'package.json': '{ "name": "calendar", "type": "module" }\n' };

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
  {
    name: 'an event emitter',
    before: PACKAGE,
    after: {
      'src/emitter.js': `export const emitter = () => {\n  const listeners = new Map();\n  return {\n    on(name, listener) {\n      listeners.set(name, [...(listeners.get(name) ?? []), listener]);\n    },\n    emit(name, value) {\n      for (const listener of listeners.get(name) ?? []) listener(value);\n    },\n  };\n};\n`,
      'test/emitter.test.js': `${HEAD}import { emitter } from '../src/emitter.js';\ntest('tells every listener', () => {\n  const seen = [];\n  const events = emitter();\n  events.on('a', (value) => seen.push(value));\n  events.on('a', (value) => seen.push(value * 2));\n  events.emit('a', 2);\n  events.emit('b', 9);\n  assert.deepEqual(seen, [2, 4]);\n});\n`,
    },
    ...{ check: NODE, tests: ['tells every listener'] },
    dead: { path: 'src/emitter.js', before: 'return {', text: '  const seen = new Set();\n  seen.add("nothing");' },
    vacuous: {
      'test/emitter.test.js': `${HEAD}import { emitter } from '../src/emitter.js';\ntest('tells every listener', () => {\n  const events = emitter();\n  events.on('a', (value) => assert.ok(value));\n});\n`,
    },
  },
  {
    name: 'a generator',
    before: PACKAGE,
    after: {
      'src/chunks.js': `export function* chunks(items, size) {\n  for (let at = 0; at < items.length; at += size) {\n    yield items.slice(at, at + size);\n  }\n}\n`,
      'test/chunks.test.js': `${HEAD}import { chunks } from '../src/chunks.js';\ntest('the last one may be short', () => assert.deepEqual([...chunks([1, 2, 3], 2)], [[1, 2], [3]]));\n`,
    },
    ...{ check: NODE, tests: ['the last one may be short'] },
    dead: { path: 'src/chunks.js', before: 'export function', text: 'function isEmpty(items) {\n  return items.length === 0;\n}\n' },
    vacuous: {
      'test/chunks.test.js': `${HEAD}import { chunks } from '../src/chunks.js';\ntest('the last one may be short', () => {\n  for (const chunk of chunks([1, 2, 3], 2)) assert.ok(chunk.length <= 3);\n});\n`,
    },
  },
  {
    name: 'a default is added to an option',
    before: {
      ...PACKAGE,
      'src/pad.js': `export const pad = (text, { width, fill }) => String(text).padStart(width, fill);\n`,
      'test/pad.test.js': `${HEAD}import { pad } from '../src/pad.js';\ntest('pads', () => assert.equal(pad(7, { width: 3, fill: '0' }), '007'));\n`,
    },
    after: {
      'src/pad.js': `export const pad = (text, { width = 2, fill = '0' } = {}) => String(text).padStart(width, fill);\n`,
      'test/default.test.js': `${HEAD}import { pad } from '../src/pad.js';\ntest('two digits by default', () => assert.equal(pad(7), '07'));\n`,
    },
    ...{ check: NODE, tests: ['two digits by default'] },
    dead: { path: 'src/pad.js', before: 'export const pad', text: 'export const padEnd = (text, width) => String(text).padEnd(width);' },
    vacuous: {
      'test/default.test.js': `${HEAD}import { pad } from '../src/pad.js';\ntest('two digits by default', () => assert.equal(pad(7, { width: 2, fill: '0' }), '07'));\n`,
    },
  },
  {
    name: 'a comment, an import and one line that matters',
    before: {
      ...PACKAGE,
      'src/path.js': `export const base = (path) => path.split('/').at(-1);\n`,
      'test/path.test.js': `${HEAD}import { base } from '../src/path.js';\ntest('the last name', () => assert.equal(base('a/b'), 'b'));\n`,
    },
    after: {
      'src/path.js': `import { posix } from 'node:path';\n\n/** The last name of a path, without its ending. */\nexport const base = (path) => posix.parse(path).name;\n`,
      'test/ending.test.js': `${HEAD}import { base } from '../src/path.js';\ntest('without its ending', () => assert.equal(base('a/b.txt'), 'b'));\n`,
    },
    ...{ check: NODE, tests: ['without its ending'] },
    dead: { path: 'src/path.js', before: '/** The last', text: `const SEPARATOR = '/';` },
    vacuous: {
      'test/ending.test.js': `${HEAD}import { base } from '../src/path.js';\ntest('without its ending', () => assert.ok(base('a/b.txt').startsWith('b')));\n`,
    },
  },
  {
    name: 'a cache with a bound',
    before: PACKAGE,
    after: {
      'src/cache.js': `export class Cache {\n  #entries = new Map();\n  #most;\n  constructor(most) {\n    this.#most = most;\n  }\n  get(key) {\n    const value = this.#entries.get(key);\n    if (value === undefined) return undefined;\n    this.#entries.delete(key);\n    this.#entries.set(key, value);\n    return value;\n  }\n  set(key, value) {\n    this.#entries.set(key, value);\n    if (this.#entries.size > this.#most) this.#entries.delete(this.#entries.keys().next().value);\n  }\n}\n`,
      'test/cache.test.js': `${HEAD}import { Cache } from '../src/cache.js';\ntest('forgets what was used longest ago', () => {\n  const cache = new Cache(2);\n  cache.set('a', 1);\n  cache.set('b', 2);\n  assert.equal(cache.get('a'), 1);\n  cache.set('c', 3);\n  assert.equal(cache.get('b'), undefined);\n  assert.equal(cache.get('a'), 1);\n});\ntest('what was asked for and not there is not kept', () => {\n  const cache = new Cache(1);\n  cache.set('a', 1);\n  assert.equal(cache.get('b'), undefined);\n  cache.set('c', 2);\n  assert.equal(cache.get('c'), 2);\n});\n`,
    },
    ...{ check: NODE, tests: ['forgets what was used longest ago'] },
    dead: { path: 'src/cache.js', before: 'get(key) {', text: '  has(key) {\n    return this.#entries.has(key);\n  }' },
    vacuous: {
      'test/cache.test.js': `${HEAD}import { Cache } from '../src/cache.js';\ntest('forgets what was used longest ago', () => {\n  const cache = new Cache(2);\n  cache.set('a', 1);\n  cache.get('a');\n});\n`,
    },
  },
  {
    name: 'validation that throws',
    before: {
      ...PACKAGE,
      'src/user.js': `export const user = (name, age) => ({ name, age });\n`,
      'test/user.test.js': `${HEAD}import { user } from '../src/user.js';\ntest('keeps both', () => assert.deepEqual(user('ada', 36), { name: 'ada', age: 36 }));\n`,
    },
    after: {
      'src/user.js': `export const user = (name, age) => {\n  if (!Number.isInteger(age) || age < 0) throw new TypeError('age is a whole number');\n  return { name, age };\n};\n`,
      'test/age.test.js': `${HEAD}import { user } from '../src/user.js';\ntest('a negative age is refused', () => assert.throws(() => user('ada', -1), TypeError));\ntest('half a year is refused', () => assert.throws(() => user('ada', 1.5), TypeError));\n`,
    },
    ...{ check: NODE, tests: ['a negative age is refused', 'half a year is refused'] },
    dead: { path: 'src/user.js', before: 'return { name', text: `  if (name === undefined) throw new TypeError('name is missing');` },
    vacuous: {
      'test/age.test.js': `${HEAD}import { user } from '../src/user.js';\ntest('a negative age is refused', () => {\n  try {\n    user('ada', -1);\n  } catch (error) {\n    assert.ok(error);\n  }\n});\ntest('half a year is refused', () => assert.ok(user('ada', 1)));\n`,
    },
  },
  {
    name: 'a function is replaced by a better one of the same name',
    before: {
      ...PACKAGE,
      'src/sort.js': `export function byAge(people) {\n  return people.sort((a, b) => a.age - b.age);\n}\n`,
      'test/sort.test.js': `${HEAD}import { byAge } from '../src/sort.js';\ntest('the youngest first', () => assert.equal(byAge([{ age: 2 }, { age: 1 }])[0].age, 1));\n`,
    },
    after: {
      'src/sort.js': `export function byAge(people) {\n  const copy = [...people];\n  copy.sort((a, b) => a.age - b.age);\n  return copy;\n}\n`,
      'test/copy.test.js': `${HEAD}import { byAge } from '../src/sort.js';\ntest('leaves the list alone', () => {\n  const people = [{ age: 2 }, { age: 1 }];\n  byAge(people);\n  assert.deepEqual(people, [{ age: 2 }, { age: 1 }]);\n});\n`,
    },
    ...{ check: NODE, tests: ['leaves the list alone'] },
    dead: { path: 'src/sort.js', before: 'export function', text: 'export function byName(people) {\n  return people.toSorted((a, b) => a.name.localeCompare(b.name));\n}\n' },
    vacuous: {
      'test/copy.test.js': `${HEAD}import { byAge } from '../src/sort.js';\ntest('leaves the list alone', () => {\n  const people = [{ age: 1 }, { age: 2 }];\n  byAge(people);\n  assert.deepEqual(people, [{ age: 1 }, { age: 2 }]);\n});\n`,
    },
  },
  {
    name: 'a guard is removed',
    before: {
      ...PACKAGE,
      'src/clamp.js': `export const clamp = (value, low, high) => {\n  if (value < 0) return 0;\n  return Math.min(Math.max(value, low), high);\n};\n`,
      'test/clamp.test.js': `${HEAD}import { clamp } from '../src/clamp.js';\ntest('within', () => assert.equal(clamp(5, 1, 9), 5));\n`,
    },
    after: {
      'src/clamp.js': `export const clamp = (value, low, high) => {\n  return Math.min(Math.max(value, low), high);\n};\n`,
      'test/negative.test.js': `${HEAD}import { clamp } from '../src/clamp.js';\ntest('negative numbers stay', () => assert.equal(clamp(-3, -5, 5), -3));\n`,
    },
    ...{ check: NODE, tests: ['negative numbers stay'] },
    dead: { path: 'src/clamp.js', before: 'export const clamp', text: 'export const unit = (value) => clamp(value, 0, 1);' },
    vacuous: {
      'test/negative.test.js': `${HEAD}import { clamp } from '../src/clamp.js';\ntest('negative numbers stay', () => assert.equal(clamp(3, -5, 5), 3));\n`,
    },
  },
  {
    name: 'a handler is registered',
    before: {
      ...PACKAGE,
      'src/app.js': `export const app = () => {\n  const routes = new Map();\n  routes.set('/', () => 'home');\n  return (path) => routes.get(path)?.() ?? 'not found';\n};\n`,
      'test/app.test.js': `${HEAD}import { app } from '../src/app.js';\ntest('home', () => assert.equal(app()('/'), 'home'));\n`,
    },
    after: {
      'src/app.js': `export const app = () => {\n  const routes = new Map();\n  routes.set('/', () => 'home');\n  routes.set('/health', () => 'ok');\n  return (path) => routes.get(path)?.() ?? 'not found';\n};\n`,
      'test/health.test.js': `${HEAD}import { app } from '../src/app.js';\ntest('says that it is well', () => assert.equal(app()('/health'), 'ok'));\n`,
    },
    ...{ check: NODE, tests: ['says that it is well'] },
    dead: { path: 'src/app.js', before: `routes.set('/health'`, text: `  routes.set('/debug', () => process.memoryUsage());` },
    vacuous: {
      'test/health.test.js': `${HEAD}import { app } from '../src/app.js';\ntest('says that it is well', () => assert.ok(app()('/health').length > 0));\n`,
    },
  },
  {
    name: 'parsing with several helpers',
    before: PACKAGE,
    after: {
      'src/duration.js': `const UNITS = { s: 1, m: 60, h: 3600 };\n\nconst read = (part) => {\n  const found = /^(\\d+)([smh])$/.exec(part);\n  if (found === null) throw new SyntaxError('not a duration: ' + part);\n  return Number(found[1]) * UNITS[found[2]];\n};\n\nexport const seconds = (text) =>\n  text\n    .trim()\n    .split(/\\s+/)\n    .map(read)\n    .reduce((sum, one) => sum + one, 0);\n`,
      'test/duration.test.js': `${HEAD}import { seconds } from '../src/duration.js';\ntest('adds its parts', () => assert.equal(seconds(' 1h 2m 3s'), 3723));\ntest('refuses what it does not know', () => assert.throws(() => seconds('4d'), { name: 'SyntaxError', message: 'not a duration: 4d' }));\n`,
    },
    ...{ check: NODE, tests: ['adds its parts', 'refuses what it does not know'] },
    dead: { path: 'src/duration.js', before: 'export const seconds', text: `const write = (total) => \`\${Math.floor(total / 60)}m \${total % 60}s\`;\n` },
    vacuous: {
      'test/duration.test.js': `${HEAD}import { seconds } from '../src/duration.js';\ntest('adds its parts', () => assert.equal(typeof seconds(' 1h 2m 3s'), typeof seconds('3s')));\ntest('refuses what it does not know', () => assert.equal(seconds.length, 1));\n`,
    },
  },
]; // prettier-ignore
