import { incompleteIn } from '#contract';
import type { RunEvidence } from '#evidence';
import { failIf, missing, type Gate } from './gate.ts';

/** The contract says what may be done, what proves it and how to undo it (S1-R10, S3-R67). */
export const contractComplete: Gate<RunEvidence> = {
  id: 'contract.complete',
  judge: ({ contract }) => (contract ? failIf(incompleteIn(contract.value)) : missing('the contract')),
};
