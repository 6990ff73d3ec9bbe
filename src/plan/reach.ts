import { buildGraph, type PlanTask, type TaskGraph } from './graph.ts';
import { invariant } from '#failure';

/** Whether there is nothing left to be done about a task. */
export const isOver = ({ state }: Pick<PlanTask, 'state'>): boolean =>
  state === 'landed' || state === 'superseded' || state === 'abandoned';

/** The places that edges lead to from some, those included: 1, all others 0. */
const marked = (edges: TaskGraph['after'], starts: readonly number[]): Uint8Array => {
  const marks = new Uint8Array(edges.length);
  const queue: number[] = [];
  const come = (task: number): void => {
    if (marks[task] === 1) return;
    marks[task] = 1;
    queue.push(task);
  };
  starts.forEach(come);
  for (const task of queue) edges[task]?.forEach(come);
  return marks;
};

const reached = (edges: TaskGraph['after'], starts: readonly number[]): readonly number[] => {
  const places: number[] = [];
  marked(edges, starts).forEach((mark, place) => mark === 1 && places.push(place));
  return places;
};

/** Everything that waits for a task, directly or through others, in the order of ids: what its slip delays. */
export const delayedBy = ({ after }: TaskGraph, task: number): readonly number[] =>
  reached(after, [task]).filter((other) => other !== task);

/** How many tasks wait for one, directly or through others. */
export const delayCount = ({ after }: TaskGraph, task: number): number =>
  marked(after, [task]).reduce((count, mark) => count + mark, -1);

/** Everything a task waits for, directly or through others, in the order of ids. */
export const waitedForBy = ({ before }: TaskGraph, task: number): readonly number[] =>
  reached(before, [task]).filter((other) => other !== task);

/** The graph of some of its tasks; an edge stays where both its ends do. */
export const graphOfSome = (graph: TaskGraph, keeps: (task: number) => boolean): TaskGraph => {
  const kept = graph.tasks.filter((_, task) => keeps(task));
  const ids = new Set(kept.map(({ id }) => id));
  const some = buildGraph(kept.map((task) => ({ ...task, dependsOn: task.dependsOn.filter((on) => ids.has(on)) })));
  invariant(some.ok, 'a part of a graph is a graph');
  return some.value;
};

/** What is left to be done. */
export const openPart = (graph: TaskGraph): TaskGraph => {
  const isOpen = (task: number): boolean => {
    const own = graph.tasks[task];
    return own !== undefined && !isOver(own);
  };
  return graph.tasks.some(isOver) ? graphOfSome(graph, isOpen) : graph;
};

/** What lies on the way to a phase: its tasks, and everything they wait for. */
export const wayToPhase = (graph: TaskGraph, phase: number): TaskGraph => {
  const targets = graph.tasks.flatMap((task, place) => (task.phase === phase ? [place] : []));
  const way = new Set(reached(graph.before, targets));
  return graphOfSome(graph, (task) => way.has(task));
};

/** For each task a row of bits: which others lie the way that `edges` lead. `order` has each after all of those. */
const reachBits = (
  edges: TaskGraph['after'],
  order: readonly number[],
): { readonly rows: Uint32Array; readonly words: number } => {
  const words = Math.ceil(edges.length / 32);
  const rows = new Uint32Array(words * edges.length);
  for (const task of order) {
    const row = task * words;
    for (const on of edges[task] ?? []) {
      const other = on * words;
      for (let word = 0; word < words; word += 1)
        rows[row + word] = (rows[row + word] ?? 0) | (rows[other + word] ?? 0);
      rows[row + (on >> 5)] = (rows[row + (on >> 5)] ?? 0) | (1 << (on & 31));
    }
  }
  return { rows, words };
};

/** Whether of two tasks one waits for the other: for many questions about one graph. */
export const orderedPairs = ({ order, before }: TaskGraph): ((a: number, b: number) => boolean) => {
  const { rows, words } = reachBits(before, order);
  const waits = (task: number, on: number): boolean => ((rows[task * words + (on >> 5)] ?? 0) & (1 << (on & 31))) !== 0;
  return (a, b) => waits(a, b) || waits(b, a);
};

const bitsIn = (word: number): number => {
  const pairs = word - ((word >>> 1) & 0x5555_5555);
  const fours = (pairs & 0x3333_3333) + ((pairs >>> 2) & 0x3333_3333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f_0f0f, 0x0101_0101) >>> 24;
};

/** How many tasks wait for each, directly or through others. */
export const delayCounts = ({ order, after }: TaskGraph): readonly number[] => {
  const { rows, words } = reachBits(after, order.toReversed());
  return after.map((_, task) => {
    let count = 0;
    for (let word = task * words; word < (task + 1) * words; word += 1) count += bitsIn(rows[word] ?? 0);
    return count;
  });
};
