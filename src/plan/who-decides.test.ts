import { describe, expect, it } from 'vitest';
import { landingPolicyOf, type LandingRule } from '#contract';
import { decisionRefusal, type WantedDecision } from './who-decides.ts';

const policyWith = (rule: Partial<LandingRule>) => landingPolicyOf('main', [{ pattern: 'main', ...rule }]);
const wanted: WantedDecision = {
  ...{ run: 'R-1', state: 'passed', signer: 'alice', outcome: 'accept', accepted: [] },
  policy: policyWith({}),
};
const both = policyWith({ each: ['alice', 'bob'] });

describe('a signer', () => {
  it.each<[string, Partial<WantedDecision>]>([
    ['the first time', {}],
    ['when it is her turn', { policy: both }],
    ['when it is his turn', { policy: both, signer: 'bob', accepted: ['alice'] }],
    ['to reject out of turn', { policy: both, signer: 'carol', outcome: 'reject' }],
    ['to reject a FAIL', { state: 'failed', outcome: 'reject' }],
    ['where more are asked for since it was accepted', { policy: policyWith({ any: ['bob'] }), state: 'accepted', accepted: ['alice'], signer: 'bob' }],
  ])('may decide %s', (_, change) => expect(decisionRefusal({ ...wanted, ...change })).toBeNull()); // prettier-ignore

  it.each<[string, string, Partial<WantedDecision>]>([
    ['twice', 'decision.taken', { policy: both, accepted: ['alice'] }],
    ['twice, to take it back', 'decision.taken', { policy: both, accepted: ['alice'], outcome: 'reject' }],
    ['out of turn', 'policy.unmet', { policy: both, signer: 'bob' }],
    ['for a branch that is not hers', 'policy.unmet', { policy: policyWith({ any: ['bob'] }) }],
    ['after a rejection', 'decision.taken', { state: 'rejected' }],
    ['after the landing', 'decision.taken', { state: 'landed' }],
    ['when all have accepted', 'decision.taken', { state: 'accepted', accepted: ['bob'] }],
    ['to reject when all have accepted', 'decision.taken', { state: 'accepted', accepted: ['bob'], outcome: 'reject' }],
    ['before there is a verdict', 'verdict.missing', { state: 'sealed' }],
    ['about a run that ended without evidence', 'verdict.missing', { state: 'closed', outcome: 'reject' }],
  ])('may not decide %s', (_, code, change) => expect(decisionRefusal({ ...wanted, ...change })?.code).toBe(code));
});
