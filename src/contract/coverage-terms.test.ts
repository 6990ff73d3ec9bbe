import { expect, test } from 'vitest';
import {
  coverageSettings,
  coverageTermsOf,
  isReached,
  shareText,
  strictestCoverage,
  thresholdText,
  type Share,
  type Threshold,
} from './coverage-terms.ts';

const least = (percent: number): Threshold => ({ percent, above: false });
const above = (percent: number): Threshold => ({ percent, above: true });

test.each<[Share, Threshold, boolean]>([
  [{ hit: 4, of: 5 }, least(80), true],
  [{ hit: 4, of: 5 }, above(80), false],
  [{ hit: 81, of: 100 }, above(80), true],
  [{ hit: 79_999, of: 100_000 }, least(80), false],
  [{ hit: 1, of: 1 }, least(100), true],
  [{ hit: 0, of: 0 }, least(1), false],
  [{ hit: Number.NaN, of: Number.NaN }, least(1), false],
  [{ hit: Number.NaN, of: 1 }, least(1), false],
  [{ hit: 1, of: Number.POSITIVE_INFINITY }, least(1), false],
])('%o reaches %o: %s', (share, threshold, reached) => expect(isReached(share, threshold)).toBe(reached));

test('settings name a percentage that is enough, or one that is not', () =>
  expect(coverageTermsOf(coverageSettings.parse({ lines: 80, branches: { above: 80 } }))).toEqual({
    lines: least(80),
    branches: above(80),
  }));

test.each([
  { lines: 0 },
  { lines: 101 },
  { lines: { above: 100 } },
  { lines: '80' },
  { line: 80 },
  { lines: Number.NaN },
])('settings do not say %o', (settings) => expect(coverageSettings.safeParse(settings).success).toBe(false));

test('of several sources the strictest holds, whichever comes last', () => {
  const all = [{ lines: least(80) }, { lines: above(80), branches: least(50) }, { lines: least(79) }];
  const strictest = { lines: above(80), branches: least(50) };
  expect(strictestCoverage(all)).toEqual(strictest);
  expect(strictestCoverage(all.toReversed())).toEqual(strictest);
  expect(strictestCoverage([])).toEqual({});
});

test('what was not reached never reads as if it had been', () => {
  expect(shareText({ hit: 79_999, of: 100_000 })).toBe('79.9 % (79999 of 100000)');
  expect(shareText({ hit: 0, of: 0 })).toBe('nothing of nothing');
  expect([least(80), above(80)].map(thresholdText)).toEqual(['80 %', 'more than 80 %']);
});
