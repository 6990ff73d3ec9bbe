import { few } from '#contract';
import type { RunEvidence } from '#evidence';
import { mayBeginLater } from './approval-pins.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';

const SHOWN = 5;

/**
 * The checkout held no uncommitted change, and the branch stood at the base, or further on where everybody who approved
 * allowed that (S1-R33: dirty starting tree).
 */
export const treeCleanStart: Gate<RunEvidence> = {
  id: 'tree.clean.start',
  judge: ({ freshness, approval }) => {
    if (!freshness) return missing('the state of the checkout at the start');
    const { dirty, target } = freshness.start;
    return failIf([
      ...unless(dirty.length === 0, {
        code: 'tree.dirty',
        message: `no commit holds these changes: ${few(dirty, SHOWN).join(', ')}`,
      }),
      ...unless(target === freshness.base || mayBeginLater({ ...(approval && { approval }), freshness }), {
        code: 'tree.moved',
        message: `${freshness.targetRef} stands at ${target.slice(0, 12)}, the approved base is ${freshness.base.slice(0, 12)}`,
        remedy: `writ approve ${freshness.task}`,
      }),
    ]);
  },
};
