import { describe, expect, test } from 'vitest';
import { readReport } from '../read-report.ts';
import type { TestReport } from '../../run-evidence.ts';
import { readCargoCommand } from './cargo-command.ts';
import { readGoCommand } from './go-command.ts';
import { readPytestCommand } from './pytest.ts';
import { linePrefix } from '../secret-lines.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const LINES: readonly object[] = [
  { kind: 'begin', file: 'a.py', tests: 3 },
  { kind: 'begin', file: 'b.py', tests: 1 },
  { kind: 'test', path: ['one'], file: 'a.py', outcome: 'passed' },
  { kind: 'test', path: ['A', 'two'], file: 'a.py', outcome: 'failed', cause: 'assertion' },
  { kind: 'test', path: ['three'], file: 'a.py', outcome: 'skipped' },
  { kind: 'canary', file: 'a.py', failed: true },
  { kind: 'finish', file: 'a.py' },
  { kind: 'test', path: ['four'], file: 'b.py', outcome: 'todo' },
  { kind: 'canary', file: 'b.py', failed: true },
  { kind: 'finish', file: 'b.py' },
  { kind: 'covered', file: 'a.py', lines: { 'm.py': [1, 2] } },
  { kind: 'measured', of: 'm.py', hit: [1, 2], missed: [4] },
];
const ended = (lines: readonly object[]): readonly object[] => [...lines, { kind: 'end', lines: lines.length }];
const said = (lines: readonly object[], prefix = linePrefix(SECRET)): string =>
  lines.map((line) => `${prefix}${JSON.stringify(line)}\n`).join('');
const read = (text: string, exitCode: number | null = 1, canary: string | null = SECRET): TestReport =>
  readReport('pytest', { stdout: new TextEncoder().encode(text), stderr: new Uint8Array(), exitCode, canary });
const HONEST = ended(LINES);

describe('what a witness told', () => {
  test('is read with names, causes and lines', () => {
    expect(read(said(HONEST))).toEqual({
      tests: [
        { name: 'one', file: 'a.py', outcome: 'passed' },
        { name: 'A > two', file: 'a.py', outcome: 'failed', cause: 'assertion' },
        { name: 'three', file: 'a.py', outcome: 'skipped' },
        { name: 'four', file: 'b.py', outcome: 'todo' },
      ],
      canaries: ['failed', 'failed'],
      problems: [],
      covered: new Map([['a.py', new Map([['m.py', [1, 2]]])]]),
      ranThrough: [{ of: 'm.py', hit: [1, 2], missed: [4] }],
    });
  });

  test.each(HONEST.map((line, at) => [at + 1, JSON.stringify(line)]))('has a problem without line %i: %s', (number) => {
    expect(read(said(HONEST.toSpliced(number - 1, 1))).problems).not.toEqual([]);
  });

  test.each(HONEST.map((_, at) => [at + 1]))('has a problem with line %i twice', (number) => {
    expect(read(said(HONEST.toSpliced(number, 0, HONEST[number - 1] ?? {}))).problems).not.toEqual([]);
  });

  // Where the count of lines was made to agree as well: what each line says is looked at, not how many there are.
  const needed = LINES.slice(0, 10).map((line, at) => [at + 1, JSON.stringify(line)] as const);
  test.each(needed)('has a problem without line %i though the last line agrees: %s', (number) => {
    expect(read(said(ended(LINES.toSpliced(number - 1, 1)))).problems).not.toEqual([]);
  });

  const changed = (at: number, change: object): string =>
    said(ended(LINES.map((line, index) => (index === at ? { ...line, ...change } : line))));
  test.each<[sentence: string, text: string, exitCode: number | null]>([
    ['nothing', '', 1],
    ['no newline at the end', said(HONEST).trimEnd(), 1],
    ['a line of a stranger before', `ok\n${said(HONEST)}`, 1],
    ['a line of a stranger after', `${said(HONEST)}ok\n`, 1],
    ['another secret', said(HONEST, linePrefix('f'.repeat(32))), 1],
    ['no JSON', `${linePrefix(SECRET)}{\n`, 1],
    ['bytes that are no text', `${said(HONEST)}\ud800\n`, 1],
    ['an unknown field', changed(0, { more: 1 }), 1],
    ['an unknown kind', changed(0, { kind: 'other' }), 1],
    ['a canary that passed', changed(5, { failed: false }), 1],
    ['a canary of another file', changed(5, { file: 'c.py' }), 1],
    ['a test of a file that never began', changed(2, { file: 'c.py' }), 1],
    ['a problem told', said(ended([...LINES, { kind: 'problem', says: 'so' }])), 1],
    ['exit code 0 with a failed test', said(HONEST), 0],
    ['exit code 1 without one', changed(3, { outcome: 'passed' }), 1],
    ['another exit code', said(HONEST), 2],
    ['a signal', said(HONEST), null],
    ['a report of no test at all, with exit code 1', said(ended([])), 1],
  ])('has a problem: %s', (_, text, exitCode) => {
    expect(read(text, exitCode).problems).not.toEqual([]);
  });

  test('has a problem where no canary was ordered', () => {
    expect(read(said(HONEST), 1, null).problems).not.toEqual([]);
    expect(read(said(HONEST, linePrefix('')), 1, '').problems).not.toEqual([]);
  });

  test('needs no canary of a file that broke down as a whole, which is a failed test', () => {
    const broken = [
      { kind: 'begin', file: 'a.go', tests: 1 },
      { kind: 'test', path: ['a.go'], file: 'a.go', outcome: 'failed', cause: 'load' },
      { kind: 'finish', file: 'a.go' },
    ];
    expect(read(said(ended(broken))).problems).toEqual([]);
    expect(
      read(said(ended(broken.map((line) => ('outcome' in line ? { ...line, outcome: 'passed' } : line)))), 0).problems,
    ).not.toEqual([]);
  });
});

describe('the contract’s command', () => {
  test.each<[line: string, expected: ReturnType<typeof readPytestCommand>]>([
    ['pytest -q tests', { python: null, here: false, words: ['-q', 'tests'] }],
    ['python -m pytest', { python: 'python', here: true, words: [] }],
    ['python3.12 -I -m pytest -k a', { python: 'python3.12', here: true, words: ['-k', 'a'] }],
    ['uv run --frozen pytest', { python: null, here: false, words: [] }],
    ['poetry run python -m pytest', { python: 'python', here: true, words: [] }],
    ['.venv/bin/pytest', { python: '.venv/bin/python3', here: false, words: [] }],
    ['python -O -m pytest', null],
    ['python -m pytest_fake', null],
    ['python run.py', null],
    ['make test', null],
    ['uv run', null],
  ])('of pytest: %s', (line, expected) => expect(readPytestCommand(line.split(' '))).toEqual(expected));

  test.each<[line: string, expected: unknown]>([
    ['go test', { build: [], packages: ['.'], run: null, test: [] }],
    ['go test -race -tags=a,b -run TestA -count 1 -v ./...', { build: ['-race', '-tags=a,b'], packages: ['./...'], run: 'TestA', test: [] }], // prettier-ignore
    ['go test -short --parallel 2 . -args -x y', { build: [], packages: ['.'], run: null, test: ['-test.short', '-test.parallel=2', '-x', 'y'] }], // prettier-ignore
    [
      'go test -exec true -toolexec=x -overlay o -o x -json -cover .',
      { build: [], packages: ['.'], run: null, test: [] },
    ],
    ['go test -unknown', expect.stringMatching(/no option/u)],
    ['go build', expect.stringMatching(/begin/u)],
    ['cargo test', expect.stringMatching(/begin/u)],
  ])('of go: %s', (line, expected) => expect(readGoCommand(line.split(' '))).toEqual(expected));

  test.each<[line: string, expected: unknown]>([
    ['cargo test', { build: [], tests: [] }],
    ['cargo test -p dates --features a -F b name -- --skip x --exact --nocapture', { build: ['-pdates', '--features=a', '-Fb'], tests: ['--skip=x', '--exact', 'name'] }], // prettier-ignore
    ['cargo test --config a --target-dir x --message-format json --no-run -q', { build: [], tests: [] }],
    ['cargo test --doc', expect.stringMatching(/--doc/u)],
    ['cargo test --target other', expect.stringMatching(/--target/u)],
    ['cargo test -- --format=json', { build: [], tests: [] }],
    ['cargo test -- --unknown', expect.stringMatching(/--unknown/u)],
    ['cargo +nightly test', expect.stringMatching(/begin/u)],
    ['cargo build', expect.stringMatching(/begin/u)],
  ])('of cargo: %s', (line, expected) => expect(readCargoCommand(line.split(' '))).toEqual(expected));
});
