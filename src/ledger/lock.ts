import type { Holder } from '#events';
import { fail, ok, type Result } from '#failure';
import { transact } from './append.ts';
import type { Ledger } from './open.ts';

/** What is locked, by whom, and when. */
export type LockOrder = {
  readonly name: string;
  readonly holder: Holder;
  readonly at: string;
  /** What is said where somebody else holds it. */
  readonly busy?: 'landing.busy' | 'coordinator.busy';
};

/**
 * Takes a lock, in the transaction that looks who holds it. One whose process is gone is taken over. Fails with
 * `landing.busy`, or what was asked for instead, where its process is alive; nobody waits for a lock.
 *
 * @param isAlive whether a process is still the one it was
 */
export const takeLock = (
  ledger: Ledger,
  { name, holder, at, busy = 'landing.busy' }: LockOrder,
  isAlive: (holder: Holder) => boolean,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    const held = await tx.selectFrom('locks').selectAll().where('name', '=', name).executeTakeFirst();
    if (held !== undefined && isAlive({ pid: held.holder_pid, startedAt: held.holder_start }))
      return fail(busy, `process ${held.holder_pid} has been at it since ${held.at}`);
    await tx.deleteFrom('locks').where('name', '=', name).execute();
    await tx.insertInto('locks').values({ name, holder_pid: holder.pid, holder_start: holder.startedAt, at }).execute();
    return ok(null);
  });

/** Gives a lock back; one that somebody else holds by now is left alone. */
export const dropLock = (ledger: Ledger, { name, holder }: Omit<LockOrder, 'at'>): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    await tx
      .deleteFrom('locks')
      .where('name', '=', name)
      .where('holder_pid', '=', holder.pid)
      .where('holder_start', '=', holder.startedAt)
      .execute();
    return ok(null);
  });
