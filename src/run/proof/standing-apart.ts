import { actingFiles, shownOf, standingTests, type ActingFiles, type ChangedPath } from '#evidence';
import { isSurelyTest } from '#contract';
import { ok, type Result } from '#failure';
import { mixedTree, type FileInTree, type HarnessStore } from '#host';
import { asBefore } from './holding.ts';
import type { Proving, ToldCheck } from './proving.ts';
import { putBack, type SortedChange } from './changed-files.ts';
import { withoutAddedTests } from './test-items.ts';
import type { ReadSource } from './syntax.ts';

/** What is left of an added file of tests: it is still there, for whoever asks whether it is, and sets nothing. */
const BARE = '\n\n\n\n';

/** A file of Go without a package is none. */
const takenOut = (changed: ChangedPath): FileInTree =>
  changed.path.endsWith('.go') ? asBefore(changed) : { path: changed.path, mode: changed.newMode, text: BARE };

/** Files of Rust that hold the product have their added tests taken out of them. */
const rustApart = ({ production, holding }: SortedChange, read: ReadSource): readonly FileInTree[] =>
  production.flatMap(({ changed, source, old, after }) => {
    if (!changed.path.endsWith('.rs') || source === null) return [];
    const kept = holding.find((one) => one.changed.path === changed.path)?.kept ?? null;
    const now = kept !== null && 'text' in kept ? read(changed.path, kept.text) : source;
    const text = now === null ? null : withoutAddedTests(now, old);
    return text === null || text === after ? [] : [{ path: changed.path, mode: changed.newMode, text }];
  });

/** What is taken out of the result to see its tests without what was added, and what goes back for a first look. */
export type Apart = ActingFiles & { readonly without: readonly FileInTree[]; readonly back: readonly FileInTree[] };

export const apartOf = (change: SortedChange, paths: readonly ChangedPath[], allow: readonly string[], read: ReadSource): Apart => {
  const isTest = (path: string): boolean =>
    isSurelyTest(path)
      ? !change.loaded.includes(path)
      : change.holding.some(({ held }) => held.path === path && held.only);
  const { added, changed } = actingFiles(paths, allow, isTest);
  const rust = rustApart(change, read);
  const of = (all: readonly string[]): readonly ChangedPath[] => paths.filter(({ path }) => all.includes(path));
  return {
    ...{ added: [...added, ...rust.map(({ path }) => path)], changed },
    without: [...of(added).map(takenOut), ...rust],
    back: of(changed).map(asBefore),
  };
}; // prettier-ignore

/** The two trees on which it is seen whether the tests that stood need what was added. */
type Trees = { readonly first: string; readonly second: string };

const treesOf = async (
  store: HarnessStore,
  tree: string,
  without: readonly FileInTree[],
  back: readonly FileInTree[],
): Promise<Result<Trees>> => {
  // What stands later in the list is what counts.
  const once = (files: readonly FileInTree[]): readonly FileInTree[] => [
    ...new Map(files.map((file) => [file.path, file])).values(),
  ];
  const first = await mixedTree(store, tree, once([...without, ...back]));
  if (!first.ok) return first;
  const second = back.length === 0 ? first : await mixedTree(store, tree, once(without));
  return second.ok ? ok({ first: first.value, second: second.value }) : second;
};

const tryApart = async (
  { contract: { paths: { allow } }, bench, paths }: Proving,
  { check, result }: ToldCheck,
  { added, changed }: ActingFiles,
  { first, second }: Trees,
): Promise<Result<null>> => {
  const standing = standingTests(check, result, { paths, allow }, [...added, ...changed]);
  if (standing.length === 0) return ok(null);
  const files = standing.flatMap(({ file }) => file ?? []);
  // Go builds each package by itself: those in which nothing was added need not be built.
  const only = check.reports === 'go-test' && files.length === standing.length ? [...new Set(files)] : null;
  const ran = await bench.run({ check, purpose: 'apart', tree: first, only });
  if (!ran.ok) return ran;
  const shown = standing.map((test) => shownOf(ran.value, test));
  const isOpen = shown.includes('failed') || (shown.includes(null) && first !== second);
  if (!isOpen || added.length === 0) return ok(null);
  const again = await bench.run({ check, purpose: 'apart', tree: second, only, again: 1 });
  return again.ok ? ok(null) : again;
}; // prettier-ignore

/**
 * Begins to run the tests that a change did not touch without the files of tests that it adds, wherever one process
 * holds both: what an added one sets, these must not need (decision 051). At first the changed ones that the contract
 * names are as they were, too; where a test fails so, it is run again with them as they are. What else is tried out
 * waits for none of it.
 */
export const beginApart = async (
  proving: Proving,
  checks: readonly ToldCheck[],
  { without, back, ...acting }: Apart,
): Promise<Result<() => Promise<Result<null>>>> => {
  const { store, tree, change, contract } = proving;
  if (acting.added.length + acting.changed.length === 0) return ok(() => Promise.resolve(ok(null)));
  const trees = await treesOf(store, tree, [...putBack(change, contract.paths.allow), ...without], back);
  if (!trees.ok) return trees;
  const tries = checks.map((one) => tryApart(proving, one, acting, trees.value));
  // How each went is told to whoever waits for them.
  for (const one of tries) one.catch(() => {});
  return ok(async () => (await Promise.all(tries)).find((ran) => !ran.ok) ?? ok(null));
};
