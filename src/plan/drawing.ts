import type { TaskGraph } from './graph.ts';
import { generationOf, tailsOf } from './order.ts';

/** One task of a drawing, under what it waits for last. */
export type Row = {
  /** The lines that lead to it. */
  readonly lead: string;
  /** The lines that go on below it. */
  readonly below: string;
  readonly task: number;
  /** What else it waits for. */
  readonly alsoAfter: readonly number[];
  /** Whether a drawing of its own begins here. */
  readonly isRoot: boolean;
};

/** How many lines go side by side at the most; what is deeper in is not drawn further in. */
const DEEPEST = 12;
const deeper = (lead: string): string => (lead.length >= DEEPEST * 2 ? lead : `${lead}│ `);

/**
 * Draws the graph as lines from top to bottom, as git draws its history: each task stands once, below the last of those
 * it waits for. The longest way goes straight down, and what is shorter branches off before it.
 */
export const drawn = (graph: TaskGraph): readonly Row[] => {
  const generation = generationOf(graph);
  const tails = tailsOf(graph, () => 1).weights;
  const parents = graph.before.map((upstream) =>
    upstream.reduce<number | null>(
      (last, on) => (last === null || (generation[on] ?? 0) > (generation[last] ?? 0) ? on : last),
      null,
    ),
  );
  const children = Map.groupBy(graph.tasks.keys(), (task) => parents[task] ?? null);
  const shortestFirst = (a: number, b: number): number => (tails[a] ?? 0) - (tails[b] ?? 0) || b - a;
  const open = (children.get(null) ?? []).toReversed().map((task) => ({ task, lead: '', below: '', isRoot: true }));
  const rows: Row[] = [];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const { task, below } = at;
    rows.push({ ...at, alsoAfter: (graph.before[task] ?? []).filter((on) => on !== parents[task]) });
    const next = (children.get(task) ?? []).toSorted(shortestFirst);
    // The last one taken from the pile comes first: so the longest lies at the bottom of it.
    next.toReversed().forEach((child, rank) => {
      const branch = { lead: `${below}├─`, below: deeper(below) };
      open.push({ task: child, isRoot: false, ...(rank === 0 ? { lead: below, below } : branch) });
    });
  }
  return rows;
};
