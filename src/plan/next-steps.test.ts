import { expect, test } from 'vitest';
import { boardOf, type BoardTask } from './board.ts';
import { estimated, graphOf, planTask } from './graph.fixture.ts';
import type { PlanTask } from './graph.ts';
import { nextSteps } from './next-steps.ts';
import { openPart } from './reach.ts';

const stepsOf = (tasks: readonly PlanTask[], limit = 10) => {
  const lines = boardOf(
    tasks.map(({ id, name, tier, dependsOn, state }): BoardTask => {
      const run = { run: 'R-1', attempt: 1, state: 'passed', noChange: false, awaits: [], branch: null } as const;
      const ran = state === 'backlog' || state === 'ready' ? null : run;
      return { task: id, version: 1, name, tier, dependsOn, state, run: ran, since: null, stopped: null };
    }),
  );
  return nextSteps(openPart(graphOf(tasks)), lines, limit);
};
const namesOf = (tasks: readonly PlanTask[], limit?: number) => stepsOf(tasks, limit).steps.map(({ task }) => task);

test('what was begun comes first, then the longest chain, then risk, then how many wait, then the id', () => {
  const risky = { estimate: estimated('critical', 'single') };
  const calm = { estimate: estimated('trivial', 'single') };
  expect(
    namesOf([
      planTask('a', [], calm),
      planTask('b', [], calm),
      planTask('c', [], risky),
      planTask('chain', [], calm),
      planTask('waits', ['chain']),
      planTask('fan', [], calm),
      planTask('waits-too', ['fan', 'chain']),
      planTask('last', [], { ...calm, state: 'validated' }),
    ]),
  ).toEqual(['last', 'chain', 'fan', 'c', 'a', 'b']);
});

test('what waits for another task is not to be done now, until that has landed', () => {
  const upstream = (state: PlanTask['state']) => [planTask('a', [], { state }), planTask('b', ['a'])];
  expect(namesOf(upstream('ready'))).toEqual(['a']);
  expect(namesOf(upstream('accepted'))).toEqual(['a']);
  expect(namesOf(upstream('landed'))).toEqual(['b']);
  expect(stepsOf([])).toEqual({ steps: [], more: 0 });
});

test('a task says which one under way, or further up, it may meet in a file', () => {
  const paths = (...allow: readonly string[]) => ({ paths: { allow, deny: [] } });
  const { steps } = stepsOf([
    planTask('a', [], { state: 'validated', ...paths('src/a.ts') }),
    planTask('b', [], paths('src/**')),
    planTask('c', [], paths('src/c/*.ts', 'docs/x.md')),
    planTask('d', [], paths('docs/*.md')),
  ]);
  expect(steps.map(({ task, notBeside }) => [task, notBeside.map((one) => one.task)])).toEqual([
    ['a', []],
    ['b', ['a']],
    ['c', ['b']],
    ['d', ['c']],
  ]);
});

test('more than was asked for is counted, not shown', () => {
  expect(
    stepsOf(
      ['a', 'b', 'c'].map((id) => planTask(id)),
      2,
    ),
  ).toMatchObject({ steps: [{ task: 'a' }, { task: 'b' }], more: 1 });
});

test.each([3, 80])('of %d equals the one that most wait for comes first', (count) => {
  const ids = Array.from({ length: count }, (_, at) => `t${at}`);
  const waiting = ids.map((id) => planTask(`after-${id}`, [id]));
  expect(namesOf([...ids.map((id) => planTask(id)), ...waiting, planTask('more', ['t2'])], 1)).toEqual(['t2']);
});
