import type { TaskGraph } from './graph.ts';

/** How much goes through a task: of the shortest ways between all others, how many; and as a share of what could. */
export type Bottleneck = { readonly task: number; readonly ways: number; readonly score: number };

/**
 * The graph as two flat lists: where each task's edges begin, and where they lead. Tasks go by their rank in the order,
 * so that what lies together in the plan lies together in memory.
 */
type Flat = { readonly starts: Int32Array; readonly ends: Int32Array };

const flatten = ({ order, after }: TaskGraph): Flat => {
  const rank = new Int32Array(order.length);
  order.forEach((task, at) => (rank[task] = at));
  const next = order.map((task) => (after[task] ?? []).map((on) => rank[on] ?? 0));
  const starts = new Int32Array(order.length + 1);
  next.forEach((list, at) => (starts[at + 1] = (starts[at] ?? 0) + list.length));
  return { starts, ends: Int32Array.from(next.flat()) };
};

/** Counts of ways double with every fork: where they grow beyond this, a whole layer is made smaller. */
const MOST = 1e100;
const LEAST = 1e-300;
/** Where distances begin anew, far from what 32 bits hold. */
const FARTHEST = 1e9;

/**
 * Room for one search after another. Each counts its distances on from where the one before it ended, so that what is
 * less than its own source's it has not come to, and nothing has to be cleared.
 */
type Search = Flat & {
  readonly distance: Int32Array;
  readonly queue: Int32Array;
  /** How many shortest ways lead from the source to each task. */
  readonly ways: Float64Array;
  /** By how much these were divided; 1 nearly everywhere. */
  readonly lessened: Float64Array;
  readonly share: Float64Array;
};

/** Only quotients of neighbouring layers matter: so one may be made smaller before the next is counted from it. */
const lessen = ({ queue, ways, lessened }: Search, from: number, to: number): void => {
  let most = 0;
  for (let at = from; at < to; at += 1) most = Math.max(most, ways[queue[at] ?? 0] ?? 0);
  if (most <= MOST) return;
  for (let at = from; at < to; at += 1) {
    const task = queue[at] ?? 0;
    ways[task] = Math.max((ways[task] ?? 0) / most, LEAST);
    lessened[task] = most;
  }
};

/**
 * Counts the shortest ways from a source, at distance `base`, to all that waits for it, layer by layer; gives how many
 * tasks it reached.
 */
const search = (room: Search, source: number, base: number): number => {
  const { starts, ends, distance, queue, ways } = room;
  queue[0] = source;
  ways[source] = 1;
  distance[source] = base;
  let size = 1;
  for (let at = 0, layer = 0; at < size; at += 1) {
    if (at === layer) {
      lessen(room, at, size);
      layer = size;
    }
    const task = queue[at] ?? 0;
    const far = (distance[task] ?? 0) + 1;
    const own = ways[task] ?? 0;
    const last = starts[task + 1] ?? 0;
    for (let edge = starts[task] ?? 0; edge < last; edge += 1) {
      const next = ends[edge] ?? 0;
      const before = distance[next] ?? 0;
      if (before < base) {
        distance[next] = far;
        ways[next] = own;
        queue[size] = next;
        size += 1;
      } else if (before === far) ways[next] = (ways[next] ?? 0) + own;
    }
  }
  return size;
};

/** Adds to each task what of the ways of a search goes through it, from the last one back. */
const gather = (room: Search, size: number, through: Float64Array): void => {
  const { starts, ends, distance, queue, ways, lessened, share } = room;
  for (let at = size - 1; at >= 0; at -= 1) {
    const task = queue[at] ?? 0;
    const far = (distance[task] ?? 0) + 1;
    const last = starts[task + 1] ?? 0;
    let sum = 0;
    for (let edge = starts[task] ?? 0; edge < last; edge += 1) {
      const next = ends[edge] ?? 0;
      if (distance[next] === far) sum += share[next] ?? 0;
    }
    const own = ways[task] ?? 1;
    sum *= own;
    // What goes through it and what ends at it, of each of the ways that lead to it, as they were before they were lessened.
    share[task] = (1 + sum) / (own * (lessened[task] ?? 1));
    lessened[task] = 1;
    // The source is the end of its ways, not on them.
    if (at > 0) through[task] = (through[task] ?? 0) + sum;
  }
};

/** Brandes' betweenness (2001) over directed edges, exactly: from every task once through all that waits for it. */
const waysThrough = (graph: TaskGraph): readonly number[] => {
  const count = graph.tasks.length;
  const room: Search = {
    ...flatten(graph),
    distance: new Int32Array(count),
    queue: new Int32Array(count),
    ways: new Float64Array(count),
    lessened: new Float64Array(count).fill(1),
    share: new Float64Array(count),
  };
  const through = new Float64Array(count);
  for (let source = 0, base = 1; source < count; source += 1) {
    if (base > FARTHEST) {
      room.distance.fill(0);
      base = 1;
    }
    const size = search(room, source, base);
    gather(room, size, through);
    base = (room.distance[room.queue[size - 1] ?? 0] ?? 0) + 1;
  }
  const ways: number[] = graph.tasks.map(() => 0);
  graph.order.forEach((task, rank) => (ways[task] = through[rank] ?? 0));
  return ways;
};

/** Every task that anything goes through, the narrowest first; equals in the order of ids. */
export const bottlenecks = (graph: TaskGraph): readonly Bottleneck[] => {
  const count = graph.tasks.length;
  const pairs = (count - 1) * (count - 2);
  return waysThrough(graph)
    .map((ways, task) => ({ task, ways, score: pairs > 0 ? ways / pairs : 0 }))
    .filter(({ ways }) => ways > 0)
    .toSorted((a, b) => b.ways - a.ways || a.task - b.task);
};
