import { expect, test } from 'vitest';
import type { Tier } from './contract.ts';
import { reviewTerms, type ReviewDemand, type ReviewLevels } from './review-terms.ts';

test.each<[tier: Tier, by: string | null, sources: readonly ReviewLevels[], demand: ReviewDemand]>([
  ['LOW', 'critic', [], 'none'],
  ['MEDIUM', 'critic', [], 'heed'],
  ['HIGH', 'critic', [], 'required'],
  ['HIGH', null, [], 'none'],
  ['LOW', null, [{ LOW: 'required' }], 'required'],
  ['LOW', 'critic', [{ LOW: 'heed' }, { LOW: 'none' }], 'heed'],
  ['HIGH', 'critic', [{ HIGH: 'none' }], 'required'],
  ['MEDIUM', 'critic', [{ HIGH: 'required' }], 'heed'],
])('%s reviewed by %s, where %o is said: %s', (tier, by, sources, demand) =>
  expect(reviewTerms(tier, by, sources)).toEqual({ by, demand }),
);
