import type { ReportKind } from '#contract';
import type { CaughtClaim, CheckRecord, FailureCause } from '#evidence';
import { canaryName } from '../../../src/evidence/reports/node-test-reporter.ts';
import { linePrefix } from '../../../src/evidence/reports/secret-lines.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';

/** What a check wrote. */
export type RawCheck = { readonly stdout: Uint8Array; readonly stderr: Uint8Array };
export type RecordedCheck = RawCheck & { readonly record: CheckRecord };

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
export const CANARY = '5'.repeat(32);
const TREE = 'c'.repeat(40);

/** One test as a check is made to tell of it. */
export type Told = {
  readonly name: string;
  readonly failed?: boolean;
  readonly skipped?: boolean;
  readonly todo?: boolean;
  readonly cause?: FailureCause;
  readonly caught?: readonly CaughtClaim[];
};
export const HONEST_TESTS: readonly Told[] = [
  { name: 'date > reads local time' },
  { name: 'date > reads UTC' },
  { name: 'date > reads an offset', skipped: true },
];

const FILE = 'test/date.test.ts';

/** What our reporter writes to stdout for these tests of one file. `canary` says how the canary fared, or leaves it out. */
export const nodeTestOutput = (
  tests: readonly Told[],
  canary: 'failed' | 'passed' | 'absent' = 'failed',
): Uint8Array => {
  const common = { known: true, file: FILE };
  const told = tests.map(({ name, failed = false, skipped = false, todo = false, cause }) => ({
    ...{ kind: 'test', path: name.split(' > '), ...common, failed, skipped, todo },
    ...(cause !== undefined && { cause }),
  }));
  const bird = {
    ...{ kind: 'test', path: [`${canaryName(CANARY)} /work/${FILE}`], ...common },
    ...{ failed: canary === 'failed', skipped: false, todo: true },
  };
  const caught = tests
    .filter((one) => one.caught !== undefined)
    .map((one) => ({ kind: 'caught', path: one.name.split(' > '), file: FILE, caught: one.caught }));
  const all = [...told, ...(canary === 'absent' ? [] : [bird])];
  const count = (is: (one: (typeof all)[number]) => boolean): number => all.filter(is).length;
  const failed = told.some((one) => one.failed && !one.todo);
  const lines = [
    { kind: 'begin', file: FILE },
    ...all,
    { kind: 'finish', file: FILE, failed },
    ...caught,
    {
      ...{ kind: 'end', lines: all.length + caught.length + 2 },
      node: {
        ...{ tests: all.length, suites: 0, cancelled: 0 },
        pass: count((one) => !one.failed && !one.skipped && !one.todo),
        fail: count((one) => one.failed && !one.skipped && !one.todo),
        skipped: count((one) => one.skipped),
        todo: count((one) => one.todo && !one.skipped),
      },
    },
  ];
  return utf8(lines.map((line) => `${linePrefix(CANARY)}${JSON.stringify(line)}\n`).join(''));
};

/** A JUnit report of these cases; each is an element that stands within its test case, or nothing where it passed. */
export const junitOutput = (cases: Readonly<Record<string, string>>): Uint8Array =>
  utf8(
    `<testsuite name="zones">${Object.entries(cases)
      .map(([name, inside]) => `<testcase name="${name}">${inside}</testcase>`)
      .join('')}</testsuite>\n`,
  );

const NOTHING: RawCheck = { stdout: new Uint8Array(), stderr: new Uint8Array() };

const RAW: Partial<Record<ReportKind, RawCheck>> = {
  'node-test': { stdout: nodeTestOutput(HONEST_TESTS), stderr: new Uint8Array() },
  junit: { stdout: junitOutput({ 'parses zones': '', 'prints zones': '' }), stderr: new Uint8Array() },
  'exit-code': { stdout: utf8('0 problems\n'), stderr: new Uint8Array() },
};

/** What a check of the honest contract wrote. */
export const rawOf = (id: string): RawCheck =>
  RAW[HONEST_CONTRACT.checks.find((check) => check.id === id)?.reports ?? 'exit-code'] ?? NOTHING;

/** Every check of the honest contract, run once on the sealed tree, within the run. */
export const honestChecks = (): readonly RecordedCheck[] =>
  HONEST_CONTRACT.checks.map(({ id, run, reports }) => ({
    ...(RAW[reports] ?? NOTHING),
    record: {
      ...{ writ: 1, id, argv: run, program: `/usr/bin/${run[0]}`, reports, tree: TREE },
      canary: reports === 'node-test' ? CANARY : null,
      ...{ startedAt: '2026-11-20T10:06:00.000Z', endedAt: '2026-11-20T10:06:30.000Z' },
      ...{ exitCode: 0, signal: null, timedOut: false, limit: null },
    },
  }));
