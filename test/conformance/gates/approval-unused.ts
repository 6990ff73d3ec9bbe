import { sha256 } from '#contract';
import type { RunEvidence } from '#evidence';
import {
  dora,
  honest,
  ordered,
  withFreshness,
  without,
  withUse,
  type Complete,
  type Passing,
  type Refused,
} from './evidence.fixture.ts';
import { respelt } from './malleable.fixture.ts';

/** One signature grants contract and run, and its key signs by ECDSA. */
export const byEcdsa = ordered({ by: dora, approval: { signer: 'dora' }, contract: { strictness: 'standard' } });

const attempt = (number: number): Complete => withFreshness({ attempt: number }, withUse({ attempt: number }));

export const pass: Passing<RunEvidence> = {
  'the first attempt': honest,
  'the last attempt that was approved': attempt(3),
  'an approval by ECDSA': byEcdsa,
};

export const fail: Refused<RunEvidence> = {
  'the recorded use is of another run': ['approval.used', withUse({ run: 'run-2' }), ['evidence.fresh']],
  'the recorded use is of another attempt': ['approval.used', withUse({ attempt: 2 })],
  'the recorded use is of another approval': ['approval.used', withUse({ approval: sha256('other') })],
  'the approval is another spelling of the one that was used': [
    'approval.used',
    { ...byEcdsa, approval: respelt(byEcdsa.approval) },
  ],
  'an attempt before the first': ['approval.used', attempt(0)],
  'an attempt more than was approved': ['approval.used', attempt(4)],
  'an attempt that is no number': ['approval.used', attempt(Number.NaN)],
  'the nonce served something else, too': ['approval.used', withUse({ foreignUses: 1 })],
  'how often the nonce served something else is no number': ['approval.used', withUse({ foreignUses: Number.NaN })],
};

export const missing: Passing<RunEvidence> = {
  'there is no approval': without('approval'),
  'no use was recorded': without('use'),
  'there is no contract': without('contract'),
  'it is not known which run it was': without('freshness'),
};
