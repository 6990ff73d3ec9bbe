import { verifiedDecisions } from './decisions.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';
import type { LandingEvidence } from './landing-evidence.ts';

/** The target branch stands where every decision says. The compare-and-swap of the landing holds the same once more. */
export const targetUnmoved: Gate<LandingEvidence> = {
  id: 'target.unmoved',
  judge: (evidence) => {
    const { decisions, target, base } = evidence;
    if (!decisions) return missing('the decision');
    if (target === undefined || base === undefined) return missing('where the target branch stands');
    const verified = verifiedDecisions(evidence);
    if (!verified.ok) return failIf(verified.failures);
    return failIf(
      verified.value.flatMap(({ statement: { targetOld, targetRef } }) => [
        ...unless(target === targetOld, {
          code: 'target.moved',
          message: `${targetRef} stands at ${target?.slice(0, 12) ?? 'nothing'}, the decision says ${targetOld.slice(0, 12)}`,
        }),
        ...unless(targetOld === base, {
          code: 'target.moved',
          message: 'the target had moved from the base before the decision',
        }),
      ]),
    );
  },
};
