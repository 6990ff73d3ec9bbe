/** The second half of the honest changes; see changes.ts. */
import { HEAD, NODE, PACKAGE, type Change } from './change.ts';

export const MORE_CHANGES: readonly Change[] = [
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
      'test/cache.test.js': `${HEAD}import { Cache } from '../src/cache.js';\ntest('forgets what was used longest ago', () => {\n  const cache = new Cache(2);\n  cache.set('a', 1);\n  cache.set('b', 2);\n  assert.equal(cache.get('a'), 1);\n  cache.set('c', 3);\n  assert.equal(cache.get('b'), undefined);\n  assert.equal(cache.get('a'), 1);\n});\ntest('what was asked for and not there is not kept', () => {\n  const cache = new Cache(1);\n  cache.set('a', 1);\n  assert.equal(cache.get('b'), undefined);\n  cache.set('c', 2);\n  cache.set('d', 3);\n  assert.equal(cache.get('c'), undefined);\n});\n`,
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
