import type { Result } from '#failure';
import { isAlive, now, thisProcess } from '#host';
import { dropLock, takeLock, type MOVING } from '#ledger';
import type { Project } from './project.ts';

/**
 * Does something that two processes must not do at once. The lock names this process by id and start time, so that
 * one that was killed keeps nobody out.
 */
export const withLock = async <T>(
  { ledger }: Project,
  name: 'landing' | 'coordinator' | typeof MOVING,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> => {
  const busy = name === 'coordinator' ? 'coordinator.busy' : 'landing.busy';
  const order = { name, holder: thisProcess(), at: now(), busy } as const;
  const taken = await takeLock(ledger, order, isAlive);
  if (!taken.ok) return taken;
  const done = await work();
  // After an error of the disk nothing more is written; the lock ends with the process.
  if (!done.ok && done.failures.some(({ code }) => code === 'machine.storage')) return done;
  const dropped = await dropLock(ledger, order);
  return done.ok && !dropped.ok ? dropped : done;
};
