import { verifyAltered, widenContract } from './bundles.ts';
import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E08',
  does: 'widens the contract after it was signed, with the key of the harness at hand',
  expected: 'INVALID',
  codes: ['verdict.different'],
  begins: 'passed',
  attack: (stage) =>
    verifyAltered(stage, (bundle) => widenContract(bundle, `${stage.home}/.local/state/writ/harness.pem`)),
  heldBy: 'the digest in the approval',
  mechanism: [
    {
      file: 'src/gates/approval-valid.ts',
      replace: 'approval.contract === contract.digest && approval.contract === contractDigest(contract.value)',
      by: 'true',
    },
  ],
  wrong: VERIFIES,
};
