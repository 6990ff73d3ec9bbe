import type { WritEvent } from '#events';
import { fail, ok, type Result } from '#failure';
import { readHappened, type RunRow } from '#ledger';
import type { Project } from './project.ts';

/**
 * The run that goes on in the place of an accepted one: its task was told that the result could not land where the
 * target stood, and has begun again. Null where there is none.
 *
 * @param happened in the order of the ledger
 */
export const replacedBy = (
  happened: readonly { readonly event: WritEvent }[],
  { run, task }: Pick<RunRow, 'run' | 'task'>,
): string | null => {
  let isRefused = false;
  for (const { event } of happened) {
    if (event.kind === 'landing.refused' && event.run === run) isRefused = true;
    if (isRefused && event.kind === 'run.started' && event.task === task) return event.run;
  }
  return null;
};

/** Of two results of one task not both may land: the older one was given up when the newer one was begun. */
export const refuseReplaced = async ({ ledger }: Project, row: RunRow): Promise<Result<null>> => {
  const refused = await readHappened(ledger, ['landing.refused']);
  if (!refused.ok) return refused;
  // Nearly always there is none, and there may be very many runs.
  if (!refused.value.some(({ event }) => event.kind === 'landing.refused' && event.run === row.run)) return ok(null);
  const happened = await readHappened(ledger, ['landing.refused', 'run.started']);
  if (!happened.ok) return happened;
  const next = replacedBy(happened.value, row);
  return next === null
    ? ok(null)
    : fail('approval.superseded', `run ${row.run} could not land, and ${next} goes on in its place`, {
        remedy: `writ review ${next}`,
      });
};
