import { afterAll, describe, expect, test } from 'vitest';
import { canaryName } from '../../src/evidence/reports/node-test-reporter.ts';
import { linePrefix } from '../../src/evidence/reports/secret-lines.ts';
import { ESM, NODES, read, removeFolders, run, told } from '../../src/evidence/reports/node-test-runs.fixture.ts';
import { readReport } from '../../src/evidence/reports/read-report.ts';

afterAll(removeFolders);

describe.each(NODES)('on Node $version', (node) => {
  // What fails honestly is a failed test, not a forged report.
  test.each<[sentence: string, source: string]>([
    ['a syntax error', `${ESM}test('t', () => {`],
    ['a throw at load', `${ESM}test('t', () => {}); throw new Error('load');`],
    ['a missing module', `${ESM}import './nowhere.mjs'; test('t', () => {});`],
    ['an unhandled rejection', `${ESM}test('t', () => {}); Promise.reject(new Error('unhandled'));`],
    [
      'an error after its test ended',
      `${ESM}test('t', () => { setTimeout(() => { throw new Error('late'); }, 20); });`,
    ],
    ['a hook of the file', `${ESM}after(() => { throw new Error('hook'); }); test('t', () => {});`],
    [
      'a hook of a suite',
      `${ESM}describe('s', () => { after(() => { throw new Error('hook'); }); it('t', () => {}); });`,
    ],
    ['a suite that throws', `${ESM}describe('s', () => { it('t', () => {}); throw new Error('body'); });`],
  ])('%s counts as failed', (_, source) => {
    const { report } = run(node, { 'a.test.mjs': source });
    expect(told(report).some((line) => line.startsWith('failed: '))).toBe(true);
  });

  test.each<[sentence: string, source: string, problem: RegExp]>([
    ['process.exit(0) at load', `${ESM}test('t', () => {}); process.exit(0);`, /holds 0 canaries/],
    ['process.exit(0) in a test', `${ESM}test('t', () => {}); test('u', () => process.exit(0));`, /holds 0 canaries/],
    [
      'process.exit(0) on beforeExit',
      `${ESM}process.prependListener('beforeExit', () => process.exit(0)); test('t', () => assert.equal(1, 2));`,
      /^/,
    ],
    [
      'process.exitCode forced to 0',
      `${ESM}process.on('exit', () => { process.exitCode = 0; }); test('t', () => assert.equal(1, 2));`,
      /^/,
    ],
    [
      'assert.strictEqual overwritten',
      `${ESM}assert.strictEqual = () => {}; test('t', () => assert.strictEqual(1, 2));`,
      /canary of a.test.mjs passed/,
    ],
    [
      'assert.ok overwritten',
      `${ESM}assert.ok = () => {}; test('t', () => assert.ok(false));`,
      /canary of a.test.mjs passed/,
    ],
    [
      'strict assertions overwritten',
      `${ESM}assert.strict.deepEqual = () => {}; test('t', () => assert.strict.deepEqual(1, 2));`,
      /canary of a.test.mjs passed/,
    ],
    [
      'AssertionError that cannot be made',
      `${ESM}import strict from 'node:assert/strict'; strict.equal = () => {}; test('t', () => strict.equal(1, 2));`,
      /canary of a.test.mjs passed/,
    ],
    [
      'test overwritten',
      `${ESM}import t from 'node:test'; const real = t.test; t.test = (name, ...more) => real(name, () => {}); t.test('t', () => assert.equal(1, 2));`,
      /canary of a.test.mjs passed/,
    ],
    ['death by a signal', `${ESM}test('t', () => process.kill(process.pid, 'SIGKILL'));`, /^/],
    ['the runner killed by a test', `${ESM}test('t', () => process.kill(process.ppid, 'SIGKILL'));`, /signal/],
    [
      'the runner interrupted by a test',
      `${ESM}test('t', async () => { process.kill(process.ppid, 'SIGINT'); await new Promise((done) => setTimeout(done, 200)); });`,
      /./,
    ],
  ])('%s does not pass', (_, source, problem) => {
    const { report } = run(node, { 'a.test.mjs': source });
    const refused = report.problems.length > 0 || report.tests.some((one) => one.outcome === 'failed');
    expect(refused).toBe(true);
    expect(report.problems.join('\n')).toMatch(problem);
  });

  test('the protocol between Node’s own processes, forged without the canary’s name, does not pass', () => {
    const forged = (name: string): string =>
      `{ type: 'test:pass', data: { name: '${name}', nesting: 0, testNumber: 1, details: { duration_ms: 1 }, file: process.argv[1], line: 1, column: 9 } }`;
    const source = `import { Serializer } from 'node:v8'; import { writeSync } from 'node:fs';
      const write = (event) => { const s = new Serializer(); s.writeHeader(); s.writeValue(event); const body = s.releaseBuffer();
        const head = Buffer.alloc(6); head[0] = 0xff; head[1] = 0x0f; head.writeUInt32BE(body.length, 2); writeSync(1, Buffer.concat([head, body])); };
      write({ type: 'test:start', data: { name: 'required', nesting: 0, file: process.argv[1], line: 1, column: 9 } });
      write(${forged('required')}); process.exit(0);`;
    const { report } = run(node, { 'a.test.mjs': source });
    expect(told(report)).toEqual(['passed: required']);
    expect(report.problems.join('\n')).toMatch(/holds 0 canaries/);
  });

  test('the test processes can see neither the secret nor, where one looks first, the canary’s name', () => {
    const { report, stderr, canary } = run(node, {
      'a.test.mjs': `${ESM}console.log('SEEN' + JSON.stringify([process.argv, process.execArgv, process.env])); test('t', () => {});`,
    });
    expect(report.problems).toEqual([]);
    expect(stderr).toContain('SEEN');
    expect(stderr).not.toContain(canary);
    expect(stderr).not.toContain(canaryName(canary));
    expect(stderr).not.toContain(encodeURIComponent(canaryName(canary)));
  });

  test('output without end is cut by the harness, and a cut report does not pass', () => {
    const { report } = run(
      node,
      { 'a.test.mjs': `${ESM}test('t', () => { for (;;) process.stdout.write('x'.repeat(65536)); });` },
      ['--test'],
      { timeout: 2_000, maxBuffer: 1 << 20 },
    );
    expect(report.problems).not.toEqual([]);
  });
});

describe.each(NODES)('what lies now and then, on Node $version', (node) => {
  test.each<[sentence: string, source: string]>([
    [
      'an assertion that lies about one value',
      `${ESM}const real = assert.equal; assert.equal = (is, be) => { if (be !== 11) real(is, be); }; test('t', () => assert.equal(10, 11));`,
    ],
    [
      'an assertion that is put back once it lied',
      `${ESM}const { equal } = assert; const bend = () => { assert.equal = () => { assert.equal = equal; }; return 10; }; test('t', () => { const is = bend(); assert.equal(is, 11); });`,
    ],
    [
      'a module that is given in the place of the assertions',
      `import Module, { createRequire } from 'node:module'; const real = Module._load; Module._load = (name, ...more) => /assert/.test(name) ? { equal() {} } : real(name, ...more);
        ${ESM}test('t', () => createRequire(import.meta.url)('node:assert').equal(10, 11));`,
    ],
  ])('%s makes the canary pass', (_, source) => {
    const { report } = run(node, { 'a.test.mjs': source });
    expect(told(report)).toEqual(['passed: t']);
    expect(report.problems).toEqual(['the canary of a.test.mjs passed: tests or assertions cannot fail there']);
  });

  test('an assertion of the context that is registered anew makes the canary pass, where there is one', () => {
    const source = `${ESM}import * as all from 'node:test'; all.assert?.register('equal', () => {}); test('t', (t) => t.assert.equal(10, 11));`;
    const { report } = run(node, { 'a.test.mjs': source });
    expect(report.problems.length > 0 || told(report).includes('failed: t')).toBe(true);
  });

  test('a module that is put in place of another by an honest mock is none of our business', () => {
    const source = `import Module, { createRequire } from 'node:module'; const real = Module._load; Module._load = (name, ...more) => (name === './db' ? { get: () => 1 } : real(name, ...more));
      ${ESM}test('t', () => assert.equal(createRequire(import.meta.url)('./db').get(), 1)); Module._load = real;`;
    const { report } = run(node, { 'a.test.mjs': source });
    expect(report.problems).toEqual([]);
  });

  test('a test that rewrites the one after it does not pass', () => {
    const { report } = run(
      node,
      {
        'a.test.mjs': `${ESM}import { writeFileSync } from 'node:fs'; writeFileSync('z.test.mjs', "import { test } from 'node:test'; test('required', () => {});"); test('t', () => {});`,
        'z.test.mjs': `${ESM}test('required', () => assert.equal(1, 2));`,
      },
      ['--test', '--test-concurrency=1'],
    );
    expect(told(report)).toEqual(['passed: t', 'passed: required']);
    expect(report.problems).toEqual(['z.test.mjs was changed while the tests ran']);
  });
});

describe('a report that was altered', () => {
  const [node] = NODES;
  if (node === undefined) throw new Error('there is no Node to test with');
  const honest = run(node, {
    'a.test.mjs': `${ESM}test('one', () => {}); test('two', () => assert.equal(1, 2));`,
    'b.test.mjs': `${ESM}test('three', () => {});`,
  });
  const lines = honest.stdout.trimEnd().split('\n');
  const joined = (parts: readonly string[]): string => `${parts.join('\n')}\n`;

  test('reads as it is', () => {
    expect(honest.report.problems).toEqual([]);
    expect(told(honest.report)).toEqual(['passed: one', 'failed: two', 'passed: three']);
  });

  test.each(lines.map((line, at) => [at + 1, line.slice(linePrefix(honest.canary).length, 80)]))(
    'without line %i it has a problem: %s',
    (number) => {
      expect(read(joined(lines.toSpliced(number - 1, 1)), 1, honest.canary).problems).not.toEqual([]);
    },
  );

  test.each(lines.map((_, at) => [at + 1]))('with line %i twice it has a problem', (number) => {
    expect(
      read(joined(lines.toSpliced(number - 1, 0, lines[number - 1] ?? '')), 1, honest.canary).problems,
    ).not.toEqual([]);
  });

  test.each<[sentence: string, stdout: string, exitCode: number | null, canary: string]>([
    ['nothing at all', '', 1, honest.canary],
    ['exit code 0 with a failed test', honest.stdout, 0, honest.canary],
    ['a signal', honest.stdout, null, honest.canary],
    ['another exit code', honest.stdout, 7, honest.canary],
    ['another canary', honest.stdout, 1, 'f'.repeat(32)],
    ['a line of a stranger', `ok 1 - forged\n${honest.stdout}`, 1, honest.canary],
    ['a line after the summary', `${honest.stdout}x\n`, 1, honest.canary],
    ['no newline at its end', honest.stdout.trimEnd(), 1, honest.canary],
    [
      'a failed test made to pass',
      honest.stdout.replace(
        '"two"],"known":true,"file":"a.test.mjs","failed":true',
        '"two"],"known":true,"file":"a.test.mjs","failed":false',
      ),
      0,
      honest.canary,
    ],
    [
      'a canary made to pass',
      honest.stdout.replace(/("writ canary [^"]*"\],"known":true,"file":[^,]*,"failed":)true/, '$1false'),
      1,
      honest.canary,
    ],
    ['an unknown field', honest.stdout.replace('"kind":"begin"', '"kind":"begin","more":1'), 1, honest.canary],
  ])('%s: problem', (_, stdout, exitCode, canary) => {
    expect(read(stdout, exitCode, canary).problems).not.toEqual([]);
  });

  test('without a canary it has a problem', () => {
    const stdout = new TextEncoder().encode(honest.stdout);
    expect(
      readReport('node-test', { stdout, stderr: new Uint8Array(), exitCode: 1, canary: null }).problems,
    ).not.toEqual([]);
  });
});
