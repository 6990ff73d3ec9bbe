import { ALWAYS_FORBIDDEN, type ForbiddenAction } from '#contract';
import type { RunEvidence } from '#evidence';
import { failIf, missing, type Gate } from './gate.ts';

/**
 * No forbidden action was taken or tried (S1-R18). The jail prevents them; this gate refuses the attempt, witnessed
 * or only declared by the backend itself: an agent that says it pushed is not believed, and not taken either.
 */
export const actionsForbidden: Gate<RunEvidence> = {
  id: 'actions.forbidden',
  judge: ({ contract, actions }) => {
    if (!contract) return missing('the contract');
    if (!actions) return missing('the record of actions');
    const forbidden = new Set<string>([...ALWAYS_FORBIDDEN, ...contract.value.forbid] satisfies ForbiddenAction[]);
    return failIf(
      actions
        .filter(({ action }) => forbidden.has(action))
        .map(({ action, detail, provenance }) => ({
          code: 'action.forbidden',
          message: `${action} (${provenance}): ${detail}`,
        })),
    );
  },
};
