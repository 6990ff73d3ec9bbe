/** The analyses against slow ones that anybody can see to be right: every path written out, every pair asked. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { bottlenecks } from './bottlenecks.ts';
import { COST_TERMS, planCost, worthResearch } from './cost.ts';
import { ESTIMATE_RISKS } from '#contract';
import { assessed, riskOf } from './estimate-numbers.ts';
import { anyTasks, graphOf, idsOf, planTask, tasksOf } from './graph.fixture.ts';
import { buildGraph, type PlanTask, type TaskGraph } from './graph.ts';
import { criticalPath, generationOf, riskPath, slackOf } from './order.ts';
import { delayCounts, delayedBy, openPart, orderedPairs, waitedForBy, wayToPhase } from './reach.ts';

const RUNS = { numRuns: 2000 };
const forAny = (holds: (graph: TaskGraph) => void): void =>
  fc.assert(
    fc.property(anyTasks, (tasks) => holds(graphOf(tasks))),
    RUNS,
  );

/** Every way along edges, from any task, as far as one likes. */
const waysFrom = (graph: TaskGraph, task: number): readonly (readonly number[])[] => [
  [task],
  ...(graph.after[task] ?? []).flatMap((next) => waysFrom(graph, next).map((way) => [task, ...way])),
];
const allWays = (graph: TaskGraph): readonly (readonly number[])[] =>
  graph.tasks.flatMap((_, task) => waysFrom(graph, task));
const first = (ways: readonly (readonly number[])[]): readonly number[] =>
  ways.toSorted((a, b) => (a.join() < b.join() ? -1 : 1))[0] ?? [];

describe('on 2,000 random graphs', () => {
  it('the order has every task once, after all it waits for, and always the first by its id that can come', () => {
    forAny(({ order, before, tasks }) => {
      expect(order.toSorted()).toEqual([...tasks.keys()]);
      order.forEach((task, at) => {
        const done = new Set(order.slice(0, at));
        const ready = [...tasks.keys()].filter(
          (one) => !done.has(one) && (before[one] ?? []).every((on) => done.has(on)),
        );
        expect(task).toBe(Math.min(...ready));
      });
    });
  });

  it('the critical path is the first of the longest ways, the risk path a heaviest one', () => {
    forAny((graph) => {
      const ways = allWays(graph);
      const longest = Math.max(0, ...ways.map((way) => way.length));
      expect(criticalPath(graph)).toEqual({
        path: first(ways.filter((way) => way.length === longest)),
        weight: longest,
      });
      const weigh = (way: readonly number[]): number =>
        way.reduce((sum, task) => sum + riskOf(graph.tasks[task]?.estimate ?? null), 0);
      const risky = riskPath(graph);
      expect(risky.weight).toBeCloseTo(Math.max(0, ...ways.map(weigh)), 9);
      expect(weigh(risky.path)).toBeCloseTo(risky.weight, 9);
      expect(ways.some((way) => way.join() === risky.path.join())).toBe(graph.tasks.length > 0);
    });
  });

  it('betweenness is the share of the shortest ways of each pair that go through a task', () => {
    forAny((graph) => {
      const through = graph.tasks.map(() => 0);
      for (const from of graph.tasks.keys())
        for (const to of graph.tasks.keys()) {
          const ways = waysFrom(graph, from).filter((way) => way.at(-1) === to && from !== to);
          const least = Math.min(...ways.map((way) => way.length));
          const shortest = ways.filter((way) => way.length === least);
          for (const task of shortest.flatMap((way) => way.slice(1, -1)))
            through[task] = (through[task] ?? 0) + 1 / shortest.length;
        }
      const came = bottlenecks(graph);
      const pairs = (graph.tasks.length - 1) * (graph.tasks.length - 2);
      through.forEach((ways, task) => {
        const found = came.find((one) => one.task === task);
        expect(found?.ways ?? 0).toBeCloseTo(ways, 9);
        expect(found?.score ?? 0).toBeCloseTo(pairs > 0 ? ways / pairs : 0, 9);
      });
      expect(came.map(({ ways }) => ways)).toEqual(came.map(({ ways }) => ways).toSorted((a, b) => b - a));
    });
  });

  it('what waits for what is what a way leads to', () => {
    forAny((graph) => {
      const [ordered, counts] = [orderedPairs(graph), delayCounts(graph)];
      for (const task of graph.tasks.keys()) {
        const behind = [...new Set(waysFrom(graph, task).flat())].filter((one) => one !== task).toSorted();
        expect(delayedBy(graph, task)).toEqual(behind);
        expect(counts[task]).toBe(behind.length);
        for (const other of graph.tasks.keys()) {
          expect(waitedForBy(graph, other).includes(task)).toBe(behind.includes(other));
          expect(ordered(task, other)).toBe(behind.includes(other) || delayedBy(graph, other).includes(task));
        }
      }
    });
  });

  it('a task can slip by its slack before the end does, and no further', () => {
    forAny((graph) => {
      const longest = criticalPath(graph).weight;
      const ways = allWays(graph);
      slackOf(graph).forEach(({ slack }, task) => {
        expect(slack).toBe(longest - Math.max(...ways.filter((way) => way.includes(task)).map((way) => way.length)));
      });
      expect(Math.max(0, ...generationOf(graph).map((one) => one + 1))).toBe(longest);
    });
  });

  it('research saves what everything costs less with a task a step less risky', () => {
    const less = (tasks: readonly PlanTask[], id: string): readonly PlanTask[] =>
      tasks.map((task) => {
        const { risk, scope, impact } = assessed(task.estimate);
        const lower = ESTIMATE_RISKS[ESTIMATE_RISKS.indexOf(risk) - 1] ?? risk;
        return task.id === id ? { ...task, estimate: { scope, impact, level: 'implementation', risk: lower } } : task;
      });
    forAny((graph) => {
      const terms = { ...COST_TERMS, retention: 0 };
      for (const { task, saves, costs } of worthResearch(graph, terms).slice(0, 2)) {
        const then = planCost(graphOf(less(graph.tasks, graph.tasks[task]?.id ?? '')), terms).total;
        expect(saves).toBeCloseTo(planCost(graph, terms).total - then, 6);
        expect(saves).toBeGreaterThan(costs);
      }
    });
  });
});

describe('what is no graph', () => {
  const faultsOf = (text: string) => {
    const graph = buildGraph(tasksOf(text));
    return graph.ok ? [] : graph.faults;
  };
  it.each<[string, readonly (readonly string[])[]]>([
    ['a: a', [['a']]],
    ['a: b; b: a', [['a', 'b']]],
    ['a: c; b: a; c: b; d: c', [['a', 'b', 'c']]],
    [
      'a: b; b: a; c: d; d: c; e: a c',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
    ['a: b; b: a c; c: b', [['a', 'b']]],
    ['x: a; a: b; b: a; y: x', [['a', 'b']]],
    [
      'a: b; b: a; m: b; c: m d; d: c',
      [
        ['a', 'b'],
        ['c', 'd'],
      ],
    ],
  ])('%s: cycles as paths', (text, cycles) => {
    expect(faultsOf(text)).toEqual(cycles.map((path) => ({ kind: 'cycle', path })));
  });
  it('waits for what is not there, or is there twice', () => {
    expect(faultsOf('a: q; b: a')).toEqual([{ kind: 'unknown', task: 'a', on: 'q' }]);
    expect(faultsOf('a; a; a; b')).toEqual([{ kind: 'duplicate', task: 'a' }]);
  });
  it('is never taken for one: every cycle that is told is one, and there is always one to tell', () => {
    const tasks = fc.array(fc.array(fc.nat(5), { maxLength: 3 }), { maxLength: 6 });
    fc.assert(
      fc.property(tasks, (lists) => {
        const given = lists.map((on, at) =>
          planTask(
            `t${at}`,
            on.filter((one) => one < lists.length).map((one) => `t${one}`),
          ),
        );
        const graph = buildGraph(given);
        const waits = (task: string, on: string): boolean =>
          given.find(({ id }) => id === task)?.dependsOn.includes(on) === true;
        const order = graph.ok ? graph.value.order.map((task) => graph.value.tasks[task]?.id ?? '') : [];
        const early = given.filter(({ id, dependsOn }) =>
          dependsOn.some((on) => order.indexOf(on) >= order.indexOf(id)),
        );
        expect(graph.ok ? early : []).toEqual([]);
        const faults = graph.ok ? [] : graph.faults;
        expect(faults.length > 0).toBe(!graph.ok);
        for (const fault of faults) {
          const path = fault.kind === 'cycle' ? fault.path : [];
          expect(path).not.toEqual([]);
          path.forEach((task, step) => expect(waits(task, path.at(step - 1) ?? '')).toBe(true));
        }
      }),
      RUNS,
    );
  });
});

test('a part of the graph: what is open, and what lies on the way to a phase', () => {
  const at = (phase: number, more: Partial<PlanTask> = {}): Partial<PlanTask> => ({ phase, ...more });
  const graph = graphOf([
    planTask('a', [], at(1, { state: 'landed' })),
    planTask('b', ['a'], at(1)),
    planTask('c', ['b'], at(2)),
    planTask('d', ['a'], at(3)),
    planTask('e', ['c', 'd'], at(3)),
  ]);
  expect(openPart(graph).tasks.map(({ id }) => id)).toEqual(['b', 'c', 'd', 'e']);
  expect(wayToPhase(graph, 2).tasks.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
  expect(wayToPhase(graph, 9).tasks).toEqual([]);
  expect(idsOf(graph, delayedBy(graph, 1))).toEqual(['c', 'e']);
});

test('ways that double a thousand times are counted all the same', () => {
  const tasks = [planTask('t0000')];
  for (let n = 1; n <= 1200; n += 1) {
    const [last, id] = [`t${String(n - 1).padStart(4, '0')}`, `t${String(n).padStart(4, '0')}`];
    tasks.push(planTask(`${id}l`, [last]), planTask(`${id}r`, [last]), planTask(id, [`${id}l`, `${id}r`]));
  }
  const graph = graphOf(tasks);
  const found = bottlenecks(graph);
  // Every fork is like every other: what goes left goes right.
  expect(found.every(({ ways }) => Number.isFinite(ways))).toBe(true);
  const of = (id: string) => found.find(({ task }) => graph.tasks[task]?.id === id)?.ways;
  expect(of('t0600l')).toBeCloseTo(of('t0600r') ?? 0, 6);
  // Everything before it by everything behind it goes through it.
  expect(of('t0600')).toBeCloseTo(600 * 3 * (600 * 3), 3);
});
