import type { TaskGraph } from './graph.ts';

/** How much goes through a task: of the shortest ways between all others, how many; and as a share of what could. */
export type Bottleneck = { readonly task: number; readonly ways: number; readonly score: number };

/** The graph as two flat lists: where each task's edges begin, and where they lead. */
type Flat = { readonly starts: Int32Array; readonly ends: Int32Array };

const flatten = (after: TaskGraph['after']): Flat => {
  const starts = new Int32Array(after.length + 1);
  after.forEach((next, task) => (starts[task + 1] = (starts[task] ?? 0) + next.length));
  return { starts, ends: Int32Array.from(after.flat()) };
};

/** Counts of ways double with every fork: where they grow beyond this, a whole layer is made smaller. */
const MOST = 1e100;
const LEAST = 1e-300;

/** Room for one search after another. `distance` is -1 where a search has not come. */
type Search = Flat & {
  readonly distance: Int32Array;
  readonly queue: Int32Array;
  /** How many shortest ways lead from the source to each task. */
  readonly ways: Float64Array;
  /** By how much these were divided. */
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

/** Counts the shortest ways from a source to all that waits for it, layer by layer; gives how many tasks it reached. */
const search = (room: Search, source: number): number => {
  const { starts, ends, distance, queue, ways } = room;
  [queue[0], ways[source], distance[source]] = [source, 1, 0];
  let size = 1;
  for (let at = 0, layer = 0; at < size; at += 1) {
    if (at === layer) {
      lessen(room, at, size);
      layer = size;
    }
    const task = queue[at] ?? 0;
    const [far, own, last] = [(distance[task] ?? 0) + 1, ways[task] ?? 0, starts[task + 1] ?? 0];
    for (let edge = starts[task] ?? 0; edge < last; edge += 1) {
      const next = ends[edge] ?? 0;
      if (distance[next] === -1) {
        distance[next] = far;
        queue[size] = next;
        size += 1;
      }
      if (distance[next] === far) ways[next] = (ways[next] ?? 0) + own;
    }
  }
  return size;
};

/** Adds to each task what of the ways of a search goes through it, from the last one back, and clears the room. */
const gather = (room: Search, size: number, through: Float64Array): void => {
  const { starts, ends, distance, queue, ways, lessened, share } = room;
  for (let at = size - 1; at >= 0; at -= 1) {
    const task = queue[at] ?? 0;
    const [far, own, last] = [(distance[task] ?? 0) + 1, ways[task] ?? 0, starts[task + 1] ?? 0];
    let sum = 0;
    for (let edge = starts[task] ?? 0; edge < last; edge += 1) {
      const next = ends[edge] ?? 0;
      if (distance[next] === far) sum += (own / ((ways[next] ?? 1) * (lessened[next] ?? 1))) * (1 + (share[next] ?? 0));
    }
    share[task] = sum;
    // The source is the end of its ways, not on them.
    if (at > 0) through[task] = (through[task] ?? 0) + sum;
  }
  for (let at = 0; at < size; at += 1) {
    const task = queue[at] ?? 0;
    [distance[task], ways[task], lessened[task], share[task]] = [-1, 0, 1, 0];
  }
};

/** Brandes' betweenness (2001) over directed edges, exactly: from every task once through all that waits for it. */
const waysThrough = ({ after }: TaskGraph): Float64Array => {
  const count = after.length;
  const room: Search = {
    ...flatten(after),
    distance: new Int32Array(count).fill(-1),
    queue: new Int32Array(count),
    ways: new Float64Array(count),
    lessened: new Float64Array(count).fill(1),
    share: new Float64Array(count),
  };
  const through = new Float64Array(count);
  for (let source = 0; source < count; source += 1) gather(room, search(room, source), through);
  return through;
};

/** Every task that anything goes through, the narrowest first; equals in the order of ids. */
export const bottlenecks = (graph: TaskGraph): readonly Bottleneck[] => {
  const count = graph.tasks.length;
  const pairs = (count - 1) * (count - 2);
  return [...waysThrough(graph)]
    .map((ways, task) => ({ task, ways, score: pairs > 0 ? ways / pairs : 0 }))
    .filter(({ ways }) => ways > 0)
    .toSorted((a, b) => b.ways - a.ways || a.task - b.task);
};
