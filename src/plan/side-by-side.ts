import { isGlob, type Contract } from '#contract';
import type { TaskGraph } from './graph.ts';
import { generations } from './order.ts';
import { contactFinder, type Contact, type ContactFinder } from './overlap.ts';
import { orderedPairs } from './reach.ts';

type Paths = Contract['paths'];

const folderOf = (entry: string): string => entry.slice(0, Math.max(entry.lastIndexOf('/'), 0));

/** The folder below which all lies that an entry names: of a glob, what stands before its first wildcard name. */
const homeOf = (entry: string): string => folderOf(isGlob(entry) ? entry.slice(0, entry.search(/[*?]/u) + 1) : entry);

const withAllAbove = (folder: string): readonly string[] => {
  const folders = [folder];
  for (let at = folder; at !== '';) {
    at = folderOf(at);
    folders.push(at);
  }
  return folders;
};

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

const indexOf = (all: readonly (Paths | undefined)[], tasks: readonly number[]): Index => {
  const [exact, globs] = [new Map<string, number[]>(), new Map<string, number[]>()];
  for (const task of tasks)
    for (const entry of all[task]?.allow ?? [])
      if (isGlob(entry)) put(globs, homeOf(entry), task);
      else put(exact, entry, task);
  return { exact, globs };
};

/** All that may meet one of these entries from above; what lies below finds them from its own side. */
const above = ({ exact, globs }: Index, { allow }: Paths): ReadonlySet<number> => {
  const found = new Set<number>();
  for (const entry of allow) {
    if (!isGlob(entry)) exact.get(entry)?.forEach((task) => found.add(task));
    for (const folder of withAllAbove(homeOf(entry))) globs.get(folder)?.forEach((task) => found.add(task));
  }
  return found;
};

/** Two tasks that wait for nothing of each other and may change the same file: they are not run side by side. */
export type Overlap = { readonly tasks: readonly [number, number]; readonly contact: Contact };

/** Pairs that meet, in the order of ids; `complete` is false where there were more than were asked for. */
export type Overlaps = { readonly pairs: readonly Overlap[]; readonly complete: boolean };

/** Finds at most `limit` pairs of tasks that could be run side by side but for the files both may change (S2-D9). */
export const overlapsIn = (graph: TaskGraph, limit: number): Overlaps => {
  const all = graph.tasks.map(({ paths }) => paths);
  const index = indexOf(all, [...graph.tasks.keys()]);
  const areOrdered = orderedPairs(graph);
  const contactOf = contactFinder();
  const told = new Set<number>();
  const pairs: Overlap[] = [];
  for (const [task, paths] of all.entries())
    for (const other of above(index, paths)) {
      const [low, high] = task < other ? [task, other] : [other, task];
      const key = low * all.length + high;
      if (low === high || told.has(key) || areOrdered(low, high)) continue;
      told.add(key);
      const [a, b] = [all[low], all[high]];
      const contact = a === undefined || b === undefined ? null : contactOf(a, b);
      if (contact === null) continue;
      if (pairs.length === limit) return { pairs: sorted(pairs), complete: false };
      pairs.push({ tasks: [low, high], contact });
    }
  return { pairs: sorted(pairs), complete: true };
};

const sorted = (pairs: readonly Overlap[]): readonly Overlap[] =>
  pairs.toSorted((x, y) => x.tasks[0] - y.tasks[0] || x.tasks[1] - y.tasks[1]);

/** Tasks that meet nowhere, and what has to be known of them to see whether one more does. */
type Batch = { readonly tasks: number[]; readonly exact: Set<string>; readonly globbing: number[] };

const fits = (batch: Batch, paths: Paths, pathsOf: (task: number) => Paths, contactOf: ContactFinder): boolean => {
  const meets = (task: number): boolean => contactOf(paths, pathsOf(task)) !== null;
  if (paths.allow.some(isGlob)) return !batch.tasks.some(meets);
  // Two files are the same or not; only what is denied may still part them.
  if (paths.allow.some((entry) => batch.exact.has(entry)) && batch.tasks.some(meets)) return false;
  return !batch.globbing.some(meets);
};

/**
 * Parts tasks that wait for nothing of each other into batches within which no two may change the same file: each comes
 * into the first batch that it fits, in the order given.
 */
const batchesOf = (tasks: readonly number[], pathsOf: (task: number) => Paths, contactOf: ContactFinder) => {
  const batches: Batch[] = [];
  for (const task of tasks) {
    const paths = pathsOf(task);
    let home = batches.find((batch) => fits(batch, paths, pathsOf, contactOf));
    if (home === undefined) batches.push((home = { tasks: [], exact: new Set(), globbing: [] }));
    home.tasks.push(task);
    for (const entry of paths.allow) if (!isGlob(entry)) home.exact.add(entry);
    if (paths.allow.some(isGlob)) home.globbing.push(task);
  }
  return batches.map(({ tasks: batch }) => batch);
};

/** What waits for nothing of each other, and in which batches it can be run side by side. */
export type ParallelGroup = { readonly tasks: readonly number[]; readonly batches: readonly (readonly number[])[] };

/** The generations of a graph in turn, each parted where tasks may change the same file. */
export const parallelGroups = (graph: TaskGraph): readonly ParallelGroup[] => {
  const contactOf = contactFinder();
  const pathsOf = (task: number): Paths => graph.tasks[task]?.paths ?? { allow: ['**'], deny: [] };
  return generations(graph).map((tasks) => ({ tasks, batches: batchesOf(tasks, pathsOf, contactOf) }));
};
