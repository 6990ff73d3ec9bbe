import type { Holder } from '#events';
import { fail, ok, type Result } from '#failure';
import { append, transact } from './append.ts';
import { readHappened } from './happened.ts';
import type { EventOf } from './ledger.ts';
import type { Ledger } from './open.ts';
import { reading } from './read.ts';

/** Records that an accepted result could not land where the target stands. Refused where it is not accepted. */
export const recordRefusedLanding = (
  ledger: Ledger,
  event: Omit<EventOf<'landing.refused'>, 'kind'>,
  at: string,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    const row = await tx.selectFrom('runs').select('state').where('run', '=', event.run).executeTakeFirst();
    if (row?.state !== 'accepted')
      return fail('decision.missing', `run ${event.run} is ${row?.state ?? 'unknown'}, not accepted`);
    await append(tx, { kind: 'landing.refused', ...event }, at);
    return ok(null);
  });

/** Records that an orchestrator had a run begun, before that run stands in the record itself. */
export const recordSpawn = (
  ledger: Ledger,
  event: Omit<EventOf<'session.spawned'>, 'kind'>,
  at: string,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    await append(tx, { kind: 'session.spawned', ...event }, at);
    return ok(null);
  });

/** The runs that an orchestrator had begun, the oldest first: those that its processes have begun, and no others. */
export const spawnedRuns = async (ledger: Ledger, orchestrator: string): Promise<Result<readonly string[]>> => {
  const happened = await readHappened(ledger, ['session.spawned', 'run.started']);
  if (!happened.ok) return happened;
  const keyOf = (task: string, { pid, startedAt }: Holder): string => JSON.stringify([task, pid, startedAt]);
  const spawned = new Set<string>();
  for (const { event } of happened.value)
    if (event.kind === 'session.spawned' && event.orchestrator === orchestrator)
      spawned.add(keyOf(event.task, event.holder));
  return ok(
    happened.value.flatMap(({ event }) =>
      event.kind === 'run.started' && spawned.has(keyOf(event.task, event.holder)) ? [event.run] : [],
    ),
  );
};

/** What is held by processes that were told to do something, whether they live or not. */
export const readLocks = (
  ledger: Ledger,
  prefix: string,
): Promise<Result<readonly { readonly name: string; readonly holder: Holder }[]>> =>
  reading(async () => {
    const rows = await ledger.db.selectFrom('locks').selectAll().execute();
    return rows
      .filter(({ name }) => name.startsWith(prefix))
      .map(({ name, holder_pid, holder_start }) => ({
        name: name.slice(prefix.length),
        holder: { pid: holder_pid, startedAt: holder_start },
      }));
  });

/** What says only how far a run has come by itself: it changes nothing for anybody else. */
const OF_ITS_OWN: ReadonlySet<string> = new Set([
  'run.started',
  'session.spawned',
  'step.begun',
  'step.ended',
  'run.sealed',
  'run.carried',
]);

/**
 * What has happened since a place in the ledger: where it ends by now, and whether anything of it may matter to others.
 *
 * @param seq the place; null: its end
 */
export const sinceThen = (
  ledger: Ledger,
  seq: number | null,
): Promise<Result<{ readonly seq: number; readonly matters: boolean }>> =>
  reading(async () => {
    const newest = ledger.db.selectFrom('events').select(['seq', 'kind']).orderBy('seq', 'desc');
    const rows = await (seq === null ? newest.limit(1) : newest.where('seq', '>', seq)).execute();
    return { seq: rows[0]?.seq ?? seq ?? 0, matters: rows.some(({ kind }) => !OF_ITS_OWN.has(kind)) };
  });
