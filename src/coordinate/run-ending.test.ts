import { expect, test } from 'vitest';
import { runSaid } from './run-ending.ts';

const gate = (name: string, outcome: string, ...messages: readonly string[]) => ({
  ...{ gate: name, outcome, waiver: null, notices: [] },
  findings: messages.map((message) => ({ code: 'x', message })),
});

test('a run that passed is told in a word', () =>
  expect(runSaid({ run: 'R-1', result: 'PASS', gates: [gate('scope.paths', 'pass', 'a notice')] })).toEqual({
    ...{ kind: 'ran', says: 'PASS, R-1' },
  }));

test('one that failed says why, by the first gate that knows, and how much more there is', () => {
  const gates = [gate('a.b', 'pass', 'a notice'), gate('scope.paths', 'fail', 'b.txt is not allowed', 'c.txt'), gate('checks.passed', 'missing', 'no check'), { ...gate('tree.clean.end', 'fail', 'it is excepted'), waiver: { signer: 'ada' } }]; // prettier-ignore
  expect(runSaid({ run: 'R-1', result: 'FAIL', gates })).toEqual({
    ...{ kind: 'ran', says: 'FAIL, R-1: scope.paths: b.txt is not allowed (and 2 more)' },
  });
  expect(runSaid({ run: 'R-1', result: 'FAIL' })).toEqual({ kind: 'ran', says: 'FAIL, R-1' });
});

test('one that was refused says what to type', () =>
  expect(runSaid({ failures: [{ message: 'no', remedy: 'writ approve WP-1' }] })).toEqual({
    ...{ kind: 'refused', refused: { says: 'no', command: 'writ approve WP-1' } },
  }));
