/** What is written for other tools says what the graph says, whatever somebody calls a task. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { drawn } from './drawing.ts';
import { anyTasks, graphOf, idsOf, planTask, tasksOf } from './graph.fixture.ts';
import { dotOf, mermaidOf } from './graph-text.ts';
import type { PlanTask } from './graph.ts';
import { overlapsIn } from './side-by-side.ts';

const pictureOf = (tasks: readonly PlanTask[]) => {
  const graph = graphOf(tasks);
  return { graph, overlaps: overlapsIn(graph, 10).pairs, critical: new Set<number>() };
};
const named = (name: string) => [planTask('a', [], { name }), planTask('b', ['a'])];

const NAMES = [
  'says "hello"',
  '"]; evil [label="',
  'ends with \\',
  '\\" -> "x',
  'x"]\n  click t0 "javascript:alert(1)"',
  '<b>bold</b> &quot; #quot;',
  '`code` %%{init: {}}%%',
  'end; t0 --> t1',
  '\u202eabc',
  '月次レポート',
];

test.each(NAMES)('DOT: %j stays inside its quotes', (name) => {
  const lines = dotOf(pictureOf(named(name)))
    .trimEnd()
    .split('\n');
  const plain = dotOf(pictureOf(named('plain')))
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(plain.length);
  // Strings taken out as Graphviz reads them, nothing is left that the name has brought.
  const bare = (all: readonly string[]) => all.map((line) => line.replaceAll(/"(?:[^"\\]|\\.)*"/gu, 'S'));
  expect(bare(lines)).toEqual(bare(plain));
});

test.each(NAMES)('Mermaid: %j stays inside its quotes, and means nothing to it', (name) => {
  const lines = mermaidOf(pictureOf(named(name)))
    .trimEnd()
    .split('\n');
  expect(lines).toHaveLength(4);
  expect(lines[1]).toMatch(/^ {2}t0\["[\p{L}\p{N} ._,:()/#;-]*"\]$/u);
  // Every sign that was taken out can be put back by its number.
  const told = /\["(.*)"\]/u
    .exec(lines[1] ?? '')?.[1]
    ?.replaceAll(/#(\d+);/gu, (_, code) => String.fromCodePoint(Number(code)));
  expect(told).toBe(`a: ${name.replaceAll(/\s+/gu, ' ')}`);
});

test('overlaps are edges of their own, and put nothing before anything', () => {
  const meet = (id: string, allow: string) => planTask(id, [], { paths: { allow: [allow], deny: [] } });
  const picture = pictureOf([meet('a', 'src/**'), meet('b', 'src/b.ts')]);
  expect(dotOf(picture)).toContain('"a" -> "b" [dir=none, style=dashed, constraint=false, label="src/b.ts"];');
  expect(mermaidOf(picture)).toContain('t0 -. "src/b.ts" .- t1');
});

test('a drawing holds every task once, below one that it waits for, and says what else it waits for', () => {
  fc.assert(
    fc.property(anyTasks, (tasks) => {
      const graph = graphOf(tasks);
      const rows = drawn(graph);
      expect(rows.map(({ task }) => task).toSorted()).toEqual([...graph.tasks.keys()]);
      const seen = new Set<number>();
      const untold = rows.filter(({ task, alsoAfter, isRoot }) => {
        seen.add(task);
        const told = (graph.before[task] ?? []).filter((on) => !alsoAfter.includes(on));
        return told.length !== (isRoot ? 0 : 1) || !told.every((on) => seen.has(on));
      });
      expect(untold).toEqual([]);
    }),
  );
});

test('the longest way goes straight down, and what is shorter branches off before it', () => {
  const graph = graphOf(tasksOf('a; b: a; c: b; d: a; e: d; x: a; y'));
  expect(drawn(graph).map(({ lead, task }) => lead + idsOf(graph, [task]).join(''))).toEqual([
    ...['a', '├─x', '├─d', '│ e', 'b', 'c', 'y'],
  ]);
});
