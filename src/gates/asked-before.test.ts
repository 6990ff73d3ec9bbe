import { expect, test } from 'vitest';
import type { TestOutcome } from '#evidence';
import { askedBefore, type AskedGround } from './asked-before.ts';

const FILE = 'test/month.test.mjs';
const passed = (name: string, change: Partial<TestOutcome> = {}): TestOutcome => ({
  ...{ name, file: FILE, outcome: 'passed', ...change },
});
const failed = (name: string, change: Partial<TestOutcome> = {}): TestOutcome =>
  passed(name, { outcome: 'failed', cause: 'assertion', ...change });

type Case = {
  readonly before: readonly TestOutcome[];
  readonly now?: readonly TestOutcome[];
  readonly kept?: readonly TestOutcome[];
  readonly problems?: readonly string[];
  readonly reports?: AskedGround['contract']['checks'][number]['reports'];
  readonly exitCode?: number;
};

const told = ({
  before,
  now = [passed('rejects')],
  kept,
  problems = [],
  reports = 'node-test',
  exitCode = 1,
}: Case) => {
  const run = (purpose: 'before' | 'kept', tests: readonly TestOutcome[]) => ({
    ...{ check: 'unit', purpose, record: { exitCode } },
    report: { tests, canaries: [], problems: purpose === 'before' ? problems : [] },
  });
  return askedBefore({
    contract: { checks: [{ id: 'unit', reports }] },
    proof: { runs: [run('before', before), ...(kept === undefined ? [] : [run('kept', kept)])] },
    results: new Map([['unit', { report: { tests: now, canaries: [], problems: [] } }]]),
  });
};

const AS_IT_WAS = `unit: “rejects” (${FILE}), as it was at the base,`;

test.each<[says: string, one: Case, line: string | null]>([
  ['holds as it was', { before: [passed('rejects')] }, null],
  ['fails as it was, and passes', { before: [failed('rejects')] }, `${AS_IT_WAS} fails on the result, and was changed so that it passes`],
  ['fails as it was, and is left out', { before: [failed('rejects')], now: [passed('rejects', { outcome: 'skipped' })] }, `${AS_IT_WAS} fails on the result, and is left out now`],
  ['fails as it was, and is gone', { before: [failed('rejects')], now: [passed('keeps')] }, `${AS_IT_WAS} fails on the result, and is there no more`],
  ['of its name in another file passes', { before: [failed('rejects')], now: [passed('rejects', { file: 'test/b.mjs' })] }, `${AS_IT_WAS} fails on the result, and is there no more`],
  ['cannot be loaded as it was', { before: [failed(FILE, { cause: 'load' })] }, `unit: “${FILE}”, as it was at the base, cannot be run on the result`],
  ['is refused, and told as that', { before: [failed('rejects')], kept: [failed('rejects')] }, null],
  ['has no report as it was', { before: [], problems: ['the report is cut off'] }, 'unit: nobody saw what the tests that were changed said of the result as they were: the report is cut off'],
  ['of a check by its exit code fails as it was', { before: [], reports: 'exit-code' }, 'unit: fails on the result with the tests as they were, and passes as they were changed'],
  ['of a check by its exit code holds as it was', { before: [], reports: 'exit-code', exitCode: 0 }, null],
])('a test that was changed %s', (_, one, line) => expect(told(one)).toEqual(line === null ? [] : [line])); // prettier-ignore

test('of tests within tests, and of their file, the inner ones are told; and not all of many', () => {
  const many = Array.from({ length: 7 }, (_, at) => failed(`months > of ${at}`));
  const lines = told({ before: [failed(FILE), failed('months'), ...many], now: [passed('months')] });
  expect(lines).toHaveLength(6);
  expect(lines[0]).toContain('“months > of 0”');
  expect(lines[5]).toBe('unit: 2 more that were changed fail on the result as they were');
});
