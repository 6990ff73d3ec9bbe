import { describe, expect, test } from 'vitest';
import { linePrefix } from './secret-lines.ts';
import { readReport } from './read-report.ts';
import type { TestReport } from '../run-evidence.ts';

const CANARY = 'ab'.repeat(16);
type Line = Readonly<Record<string, unknown>>;

const numbered = (lines: readonly Line[]): readonly string[] =>
  lines.map((line, at) => `\n${linePrefix(CANARY)}${JSON.stringify({ n: at + 1, ...line })}\n`);
const read = (text: string, exitCode: number | null = 1, canary: string | null = CANARY): TestReport =>
  readReport('vitest', { stdout: new TextEncoder().encode(text), stderr: new Uint8Array(), exitCode, canary });

const HONEST: readonly Line[] = [
  { kind: 'begin', at: 0, file: 'a.test.js' },
  { kind: 'begin', at: 1, file: 'b.test.js' },
  { kind: 'test', at: 0, path: ['s', 'one'], outcome: 'passed' },
  { kind: 'test', at: 0, path: ['two'], outcome: 'failed', cause: 'assertion' },
  { kind: 'canary', at: 0, failed: true },
  { kind: 'finish', at: 0, failed: false },
  { kind: 'covered', at: 0, of: 'src/a.js', hit: [3, 1], missed: [4] },
  { kind: 'canary', at: 1, failed: true },
  { kind: 'finish', at: 1, failed: false },
  { kind: 'end', tests: 2, failed: true },
];
const replaced = (at: number, line: Line): string => numbered(HONEST.with(at, { ...HONEST[at], ...line })).join('');

test('an honest report is read, whatever else is printed', () => {
  const noise = numbered(HONEST).map((line, at) => `noise ${at} writ:${'0'.repeat(32)} {"n":1}${line}`);
  expect(read(noise.join(''))).toEqual({
    tests: [
      { name: 's > one', file: 'a.test.js', outcome: 'passed' },
      { name: 'two', file: 'a.test.js', outcome: 'failed', cause: 'assertion' },
    ],
    canaries: ['failed', 'failed'],
    problems: [],
    covered: new Map([['a.test.js', new Map([['src/a.js', [1, 3]]])]]),
    ranThrough: [{ of: 'src/a.js', hit: [3, 1], missed: [4] }],
  });
});

test('a file that broke down needs no canary, and counts as failed', () => {
  const lines = [
    { kind: 'begin', at: 0, file: 'a.test.js' },
    { kind: 'finish', at: 0, failed: true, cause: 'load' },
    { kind: 'end', tests: 0, failed: true },
  ];
  expect(read(numbered(lines).join(''))).toEqual({
    tests: [{ name: 'a.test.js', file: 'a.test.js', outcome: 'failed', cause: 'load' }],
    canaries: [],
    problems: [],
  });
});

describe('a report that was altered has a problem', () => {
  const lines = numbered(HONEST);
  test.each(lines.map((line, at) => [at, line.slice(-60)]))('without line %i', (at) => {
    expect(read(lines.toSpliced(at, 1).join('')).problems).not.toEqual([]);
  });
  test.each(lines.map((_, at) => [at]))('with line %i twice', (at) => {
    expect(read(lines.toSpliced(at, 0, lines[at] ?? '').join('')).problems).not.toEqual([]);
  });
  test.each<[sentence: string, text: string, exitCode: number | null, canary: string | null]>([
    ['nothing', '', 0, CANARY],
    ['noise alone', 'Tests  99 passed\n', 0, CANARY],
    ['no secret', lines.join(''), 1, null],
    ['another secret', lines.join(''), 1, 'f'.repeat(32)],
    ['exit code 0 with a failed test', lines.join(''), 0, CANARY],
    ['a signal', lines.join(''), null, CANARY],
    ['another exit code', lines.join(''), 7, CANARY],
    ['a failed test made to pass', replaced(3, { outcome: 'passed' }), 0, CANARY],
    ['a canary that passed', replaced(4, { failed: false }), 1, CANARY],
    ['a test of a file that never began', replaced(2, { at: 9 }), 1, CANARY],
    ['a canary in another file', replaced(7, { at: 0 }), 1, CANARY],
    ['files that begin out of order', replaced(1, { at: 5 }), 1, CANARY],
    ['a field nobody knows', replaced(2, { more: 1 }), 1, CANARY],
    ['an end that counts other tests', replaced(9, { tests: 3 }), 1, CANARY],
    [
      'what the runner itself says is wrong',
      numbered(HONEST.toSpliced(2, 0, { kind: 'problem', says: 'x' })).join(''),
      1,
      CANARY,
    ],
    ['a line that is cut', lines.join('').slice(0, -20), 1, CANARY],
    ['a line in the middle of which somebody else wrote', lines.join('').replace('"two"', '"tw\no"'), 1, CANARY],
  ])('%s', (_, text, exitCode, canary) => {
    expect(read(text, exitCode, canary).problems).not.toEqual([]);
  });
});
