import { expect, test } from 'vitest';
import type { ProofPurpose, TestOutcome } from '#evidence';
import { needlessTests } from './needless-tests.ts';

const NEW = 'test/new.test.mjs';
const OLD = 'test/old.test.mjs';
const one = (name: string, file = NEW, outcome: TestOutcome['outcome'] = 'passed'): TestOutcome => ({
  ...{ name, file, outcome },
});
const report = (tests: readonly TestOutcome[]) => ({ tests, canaries: [], problems: [] });

const told = (
  result: readonly TestOutcome[],
  runs: Readonly<Partial<Record<ProofPurpose, readonly TestOutcome[]>>>,
  required: readonly string[] = [],
): readonly string[] =>
  needlessTests(
    {
      paths: [
        { path: NEW, status: 'added' },
        { path: OLD, status: 'modified' },
        { path: 'src/month.mjs', status: 'modified' },
      ],
      proof: {
        runs: (['kept', 'before', 'without'] as const).flatMap((purpose) => {
          const tests = runs[purpose];
          return tests === undefined ? [] : [{ check: 'unit', purpose, report: report(tests) }];
        }),
      },
      results: new Map([['unit', { report: report(result) }]]),
    },
    required,
  );

test('an added test that passes without the change is told, and one that does not is not', () => {
  const result = [one('leap'), one('counts')];
  const without = [one('leap'), one('counts', NEW, 'failed')];
  expect(told(result, { without })).toEqual([
    `unit: 1 of 2 added tests passes without the change too, and so shows nothing of it: “leap” (${NEW})`,
  ]);
  expect(told(result, { without: without.slice(1) })).toEqual([]);
  expect(told(result, { without }, ['leap'])).toEqual([]);
  expect(told(result, {})).toEqual([]);
});

test('in a file that was there, only what it did not hold is added', () => {
  const result = [one('old', OLD), one('leap', OLD)];
  expect(told(result, { without: result, kept: [one('old', OLD)] })).toEqual([expect.stringContaining('1 of 1 added')]);
  expect(told(result, { without: result, before: [one('old', OLD)] })).toEqual([expect.stringContaining('“leap”')]);
  expect(told(result, { without: result, kept: result })).toEqual([]);
  // Nobody knows what it held.
  expect(told(result, { without: result })).toEqual([]);
});

test('tests that hold others are none of their own; of many not all are named', () => {
  const tests = ['a', 'b', 'c', 'd', 'e'].map((name) => one(`months > ${name}`));
  const all = [one(NEW), one('months'), ...tests];
  expect(told(all, { without: all })).toEqual([
    `unit: 5 of 5 added tests pass without the change too, and so show nothing of it: “months > a” (${NEW}), “months > b” (${NEW}), “months > c” (${NEW}), 2 more`,
  ]);
});
