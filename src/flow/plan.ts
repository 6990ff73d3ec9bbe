import { relative } from 'node:path';
import { ok, type Failure, type Result } from '#failure';
import { boardOf, buildGraph, type BoardLine, type GraphFault, type PlanTask, type TaskGraph } from '#plan';
import { lookAtTasks, tasksOf, type KnownTasks, type TasksSeen } from './filed-tasks.ts';

/** The tasks of a repository as a graph, with their lines of the board. */
export type Plan = {
  readonly root: string;
  readonly graph: TaskGraph;
  readonly lines: readonly BoardLine[];
  /** Files of drafts, which are in the plan and cannot be begun. */
  readonly drafts: readonly string[];
  /** Files that are no task, and so in no plan. */
  readonly unreadable: readonly string[];
  /** Where the file of a task lies, below the root; null where only the ledger knows it. */
  readonly fileOf: (task: string) => string | null;
};

/** A task without a file may change anything: nobody can say what it may not. */
const ANYTHING: PlanTask['paths'] = { allow: ['**'], deny: [] };

const planTasks = ({ tasks, files }: KnownTasks): readonly PlanTask[] =>
  tasks.map(({ task, name, dependsOn, tier, state }) => {
    const { estimate, phase, paths } = files.get(task)?.filed ?? { estimate: null, phase: null, paths: ANYTHING };
    return { id: task, name, dependsOn, tier, state, estimate, phase, paths };
  });

/** How many faults are told at once. */
const FAULTS_TOLD = 100;

const refused = async (known: KnownTasks, faults: readonly GraphFault[]): Promise<Result<never>> => {
  const { failureOf } = await import('./plan-faults.ts');
  const told = faults.slice(0, FAULTS_TOLD).map((fault): Failure => failureOf(known, fault));
  const [first, ...rest] = told;
  if (first === undefined) throw new Error('a graph was refused without a reason');
  return { ok: false, failures: [first, ...rest] };
};

/**
 * The plan of tasks that were looked at: what the board knows of each, as a graph. It decides nothing.
 *
 * Fails as `tasksOf` does, and with `plan.unknown` and `plan.cycle` where the tasks are no graph, each with the place in
 * the file that says so.
 */
export const planOf = async (seen: TasksSeen): Promise<Result<Plan>> => {
  const known = await tasksOf(seen);
  if (!known.ok) return known;
  const graph = buildGraph(planTasks(known.value));
  if (!graph.ok) return refused(known.value, graph.faults);
  const { root, files, tasks, drafts, unreadable } = known.value;
  const fileOf = (task: string): string | null => {
    const path = files.get(task)?.path;
    return path === undefined ? null : relative(root, path);
  };
  return ok({ root, graph: graph.value, lines: boardOf(tasks), drafts, unreadable, fileOf });
};

/** Reads the plan of the repository a folder belongs to. Fails as `lookAtTasks` and `planOf` do. */
export const readPlan = async (cwd: string): Promise<Result<Plan>> => {
  const seen = await lookAtTasks(cwd);
  return seen.ok ? planOf(seen.value) : seen;
};
