import { landingPolicyOf, sha256, type LandingRule } from '#contract';
import type { LandingEvidence } from '#gates';
import { alice, bob, type Passing, type Refused } from './evidence.fixture.ts';
import { chained, decidedAs, lacking, landing } from './landing.fixture.ts';

/** The landing under a policy, with alice's decision or with some decisions. */
const under = (rule: Partial<LandingRule>, evidence: LandingEvidence = landing): LandingEvidence => ({
  ...evidence,
  policy: landingPolicyOf('main', [{ pattern: '**', ...rule }]),
});

const aliceThenBob = chained({}, { signer: 'bob' });
const bobsFirst = decidedAs({ signer: 'bob' }, bob);
const bobThenAlice: LandingEvidence = { ...landing, decisions: [bobsFirst, decidedAs({ after: sha256(bobsFirst) })] };
const both = { each: ['alice', 'bob'] };

export const pass: Passing<LandingEvidence> = {
  'no rule asks for anybody in particular': landing,
  'alice is one of those who may decide': under({ any: ['bob', 'alice'] }),
  'alice and bob have decided in turn': under(both, aliceThenBob),
  'somebody decided as well who was not asked': under({ any: ['bob'] }, aliceThenBob),
  'the result of a protected branch goes on a branch of its own': {
    ...under({ protected: true }),
    ownBranch: true,
  },
};

export const fail: Refused<LandingEvidence> = {
  'alice may not decide for this branch': ['policy.unmet', under({ any: ['bob'] })],
  'bob has not decided yet': ['policy.unmet', under(both)],
  'bob has to decide first': ['policy.unmet', under(both, bobThenAlice)],
  'nobody may decide': ['policy.unmet', under({ any: [] })],
  'who must decide may not': ['policy.unmet', under({ any: ['bob'], each: ['alice'] })],
  'the branch is protected': ['target.protected', under({ protected: true })],
  'the policy is that of another branch': ['policy.unmet', { ...landing, policy: landingPolicyOf('next', []) }],
  'one key decided under two names': [
    'policy.unmet',
    {
      ...under({ each: ['alice', 'zoe'] }, chained({}, { signer: 'zoe' }, alice)),
    },
  ],
};

export const missing: Passing<LandingEvidence> = {
  'the policy is not known': lacking('policy'),
  'the branch is not known': lacking('targetRef'),
  'there is no decision': lacking('decisions'),
};
