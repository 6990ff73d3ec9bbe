import { expect, test } from 'vitest';
import { nextAttempt, remedyFor } from './remedy.ts';

const contract = { id: 'WP-1', attempts: 3 };
const about = { run: 'R-1', task: 'WP-1', again: nextAttempt(contract, 1, 'fixer') };

test.each([
  ['coverage.low', 'writ run WP-1 --backend fixer, or: writ waive coverage.met --run R-1 --because "…" --until 1d'],
  [
    'proof.unproven',
    'writ run WP-1 --backend fixer, or: writ waive proof.removal --task WP-1 --because "…" --until 1d',
  ],
  ['target.moved', 'writ approve WP-1, then: writ run WP-1 --backend fixer'],
] as const)('a remedy can be typed as it stands: %s', (code, remedy) => {
  expect(remedyFor({ code, message: '' }, about)).toBe(remedy);
});

test('whoever looks at a run is not sent to look at it', () => {
  expect(remedyFor({ code: 'check.failed', message: '' }, about)).toBe('writ run WP-1 --backend fixer');
});

test('where no attempt is left, the contract has to be amended first', () => {
  const again = nextAttempt(contract, 3, 'fixer');
  expect(remedyFor({ code: 'check.failed', message: '' }, { ...about, again })).toBe('writ amend WP-1 --attempts 5');
});

test('a next attempt that nobody knows is left open', () => {
  expect(remedyFor({ code: 'target.moved', message: '' }, { run: 'R-1', task: 'WP-1' })).toBe(
    'writ approve WP-1, then: writ run WP-1 --backend ID',
  );
});
