import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyTasks, graphOf, idsOf, planTask } from './graph.fixture.ts';
import { contactFinder } from './overlap.ts';
import { delayedBy } from './reach.ts';
import { overlapsIn, parallelGroups } from './side-by-side.ts';

const allowing = (...allow: readonly string[]) => ({ paths: { allow, deny: [] } });
const entries = [
  'a.ts',
  'b.ts',
  'src/a.ts',
  'src/b/c.ts',
  'src/*.ts',
  'src/**',
  'src/b/*',
  '**/a.ts',
  '*',
  'docs/x.md',
];
const anyPaths = fc.record({
  allow: fc.uniqueArray(fc.constantFrom(...entries), { minLength: 1, maxLength: 3 }),
  deny: fc.uniqueArray(fc.constantFrom('src/b/**', 'a.ts', 'src/a.*'), { maxLength: 1 }),
});
const anyGraph = fc
  .tuple(anyTasks, fc.array(anyPaths, { minLength: 8, maxLength: 8 }))
  .map(([tasks, paths]) => graphOf(tasks.map((task, at) => ({ ...task, paths: paths[at] ?? task.paths }))));

test('exactly those pairs overlap that wait for nothing of each other and may change the same file', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const contactOf = contactFinder();
      const pairs = graph.tasks.flatMap((a, low) =>
        graph.tasks.flatMap((b, high) => {
          if (low >= high || delayedBy(graph, low).includes(high) || delayedBy(graph, high).includes(low)) return [];
          return contactOf(a.paths, b.paths) === null ? [] : [[low, high]];
        }),
      );
      expect(overlapsIn(graph, 100)).toMatchObject({ pairs: pairs.map((tasks) => ({ tasks })), complete: true });
    }),
    { numRuns: 500 },
  );
});

test('no batch holds two tasks that may change the same file, and none could have come into an earlier one', () => {
  fc.assert(
    fc.property(anyGraph, (graph) => {
      const contactOf = contactFinder();
      const meet = (a: number, b: number): boolean => {
        const [one, other] = [graph.tasks[a], graph.tasks[b]];
        return one !== undefined && other !== undefined && contactOf(one.paths, other.paths) !== null;
      };
      for (const { tasks, batches } of parallelGroups(graph)) {
        expect(batches.flat().toSorted()).toEqual([...tasks]);
        batches.forEach((batch, at) => {
          expect(batch.filter((task) => batch.some((other) => other !== task && meet(task, other)))).toEqual([]);
          const earlier = batches.slice(0, at);
          expect(batch.filter((task) => earlier.some((one) => !one.some((other) => meet(task, other))))).toEqual([]);
        });
      }
    }),
    { numRuns: 500 },
  );
});

test('a long list of pairs is cut off, and says so', () => {
  const graph = graphOf(['a', 'b', 'c'].map((id) => planTask(id, [], allowing('x.ts'))));
  expect(overlapsIn(graph, 2)).toMatchObject({ pairs: [{}, {}], complete: false });
  expect(overlapsIn(graph, 3)).toMatchObject({ pairs: [{}, {}, {}], complete: true });
  expect(parallelGroups(graph).map(({ batches }) => batches.map((batch) => idsOf(graph, batch)))).toEqual([
    [['a'], ['b'], ['c']],
  ]);
});
