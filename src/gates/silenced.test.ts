import { expect, test } from 'vitest';
import type { TestOutcome } from '#evidence';
import { silencedBy } from './silenced.ts';

const COUNTS: TestOutcome = { name: 'counts', file: 'calc/month_test.go', outcome: 'failed' };
const TWO: TestOutcome = { name: 'two', file: 'other/other_test.go', outcome: 'passed' };
const CELSIUS: TestOutcome = { name: 'celsius', file: 'calc/month_test.go', outcome: 'passed' };
const INNER: TestOutcome = { name: 'inner', file: 'src/month.js', outcome: 'passed' };

const reported = (...tests: readonly TestOutcome[]) => ({ report: { tests, canaries: [], problems: [] } });

test('a file of tests that the change leaves out as a whole was silenced by it', () => {
  const { refused, told } = silencedBy(reported(TWO), reported(COUNTS, CELSIUS, TWO));
  expect(refused).toEqual([
    '“counts” runs without the change, and with it all of calc/month_test.go is left out',
    '“celsius” runs without the change, and with it all of calc/month_test.go is left out',
  ]);
  expect(told).toEqual([]);
});

test('a test that is gone from a file which has others is told, for tests are made from the product, too', () => {
  const { refused, told } = silencedBy(reported(COUNTS, TWO), reported(COUNTS, CELSIUS, TWO));
  expect(refused).toEqual([]);
  expect(told).toEqual(['“celsius” runs without the change, and with it there is no such test']);
});

test('so is one of a file that is more than tests', () => {
  expect(silencedBy(reported(TWO), reported(INNER, TWO))).toEqual({
    refused: [],
    told: ['“inner” runs without the change, and with it there is no such test'],
  });
});

test('one that is skipped with the change was silenced by it', () => {
  const skipped = silencedBy(reported({ ...CELSIUS, outcome: 'skipped' }), reported(CELSIUS));
  expect(skipped.refused).toEqual(['“celsius” runs without the change, and is skipped with it']);
});
