import type { CheckoutState, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, unless, type Gate } from './gate.ts';

const residue = (message: string): Failure => ({ code: 'tree.residue', message });

const unchanged = (start: CheckoutState, end: CheckoutState): readonly Failure[] => [
  ...unless(end.head === start.head, residue('HEAD of the checkout moved during the run')),
  ...unless(end.target === start.target, residue('the target branch moved during the run')),
  ...unless(end.refs === start.refs, residue('a branch or tag of the repository changed during the run')),
  ...unless(end.index === start.index, residue('the index of the checkout changed during the run')),
  ...unless(
    end.dirty.length === 0,
    residue(`files of the checkout changed during the run: ${end.dirty.slice(0, 5).join(', ')}`),
  ),
];

/** The run left nothing behind: the checkout is as it was, and the patch holds all the rest (S1-R33: dirty ending tree, S1-D1). */
export const treeCleanEnd: Gate<RunEvidence> = {
  id: 'tree.clean.end',
  judge: ({ freshness }) => {
    if (!freshness) return missing('the state of the checkout');
    if (freshness.end === null) return missing('the state of the checkout at the end');
    return failIf(unchanged(freshness.start, freshness.end));
  },
};
