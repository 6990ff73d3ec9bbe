import { configuringIn, isTestPath } from '#contract';
import type { ChangedPath, ProofRecord } from '#evidence';
import { ok, type Result } from '#failure';
import { bareDiff, blobsOf, type HarnessStore } from '#host';
import { configuringKeys } from './configuring-keys.ts';
import { hunksOfPatch } from './hunks.ts';
import type { ReadSource } from './syntax.ts';
import type { ChangedFile } from './units.ts';

const NOWHERE = '000000';
const isFile = (mode: string): boolean => mode === '100644' || mode === '100755';

/** A changed file with all that taking it apart needs. */
export type TakenFile = ChangedFile & {
  readonly changed: ChangedPath;
};

/** The change, sorted: what may hold tests, and what the product is made of. */
export type SortedChange = {
  readonly tests: readonly ChangedPath[];
  /** What the changed tests say: path → text. */
  readonly testTexts: ReadonlyMap<string, string>;
  readonly production: readonly TakenFile[];
  readonly configured: ProofRecord['configured'];
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

/** Reads what changed between two trees. */
export const sortChange = async (
  store: HarnessStore,
  { from, to, paths }: { readonly from: string; readonly to: string; readonly paths: readonly ChangedPath[] },
  read: ReadSource,
): Promise<Result<SortedChange>> => {
  const ids = paths.flatMap(({ oldMode, oldBlob, newMode, newBlob }) => [
    ...(isFile(oldMode) ? [oldBlob] : []),
    ...(isFile(newMode) ? [newBlob] : []),
  ]);
  const blobs = await blobsOf(store, ids);
  if (!blobs.ok) return blobs;
  const production: TakenFile[] = [];
  for (const changed of paths.filter(({ path }) => !isTestPath(path))) {
    const { path, oldMode, newMode } = changed;
    const before = isFile(oldMode) ? textOf(blobs.value.get(changed.oldBlob)) : null;
    const after = isFile(newMode) ? textOf(blobs.value.get(changed.newBlob)) : null;
    const isText = (oldMode === NOWHERE || before !== null) && after !== null;
    // Side by side they would start a program each; there are as many as changed files.
    const patch = isText ? await bareDiff(store, from, to, path) : ok('');
    if (!patch.ok) return patch;
    production.push({
      ...{ changed, path, before, after, hunks: hunksOfPatch(patch.value).flat() },
      source: isText ? read(path, after) : null,
      old: before === null ? null : read(path, before),
    });
  }
  const configured = paths.flatMap(({ path, oldBlob, newBlob }) => {
    const configuring = configuringIn(path);
    if (configuring === null) return [];
    const [before, after] = [oldBlob, newBlob].map((id) => textOf(blobs.value.get(id)));
    return [{ path, keys: configuringKeys(configuring, before ?? null, after ?? null) }];
  });
  const tests = paths.filter(({ path }) => isTestPath(path));
  const testTexts = tests.flatMap(({ path, newMode, newBlob }) => {
    const text = isFile(newMode) ? textOf(blobs.value.get(newBlob)) : null;
    return text === null ? [] : [[path, text] as const];
  });
  return ok({ tests, testTexts: new Map(testTexts), production, configured });
};
