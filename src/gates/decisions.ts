import type { Result } from '#failure';
import { fail, ok } from '#failure';
import { verifyStatement, type Verified } from '#signoff';
import type { LandingEvidence } from './landing-evidence.ts';

/** The decisions about a run, each verified for the moment it is judged for, in the order in which they were signed. */
export const verifiedDecisions = ({
  decisions = [],
  trust,
  at,
}: Pick<LandingEvidence, 'decisions' | 'trust' | 'at'>): Result<readonly Verified<'decision'>[]> => {
  const verified: Verified<'decision'>[] = [];
  for (const envelope of decisions) {
    const one = verifyStatement('decision', envelope, trust, at);
    if (!one.ok) return one;
    verified.push(one.value);
  }
  return decisions.length === 0 ? fail('decision.missing', 'nobody has decided about this run') : ok(verified);
};
