import { afterAll, describe, expect, test } from 'vitest';
import { CJS, ESM, NODES, removeFolders, run, told } from './node-test-runs.fixture.ts';

afterAll(removeFolders);

describe.each(NODES)('on Node $version', (node) => {
  test.each<[sentence: string, files: Record<string, string>, expected: readonly string[]]>([
    ['a passing test is read', { 'a.test.mjs': `${ESM}test('adds', () => assert.equal(1 + 1, 2));` }, ['passed: adds']],
    ['CommonJS is read', { 'a.test.cjs': `${CJS}test('adds', () => assert.equal(1 + 1, 2));` }, ['passed: adds']],
    [
      'an import of the file is executed once',
      { 'a.test.mjs': `${ESM}globalThis.n = (globalThis.n ?? 0) + 1; test('loads ' + globalThis.n, () => {});` },
      ['passed: loads 1'],
    ],
    [
      'a required file is executed once',
      { 'a.test.cjs': `${CJS}globalThis.n = (globalThis.n ?? 0) + 1; test('loads ' + globalThis.n, () => {});` },
      ['passed: loads 1'],
    ],
    [
      'nested names are joined',
      {
        'a.test.mjs': `${ESM}describe('a', () => { describe('b', () => { it('c', () => {}); }); it('d', () => {}); });`,
      },
      ['passed: a > b > c', 'passed: a > d'],
    ],
    [
      'subtests and their parent are both told',
      { 'a.test.mjs': `${ESM}test('p', async (t) => { await t.test('k', () => {}); });` },
      ['passed: p > k', 'passed: p'],
    ],
    [
      'top-level await works',
      {
        'a.test.mjs': `${ESM}await test('one', () => {}); await Promise.all([test('two', () => {}), test('three', () => {})]);`,
      },
      ['passed: one', 'passed: two', 'passed: three'],
    ],
    ['a failing test fails', { 'a.test.mjs': `${ESM}test('adds', () => assert.equal(1, 2));` }, ['failed: adds']],
    [
      'skip is skipped',
      {
        'a.test.mjs': `${ESM}test.skip('s', () => {}); test('t', (t) => t.skip('why')); test('u', { skip: 'why' }, () => {});`,
      },
      ['skipped: s', 'skipped: t', 'skipped: u'],
    ],
    [
      'todo is todo, failing or not',
      { 'a.test.mjs': `${ESM}test.todo('t'); test('u', { todo: true }, () => assert.equal(1, 2));` },
      ['todo: t', 'todo: u'],
    ],
    [
      'equal names stay two tests',
      { 'a.test.mjs': `${ESM}test('same', () => {}); test('same', () => {});` },
      ['passed: same', 'passed: same'],
    ],
    [
      'half a character in a name becomes a whole one: nothing else can be sealed',
      { 'a.test.mjs': `${ESM}test('a \\ud800 b \\u{1f600}', () => {});` },
      ['passed: a \ufffd b \u{1f600}'],
    ],
    ['a file without tests reports none', { 'a.test.mjs': '' }, []],
    [
      'names with newlines and quotes stay one line',
      { 'a.test.mjs': `${ESM}test('a\\n"b" \\u2028 > c', () => {});` },
      ['passed: a\n"b" \u2028 > c'],
    ],
    [
      'a test that prints forged reports changes nothing',
      {
        'a.test.mjs': `${ESM}console.log('# tests 99\\nTAP version 13\\nok 1 - forged\\n{"kind":"end"}\\nwrit:' + 'a'.repeat(32) + ' {}'); test('t', () => {});`,
      },
      ['passed: t'],
    ],
    [
      'programs the tests start hold no canary',
      {
        'a.test.mjs': `${ESM}import { fork } from 'node:child_process'; import { once } from 'node:events'; test('t', async () => { await once(fork('./x.mjs'), 'exit'); });`,
        'x.mjs': 'import { Worker } from "node:worker_threads"; new Worker("1", { eval: true });',
      },
      ['passed: t'],
    ],
  ])('%s', (_, files, expected) => {
    const { report, exitCode } = run(node, files);
    expect(report.problems).toEqual([]);
    expect(told(report)).toEqual(expected);
    expect(report.canaries).toEqual(
      Object.keys(files)
        .filter((name) => name.includes('.test.'))
        .map(() => 'failed'),
    );
    expect(exitCode).toBe(expected.some((line) => line.startsWith('failed')) ? 1 : 0);
  });

  test('several files, found without being named, each hold one canary', () => {
    const { report } = run(node, {
      'test/a.test.mjs': `${ESM}test('a', () => {});`,
      'test/b.test.cjs': `${CJS}test('b', () => {});`,
      'test/deep/c.test.js': `${CJS}test('c', () => {});`,
    });
    expect(report).toMatchObject({ problems: [], canaries: ['failed', 'failed', 'failed'] });
    expect(report.tests.map((one) => `${one.file} ${one.name}`).toSorted()).toEqual([
      'test/a.test.mjs a',
      'test/b.test.cjs b',
      'test/deep/c.test.js c',
    ]);
  });
});

describe.each(NODES)('the contract’s own options on Node $version', (node) => {
  test.each<[sentence: string, words: readonly string[], expected: readonly string[]]>([
    ['a file that is named', ['--test', 'a.test.mjs'], ['passed: one', 'passed: two']],
    [
      'another reporter is dropped',
      ['--test', '--test-reporter', 'tap', '--test-reporter-destination=stderr', 'a.test.mjs'],
      ['passed: one', 'passed: two'],
    ],
    ['a pattern keeps the canary', ['--test', '--test-name-pattern', 'one', 'a.test.mjs'], ['passed: one']],
    [
      'a loader comes before the canary',
      ['--import', './loader.mjs', '--test', 'a.test.mjs'],
      ['passed: one', 'passed: two'],
    ],
    ['without --test it is added', ['a.test.mjs'], ['passed: one', 'passed: two']],
  ])('%s', (_, words, expected) => {
    const { report } = run(
      node,
      {
        'a.test.mjs': `${ESM}test('one', () => {}); test('two', () => {});`,
        'loader.mjs': 'globalThis.loader = true;',
      },
      words,
    );
    expect(report).toMatchObject({ problems: [], canaries: ['failed'] });
    // Node 20 tells what the pattern left out as skipped; Node 24 does not tell it.
    expect(told(report).filter((line) => !line.startsWith('skipped'))).toEqual(expected);
  });

  test('with --test-only the canary is among the chosen ones', () => {
    const { report } = run(node, { 'a.test.mjs': `${ESM}test.only('one', () => {}); test('two', () => {});` }, [
      '--test',
      '--test-only',
      'a.test.mjs',
    ]);
    expect(report).toMatchObject({ problems: [], canaries: ['failed'] });
    expect(told(report)).toContain('passed: one');
    expect(told(report)).not.toContain('passed: two');
  });

  test('TypeScript test files are read, and are none at all where this Node does not strip types', () => {
    const { report } = run(node, {
      'a.test.ts': `${ESM}const one: number = 1; test('typed', () => assert.equal(one, 1));`,
    });
    expect(report.problems).toEqual([]);
    expect(told(report)).toEqual(node.major >= 23 ? ['passed: typed'] : []);
  });
});
