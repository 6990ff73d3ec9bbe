import { ok, type Result } from '#failure';
import { readRuns, type ContractRow, type Ledger, type RunRow } from '#ledger';

/** Where the next attempt begins: how many were used, and the run whose sealed tree it goes on from; null: at the base. */
export type StartPoint = {
  readonly attempts: number;
  readonly tree: string | null;
  readonly from: RunRow | null;
};

/**
 * The runs whose work the next one may go on with: those under the same approval or, before the first of them, those
 * of the version before that began at the same base. From another base their trees would undo what has landed since.
 */
const workOf = (runs: readonly RunRow[], { approval, version, base }: ContractRow): readonly RunRow[] => {
  const own = runs.filter((run) => run.version === version);
  return own.length > 0
    ? own.filter((run) => run.approval === approval)
    : runs.filter((run) => run.version < version && run.base === base);
};

/** Where the next attempt at a contract begins. */
export const startPoint = async (ledger: Ledger, row: ContractRow): Promise<Result<StartPoint>> => {
  const runs = await readRuns(ledger, { task: row.task });
  if (!runs.ok) return runs;
  const attempts = runs.value.filter(({ approval }) => approval === row.approval).map(({ attempt }) => attempt);
  const from = workOf(runs.value, row).findLast(({ tree }) => tree !== null) ?? null;
  return ok({ attempts: Math.max(0, ...attempts), tree: from?.tree ?? null, from });
};
