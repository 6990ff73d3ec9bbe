import type { LandingEvidence } from '#gates';
import { stranger, type Passing, type Refused } from './evidence.fixture.ts';
import { decided, lacking, landing } from './landing.fixture.ts';

const ELSEWHERE = 'f'.repeat(40);

export const pass: Passing<LandingEvidence> = { 'the branch stands where the decision says': landing };

export const fail: Refused<LandingEvidence> = {
  'the branch moved after the decision': ['target.moved', { ...landing, target: ELSEWHERE }],
  'the branch is gone': ['target.moved', { ...landing, target: null }],
  'the branch moved before the decision, which says so': [
    'target.moved',
    { ...decided({ targetOld: ELSEWHERE }), target: ELSEWHERE },
  ],
  'the branch was not there at the decision': [
    'target.moved',
    { ...decided({ targetOld: '0'.repeat(40) }), target: null },
  ],
  'the decision that says where is by a stranger': [
    'signature.untrusted',
    decided({}, stranger),
    ['decision.present', 'policy.met'],
  ],
  'the branch moved to where the run ended': ['target.moved', { ...landing, target: landing.tree }],
};

export const missing: Passing<LandingEvidence> = {
  'there is no decision': lacking('decisions'),
  'nobody looked where the branch stands': lacking('target'),
  'the base is not known': lacking('base'),
};
