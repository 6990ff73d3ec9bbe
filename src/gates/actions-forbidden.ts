import { actionsInPath, ALWAYS_FORBIDDEN, type ForbiddenAction } from '#contract';
import type { ActionRecord, RunEvidence } from '#evidence';
import { failIf, missing, type Gate } from './gate.ts';

/**
 * No forbidden action was taken or tried (S1-R18). The jail prevents them; this gate refuses the attempt, witnessed
 * or only declared by the backend itself: an agent that says it pushed is not believed, and not taken either. What a
 * changed path is by its name, such as a change of dependencies, the difference itself witnesses.
 */
export const actionsForbidden: Gate<RunEvidence> = {
  id: 'actions.forbidden',
  judge: ({ contract, actions, changes }) => {
    if (!contract) return missing('the contract');
    if (!actions) return missing('the record of actions');
    if (!changes) return missing('the difference between base and result');
    const forbidden = new Set<string>([...ALWAYS_FORBIDDEN, ...contract.value.forbid] satisfies ForbiddenAction[]);
    const changed = changes.paths.flatMap(({ path }) =>
      actionsInPath(path).map((action): ActionRecord => ({
        action,
        provenance: 'witnessed',
        detail: `changed ${path}`,
      })),
    );
    return failIf(
      [...actions, ...changed]
        .filter(({ action }) => forbidden.has(action))
        .map(({ action, detail, provenance }) => ({
          code: 'action.forbidden',
          message: `${action} (${provenance}): ${detail}`,
        })),
    );
  },
};
