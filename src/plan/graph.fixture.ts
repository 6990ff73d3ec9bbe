import fc from 'fast-check';
import { ESTIMATE_IMPACTS, ESTIMATE_RISKS, ESTIMATE_SCOPES, type Estimate } from '#contract';
import { invariant } from '#failure';
import { buildGraph, type PlanTask, type TaskGraph } from './graph.ts';

/** An estimate in three words. */
export const estimated = (
  risk: Estimate['risk'],
  scope: Estimate['scope'],
  impact: Estimate['impact'] = 'isolated',
): Estimate => ({ risk, scope, impact, level: 'implementation' });

/** A task with what a test says of it. */
export const planTask = (id: string, dependsOn: readonly string[] = [], more: Partial<PlanTask> = {}): PlanTask => ({
  ...{ id, name: `Task ${id}`, dependsOn, estimate: null, tier: 'LOW', phase: null, state: 'backlog' },
  paths: { allow: [`${id}.ts`], deny: [] },
  ...more,
});

/** The graph of tasks that are known to make one. */
export const graphOf = (tasks: readonly PlanTask[]): TaskGraph => {
  const graph = buildGraph(tasks);
  invariant(graph.ok, 'the fixture is a graph');
  return graph.value;
};

/** Tasks written as `b: a` for “b waits for a”. */
export const tasksOf = (text: string): readonly PlanTask[] =>
  text
    .trim()
    .split(/\s*[;\n]\s*/u)
    .map((line) => {
      const [id = '', on = ''] = line.split(/\s*:\s*/u);
      return planTask(id, on.split(' ').filter(Boolean));
    });

/** The ids of tasks by their places. */
export const idsOf = (graph: TaskGraph, places: readonly number[]): readonly string[] =>
  places.map((place) => graph.tasks[place]?.id ?? '?');

/** The graph whose numbers the facts give. */
export const GOLDEN: readonly PlanTask[] = [
  planTask('design', [], { estimate: estimated('low', 'narrow', 'component') }),
  planTask('impl', ['design'], { estimate: estimated('medium', 'moderate', 'component') }),
  planTask('test', ['impl'], { estimate: estimated('low', 'narrow') }),
  planTask('docs', ['design'], { estimate: estimated('trivial', 'narrow') }),
];

const anEstimate = fc.option(
  fc.record({
    scope: fc.constantFrom(...ESTIMATE_SCOPES),
    risk: fc.constantFrom(...ESTIMATE_RISKS),
    impact: fc.constantFrom(...ESTIMATE_IMPACTS),
    level: fc.constantFrom('implementation' as const, 'research' as const),
  }),
);

/**
 * Any small graph: ids in no order that their dependencies follow, edges between any two, estimates or none; over a
 * third of them dense.
 */
export const anyTasks: fc.Arbitrary<readonly PlanTask[]> = fc
  .record({
    ids: fc.shuffledSubarray(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'], { minLength: 0 }),
    edges: fc.array(fc.tuple(fc.nat(7), fc.nat(7)), { maxLength: 18 }),
    estimates: fc.array(anEstimate, { minLength: 8, maxLength: 8 }),
  })
  .map(({ ids, edges, estimates }) =>
    ids.map((id, at) => {
      const on = edges.flatMap(([from, to]) =>
        Math.max(from, to) === at && from !== to ? [ids[Math.min(from, to)] ?? ''] : [],
      );
      return planTask(id, on, { estimate: estimates[at] ?? null });
    }),
  );
