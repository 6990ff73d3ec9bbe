import { basename } from 'node:path';
import { contractDigest, type Contract } from '#contract';
import { fail, ok, type Result } from '#failure';
import { readIfThere } from '#host';
import { readTaskText, type ContractRow } from '#ledger';
import type { Project } from './project.ts';
import { taskDefaults } from './task-defaults.ts';
import { TASK_LIMIT_BYTES, taskPaths } from './task-paths.ts';

/**
 * Whether the file of a task holds the very bytes that its contract was made of, and what it may have left unsaid is
 * what the contract says: then it comes to the same contract, and need not be made sense of again. That takes as long
 * as all else that is found out before a run.
 */
const isAsApproved = async (project: Project, row: ContractRow, contract: Contract): Promise<Result<boolean>> => {
  const { strictness, baseBranch } = taskDefaults(project);
  if (strictness !== contract.strictness || baseBranch !== contract.baseBranch) return ok(false);
  const [only, ...more] = taskPaths(project.repository).filter((path) => basename(path) === `${row.task}.md`);
  if (only === undefined || more.length > 0) return ok(false);
  const there = readIfThere(only, TASK_LIMIT_BYTES);
  if (!there.ok || there.value === null) return ok(false);
  const text = await readTaskText(project.ledger, row.task, row.version);
  return text.ok ? ok(text.value !== null && Buffer.compare(text.value, there.value) === 0) : text;
};

/**
 * A task file that was changed since it was approved: what a person reads there is not what would be run. Where there
 * is no file any more, the ledger's bytes are what was approved.
 */
export const refuseChangedFile = async (
  project: Project,
  row: ContractRow,
  contract: Contract,
): Promise<Result<null>> => {
  const same = await isAsApproved(project, row, contract);
  if (!same.ok || same.value) return same.ok ? ok(null) : same;
  const { findTask } = await import('./propose.ts');
  const task = findTask(project, row.task);
  if (!task.ok) return task.failures[0].code === 'usage.unknown' ? ok(null) : task;
  if (contractDigest(task.value.contract) === row.contract) return ok(null);
  return fail('approval.foreign', `${task.value.file} is not what was approved: its contract has changed since`, {
    remedy: `writ amend ${row.task}`,
  });
};
