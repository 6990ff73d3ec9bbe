import { expect, test } from 'vitest';
import { addDependency, parseTask, type Strictness } from '#contract';
import { bottlenecks } from './bottlenecks.ts';
import { estimated, graphOf, planTask, tasksOf } from './graph.fixture.ts';
import type { PlanTask } from './graph.ts';
import { reviewTask } from './review-task.ts';
import { reviewPoints } from './reviews.ts';

const pointsOf = (tasks: readonly PlanTask[]) => {
  const graph = graphOf(tasks);
  return Object.fromEntries(
    reviewPoints(graph, bottlenecks(graph)).map(({ before, reasons }) => [graph.tasks[before]?.id, reasons]),
  );
};

test('a review is due where work merges, before a bottleneck, before what is risky, and on the critical path', () => {
  const tasks = [
    ...tasksOf('a; b: a; c: b; e: c; f: e; s; m: a s'),
    planTask('r', ['s'], { estimate: estimated('high', 'single') }),
  ];
  expect(pointsOf(tasks)).toEqual({
    b: ['it is a bottleneck: 0.071 of all ways go through it', 'it lies on the critical path'],
    c: ['it is a bottleneck: 0.095 of all ways go through it', 'it lies on the critical path'],
    e: ['it is a bottleneck: 0.071 of all ways go through it', 'it lies on the critical path'],
    f: ['it lies on the critical path'],
    m: ['2 tasks that go side by side merge in it'],
    r: ['its risk is high'],
  });
});

test('none is due before what waits for nothing, before a review, or where one is there', () => {
  const review = { estimate: { ...estimated('critical', 'single'), level: 'review' as const } };
  expect(pointsOf([planTask('a', [], { estimate: estimated('critical', 'single') })])).toEqual({});
  expect(
    pointsOf([
      planTask('a'),
      planTask('r', ['a'], review),
      planTask('b', ['r'], { estimate: estimated('high', 'single') }),
    ]),
  ).toEqual({});
});

const HOSTILE = 'WP-x"]: {a}';

test.each<Strictness>(['light', 'standard'])('a review is a whole contract, in strictness %s', (strictness) => {
  const graph = graphOf([
    planTask('WP-1-a'),
    planTask('WP-2-b'),
    planTask('WP-3-c', ['WP-1-a', 'WP-2-b'], { phase: 2, name: HOSTILE }),
  ]);
  const [point] = reviewPoints(graph, bottlenecks(graph));
  const review = point === undefined ? undefined : reviewTask(graph, point);
  const read = parseTask(review?.text ?? '', { file: 'review.md', defaults: { strictness, baseBranch: 'main' } });
  expect(read.ok ? [] : read.failures).toEqual([]);
  expect(read).toMatchObject({
    value: {
      contract: {
        id: 'WP-review-before-3-c',
        type: 'docs',
        paths: { allow: ['docs/reviews/WP-review-before-3-c.md'] },
      },
      dependsOn: ['WP-1-a', 'WP-2-b'],
      ...{ phase: 2, estimate: { level: 'review' } },
    },
  });
});

test.each([
  ['depends_on: [WP-1-a]', 'depends_on: [WP-1-a, WP-2-b]'],
  ['depends_on: []', 'depends_on: [WP-2-b]'],
  ['depends_on:\n  - WP-1-a # first', 'depends_on:\n  - WP-1-a # first\n  - WP-2-b'],
  ['name: x', 'name: x\ndepends_on: [WP-2-b]'],
])('%j waits for one task more', (before, after) => {
  expect(addDependency(`---\n${before}\n---\n## What\n`, 'WP-2-b')).toEqual({
    ok: true,
    value: `---\n${after}\n---\n## What\n`,
  });
});
