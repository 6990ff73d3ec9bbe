import type { CheckoutState, LandedLink, LandedMeanwhile, RunEvidence } from '#evidence';
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

/** Whether these landings, one after another, lead from one commit to the other, and to nothing else. */
const leads = (links: readonly LandedLink[], from: string, to: string): boolean =>
  links.length > 0 &&
  links.at(-1)?.new === to &&
  links.every(({ old }, index) => old === (links[index - 1]?.new ?? from));

/**
 * The end of a run without what landed meanwhile. A branch that stands where landings of its own led it is taken back
 * to where they began, and so is HEAD where it went along with one; anything else stays, and is residue.
 */
const takenBack = (
  start: CheckoutState,
  end: CheckoutState,
  targetRef: string,
  { links, back }: LandedMeanwhile,
): CheckoutState => {
  const on = (ref: string): readonly LandedLink[] => links.filter((link) => link.ref === ref);
  const went = links.some(({ ref }) => leads(on(ref), start.head, end.head));
  return {
    ...{ head: went ? start.head : end.head, dirty: end.dirty, ...back },
    target: leads(on(targetRef), start.target, end.target) ? start.target : end.target,
  };
};

/**
 * The run left nothing behind: the checkout is as it was, and the patch holds all the rest (S1-R33: dirty ending tree,
 * S1-D1). Results of other runs may have landed meanwhile, by Writ itself: what they moved is accounted for, link by link.
 */
export const treeCleanEnd: Gate<RunEvidence> = {
  id: 'tree.clean.end',
  judge: ({ freshness }) => {
    if (!freshness) return missing('the state of the checkout');
    const { start, end, landed, targetRef } = freshness;
    if (end === null) return missing('the state of the checkout at the end');
    return failIf(unchanged(start, landed === undefined ? end : takenBack(start, end, targetRef, landed)));
  },
};
