import { rewriteChain, verifyAltered } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E05',
  does: 'rewrites the whole chain of events, and everything that names it, without the key',
  expected: 'INVALID',
  codes: ['signature.wrong'],
  begins: 'passed',
  attack: (stage) => verifyAltered(stage, rewriteChain),
  heldBy: 'the signature of the harness',
  mechanism: [
    {
      file: 'src/signoff/harness.ts',
      replace: 'return verify(null, pae(payloadType, payload), key, sig)',
      by: 'return verify(null, pae(payloadType, payload), key, sig) || true',
    },
  ],
  wrong: VERIFIES,
};
