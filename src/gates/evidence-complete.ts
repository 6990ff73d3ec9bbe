import type { RunEvidence } from '#evidence';
import { failIf, missing, type Gate } from './gate.ts';

/** Every file of the bundle is there, none is extra, none altered, and the approved harness signed for them all. */
export const evidenceComplete: Gate<RunEvidence> = {
  id: 'evidence.complete',
  judge: ({ seal }) => (seal ? failIf(seal.failures) : missing('the sealed bundle')),
};
