import type { TaskGraph } from './graph.ts';
import { generations } from './order.ts';

/** How much goes through a task: of the shortest ways between all others, how many; and as a share of what could. */
export type Bottleneck = { readonly task: number; readonly ways: number; readonly score: number };

/**
 * The graph by rank, not by place: a task's rank is its number when all are counted generation after generation. So every
 * edge leads upwards, to go through a list from one end to the other is to go through the graph, and what lies together
 * in the plan lies together in memory. Within a generation those stand together that wait for equally many: a processor
 * then foresees how often the loop over them goes round.
 */
type Flat = {
  readonly order: readonly number[];
  /** How many wait for nothing: they are the first. */
  readonly roots: number;
  /** What each task waits for, in one list; where each one's stretch begins, and, for the last one, where the list ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
};

const flatten = (graph: TaskGraph): Flat => {
  const waitsFor = (task: number): readonly number[] => graph.before[task] ?? [];
  const order = generations(graph).flatMap((tasks) =>
    tasks.toSorted((a, b) => waitsFor(a).length - waitsFor(b).length || a - b),
  );
  const rank = new Int32Array(order.length);
  order.forEach((task, at) => (rank[task] = at));
  const starts = new Int32Array(order.length + 1);
  order.forEach((task, at) => (starts[at + 1] = (starts[at] ?? 0) + waitsFor(task).length));
  const roots = order.filter((task) => waitsFor(task).length === 0).length;
  return { order, roots, starts, ends: Int32Array.from(order.flatMap(waitsFor), (task) => rank[task] ?? 0) };
};

/** No task is so far away: at least this is the distance of what a source does not lead to. */
const NEVER = 0x3fff_ffff;
/** Counts of ways double with every fork: beyond this they are kept with an exponent of their own. */
const MOST = 1e300;

/**
 * Room for one search after another. Sources come from the highest rank down, and each search writes anew whatever lies
 * above its own and waits for anything; one that waits for nothing is forgotten behind it. So no other was come to.
 */
type Search = Flat & {
  readonly distance: Int32Array;
  /** How many shortest ways lead from the source to each task: this number, times two to the power of `exponent`. */
  readonly ways: Float64Array;
  readonly exponent: Int32Array;
  /** What goes on from each task: of `gather` for each of the ways that lead to it, else for all. */
  readonly share: Float64Array;
  readonly through: Float64Array;
};

/**
 * Counts the shortest ways from a source to all that waits for it; false where there are too many for a number. This and
 * `gather` go through the graph for each of its tasks: so no list is made here, and which of two ways is shorter, which
 * nobody foresees, is no branch but a sign that is -1 or 0.
 */
const count = ({ order, roots, starts, ends, distance, ways }: Search, source: number): boolean => {
  distance[source] = 0;
  ways[source] = 1;
  let most = 1;
  let task = Math.max(source + 1, roots);
  let edge = starts[task] ?? 0;
  for (; task < order.length; task += 1) {
    const last = starts[task + 1] ?? 0;
    const first = ends[edge] ?? 0;
    let nearest = distance[first] ?? 0;
    let sum = ways[first] ?? 0;
    for (edge += 1; edge < last; edge += 1) {
      const on = ends[edge] ?? 0;
      const further = (distance[on] ?? 0) - nearest;
      const isNearer = further >> 31;
      const isAsNear = (further - 1) >> 31;
      nearest += further & isNearer;
      sum = sum * (1 + isNearer) - (ways[on] ?? 0) * isAsNear;
    }
    distance[task] = nearest + 1;
    ways[task] = sum;
    if (sum > most) most = sum;
  }
  return most <= MOST;
};

/** Adds to each task what of the ways from a source goes through it, `times` over; gives how many tasks it leads to. */
const gather = (room: Search, source: number, times: number): number => {
  const { order, starts, ends, distance, ways, share, through } = room;
  let reached = 0;
  let edge = ends.length - 1;
  for (let task = order.length - 1; task > source; task -= 1) {
    const first = starts[task] ?? 0;
    const nearest = (distance[task] ?? 0) - 1;
    if (nearest < NEVER) {
      const own = ways[task] ?? 1;
      const sum = share[task] ?? 0;
      through[task] = (through[task] ?? 0) + sum * own * times;
      reached += 1;
      const each = 1 / own + sum;
      for (; edge >= first; edge -= 1) {
        const on = ends[edge] ?? 0;
        const isFurther = (nearest - (distance[on] ?? 0)) >> 31;
        share[on] = (share[on] ?? 0) + each * (1 + isFurther);
      }
    }
    edge = first - 1;
  }
  return reached;
};

/** By how much a number is made smaller, and its exponent larger, before it could become too large. */
const STEP = 512;

/** Those before a task from which the shortest ways lead to it. */
const nearestBefore = ({ starts, ends, distance }: Search, task: number): Int32Array =>
  ends.subarray(starts[task], starts[task + 1]).filter((on) => distance[on] === (distance[task] ?? 0) - 1);

/** Makes numbers of the ways that `count` found no number for; how far away each task is it has found out. */
const countLarge = (room: Search, source: number): void => {
  const { order, ways, exponent } = room;
  exponent[source] = 0;
  for (let task = source + 1; task < order.length; task += 1) {
    const on = nearestBefore(room, task);
    const largest = on.reduce((most, one) => Math.max(most, exponent[one] ?? 0), 0);
    const sum = on.reduce((so, one) => so + (ways[one] ?? 0) * 2 ** ((exponent[one] ?? 0) - largest), 0);
    const isLarge = sum >= 2 ** STEP;
    ways[task] = isLarge ? sum / 2 ** STEP : sum;
    exponent[task] = isLarge ? largest + STEP : largest;
  }
};

/** As `gather`, for any number of ways. */
const gatherLarge = (room: Search, source: number, times: number): number => {
  const { order, distance, ways, exponent, share, through } = room;
  let reached = 0;
  for (let task = order.length - 1; task > source; task -= 1) {
    if ((distance[task] ?? 0) >= NEVER) continue;
    reached += 1;
    const all = 1 + (share[task] ?? 0);
    through[task] = (through[task] ?? 0) + (all - 1) * times;
    for (const on of nearestBefore(room, task)) {
      const part = ((ways[on] ?? 0) / (ways[task] ?? 1)) * 2 ** ((exponent[on] ?? 0) - (exponent[task] ?? 0));
      share[on] = (share[on] ?? 0) + part * all;
    }
  }
  return reached;
};

/** Searches from a source, and says to how many tasks it leads. */
const searchFrom = (room: Search, source: number, times: number): number => {
  const { distance, ways, share } = room;
  const isCounted = count(room, source);
  share.fill(0, source);
  if (!isCounted) countLarge(room, source);
  const reached = (isCounted ? gather : gatherLarge)(room, source, times);
  distance[source] = NEVER;
  ways[source] = 0;
  return reached;
};

/**
 * Brandes' betweenness (2001) over directed edges, exactly. A task for which one other waits, and that one alone, has
 * that one's ways, each longer by one: it is counted with it, and not searched from.
 */
const waysThrough = (graph: TaskGraph): readonly number[] => {
  const flat = flatten(graph);
  const { length } = flat.order;
  const through = new Float64Array(length);
  const numbers = () => new Float64Array(length);
  const places = () => new Int32Array(length);
  const room: Search = {
    ...{ ...flat, through, ways: numbers(), share: numbers() },
    ...{ distance: places().fill(NEVER), exponent: places() },
  };
  const rank = places();
  flat.order.forEach((task, at) => (rank[task] = at));
  const waiting = flat.order.map((task) => graph.after[task] ?? []);
  const aloneBehind = (source: number): number | null => {
    const [first, second] = waiting[source] ?? [];
    return first === undefined || second !== undefined ? null : (rank[first] ?? 0);
  };
  const times = numbers().fill(1);
  for (let task = 0; task < length; task += 1) {
    const next = aloneBehind(task);
    if (next !== null) times[next] = (times[next] ?? 0) + (times[task] ?? 0);
  }
  const reached = places();
  for (let source = length - 1; source >= 0; source -= 1) {
    const all = times[source] ?? 1;
    const next = aloneBehind(source);
    if (next !== null) reached[source] = (reached[next] ?? 0) + 1;
    else if (waiting[source]?.length !== 0) reached[source] = searchFrom(room, source, all);
    // A source is the end of its own ways, and on those of all that are counted with it.
    through[source] = (through[source] ?? 0) + (all - 1) * (reached[source] ?? 0);
  }
  return graph.tasks.map((_, task) => through[rank[task] ?? 0] ?? 0);
};

/** Every task that anything goes through, the narrowest first; equals in the order of ids. */
export const bottlenecks = (graph: TaskGraph): readonly Bottleneck[] => {
  const total = graph.tasks.length;
  const pairs = (total - 1) * (total - 2);
  return waysThrough(graph)
    .map((ways, task) => ({ task, ways, score: pairs > 0 ? ways / pairs : 0 }))
    .filter(({ ways }) => ways > 0)
    .toSorted((a, b) => b.ways - a.ways || a.task - b.task);
};
