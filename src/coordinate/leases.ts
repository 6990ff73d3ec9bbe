import { ok, type Result } from '#failure';
import type { Project } from '#flow';
import { isAlive, type ProcessIdentity } from '#host';
import { readLocks } from '#ledger';

const LEASE = 'run of ';

/** What tells of a run from its first moment until it stands in the ledger, by the process that carries it out. */
export const leaseOf = (task: string, holder: ProcessIdentity) => ({ name: `${LEASE}${task}`, holder });

/** The tasks for which a run was begun, by whichever coordinator, whose process lives. */
export const leasedTasks = async ({ ledger }: Pick<Project, 'ledger'>): Promise<Result<ReadonlySet<string>>> => {
  const locks = await readLocks(ledger, LEASE);
  if (!locks.ok) return locks;
  return ok(new Set(locks.value.filter(({ holder }) => isAlive(holder)).map(({ name }) => name)));
};

/** The tasks whose lease a process holds. */
export const leasesOf = async (
  { ledger }: Pick<Project, 'ledger'>,
  { pid, startedAt }: ProcessIdentity,
): Promise<Result<readonly string[]>> => {
  const locks = await readLocks(ledger, LEASE);
  if (!locks.ok) return locks;
  const own = locks.value.filter(({ holder }) => holder.pid === pid && holder.startedAt === startedAt);
  return ok(own.map(({ name }) => name));
};
