import type { CheckoutState, RunEvidence } from '#evidence';
import { honest, withFreshness, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const { start } = honest.freshness;
/** The checkout stood like this at the start; at the end, but for what was dirty, too. */
const started = (change: Partial<CheckoutState>): Complete =>
  withFreshness({ start: { ...start, ...change }, end: { ...start, ...change, dirty: [] } });

export const pass: Passing<RunEvidence> = {
  'nothing was uncommitted, and the branch stood at the base': honest,
  'another branch was checked out': started({ head: 'f'.repeat(40) }),
};

export const fail: Refused<RunEvidence> = {
  'a file was not committed': ['tree.dirty', started({ dirty: ['src/date.ts'] })],
  'a file without a name was not committed': ['tree.dirty', started({ dirty: [''] })],
  'many files were not committed': ['tree.dirty', started({ dirty: Array.from({ length: 9 }, (_, n) => `${n}`) })],
  'the branch stood elsewhere than the base': ['tree.moved', started({ target: 'f'.repeat(40) })],
  'there was no branch': ['tree.moved', started({ target: '' })],
};

export const missing: Passing<RunEvidence> = { 'nobody looked at the checkout': without('freshness') };
