import { ok, type Result } from '#failure';
import type { Project } from '#flow';
import { spawnedRuns } from '#ledger';
import type { Answer } from '#mcp';
import { needsPerson, ordersFor, type Limits } from '#plan';
import { leasedTasks } from './leases.ts';
import { withLease } from './look-on.ts';
import { nothingRemembered, readPositions } from './positions.ts';

/** The most tasks and things that wait that one answer tells of. */
const MOST_SHOWN = 200;

/** Where every open task stands, what could begin now, and what waits for a person or for another task. */
export const overlook = async (
  project: Project,
  orchestrator: string,
  limits: Omit<Limits, 'ending'>,
): Promise<Result<Answer>> => {
  const standing = await readPositions(project, nothingRemembered());
  if (!standing.ok) return standing;
  const leased = await leasedTasks(project);
  if (!leased.ok) return leased;
  const own = await spawnedRuns(project.ledger, orchestrator);
  if (!own.ok) return own;
  const positions = standing.value.positions.map((one) => withLease(one, leased.value));
  const { orders, waiting, underWay } = ordersFor(positions, { ...limits, ending: false });
  const open = positions.filter(({ state }) => state !== 'landed' && state !== 'superseded' && state !== 'abandoned');
  const tasks = open.slice(0, MOST_SHOWN).map(({ task, state, waitsFor, run }) => ({
    ...{ task, state, waitsFor },
    ...(run === null || run.run === ''
      ? {}
      : { run: run.run, underWay: run.underWay, yours: own.value.includes(run.run) }),
  }));
  const told = waiting.map(({ task, says, command }) => ({ task, says, command }));
  const persons = new Set(waiting.filter(needsPerson).map(({ task }) => task));
  return ok({
    ...{ underWay, landed: positions.filter(({ state }) => state === 'landed').length, open: open.length },
    ready: orders.flatMap((one) => (one.kind === 'run' ? [{ task: one.task, backend: one.backend }] : [])),
    forCoordinate: orders.flatMap(({ kind, task }) => (kind === 'run' ? [] : [{ task, does: kind }])),
    forPerson: told.filter(({ task }) => persons.has(task)).slice(0, MOST_SHOWN),
    waiting: told.filter(({ task }) => !persons.has(task)).slice(0, MOST_SHOWN),
    tasks,
    more: Math.max(0, open.length - MOST_SHOWN),
  });
};
