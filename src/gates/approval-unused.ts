import { sha256 } from '#contract';
import type { RunEvidence } from '#evidence';
import { failIf, missing, unless, type Gate } from './gate.ts';

/** The approval still covered this attempt, and its nonce was used for nothing else (S3-R11, S3-R15, S3-D2). */
export const approvalUnused: Gate<RunEvidence> = {
  id: 'approval.unused',
  judge: ({ approval, use, contract, freshness }) => {
    if (!approval) return missing('the approval');
    if (!use) return missing("the ledger's record of the approval's use");
    if (!contract) return missing('the contract');
    if (!freshness) return missing('when and where the run began');
    const covered = contract.value.attempts;
    return failIf([
      ...unless(use.run === freshness.run && use.attempt === freshness.attempt, {
        code: 'approval.used',
        message: 'the recorded use is of another run',
      }),
      ...unless(use.approval === sha256(approval), {
        code: 'approval.used',
        message: 'the recorded use is of another approval',
      }),
      ...unless(use.attempt >= 1 && use.attempt <= covered, {
        code: 'approval.used',
        message: `attempt ${use.attempt} is more than the ${covered} that were approved`,
        remedy: `writ amend ${contract.value.id} --attempts ${covered + 2}`,
      }),
      ...unless(use.foreignUses === 0, {
        code: 'approval.used',
        message: 'the nonce of the approval was used for something else',
      }),
    ]);
  },
};
