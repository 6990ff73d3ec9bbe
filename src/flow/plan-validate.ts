import { ok, okUnless, type Failure, type Result } from '#failure';
import { isOver } from '#plan';
import { openProject } from './project.ts';
import { readTasks } from './filed-tasks.ts';
import { readPlan } from './plan.ts';
import { listTasks, taskFailures } from './propose.ts';

/** What is wrong with the files that are no task: told only where there are any, since every file is read for it. */
const unreadableFiles = async (cwd: string): Promise<Result<readonly Failure[]>> => {
  const project = await openProject(cwd);
  if (!project.ok) return project;
  const failures = taskFailures(listTasks(project.value));
  await project.value.close();
  return ok(failures);
};

/**
 * Says all that is wrong with the plan of a repository (S2-R15, S2-R31): task files that cannot be read, dependencies on
 * what is not there, drafts' among them, cycles, and tasks that nobody has estimated and that are not done yet.
 *
 * @returns how many tasks are in order, or every fault with its place.
 */
export const validatePlan = async (
  cwd: string,
): Promise<Result<{ readonly tasks: number; readonly edges: number }>> => {
  const known = await readTasks(cwd);
  if (!known.ok) return known;
  const files = known.value.unreadable.length + known.value.drafts.length === 0 ? ok([]) : await unreadableFiles(cwd);
  if (!files.ok) return files;
  const plan = await readPlan(cwd);
  const { failureOf, unassessed } = await import('./plan-faults.ts');
  const loose = known.value.loose.map((edge) => failureOf(known.value, { kind: 'unknown', ...edge }));
  const without = known.value.tasks
    .filter(
      (task) =>
        !isOver(task) && task.state !== 'draft' && (known.value.files.get(task.task)?.filed.estimate ?? null) === null,
    )
    .map(({ task }) => unassessed(known.value, task));
  const failures = [...files.value, ...(plan.ok ? [] : plan.failures), ...loose, ...without];
  const graph = plan.ok ? plan.value.graph : null;
  return okUnless(failures, () => ({
    tasks: graph?.tasks.length ?? 0,
    edges: graph?.before.reduce((sum, upstream) => sum + upstream.length, 0) ?? 0,
  }));
};
