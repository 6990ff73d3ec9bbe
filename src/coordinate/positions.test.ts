import { expect, test } from 'vitest';
import type { Position } from '#plan';
import { stopsEverything } from './mind.ts';
import { refusalNow, withLoss } from './positions.ts';

test('a refusal holds while everything is as it was, and for a minute', () => {
  const refused = { says: 'no room', command: null };
  const before = { asItWas: 'x', at: 1000, refused };
  expect(refusalNow(before, 'x', 1000)).toBe(refused);
  expect(refusalNow(before, 'x', 60_999)).toBe(refused);
  expect(refusalNow(before, 'x', 61_000)).toBeNull();
  expect(refusalNow(before, 'y', 1000)).toBeNull();
  expect(refusalNow(undefined, 'x', 1000)).toBeNull();
});

test('one broken run stops nobody else; the ledger and the disk stop everything', () => {
  expect((['landing.taken', 'evidence.incomplete', 'usage.unknown'] as const).filter(stopsEverything)).toEqual([]);
  expect((['machine.storage', 'ledger.broken'] as const).every(stopsEverything)).toBe(true);
});

test('what its branch has lost is open again, and says how to get it back', () => {
  const landed: Position = {
    ...{
      task: 'WP-1',
      state: 'landed',
      waitsFor: [],
      stopped: null,
      paths: { allow: [], deny: [] },
      chain: 1,
      used: 1,
    },
    ...{ targetRef: 'refs/heads/main', target: null, approval: null, run: null, refused: null },
    after: { kind: 'enough' },
  };
  expect(withLoss(landed, { next: null })).toBe(landed);
  const lost = { ref: 'refs/heads/main', commit: 'c'.repeat(40), isGone: false };
  expect(withLoss(landed, { lost, next: 'git merge cccc' })).toMatchObject({
    state: 'accepted',
    lost: { says: expect.stringContaining('main does not hold it any more'), command: 'git merge cccc' },
  });
});
