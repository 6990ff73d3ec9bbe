import { assessed } from './estimate-numbers.ts';
import type { Bottleneck } from './bottlenecks.ts';
import type { PlanTask, TaskGraph } from './graph.ts';
import { criticalPath } from './order.ts';
import { isRisky } from './risk.ts';

/** A place in the plan where somebody should look before it goes on (S2-R38). */
export type ReviewPoint = {
  /** The task that should wait for it. */
  readonly before: number;
  /** The tasks whose results are looked at: what the task waits for, but for what was reviewed already. */
  readonly of: readonly number[];
  readonly reasons: readonly string[];
};

const isReview = (task: PlanTask | undefined): boolean => task?.estimate?.level === 'review';

/** Of the tasks that something goes through, those with more than half as much as the narrowest one. */
const narrow = (all: readonly Bottleneck[]): ReadonlyMap<number, number> => {
  const most = all[0]?.ways ?? 0;
  return new Map(all.filter(({ ways }) => ways > most / 2).map(({ task, score }) => [task, score]));
};

/**
 * Where a review is due before a task is begun: parallel work merges in it, it is a bottleneck, it is likely to fail, or
 * it lies on the critical path. A task that waits for nothing has nothing before it to look at; one that waits for a
 * review, or is one, has it already.
 *
 * @param bottlenecks those of this graph, the narrowest first
 */
export const reviewPoints = (graph: TaskGraph, bottlenecks: readonly Bottleneck[]): readonly ReviewPoint[] => {
  const bottleneck = narrow(bottlenecks);
  const critical = new Set(criticalPath(graph).path);
  return graph.tasks.flatMap((task, at): readonly ReviewPoint[] => {
    const of = graph.before[at] ?? [];
    if (of.length === 0 || isReview(task) || of.some((on) => isReview(graph.tasks[on]))) return [];
    const score = bottleneck.get(at);
    const reasons = [
      ...(of.length > 1 ? [`${of.length} tasks that go side by side merge in it`] : []),
      ...(score === undefined ? [] : [`it is a bottleneck: ${score.toFixed(3)} of all ways go through it`]),
      ...(isRisky(task.estimate) ? [`its risk is ${assessed(task.estimate).risk}`] : []),
      ...(critical.has(at) ? ['it lies on the critical path'] : []),
    ];
    return reasons.length === 0 ? [] : [{ before: at, of, reasons }];
  });
};
