import { expect, test } from 'vitest';
import { fillRemedy } from '#contract';
import { FAILURES } from '#failure';
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

test.each([
  ["writ amend WP-1 --allow RUN --because 'TASK of writ run TASK'", "writ amend WP-1 --allow RUN --because 'TASK of writ run TASK'"],
  ["writ amend TASK --allow=TASK --allow docs/RUN.md '--because=it'\\''s writ review RUN'", "writ amend WP-1 --allow=TASK --allow docs/RUN.md '--because=it'\\''s writ review RUN'"],
  ['see /tmp/RUN/TASK, then: writ land RUN, or: writ approve TASK, then: writ run TASK --backend ID', 'see /tmp/RUN/TASK, then: writ land R-1, or: writ approve WP-1, then: writ run WP-1 --backend fixer'],
  ["the signer's own: writ session abort RUN, by the signer's key", "the signer's own: writ session abort R-1, by the signer's key"],
  ['writ waive tree.clean.end --run RUN --because "see RUN" --until 1d, or --task TASK', 'writ waive tree.clean.end --run R-1 --because "see RUN" --until 1d, or --task WP-1'],
  ['cite spec:TASK in a done-item: writ amend TASK', 'cite spec:TASK in a done-item: writ amend WP-1'],
])('what somebody else has written stays as it is: %s', (remedy, typed) => {
  expect(remedyFor({ code: 'check.failed', message: '', remedy }, about)).toBe(typed);
}); // prettier-ignore

test('a task that is called RUN, and a run of strange characters, are filled in as they are', () => {
  expect(fillRemedy('writ review RUN, then: writ run TASK', { run: '$&', task: 'RUN' })).toBe(
    'writ review $&, then: writ run RUN',
  );
});

test('of all remedies of the table nothing is left open that has a name', () => {
  const filled = Object.values(FAILURES).map(({ remedy }) => fillRemedy(remedy, { run: 'R-1', task: 'WP-1' }));
  expect(filled.filter((remedy) => /\b(?:RUN|TASK)\b/u.test(remedy))).toEqual([]);
});

test('a next attempt that nobody knows is left open', () => {
  expect(remedyFor({ code: 'target.moved', message: '' }, { run: 'R-1', task: 'WP-1' })).toBe(
    'writ approve WP-1, then: writ run WP-1 --backend ID',
  );
});
