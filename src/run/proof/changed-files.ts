import { configuringIn, isSurelyTest, mayBeTest, type Check } from '#contract';
import type { BesideOther, ChangedPath, ProofRecord, Reached } from '#evidence';
import { ok, type Result } from '#failure';
import { bareDiff, blobsOf, type FileInTree, type HarnessStore } from '#host';
import { besideOthers } from './beside.ts';
import { configuringKeys } from './configuring-keys.ts';
import { asBefore, heldTests, type Besides, type Holding } from './holding.ts';
import { loadedByProduct } from './loaded.ts';
import { hunksOfPatch, type Hunk } from './hunks.ts';
import { reachOf } from './reach.ts';
import type { ReadSource } from './syntax.ts';
import type { ChangedFile } from './units.ts';

const NOWHERE = '000000';
const isFile = (mode: string): boolean => mode === '100644' || mode === '100755';

/** A changed file with all that taking it apart needs. */
export type TakenFile = ChangedFile & {
  readonly changed: ChangedPath;
  /** The tests of the result among the product in it; null where it holds none, or they cannot be told apart. */
  readonly besides: Besides | null;
};

/** The change, sorted: what may hold tests, and what may be part of the product. Where it cannot be told, a file is both. */
export type SortedChange = {
  readonly tests: readonly ChangedPath[];
  /** What the changed tests say: path → text. */
  readonly testTexts: ReadonlyMap<string, string>;
  readonly production: readonly TakenFile[];
  /** What is called or lies like a test, and the product loads. */
  readonly loaded: readonly string[];
  /** What holds tests, though nothing in its path says so. */
  readonly holding: readonly Holding[];
  readonly configured: ProofRecord['configured'];
  /** Added files that go by the name of another. */
  readonly beside: readonly BesideOther[];
  readonly reached: readonly Reached[];
};

/** What goes back to have the tests as they were, but for those that the contract names. */
export const putBack = ({ tests, holding }: SortedChange, allow: readonly string[]): readonly FileInTree[] => [
  ...tests.filter(({ path, status }) => status !== 'added' && !allow.includes(path)).map(asBefore),
  ...holding.flatMap(({ kept }) => kept ?? []),
];

/**
 * What goes back to have all tests as they were, those too that the contract names, so that a person sees what they would
 * say; nothing where it names none that was changed.
 */
export const putAllBack = (change: SortedChange, allow: readonly string[]): readonly FileInTree[] => {
  const all = [
    ...change.tests.filter(({ status }) => status !== 'added').map(asBefore),
    ...change.holding.flatMap(({ old }) => old ?? []),
  ];
  return all.some(({ path }) => allow.includes(path)) ? all : [];
};

const textOf = (bytes: Uint8Array | undefined): string | null => {
  if (bytes === undefined) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? null : text;
  } catch {
    return null;
  }
};

/** The order of git's trees. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

type Change = {
  readonly from: string;
  readonly to: string;
  readonly paths: readonly ChangedPath[];
  /** Which files runners report tests of, and which ones the contract names. */
  readonly known?: Parameters<typeof heldTests>[2];
};

/** So many paths at a time: a program for each of ten thousand takes minutes, and one for all has no room for their names. */
const AT_A_TIME = 128;

/**
 * The hunks of each path. Every path that changed has a section of its own, and they come in the order of the trees; so
 * as many sections as paths are theirs, one by one. A file in the place of a folder brings along what the folder held:
 * where there are more, each path is asked for by itself.
 */
const hunksOf = async (
  store: HarnessStore,
  { from, to }: Change,
  paths: readonly string[],
): Promise<Result<ReadonlyMap<string, readonly Hunk[]>>> => {
  const found = new Map<string, readonly Hunk[]>();
  const chunks = Array.from({ length: Math.ceil(paths.length / AT_A_TIME) }, (_, index) =>
    paths.slice(index * AT_A_TIME, (index + 1) * AT_A_TIME),
  );
  while (chunks.length > 0) {
    const chunk = chunks.shift() ?? [];
    const patch = await bareDiff(store, from, to, chunk);
    if (!patch.ok) return patch;
    const sections = hunksOfPatch(patch.value);
    if (chunk.length > 1 && sections.length !== chunk.length) chunks.push(...chunk.map((path) => [path]));
    else
      for (const [index, path] of chunk.entries())
        found.set(path, chunk.length > 1 ? (sections[index] ?? []) : sections.flat());
  }
  return ok(found);
};

/** Reads what changed between two trees, and what of it the checks run. */
export const sortChange = async (
  store: HarnessStore,
  change: Change,
  read: ReadSource,
  checks: readonly Check[],
): Promise<Result<SortedChange>> => {
  const { paths, known = { reported: new Map(), allow: [] } } = change;
  const [loaded, reached, beside] = await Promise.all([
    loadedByProduct(store, change),
    reachOf(store, change, checks),
    besideOthers(store, change),
  ]);
  if (!loaded.ok) return loaded;
  if (!reached.ok) return reached;
  if (!beside.ok) return beside;
  const ids = paths.flatMap(({ oldMode, oldBlob, newMode, newBlob }) => [
    ...(isFile(oldMode) ? [oldBlob] : []),
    ...(isFile(newMode) ? [newBlob] : []),
  ]);
  const blobs = await blobsOf(store, ids);
  if (!blobs.ok) return blobs;
  const all = paths.map((changed) => {
    const { oldMode, newMode, oldBlob, newBlob } = changed;
    const before = isFile(oldMode) ? textOf(blobs.value.get(oldBlob)) : null;
    return { changed, before, after: isFile(newMode) ? textOf(blobs.value.get(newBlob)) : null };
  });
  const held = await heldTests(store, { ...change, texts: all }, known);
  if (!held.ok) return held;
  const holding = new Map(held.value.map((one) => [one.changed.path, one]));
  const texts = all.flatMap(({ changed, before, after }) => {
    const { path, oldMode } = changed;
    const isTest = isSurelyTest(path) ? !loaded.value.includes(path) : holding.get(path)?.held.only === true;
    const isText = (oldMode === NOWHERE || before !== null) && after !== null;
    return isTest ? [] : [{ changed, path, before, after, isText }];
  });
  const readable = texts.flatMap(({ path, isText }) => (isText ? [path] : []));
  const hunks = await hunksOf(store, change, readable.toSorted(byBytes));
  if (!hunks.ok) return hunks;
  const production = texts.map(({ changed, path, before, after, isText }): TakenFile => ({
    ...{ changed, path, before, after, hunks: hunks.value.get(path) ?? [] },
    besides: holding.get(path)?.besides ?? null,
    source: isText && after !== null ? read(path, after) : null,
    old: before === null ? null : read(path, before),
  }));
  const configured = paths.flatMap(({ path, oldBlob, newBlob }) => {
    const configuring = configuringIn(path);
    if (configuring === null) return [];
    const [before, after] = [oldBlob, newBlob].map((id) => textOf(blobs.value.get(id)));
    return [{ path, keys: configuringKeys(configuring, before ?? null, after ?? null) }];
  });
  const tests = paths.filter(({ path }) => mayBeTest(path));
  const testTexts = all.flatMap(({ changed: { path }, after }) =>
    after !== null && (mayBeTest(path) || holding.get(path)?.held.only === true) ? [[path, after] as const] : [],
  );
  const { value } = held;
  return ok({
    ...{ tests, testTexts: new Map(testTexts), production },
    ...{ loaded: loaded.value, holding: value, configured, reached: reached.value, beside: beside.value },
  });
};
