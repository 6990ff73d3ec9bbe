/** The numbers of the facts about task graphs, to a millionth. */
import { describe, expect, it, test } from 'vitest';
import { ESTIMATE_RISKS, ESTIMATE_SCOPES } from '#contract';
import { COST_TERMS, planCost, propagate, outcomeOf, worthResearch } from './cost.ts';
import { RISK_SUCCESS, SCOPE_COST } from './estimate-numbers.ts';
import { estimated, GOLDEN, graphOf, idsOf, planTask, tasksOf } from './graph.fixture.ts';
import { criticalPath, generations, riskPath } from './order.ts';
import { riskDistribution, toDecompose } from './risk.ts';

const CLOSE = 6;
const close = (value: number | undefined, golden: number): void => expect(value).toBeCloseTo(golden, CLOSE);

test('a task by itself: 5.4 exactly', () => {
  const work = { success: 0.6, cost: 1, impact: 1, retries: 2 };
  const terms = { ...COST_TERMS, fallback: 10, timeLostHours: 1, valuePerHour: 50 };
  const { atLast, retries, expected } = outcomeOf(work, terms);
  close(atLast, 0.936);
  close(retries, 0.461538461);
  expect(expected).toBeCloseTo(5.4, 12);
});

test.each<[keyof typeof RISK_SUCCESS, readonly number[], number, number]>([
  ['trivial', [1.02096, 2.04136, 3.06176, 4.08216, 5.10256], 0.999992, 0.020384163],
  ['low', [1.18, 2.29, 3.4, 4.51, 5.62], 0.999, 0.108108108],
  ['medium', [1.8, 3.04, 4.28, 5.52, 6.76], 0.992, 0.225806452],
  ['high', [4.47375, 5.94625, 7.41875, 8.89125, 10.36375], 0.957125, 0.404074703],
  ['critical', [10.5, 12.25, 14, 15.75, 17.5], 0.875, 0.571428571],
])('risk %s, from single to system', (risk, golden, atLast, retries) => {
  const work = { success: RISK_SUCCESS[risk], impact: 1, retries: 2 };
  const came = ESTIMATE_SCOPES.map((scope) => outcomeOf({ ...work, cost: SCOPE_COST[scope] }, COST_TERMS));
  came.forEach(({ expected }, at) => close(expected, golden[at] ?? 0));
  expect(came[0]?.atLast).toBeCloseTo(atLast, CLOSE);
  expect(came[0]?.retries).toBeCloseTo(retries, CLOSE);
});

describe('the graph of four', () => {
  const graph = graphOf(GOLDEN);
  const expectedOf = (retention: number) => {
    const { tasks, total } = planCost(graph, { ...COST_TERMS, retention });
    return { total, of: (id: string) => tasks.find(({ task }) => graph.tasks[task]?.id === id) };
  };

  it('costs this, each for itself', () => {
    const { total, of } = expectedOf(1);
    close(total, 14.18636);
    const golden: Readonly<Record<string, number>> = { design: 3.435, impl: 6.42, test: 2.29, docs: 2.04136 };
    for (const [id, cost] of Object.entries(golden)) close(of(id)?.expected, cost);
  });

  it.each([[0.9, 14.19134], [0.5, 14.211595], [0.1, 14.232399], [0, 14.237689]])('costs this, where %d of a success is kept', (retention, total) => close(expectedOf(retention).total, total)); // prettier-ignore

  it('hands risk on', () => {
    const { of } = expectedOf(0.9);
    close(of('impl')?.success, 0.79992);
    close(of('test')?.success, 0.899279136);
    close(of('docs')?.success, 0.979902);
  });

  it('counts what is done as a success, and no further', () => {
    const done = graphOf(GOLDEN.map((task) => (task.id === 'design' ? { ...task, state: 'landed' } : task)));
    const tested = outcomeOf({ success: 0.9 * (0.992 + 0.008 * 0.9), cost: 2, impact: 1, retries: 2 }, COST_TERMS);
    close(planCost(done, COST_TERMS).total, 6.42 + 2.04136 + tested.expected);
    expect(planCost(done, COST_TERMS).tasks).toHaveLength(3);
  });

  it('has this order', () => {
    expect(generations(graph).map((group) => idsOf(graph, group))).toEqual([['design'], ['docs', 'impl'], ['test']]);
    expect(idsOf(graph, criticalPath(graph).path)).toEqual(['design', 'impl', 'test']);
    const risky = riskPath(graph);
    expect(idsOf(graph, risky.path)).toEqual(['design', 'impl', 'test']);
    close(risky.weight, 0.55);
  });
});

test('the planning example: a poor plan costs half as much again', () => {
  const costOf = (planning: number): number => {
    const work = (success: number, cost: number, retries: number, impact: number) => ({
      success,
      cost,
      retries,
      impact,
    });
    const on = (degradation: number, ...tasks: readonly number[]) =>
      tasks.map((one) => ({ on: one, retention: 1 - degradation }));
    const all = [
      { work: work(planning, 2, 1, 2), waitsFor: [] },
      { work: work(0.9, 1.5, 2, 1.5), waitsFor: on(0.95, 0) },
      { work: work(0.85, 0.3, 3, 1), waitsFor: on(0.9, 1) },
      { work: work(0.85, 0.3, 3, 1), waitsFor: on(0.9, 1) },
      { work: work(0.88, 0.5, 2, 1), waitsFor: on(0.85, 2, 3) },
      { work: work(0.93, 1.8, 1, 1.3), waitsFor: on(0.9, 4) },
    ];
    return propagate(all, [...all.keys()], COST_TERMS).reduce((sum, { expected }) => sum + expected, 0);
  };
  close(costOf(0.92), 12.293523);
  close(costOf(0.65), 30.714822);
  expect((costOf(0.65) / costOf(0.92) - 1) * 100).toBeCloseTo(149.8456, 4);
});

test('risk and size, with the reasons in words', () => {
  const graph = graphOf([
    planTask('a', [], { estimate: estimated('high', 'broad') }),
    planTask('b', [], { estimate: estimated('critical', 'single') }),
    planTask('c', [], { estimate: estimated('medium', 'system') }),
    planTask('d'),
  ]);
  expect(toDecompose(graph).map(({ reasons }) => reasons)).toEqual([
    ['risk: high — failure probability 0.35', 'scope: broad — cost estimate 4.0'],
    ['risk: critical — failure probability 0.50'],
    ['scope: system — cost estimate 5.0'],
  ]);
  expect(riskDistribution(graph).map(({ risk, share }) => [risk, share])).toEqual(
    [...ESTIMATE_RISKS.toReversed(), 'unassessed'].map((risk) => [
      risk,
      ['critical', 'high', 'medium', 'unassessed'].includes(risk) ? 0.25 : 0,
    ]),
  );
});

test('research first is worth its cost where it saves more than it takes, and only once', () => {
  const risky = planTask('b', ['a'], { estimate: estimated('critical', 'narrow') });
  const worth = worthResearch(
    graphOf([planTask('a', [], { estimate: estimated('low', 'narrow') }), risky]),
    COST_TERMS,
  );
  expect(worth.map(({ task }) => task)).toEqual([1]);
  close(worth[0]?.costs, 1.18);
  // From critical to high, a little of the risk of the task before it in both.
  expect(worth[0]?.saves).toBeCloseTo(12.25 - 5.94625, 1);
  const study = planTask('a', [], { estimate: { ...estimated('critical', 'narrow'), level: 'research' } });
  expect(worthResearch(graphOf([study, risky]), COST_TERMS)).toEqual([]);
  expect(
    worthResearch(graphOf([planTask('a', [], { ...risky, id: 'a', dependsOn: [], state: 'landed' })]), COST_TERMS),
  ).toEqual([]);
});

test('equals come in the order of ids, however the tasks come', () => {
  const tasks = tasksOf('z; y; x: z; w: y; c: w x; b: w x; a');
  const one = graphOf(tasks);
  const other = graphOf(tasks.toReversed());
  for (const graph of [one, other]) {
    expect(idsOf(graph, criticalPath(graph).path)).toEqual(['y', 'w', 'b']);
    expect(idsOf(graph, graph.order)).toEqual(['a', 'y', 'w', 'z', 'x', 'b', 'c']);
  }
});
