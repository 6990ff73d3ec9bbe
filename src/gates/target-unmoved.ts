import { sawBase, wrongCarrying } from './carried-over.ts';
import { verifiedDecisions } from './decisions.ts';
import { failIf, missing, type Gate } from './gate.ts';
import type { LandingEvidence } from './landing-evidence.ts';

/**
 * The target branch stands where every decision says. The compare-and-swap of the landing holds the same once more.
 * Where it has moved, everybody must have allowed that, and the patch must have been carried over and judged there.
 */
export const targetUnmoved: Gate<LandingEvidence> = {
  id: 'target.unmoved',
  judge: (evidence) => {
    const { decisions, target, base } = evidence;
    if (!decisions) return missing('the decision');
    if (target === undefined || base === undefined) return missing('where the target branch stands');
    const verified = verifiedDecisions(evidence);
    if (!verified.ok) return failIf(verified.failures);
    const saw = verified.value.flatMap(({ statement }) => sawBase(statement, base));
    return failIf(target === base ? saw : [...saw, ...wrongCarrying(evidence, verified.value)]);
  },
};
