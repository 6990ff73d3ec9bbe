import { impossibleIn, unmetBy } from '#contract';
import type { Failure } from '#failure';
import { verifiedDecisions } from './decisions.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';
import type { LandingEvidence } from './landing-evidence.ts';

const notMet = (message: string | null): readonly Failure[] =>
  message === null ? [] : [{ code: 'policy.unmet', message }];

/** Whom the policy of the target branch asks for has decided, each with a key of their own, and it may be landed on (X-D2). */
export const policyMet: Gate<LandingEvidence> = {
  id: 'policy.met',
  judge: (evidence) => {
    const { policy, decisions, targetRef, ownBranch } = evidence;
    if (!policy || !targetRef) return missing('the policy of the target branch');
    if (!decisions) return missing('the decision');
    const verified = verifiedDecisions(evidence);
    if (!verified.ok) return failIf(verified.failures);
    const keys = verified.value.map(({ fingerprint }) => fingerprint);
    return failIf([
      ...unless(targetRef === `refs/heads/${policy.branch}`, {
        code: 'policy.unmet',
        message: `the policy is that of ${policy.branch}, not of ${targetRef}`,
      }),
      ...unless(new Set(keys).size === keys.length, {
        code: 'policy.unmet',
        message: 'two decisions are signed with one key',
      }),
      ...notMet(impossibleIn(policy)),
      ...notMet(
        unmetBy(
          policy,
          verified.value.map(({ signer }) => signer),
        ),
      ),
      ...unless(!policy.protected || ownBranch, {
        code: 'target.protected',
        message: `${policy.branch} is protected: nothing lands there but by promotion`,
      }),
    ]);
  },
};
