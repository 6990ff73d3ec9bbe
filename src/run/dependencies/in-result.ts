import { dirname } from 'node:path';
import {
  BINDING,
  countAsked,
  installScripts,
  isLockfile,
  isPnpmSettings,
  manifestOf,
  manifestSettings,
  lockChange,
  readLock,
  workspaceSettings,
  type ChangedPath,
  type DependencyRecord,
  type LockChange,
  type LockSide,
  type ManifestChange,
  type PnpmSettings,
} from '#evidence';
import { ok, type Result } from '#failure';
import type { HarnessStore, Settings } from '#host';
import { lookUpPackages } from './look-up.ts';
import { inFolder, manifestsOf, pinnedBy, UNPINNED } from './pinned-by.ts';
import { sideOfTree, textIn, type Side, type TreeSide } from './tree-side.ts';

/** A change as the look at it needs it: base and result are trees, or commits. */
export type ResultToLookAt = { readonly base: string; readonly tree: string; readonly paths: readonly ChangedPath[] };

const lockSide = async (side: Side, path: string): Promise<Result<LockSide>> => {
  if (!side.has(path)) return ok(null);
  const text = await textIn(side, path);
  if (!text.ok) return text;
  return ok(text.value === null ? 'is no file' : readLock(path, text.value));
};

const lookAtLock = async (before: Side, after: Side, path: string): Promise<Result<LockChange>> => {
  const old = await lockSide(before, path);
  if (!old.ok) return old;
  const now = await lockSide(after, path);
  return now.ok ? ok(lockChange(path, old.value, now.value)) : now;
};

/** What is run when the folder of a manifest is installed. */
const startedBy = async (side: Side, path: string): Promise<Result<readonly string[]>> => {
  const beside = inFolder(dirname(path), BINDING);
  const [manifest, binding] = [await textIn(side, path), await side.bytes(beside)];
  if (!manifest.ok) return manifest;
  if (!binding.ok) return binding;
  // A link leads to what the installer reads, and is no manifest here.
  const there = <T>(at: string, value: T | null) => (side.has(at) ? (value ?? 'no file') : null);
  return ok(installScripts({ manifest: there(path, manifest.value), binding: there(beside, binding.value) }));
};

const NO_SETTINGS: PnpmSettings = { starts: [], sources: [] };

const settingsIn = async (side: Side, path: string): Promise<Result<PnpmSettings>> => {
  if (!side.has(path)) return ok(NO_SETTINGS);
  const text = await textIn(side, path);
  if (!text.ok) return text;
  // A link is no settings, and no manifest.
  return ok((isPnpmSettings(path) ? workspaceSettings : manifestSettings)(text.value ?? 'no file'));
};

type Otherwise = Pick<ManifestChange, 'scripts' | 'sources'>;

/** What is set otherwise. Of what starts something, what is gone counts, too: a list of who may run holds all others off. */
const setOtherwise = async (before: Side, after: Side, path: string): Promise<Result<Otherwise>> => {
  const [was, is] = [await settingsIn(before, path), await settingsIn(after, path)];
  if (!was.ok) return was;
  if (!is.ok) return is;
  const gone = was.value.starts.filter((one) => !is.value.starts.includes(one));
  return ok({
    scripts: [
      ...is.value.starts.filter((one) => !was.value.starts.includes(one)),
      ...gone.map((one) => `without ${one}`),
    ],
    sources: is.value.sources.filter((one) => !was.value.sources.includes(one)),
  });
};

const lookAtManifest = async (before: TreeSide, after: TreeSide, path: string): Promise<Result<ManifestChange>> => {
  const otherwise = await setOtherwise(before, after, path);
  if (!otherwise.ok) return otherwise;
  if (isPnpmSettings(path)) return ok({ path, lock: null, asks: 0, differences: [], ...otherwise.value });
  const [old, now] = [await textIn(before, path), await textIn(after, path)];
  if (!old.ok) return old;
  if (!now.ok) return now;
  const [known, started] = [await startedBy(before, path), await startedBy(after, path)];
  if (!known.ok) return known;
  if (!started.ok) return started;
  const { sources } = otherwise.value;
  const scripts = [...started.value.filter((one) => !known.value.includes(one)), ...otherwise.value.scripts];
  if (now.value === null) return ok({ path, lock: null, asks: 0, differences: [], scripts, sources });
  const is = await pinnedBy(after, path, now.value);
  if (!is.ok) return is;
  const was = old.value === null ? ok(UNPINNED) : await pinnedBy(before, path, old.value);
  if (!was.ok) return was;
  const { lock, compared } = is.value;
  return ok({
    path,
    lock,
    ...(compared !== undefined && { compared }),
    asks: countAsked(now.value),
    // What did not agree at the base is not this run's doing.
    differences: is.value.differences.filter((one) => !was.value.differences.includes(one)),
    scripts,
    sources,
  });
};

/**
 * Looks at what a change does to dependencies: every lockfile it touches on both sides, and the manifests beside them.
 * Nothing is decided here.
 */
export const lookAtDependencies = async (
  store: HarnessStore,
  { base, tree, paths }: ResultToLookAt,
  advisories: Settings['advisories'],
): Promise<Result<Omit<DependencyRecord, 'used'>>> => {
  const about = { writ: 1, base, tree } as const;
  const touched = paths.map(({ path }) => path).filter((path) => isLockfile(path) || manifestOf(path) !== null);
  if (touched.length === 0) return ok({ ...about, locks: [], manifests: [], lookedUp: null });
  const [before, after] = await Promise.all([sideOfTree(store, base), sideOfTree(store, tree)]);
  if (!before.ok) return before;
  if (!after.ok) return after;
  const locks: LockChange[] = [];
  const wanted = new Set(touched.flatMap((path) => manifestOf(path) ?? []));
  for (const path of touched.filter(isLockfile)) {
    const lock = await lookAtLock(before.value, after.value, path);
    if (!lock.ok) return lock;
    locks.push(lock.value);
    const beside = await manifestsOf(after.value, path);
    if (!beside.ok) return beside;
    for (const one of beside.value) wanted.add(one);
  }
  const manifests: ManifestChange[] = [];
  for (const path of [...wanted].toSorted()) {
    const manifest = await lookAtManifest(before.value, after.value, path);
    if (!manifest.ok) return manifest;
    manifests.push(manifest.value);
  }
  return ok({ ...about, locks, manifests, lookedUp: lookUpPackages(locks, advisories) });
};
