import type { CheckoutState, MovedBase, RunEvidence } from '#evidence';
import {
  honest,
  ordered,
  withFreshness,
  without,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';

const { start } = honest.freshness;
/** The checkout stood like this at the start; at the end, but for what was dirty, too. */
const started = (change: Partial<CheckoutState>): Complete =>
  withFreshness({ start: { ...start, ...change }, end: { ...start, ...change, dirty: [] } });

const [BASE, LATER] = [honest.freshness.base, 'f'.repeat(40)];
const held: MovedBase = { approved: BASE, held: true };
/** The branch stood further on than the base; whoever approved allowed that, or not. */
const later = (moved: MovedBase | null, ifMoved = true): Complete =>
  withFreshness(
    { start: { ...start, target: LATER }, end: { ...start, target: LATER }, ...(moved && { moved }) },
    ordered({ approval: ifMoved ? { ifMoved } : {} }),
  );

export const pass: Passing<RunEvidence> = {
  'nothing was uncommitted, and the branch stood at the base': honest,
  'another branch was checked out': started({ head: 'f'.repeat(40) }),
  'the branch stood further on, which was approved': later(held),
};

export const fail: Refused<RunEvidence> = {
  'a file was not committed': ['tree.dirty', started({ dirty: ['src/date.ts'] })],
  'a file without a name was not committed': ['tree.dirty', started({ dirty: [''] })],
  'many files were not committed': ['tree.dirty', started({ dirty: Array.from({ length: 9 }, (_, n) => `${n}`) })],
  'the branch stood elsewhere than the base': ['tree.moved', started({ target: 'f'.repeat(40) })],
  'the branch stood further on, which nobody approved': ['tree.moved', later(held, false)],
  'git was not asked whether the branch held the base': ['tree.moved', later(null)],
  'the branch did not hold the base any more': ['tree.moved', later({ approved: BASE, held: false })],
  'git was asked about another commit than the approved one': ['tree.moved', later({ approved: LATER, held: true })],
  'there was no branch': ['tree.moved', started({ target: '' })],
};

export const missing: Passing<RunEvidence> = { 'nobody looked at the checkout': without('freshness') };
