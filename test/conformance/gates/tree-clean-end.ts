import { sha256 } from '#contract';
import type { CheckoutState, RunEvidence } from '#evidence';
import { honest, withFreshness, without, type Complete, type Passing, type Refused } from './evidence.fixture.ts';

const { start } = honest.freshness;
const ended = (change: Partial<CheckoutState>): Complete => withFreshness({ end: { ...start, ...change } });

export const pass: Passing<RunEvidence> = { 'the checkout is as it was': honest };

export const fail: Refused<RunEvidence> = {
  'HEAD moved': ['tree.residue', ended({ head: 'f'.repeat(40) })],
  'the target branch moved': ['tree.residue', ended({ target: 'f'.repeat(40) })],
  'a branch was made': ['tree.residue', ended({ refs: sha256('more refs') })],
  'something was staged': ['tree.residue', ended({ index: sha256('more entries') })],
  'a file of the checkout changed': ['tree.residue', ended({ dirty: ['src/date.ts'] })],
  'a file without a name changed': ['tree.residue', ended({ dirty: [''] })],
};

export const missing: Passing<RunEvidence> = {
  'nobody looked at the checkout': without('freshness'),
  'nobody looked at the checkout at the end': withFreshness({ end: null }),
};
