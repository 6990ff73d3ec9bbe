import { expect, test } from 'vitest';
import { stopsEverything } from './mind.ts';
import { refusalNow } from './positions.ts';

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
