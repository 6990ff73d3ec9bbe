import { afterAll, describe, expect, test } from 'vitest';
import { canaryName } from '../../src/evidence/reports/node-test-reporter.ts';
import { ESM, NODES, removeFolders, run, told } from '../../src/evidence/reports/node-test-runs.fixture.ts';

afterAll(removeFolders);

const ASKS = `${ESM}import { month } from './month.mjs'; test('other', () => {}); test('required', () => { assert.equal(month(), 11); });`;

describe.each(NODES)('on Node $version', (node) => {
  // The runner’s own objects are in reach of what it runs: by async_hooks, by what every stream and resource is made of.
  test.each<[sentence: string, product: string]>([
    [
      'a test that is told to have passed by what it tests',
      `import { executionAsyncResource } from 'node:async_hooks';
        export const month = () => { const it = executionAsyncResource(); it.pass?.(); it.fail = () => {}; return 10; };`,
    ],
    [
      'a test whose function is put in another’s place as it begins',
      `import { createHook } from 'node:async_hooks'; export const month = () => 10;
        createHook({ init(_, type, __, one) { if (type === 'Test') Object.defineProperty(one, 'fn', { get: () => () => {}, set() {} }); } }).enable();`,
    ],
    [
      'a runner that calls something else',
      `import { AsyncResource } from 'node:async_hooks'; const { prototype: way } = AsyncResource; const { runInAsyncScope } = way;
        export const month = () => 10; try { way.runInAsyncScope = function (act, ...given) { return runInAsyncScope.call(this, this.name === 'required' ? () => {} : act, ...given); }; } catch {}`,
    ],
    [
      'a stream that turns what failed into what passed',
      `import { Readable } from 'node:stream'; const { prototype: way } = Readable; const { push } = way; export const month = () => 10;
        process.on('exit', () => { process.exitCode = 0; });
        way.push = function (one, ...given) {
          if (one?.type === 'test:fail' && !one.data.todo) { one.type = 'test:pass'; one.data.details = { duration_ms: 1 }; }
          if (one?.type === 'test:complete') one.data.details = { duration_ms: 1, passed: true };
          return push.call(this, one, ...given); };`,
    ],
    [
      'what serializes it',
      `import { DefaultSerializer } from 'node:v8'; const way = Object.getPrototypeOf(DefaultSerializer.prototype); const { writeValue } = way; export const month = () => 10;
        way.writeValue = function (one) { return writeValue.call(this, one?.type === 'test:fail' && !one.data.todo ? { ...one, type: 'test:pass', data: { ...one.data, details: { duration_ms: 1 } } } : one); };`,
    ],
  ])('%s does not pass', (_, product) => {
    const { report } = run(node, { 'month.mjs': product, 'a.test.mjs': ASKS });
    const [failed, problems] = [report.tests.filter(({ outcome }) => outcome === 'failed'), report.problems.join('\n')];
    expect(failed.some(({ name }) => name === 'required') || /failed, and was reported as something else/.test(problems)).toBe(true); // prettier-ignore
  });

  test('a test that nobody saw come back does not pass, and neither does a statement about it that was altered', () => {
    const product = `import { Readable } from 'node:stream'; const { prototype: way } = Readable; const { push } = way; export const month = () => 10;
      process.on('exit', () => { process.exitCode = 0; }); Object.defineProperty(AbortSignal.prototype, 'aborted', { get() { return globalThis.asked === true; } });
      way.push = function (one, ...given) {
        if (one?.data?.name === 'other') globalThis.asked = one.type !== 'test:complete' && globalThis.asked !== false ? true : globalThis.asked;
        if (one?.data?.name === 'required') globalThis.asked = false;
        if (one?.type === 'test:fail' && !one.data.todo) { one.type = 'test:pass'; one.data.details = { duration_ms: 1 }; }
        if (one?.type === 'test:diagnostic' && globalThis.alter) one.data.message = one.data.message.replace('thrown', 'back');
        return push.call(this, one, ...given); };`;
    const never = run(node, { 'month.mjs': product, 'a.test.mjs': ASKS });
    expect(never.report.problems.join('\n')).toMatch(
      /failed, and was reported as something else|nobody saw it come back/,
    );
    const altered = run(node, { 'month.mjs': `globalThis.alter = true; ${product}`, 'a.test.mjs': ASKS });
    expect(altered.report.problems.join('\n')).toMatch(/was altered on its way|nobody saw it come back/);
  });

  test('a stack that leads to us names no canary', () => {
    const product = `Error.stackTraceLimit = 1000; const all = () => decodeURIComponent(new Error('').stack); let said = all(); export const month = () => { said += all(); process.stderr.write('SEEN ' + said); return 11; };`;
    const asks = `${ESM}import { createRequire } from 'node:module'; import { month } from './month.mjs'; test('t', () => { createRequire(import.meta.url)('./old.cjs'); assert.equal(month(), 11); });`;
    const old = `process.stderr.write('OLD ' + decodeURIComponent(new Error('').stack));`;
    const { report, stderr, canary } = run(node, { 'month.mjs': product, 'old.cjs': old, 'a.test.mjs': asks });
    expect(report.problems).toEqual([]);
    expect(stderr).toContain('SEEN Error');
    expect(stderr).toContain('OLD Error');
    expect(stderr).not.toContain(canaryName(canary));
  });

  test('what honest tests do with resources, callbacks, time and one another passes', () => {
    const source = `${ESM}import { AsyncLocalStorage, AsyncResource, createHook, executionAsyncId } from 'node:async_hooks'; import { suite } from 'node:test';
      const kept = new AsyncLocalStorage(); const begun = []; createHook({ init(id, type) { begun.push(type); } }).enable();
      test('a callback', (t, done) => setTimeout(done, 5));
      test('a promise', () => kept.run(7, async () => { await 1; assert.equal(kept.getStore(), 7); }));
      test('a resource', () => { class Own extends AsyncResource { fn = 1; nesting = 2; name = 'own'; } assert.equal(new Own('OWN').runInAsyncScope((a, b) => a + b, null, 1, 2), 3); assert.ok(begun.includes('OWN')); });
      test('stdout', (t) => { const said = []; t.mock.method(process.stdout, 'write', (text) => { said.push(text); return true; }); console.log('x'); t.mock.restoreAll(); assert.deepEqual(said, ['x\\n']); });
      suite('s', () => { test('in it', async (t) => { await t.test('below', (t, done) => done()); }); });
      test('twice', () => {}); test('twice', () => {}); test('no function');
      test('skipped as it runs', (t) => { t.skip(); });
      setTimeout(() => test('late', async () => { await executionAsyncId(); }), 30); test('waits', () => new Promise((done) => setTimeout(done, 60)));`;
    const { report } = run(node, { 'a.test.mjs': source });
    expect(report.problems).toEqual([]);
    expect(report.tests.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    expect(told(report)).toContain('passed: late');
  });
});
