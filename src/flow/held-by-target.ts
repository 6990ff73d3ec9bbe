import { canonicalJson } from '#contract';
import type { ChangedPath } from '#evidence';
import { ok, type Result } from '#failure';
import { changedPaths, commitsBetween, type CommitLine, type HarnessStore } from '#host';

/** What was accepted, where it was made, and where the branch stands that may hold it. */
export type Merging = {
  readonly base: string;
  readonly commit: string;
  readonly paths: readonly ChangedPath[];
  readonly tip: string;
};

/**
 * Whether a branch holds what was accepted. `held`: as which commit. `taken-back`: it did, and then a commit put paths
 * back to what they were. `bytes-elsewhere`: its history has the accepted commit, and no step of the branch itself
 * brought those bytes. `absent`: it has neither.
 */
export type Holding =
  | { readonly kind: 'held'; readonly commit: string; readonly parent: string }
  | { readonly kind: 'taken-back'; readonly paths: readonly string[]; readonly by: CommitLine | null }
  | { readonly kind: 'bytes-elsewhere' }
  | { readonly kind: 'absent' };

type Step = CommitLine & { readonly parent: string; readonly changed: readonly ChangedPath[] };

const wordsOf = (paths: readonly ChangedPath[]): readonly string[] => paths.map((path) => canonicalJson(path));

const isSame = (one: readonly ChangedPath[], other: readonly ChangedPath[]): boolean =>
  canonicalJson(one) === canonicalJson(other);

const isIn = (paths: readonly ChangedPath[], changed: readonly ChangedPath[]): boolean => {
  const there = new Set(wordsOf(changed));
  return wordsOf(paths).every((path) => there.has(path));
};

const stepOf = async (store: HarnessStore, line: CommitLine): Promise<Result<Step | null>> => {
  const [parent] = line.parents;
  if (parent === undefined) return ok(null);
  const changed = await changedPaths(store, parent, line.commit);
  return changed.ok ? ok({ ...line, parent, changed: changed.value }) : changed;
};

const stepsOf = async (store: HarnessStore, lines: readonly CommitLine[]): Promise<Result<readonly Step[]>> => {
  const steps: Step[] = [];
  for (const line of lines) {
    const step = await stepOf(store, line);
    if (!step.ok) return step;
    if (step.value !== null) steps.push(step.value);
  }
  return ok(steps);
};

/** A step of the branch itself brings it: alone it is exactly the patch; a merge may bring other work along. */
const brings = ({ parents, changed }: Step, paths: readonly ChangedPath[]): boolean =>
  parents.length === 1 ? isSame(changed, paths) : isIn(paths, changed);

/** The accepted commit itself, where it is in the history; else the newest with the same patch, squashed or rebased. */
const patchIn = async (
  store: HarnessStore,
  { base, commit: accepted, paths }: Merging,
  lines: readonly CommitLine[],
): Promise<Result<{ readonly commit: string; readonly parent: string } | null>> => {
  if (lines.some(({ commit }) => commit === accepted)) return ok({ commit: accepted, parent: base });
  for (const line of lines) {
    if (line.parents.length !== 1) continue;
    const step = await stepOf(store, line);
    if (!step.ok) return step;
    if (step.value !== null && isSame(step.value.changed, paths)) return ok(step.value);
  }
  return ok(null);
};

/** The newest commit of the branch itself that put one of the paths back to what it was. */
const takerOf = (steps: readonly Step[], paths: readonly ChangedPath[]): CommitLine | null => {
  const before = new Map(paths.map(({ path, oldMode, oldBlob }) => [path, `${oldMode} ${oldBlob}`] as const));
  const taker = steps.find(({ changed }) =>
    changed.some(({ path, newMode, newBlob }) => before.get(path) === `${newMode} ${newBlob}`),
  );
  return taker === undefined ? null : { commit: taker.commit, parents: taker.parents };
};

/**
 * Looks for what was accepted on the main line of a branch. That a commit is in the history is not enough: a merge can
 * leave all of its bytes behind, and a later commit can take them back. So a step of the branch itself has to have
 * brought them, from the same bytes to the same bytes, and where it stands no path may be as it was before.
 */
export const heldByTarget = async (store: HarnessStore, merging: Merging): Promise<Result<Holding>> => {
  const { base, commit: accepted, paths, tip } = merging;
  const all = await commitsBetween(store, base, tip);
  if (!all.ok) return all;
  const found = paths.length === 0 ? ok(null) : await patchIn(store, merging, all.value);
  if (!found.ok) return found;
  if (found.value === null) return ok({ kind: 'absent' });
  const line = await commitsBetween(store, base, tip, { firstParent: true });
  if (!line.ok) return line;
  const steps = await stepsOf(store, line.value);
  if (!steps.ok) return steps;
  const step = steps.value.find((one) => brings(one, paths));
  if (step === undefined) return ok(found.value.commit === accepted ? { kind: 'bytes-elsewhere' } : { kind: 'absent' });
  const since = await changedPaths(store, base, tip);
  if (!since.ok) return since;
  const differing = new Set(since.value.map(({ path }) => path));
  const back = paths.flatMap(({ path }) => (differing.has(path) ? [] : [path]));
  if (back.length > 0) return ok({ kind: 'taken-back', paths: back, by: takerOf(steps.value, paths) });
  const { commit, parent } = step.parents.length === 1 ? step : found.value;
  return ok({ kind: 'held', commit, parent });
};
