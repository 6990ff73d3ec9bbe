import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { decoded } from '#contract';
import { createDurably, now, readIfThere, TASK_FOLDERS } from '#host';
import { newestContract, readRuns, recordStop, REUSED, type ContractRow } from '#ledger';
import { afterRuns, blockerId, blockerTask, type AfterRuns, type Stopped } from '#plan';
import type { Project } from './project.ts';
import { contractOf, type ApprovedBytes } from './run-order.ts';
import { startPoint } from './start-point.ts';
import { TASK_LIMIT_BYTES } from './task-paths.ts';

/** A task that was stopped: why, and the task that was written for whoever finds out. */
export type SafeExit = {
  readonly task: string;
  readonly because: string;
  readonly blocker: string;
  readonly file: string;
};

/** Fails with `approval.reused` or `task.stopped` where a task stands still until somebody signs afresh. */
export const refuseStopped = ({ task, blocked }: Pick<ContractRow, 'task' | 'blocked'>): Result<null> =>
  blocked === null
    ? ok(null)
    : fail(blocked === REUSED ? 'approval.reused' : 'task.stopped', `${task} stands still: ${blocked}`, {
        remedy: `writ approve ${task}`,
      });

/**
 * The newest version of a task that somebody has approved and that does not stand still, with its contract. Fails with
 * `approval.missing` where nobody has.
 */
export const goingOn = async (
  project: Pick<Project, 'ledger'>,
  task: string,
): Promise<Result<{ readonly row: ContractRow; readonly contract: ApprovedBytes }>> => {
  const row = await newestContract(project.ledger, task);
  if (!row.ok) return row;
  if (row.value === null)
    return fail('approval.missing', `nobody has approved ${task}`, { remedy: `writ approve ${task}` });
  const goesOn = refuseStopped(row.value);
  if (!goesOn.ok) return goesOn;
  const contract = await contractOf(project, row.value);
  return contract.ok ? ok({ row: row.value, contract: contract.value }) : contract;
};

/**
 * What comes next for a task that is approved: another run, nothing, a person, or safe exit. Fails where it stands still:
 * it was stopped already, and is not stopped twice.
 */
export const nextFor = async (project: Pick<Project, 'ledger'>, task: string): Promise<Result<AfterRuns>> => {
  const found = await goingOn(project, task);
  if (!found.ok) return found;
  const { row, contract } = found.value;
  const runs = await readRuns(project.ledger, { task });
  return runs.ok ? ok(afterRuns(runs.value, row.approval, contract.value.attempts)) : runs;
};

/** A second blocker of one task has a name of its own. */
const MOST_BLOCKERS = 100;

/**
 * Puts the task file of a blocker where nothing lies yet. One that says the same and is still open is the same: somebody
 * was killed between writing and recording it.
 */
const putBlocker = async (
  { repository, ledger }: Project,
  stopped: Stopped,
): Promise<Result<Pick<SafeExit, 'blocker' | 'file'>>> => {
  for (let count = 1; count <= MOST_BLOCKERS; count += 1) {
    const blocker = blockerId(stopped.task, count);
    const file = join(TASK_FOLDERS[0], `${blocker}.md`);
    const path = join(repository.root, file);
    const text = blockerTask(blocker, stopped);
    const created = createDurably(path, text);
    if (!created.ok) return created;
    if (created.value) return ok({ blocker, file });
    const there = readIfThere(path, TASK_LIMIT_BYTES);
    const row = await newestContract(ledger, blocker);
    if (!row.ok) return row;
    const isSame = there.ok && there.value !== null && decoded(there.value) === text;
    if (isSame && row.value?.state !== 'landed') return ok({ blocker, file });
  }
  return fail('task.duplicate-id', `there are ${MOST_BLOCKERS} tasks to unblock ${stopped.task}`);
};

/**
 * Stops a task that is untenable (S2-R35): a task file is written for whoever finds out why, and the task stands still
 * until somebody signs afresh. Workspace, runs and evidence stay as they are.
 *
 * @param project one that records
 */
export const safeExit = async (project: Project, task: string, because: string): Promise<Result<SafeExit>> => {
  const { ledger } = project;
  const row = await newestContract(ledger, task);
  if (!row.ok) return row;
  if (row.value === null) return fail('usage.unknown', `there is no task ${task}`);
  const { version, name } = row.value;
  const from = await startPoint(ledger, row.value);
  if (!from.ok) return from;
  const put = await putBlocker(project, { task, name, because, findings: from.value.findings });
  if (!put.ok) return put;
  const recorded = await recordStop(ledger, { task, version, because, blocker: put.value.blocker }, now());
  return recorded.ok ? ok({ task, because, ...put.value }) : recorded;
};
