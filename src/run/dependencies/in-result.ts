import { dirname, join } from 'node:path';
import {
  BINDING,
  countAsked,
  installScripts,
  isLockfile,
  isPnpmSettings,
  manifestOf,
  manifestSettings,
  lockChange,
  npmDifferences,
  pnpmDifferences,
  readLock,
  readNpmLock,
  readPnpmProject,
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
import { sideOfTree, textIn, type Side } from './tree-side.ts';

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

const NPM_LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'];
const PNPM_LOCK = 'pnpm-lock.yaml';
const PNPM_SETTINGS = 'pnpm-workspace.yaml';
const OTHER_LOCKS = ['yarn.lock', 'bun.lock', 'bun.lockb'];

const inFolder = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`);

/** The folders from one up to the root, the nearest first. */
const above = (folder: string): readonly string[] => (folder === '.' ? ['.'] : [folder, ...above(dirname(folder))]);

const relativeTo = (folder: string, below: string): string =>
  folder === below ? '' : folder === '.' ? below : below.slice(folder.length + 1);

type Pinned = { readonly lock: string | null; readonly differences: readonly string[] };
const UNPINNED: Pinned = { lock: null, differences: [] };

type Compared = { readonly isKnown: boolean; readonly differences: () => readonly string[] };

/** A manifest, and its folder beside that of a lockfile; empty for the lockfile's own. */
type Below = { readonly manifest: string; readonly below: string };

/** A lockfile as a manifest in a folder below it is compared with it; null where it cannot be read. */
const compareNpm = (text: string, { manifest, below }: Below): Compared | null => {
  const lock = readNpmLock(text);
  return lock && { isKnown: lock.asked.has(below), differences: () => npmDifferences(manifest, lock, below) };
};

/** The same for pnpm, which also puts what is set beside its lockfile in place of what a manifest asks for. */
const comparePnpm = async (side: Side, at: string, text: string, { manifest, below }: Below): Promise<Result<Compared | null>> => {
  const lock = readPnpmProject(text);
  if (lock === null) return ok(null);
  const [root, workspace] = [await textIn(side, inFolder(at, 'package.json')), await textIn(side, inFolder(at, PNPM_SETTINGS))];
  if (!root.ok) return root;
  if (!workspace.ok) return workspace;
  const folder = below === '' ? '.' : below;
  const beside = { folder, root: root.value ?? '', workspace: workspace.value ?? '' };
  return ok({ isKnown: lock.asked.has(folder), differences: () => pnpmDifferences(manifest, lock, beside) });
}; // prettier-ignore

/** The lockfile that pins what a manifest asks for: the nearest that knows it, as one for several packages lies above them. */
const pinnedBy = async (side: Side, path: string, manifest: string): Promise<Result<Pinned>> => {
  const folder = dirname(path);
  for (const at of above(folder)) {
    const lock = [...NPM_LOCKS, PNPM_LOCK, ...OTHER_LOCKS].map((name) => inFolder(at, name)).find(side.has);
    if (lock === undefined) continue;
    if (OTHER_LOCKS.some((name) => lock.endsWith(name))) return ok({ lock, differences: [] });
    const text = await textIn(side, lock);
    if (!text.ok) return text;
    const below = relativeTo(at, folder);
    const read = text.value ?? '';
    const compared = lock.endsWith(PNPM_LOCK)
      ? await comparePnpm(side, at, read, { manifest, below })
      : ok(compareNpm(read, { manifest, below }));
    if (!compared.ok) return compared;
    // What cannot be read is told of the lockfile itself; and a manifest below one need not be its business.
    if (compared.value === null && below === '') return ok({ lock, differences: [] });
    if (compared.value === null || (below !== '' && !compared.value.isKnown)) continue;
    return ok({ lock, differences: compared.value.differences() });
  }
  return ok(UNPINNED);
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

const lookAtManifest = async (before: Side, after: Side, path: string): Promise<Result<ManifestChange>> => {
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
  return ok({
    path,
    lock: is.value.lock,
    asks: countAsked(now.value),
    // What did not agree at the base is not this run's doing.
    differences: is.value.differences.filter((one) => !was.value.differences.includes(one)),
    scripts,
    sources,
  });
};

/** The manifests that a changed lockfile speaks of. */
const manifestsOf = async (side: Side, lock: string): Promise<Result<readonly string[]>> => {
  const isOf = (name: string): boolean => lock === name || lock.endsWith(`/${name}`);
  if (![...NPM_LOCKS, PNPM_LOCK].some(isOf)) return ok([]);
  const text = await textIn(side, lock);
  if (!text.ok) return text;
  const read = text.value === null ? null : (isOf(PNPM_LOCK) ? readPnpmProject : readNpmLock)(text.value);
  const folders = [...(read?.asked.keys() ?? [''])];
  return ok(folders.map((key) => join(dirname(lock), key, 'package.json')).filter(side.has));
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
