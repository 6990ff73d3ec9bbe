import type { PlanTask, TaskGraph } from './graph.ts';
import { riskOf } from './estimate-numbers.ts';

/** Each task's generation: 0 waits for nothing, every other comes one after the last it waits for. */
export const generationOf = ({ order, before, tasks }: TaskGraph): readonly number[] => {
  const generation = tasks.map(() => 0);
  for (const task of order)
    for (const on of before[task] ?? []) generation[task] = Math.max(generation[task] ?? 0, (generation[on] ?? 0) + 1);
  return generation;
};

/** What may go side by side: the generations in turn, each in the order of ids. */
export const generations = (graph: TaskGraph): readonly (readonly number[])[] => {
  const groups: number[][] = [];
  generationOf(graph).forEach((generation, task) => (groups[generation] ??= []).push(task));
  return groups;
};

/** The heaviest way from each task to the end, itself included, and the task that comes next on it (the first by its id). */
export const tailsOf = (
  { order, after, tasks }: TaskGraph,
  weight: (task: PlanTask) => number,
): { readonly weights: readonly number[]; readonly next: readonly (number | null)[] } => {
  const weights = tasks.map(() => 0);
  const next: (number | null)[] = tasks.map(() => null);
  for (const task of order.toReversed()) {
    let best = 0;
    for (const on of after[task] ?? []) {
      if (next[task] !== null && (weights[on] ?? 0) <= best) continue;
      best = weights[on] ?? 0;
      next[task] = on;
    }
    const own = tasks[task];
    weights[task] = best + (own === undefined ? 0 : weight(own));
  }
  return { weights, next };
};

/** A way through the graph, and what it weighs. */
export type WeighedPath = { readonly path: readonly number[]; readonly weight: number };

/** The heaviest of the ways that `tailsOf` has found; of several the first by ids. */
export const heaviestOf = ({ weights, next }: ReturnType<typeof tailsOf>): WeighedPath => {
  let start: number | null = null;
  for (const task of weights.keys()) if (start === null || (weights[task] ?? 0) > (weights[start] ?? 0)) start = task;
  const path: number[] = [];
  for (let at = start; at !== null; at = next[at] ?? null) path.push(at);
  return { path, weight: start === null ? 0 : (weights[start] ?? 0) };
};

const one = (): number => 1;

/** The longest way through the graph, by the number of tasks; of several the first by ids. */
export const criticalPath = (graph: TaskGraph): WeighedPath => heaviestOf(tailsOf(graph, one));

/** The way on which most can go wrong: each task weighs its chance to fail, times how far that reaches. */
export const riskPath = (graph: TaskGraph): WeighedPath =>
  heaviestOf(tailsOf(graph, ({ estimate }) => riskOf(estimate)));

/** How many tasks stand in each one's way and behind it, itself included, and by how many generations it can slip before the end does. */
export type Slack = { readonly ahead: number; readonly behind: number; readonly slack: number };

/** What slack each task has. */
export const slackOf = (graph: TaskGraph): readonly Slack[] => {
  const ahead = generationOf(graph);
  const tails = tailsOf(graph, one);
  const behind = tails.weights;
  const longest = heaviestOf(tails).weight;
  return graph.tasks.map((_, task) => {
    const [up, down] = [(ahead[task] ?? 0) + 1, behind[task] ?? 1];
    return { ahead: up, behind: down, slack: longest - (up + down - 1) };
  });
};
