import { existsSync } from 'node:fs';
import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import type { Project } from '#flow';
import { isAlive, removeFolder } from '#host';
import { newestContracts, readRuns, spawnedRuns, type RunRow } from '#ledger';
import type { Answer } from '#mcp';
import { removeHomes, workspacePath } from '#run';
import { leasedTasks } from './leases.ts';

/** Why the workspace of a task is kept, or null. */
const kept = (state: string | undefined, runs: readonly RunRow[], isLeased: boolean): string | null => {
  if (isLeased || runs.some((row) => row.state === 'running' && isAlive(row.holder))) return 'a run is under way';
  if (state !== 'landed' && state !== 'superseded' && state !== 'abandoned') return `its task is ${state ?? 'unknown'}`;
  const last = runs.at(-1);
  // What was not sealed is nowhere else.
  return last === undefined || last.manifest === null ? 'its last run left no evidence, so this is all there is' : null;
};

/**
 * Clears away the workspaces of tasks that are over, of those that an orchestrator had begun; all that was done in them
 * is sealed. Nothing that is open, at work or not sealed is touched.
 *
 * @param one a task, a session or a workspace; null: all
 */
export const cleanUp = async (project: Project, orchestrator: string, one: string | null): Promise<Result<Answer>> => {
  const [own, rows] = [await spawnedRuns(project.ledger, orchestrator), await readRuns(project.ledger, 'all')];
  if (!own.ok) return own;
  if (!rows.ok) return rows;
  const [contracts, leased] = [await newestContracts(project.ledger), await leasedTasks(project)];
  if (!contracts.ok) return contracts;
  if (!leased.ok) return leased;
  const mine = new Set(own.value);
  const tasks = new Set(rows.value.filter(({ run }) => mine.has(run)).map(({ task }) => task));
  const pathOf = (task: string): string => workspacePath(project.repository, task);
  const named = [...tasks].filter(
    (task) =>
      one === null ||
      one === task ||
      one === pathOf(task) ||
      rows.value.some(({ run, task: its }) => its === task && run === one && mine.has(run)),
  );
  if (one !== null && named.length === 0)
    return fail('session.refused', `“${visibleLine(one.slice(0, 60))}” is nothing that ${orchestrator} has begun`);
  const [removed, left]: [string[], Answer[]] = [[], []];
  for (const task of named.filter((name) => existsSync(pathOf(name)))) {
    const state = contracts.value.find((row) => row.task === task)?.state;
    const because = kept(state, rows.value.filter((row) => row.task === task), leased.value.has(task)); // prettier-ignore
    if (because !== null) left.push({ task, because });
    else {
      removeFolder(pathOf(task));
      await removeHomes(project.repository, task);
      removed.push(task);
    }
  }
  const [first] = left;
  return one !== null && first !== undefined
    ? fail('task.waiting', `the workspace of ${String(first['task'])} stays: ${String(first['because'])}`)
    : ok({ removed, kept: left });
};
