import { canonicalJson, citationsOf } from '#contract';
import type { Failure } from '#failure';
import { failIf, missing, pass, type Gate } from './gate.ts';
import type { LandingEvidence } from './landing-evidence.ts';

/**
 * What the contract cites still reads, where the result is to land, as it was approved, or as the accepted work writes it. Where the branch has not moved
 * from the approved base it reads as it did there, which the verdict has seen to.
 */
export const specCurrency: Gate<LandingEvidence> = {
  id: 'spec.currency',
  judge: ({ contract, target, base, currency }) => {
    if (!contract) return missing('the contract');
    if (base === undefined || target === undefined) return missing('where the target branch stands');
    const wanted = citationsOf(contract.value);
    // That there is no branch at all is for the gate over the target.
    if (target === base || target === null || wanted.length === 0) return pass();
    if (!currency || currency.commit !== target) return missing('what the citations find on the target branch');
    if (canonicalJson(currency.cites.map(({ cite }) => cite)) !== canonicalJson(wanted))
      return missing('what each citation finds on the target branch');
    return failIf(
      currency.cites.flatMap(({ cite, approved, own, now, lapsed }): readonly Failure[] => {
        const was = `${cite} was approved as ${approved?.slice(0, 12) ?? 'to be written'}`;
        if (now !== approved && (own === null || now !== own))
          return [{ code: 'citation.outdated', message: `${was}, and on the target branch it is ${now?.slice(0, 12) ?? 'gone'}` }];
        return lapsed ? [{ code: 'citation.outdated', message: `${was}, and on the target branch it does not bind any more` }] : [];
      }), // prettier-ignore
    );
  },
};
