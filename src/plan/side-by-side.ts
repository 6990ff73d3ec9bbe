import { isGlob, type Contract } from '#contract';
import type { TaskGraph } from './graph.ts';
import { generations } from './order.ts';
import { contactFinder, type Contact, type ContactFinder } from './overlap.ts';
import { orderedPairs } from './reach.ts';

type Paths = Contract['paths'];

const folderOf = (entry: string): string => entry.slice(0, Math.max(entry.lastIndexOf('/'), 0));

/** The folder below which all lies that an entry names: of a glob, what stands before its first wildcard name. */
const homeOf = (entry: string): string => folderOf(isGlob(entry) ? entry.slice(0, entry.search(/[*?]/u) + 1) : entry);

/** Who names what, so that only those are compared that can meet. */
type Index = {
  readonly exact: ReadonlyMap<string, readonly number[]>;
  readonly globs: ReadonlyMap<string, readonly number[]>;
};

const put = (map: Map<string, number[]>, key: string, task: number): void => {
  const there = map.get(key);
  if (there === undefined) map.set(key, [task]);
  else if (there.at(-1) !== task) there.push(task);
};

const indexOf = (pathsOf: (task: number) => Paths, tasks: readonly number[]): Index => {
  const [exact, globs] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const task of tasks)
    for (const entry of pathsOf(task).allow)
      if (isGlob(entry)) put(globs, homeOf(entry), task);
      else put(exact, entry, task);
  return { exact, globs };
};

/** All that may meet one of these entries from above; what lies below finds them from its own side. */
const above = ({ exact, globs }: Index, { allow }: Paths): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const entry of allow) {
    if (!isGlob(entry)) exact.get(entry)?.forEach((task) => found.add(task));
    for (let folder = homeOf(entry); ; folder = folderOf(folder)) {
      globs.get(folder)?.forEach((task) => found.add(task));
      if (folder === '') break;
    }
  }
  return found;
};

/** Two tasks that wait for nothing of each other and may change the same file: they are not run side by side. */
export type Overlap = { readonly tasks: readonly [number, number]; readonly contact: Contact };

/** Pairs that meet, in the order of ids; `complete` is false where there were more than were asked for. */
export type Overlaps = { readonly pairs: readonly Overlap[]; readonly complete: boolean };

const pathsIn =
  ({ tasks }: TaskGraph) =>
  (task: number): Paths =>
    tasks[task]?.paths ?? { allow: ['**'], deny: [] };

/** What was found out about the entries of a graph, for whoever asks next. */
const finders = new WeakMap<TaskGraph, ContactFinder>();
const finderFor = (graph: TaskGraph): ContactFinder => {
  const finder = finders.get(graph) ?? contactFinder();
  finders.set(graph, finder);
  return finder;
};

/** Finds at most `limit` pairs of tasks that could be run side by side but for the files both may change (S2-D9). */
export const overlapsIn = (graph: TaskGraph, limit: number): Overlaps => {
  const pathsOf = pathsIn(graph);
  const index = indexOf(pathsOf, [...graph.tasks.keys()]);
  const areOrdered = orderedPairs(graph);
  const contactOf = finderFor(graph);
  const told = new Set<number>();
  const pairs: Overlap[] = [];
  for (const task of graph.tasks.keys())
    for (const other of above(index, pathsOf(task))) {
      const [low, high] = task < other ? [task, other] : [other, task];
      const key = low * graph.tasks.length + high;
      if (low === high || told.has(key) || areOrdered(low, high)) continue;
      told.add(key);
      const contact = contactOf(pathsOf(low), pathsOf(high));
      if (contact === null) continue;
      if (pairs.length === limit) return { pairs: sorted(pairs), complete: false };
      pairs.push({ tasks: [low, high], contact });
    }
  return { pairs: sorted(pairs), complete: true };
};

const sorted = (pairs: readonly Overlap[]): readonly Overlap[] =>
  pairs.toSorted((x, y) => x.tasks[0] - y.tasks[0] || x.tasks[1] - y.tasks[1]);

/** A place for each task in a batch of its own group, and which batches each file is in already. */
type Batches = { readonly batchOf: Map<number, number>; readonly batchesWith: Map<string, Set<number>> };

/** The pairs of which at least one side names files by a glob; of two plain names it is seen at once whether they are one. */
const meetingByGlob = (tasks: readonly number[], pathsOf: (task: number) => Paths, contactOf: ContactFinder) => {
  const { globs } = indexOf(pathsOf, tasks);
  const meeting = new Map<number, Set<number>>(tasks.map((task) => [task, new Set()]));
  for (const task of tasks)
    for (const other of above({ exact: new Map(), globs }, pathsOf(task))) {
      if (other === task || meeting.get(task)?.has(other) === true) continue;
      if (contactOf(pathsOf(task), pathsOf(other)) === null) continue;
      meeting.get(task)?.add(other);
      meeting.get(other)?.add(task);
    }
  return meeting;
};

const firstFree = (taken: ReadonlySet<number>): number => {
  let batch = 0;
  while (taken.has(batch)) batch += 1;
  return batch;
};

/**
 * Parts tasks that wait for nothing of each other into batches within which no two may change the same file: each comes
 * into the first batch that it fits, in the order given.
 */
const batchesOf = (tasks: readonly number[], pathsOf: (task: number) => Paths, contactOf: ContactFinder) => {
  const meeting = meetingByGlob(tasks, pathsOf, contactOf);
  const { batchOf, batchesWith }: Batches = { batchOf: new Map(), batchesWith: new Map() };
  const batches: number[][] = [];
  for (const task of tasks) {
    const paths = pathsOf(task);
    // A file that it denies itself after all is none of its own.
    const files = paths.allow.filter(
      (entry) => !isGlob(entry) && (paths.deny.length === 0 || contactOf(paths, { allow: [entry], deny: [] }) !== null),
    );
    const taken = new Set(files.flatMap((file) => [...(batchesWith.get(file) ?? [])]));
    for (const other of meeting.get(task) ?? []) taken.add(batchOf.get(other) ?? -1);
    const batch = firstFree(taken);
    (batches[batch] ??= []).push(task);
    batchOf.set(task, batch);
    for (const file of files) batchesWith.set(file, (batchesWith.get(file) ?? new Set()).add(batch));
  }
  return batches;
};

/** What waits for nothing of each other, and in which batches it can be run side by side. */
export type ParallelGroup = { readonly tasks: readonly number[]; readonly batches: readonly (readonly number[])[] };

/** The generations of a graph in turn, each parted where tasks may change the same file. */
export const parallelGroups = (graph: TaskGraph): readonly ParallelGroup[] => {
  const contactOf = finderFor(graph);
  const pathsOf = pathsIn(graph);
  return generations(graph).map((tasks) => ({ tasks, batches: batchesOf(tasks, pathsOf, contactOf) }));
};
