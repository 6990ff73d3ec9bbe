import { ok, type Result } from '#failure';
import { openProject } from '#flow';
import { ordersFor, type Limits, type Orders, type Position } from '#plan';
import { leasedTasks } from './leases.ts';
import { nothingRemembered, readPositions } from './positions.ts';

/** What would be done now, and what waits, with where every task stands. */
export type Outlook = Orders & { readonly positions: readonly Position[] };

/** A task for which a run was begun a moment ago that does not stand in the ledger yet. */
export const withLease = (position: Position, leased: ReadonlySet<string>): Position => {
  if (!leased.has(position.task) || position.run?.underWay === true) return position;
  const { approval, run } = position;
  const begun = {
    run: '',
    state: 'running',
    backend: approval?.backend ?? '',
    base: approval?.base ?? '',
    awaits: [],
    branch: null,
    stuck: null,
  } as const;
  return { ...position, run: { ...begun, ...run, underWay: true, cutOff: false, noChange: false, movable: false } };
};

/** Says what the coordinator would do now, and what waits for whom. Nothing is begun, and nothing written. */
export const lookOn = async (cwd: string, limits: Limits): Promise<Result<Outlook>> => {
  const project = await openProject(cwd);
  if (!project.ok) return project;
  try {
    const standing = await readPositions(project.value, nothingRemembered());
    if (!standing.ok) return standing;
    const leased = await leasedTasks(project.value);
    if (!leased.ok) return leased;
    const positions = standing.value.positions.map((one) => withLease(one, leased.value));
    return ok({ ...ordersFor(positions, limits), positions });
  } finally {
    await project.value.close();
  }
};
