import type { Contract, Estimate, Tier } from '#contract';
import type { PlanState } from './task-state.ts';

/** What planning has to know of a task. */
export type PlanTask = {
  readonly id: string;
  readonly name: string;
  /** Ids of the tasks that have to land before this one is begun. */
  readonly dependsOn: readonly string[];
  /** Null: nobody has estimated it. */
  readonly estimate: Estimate | null;
  readonly tier: Tier;
  readonly phase: number | null;
  readonly state: PlanState;
  readonly paths: Contract['paths'];
};

/** What keeps tasks from being a graph. */
export type GraphFault =
  | { readonly kind: 'duplicate'; readonly task: string }
  | { readonly kind: 'unknown'; readonly task: string; readonly on: string }
  /** Each waits for the one before it, and the first for the last. */
  | { readonly kind: 'cycle'; readonly path: readonly string[] };

declare const sound: unique symbol;
/**
 * Tasks by their place in the order of their ids, with edges from what comes first to what waits for it: no cycle, no
 * edge into nothing, none twice. Only `buildGraph` makes one, so no analysis has to ask again.
 */
export type TaskGraph = {
  readonly tasks: readonly PlanTask[];
  readonly placeOf: ReadonlyMap<string, number>;
  /** What each task waits for, in the order of ids. */
  readonly before: readonly (readonly number[])[];
  /** What waits for each task, in the order of ids. */
  readonly after: readonly (readonly number[])[];
  /** Every task after all it waits for; among those that could come next, the first by its id. */
  readonly order: readonly number[];
  readonly [sound]: true;
};

/** Code units, as everywhere ids are sorted: no locale may change an order. */
export const byId = (a: { readonly id: string }, b: { readonly id: string }): number =>
  a.id < b.id ? -1 : a.id > b.id ? 1 : 0;

const ascending = (a: number, b: number): number => a - b;

type Edges = Pick<TaskGraph, 'before' | 'after'>;

/** A heap of numbers, the least first. */
const pushLeast = (heap: number[], value: number): void => {
  let at = heap.push(value) - 1;
  while (at > 0) {
    const up = (at - 1) >> 1;
    const above = heap[up] ?? 0;
    if (above <= value) break;
    heap[at] = above;
    at = up;
  }
  heap[at] = value;
};
const popLeast = (heap: number[]): number | undefined => {
  const least = heap[0];
  const last = heap.pop();
  if (least === undefined || last === undefined || heap.length === 0) return least;
  let at = 0;
  for (let down = 1; down < heap.length; down = 2 * at + 1) {
    const child = (heap[down + 1] ?? Infinity) < (heap[down] ?? Infinity) ? down + 1 : down;
    const below = heap[child] ?? Infinity;
    if (below >= last) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return least;
};

/** Kahn's order with the least id first; shorter than the tasks where there is a cycle. */
const orderOf = ({ before, after }: Edges): readonly number[] => {
  const waits = before.map((upstream) => upstream.length);
  const free: number[] = [];
  waits.forEach((count, task) => count === 0 && pushLeast(free, task));
  const order: number[] = [];
  for (let task = popLeast(free); task !== undefined; task = popLeast(free)) {
    order.push(task);
    for (const next of after[task] ?? []) {
      const left = (waits[next] ?? 0) - 1;
      waits[next] = left;
      if (left === 0) pushLeast(free, next);
    }
  }
  return order;
};

const placesOf = (ids: readonly string[], placeOf: ReadonlyMap<string, number>): readonly number[] => {
  const places: number[] = [];
  for (const id of ids) {
    const place = placeOf.get(id);
    if (place !== undefined && !places.includes(place)) places.push(place);
  }
  return places.length < 2 ? places : places.toSorted(ascending);
};

const edgesOf = (tasks: readonly PlanTask[], placeOf: ReadonlyMap<string, number>): Edges => {
  const before = tasks.map(({ dependsOn }) => placesOf(dependsOn, placeOf));
  const after: number[][] = tasks.map(() => []);
  before.forEach((upstream, task) => upstream.forEach((on) => after[on]?.push(task)));
  return { before, after };
};

/** The way a search came to a task, from its start. */
const wayTo = (from: ReadonlyMap<number, number>, task: number): readonly number[] => {
  const path = [task];
  for (let at = from.get(task); at !== undefined; at = from.get(at)) path.unshift(at);
  return path;
};

/** The shortest way round from a task back to itself over tasks of `among`, or null. */
const wayRound = ({ after }: Edges, start: number, among: ReadonlySet<number>): readonly number[] | null => {
  const from = new Map<number, number>();
  const queue = [start];
  for (const task of queue)
    for (const next of after[task] ?? []) {
      if (next === start) return wayTo(from, task);
      if (!among.has(next) || from.has(next)) continue;
      from.set(next, task);
      queue.push(next);
    }
  return null;
};

/** Takes away, as long as there are any, tasks that nothing in `among` leads to, or that lead to nothing in it. */
const trimmed = ({ before, after }: Edges, among: ReadonlySet<number>): ReadonlySet<number> => {
  const left = new Set(among);
  const within = (list: readonly number[] = []): boolean => list.some((one) => left.has(one));
  const queue = [...left];
  for (const task of queue) {
    if (!left.has(task) || (within(before[task]) && within(after[task]))) continue;
    left.delete(task);
    queue.push(...(before[task] ?? []), ...(after[task] ?? []));
  }
  return left;
};

/**
 * Cycles, each as short as it can be, no two with a task in common: mending them may bring others to light, and there is
 * always one as long as there is any.
 */
const cyclesOf = (edges: Edges, order: readonly number[]): readonly (readonly number[])[] => {
  const ordered = new Set(order);
  let left = trimmed(edges, new Set(edges.before.keys().filter((task) => !ordered.has(task))));
  const cycles: (readonly number[])[] = [];
  while (left.size > 0) {
    const [first = 0] = [...left].toSorted(ascending);
    const cycle = wayRound(edges, first, left);
    // What lies between two cycles is in neither.
    const gone = new Set(cycle ?? [first]);
    if (cycle !== null) cycles.push(cycle);
    left = trimmed(edges, new Set([...left].filter((task) => !gone.has(task))));
  }
  return cycles;
};

const faultsOf = (
  tasks: readonly PlanTask[],
  edges: Edges,
  { order, placeOf }: Pick<TaskGraph, 'order' | 'placeOf'>,
): readonly GraphFault[] => {
  const idAt = (task: number): string => tasks[task]?.id ?? '';
  const twice = tasks.filter(({ id }, at) => id === tasks[at - 1]?.id && id !== tasks[at - 2]?.id);
  const unknown = tasks.flatMap(({ id, dependsOn }) =>
    dependsOn.filter((on) => !placeOf.has(on)).map((on): GraphFault => ({ kind: 'unknown', task: id, on })),
  );
  return [
    ...twice.map(({ id }): GraphFault => ({ kind: 'duplicate', task: id })),
    ...unknown,
    ...(order.length === tasks.length ? [] : cyclesOf(edges, order)).map((path): GraphFault => ({
      kind: 'cycle',
      path: path.map(idAt),
    })),
  ];
};

/** A graph, or every fault that keeps the tasks from being one. */
export type GraphReading =
  | { readonly ok: true; readonly value: TaskGraph }
  | { readonly ok: false; readonly faults: readonly GraphFault[] };

const isSound = (graph: Omit<TaskGraph, typeof sound>, faults: readonly GraphFault[]): graph is TaskGraph =>
  faults.length === 0 && graph.order.length === graph.tasks.length;

/**
 * Makes a graph of tasks (S2-R15): in the order of their ids, whatever order they come in. A dependency that is listed
 * twice is one.
 *
 * @returns the graph, or duplicate ids, unknown dependencies and cycles, a task that waits for itself among them.
 */
export const buildGraph = (given: readonly PlanTask[]): GraphReading => {
  const tasks = given.toSorted(byId);
  const placeOf = new Map(tasks.map(({ id }, place) => [id, place]));
  const edges = edgesOf(tasks, placeOf);
  const order = orderOf(edges);
  const graph = { tasks, placeOf, ...edges, order };
  const faults = faultsOf(tasks, edges, graph);
  return isSound(graph, faults) ? { ok: true, value: graph } : { ok: false, faults };
};
