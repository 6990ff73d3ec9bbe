import { placeholdersIn } from '#contract';
import type { RunEvidence } from '#evidence';
import { failIf, missing, type Gate } from './gate.ts';

/** No slot of the template was left unfilled (S3-R27). */
export const contractPlaceholders: Gate<RunEvidence> = {
  id: 'contract.placeholders',
  judge: ({ contract }) =>
    contract
      ? failIf(
          placeholdersIn(contract.value).map(({ field, text }) => ({
            code: 'task.placeholder',
            message: `${field} still says “${text}”`,
          })),
        )
      : missing('the contract'),
};
