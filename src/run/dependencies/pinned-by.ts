import { basename, dirname, join } from 'node:path';
import {
  hasWorkspaces,
  nameOfManifest,
  npmDifferences,
  pnpmDifferences,
  readNpmLock,
  readPnpmProject,
  readYarn,
  yarnDifferences,
  type ManifestChange,
} from '#evidence';
import { ok, type Result } from '#failure';
import { textIn, type Side, type TreeSide } from './tree-side.ts';

const MANIFEST = 'package.json';
const NPM_LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'];
const PNPM_LOCK = 'pnpm-lock.yaml';
const PNPM_SETTINGS = 'pnpm-workspace.yaml';
const YARN_LOCK = 'yarn.lock';
const UNREAD_LOCKS = ['bun.lock', 'bun.lockb'];
const LOCKS = [...NPM_LOCKS, PNPM_LOCK, YARN_LOCK, ...UNREAD_LOCKS];

/** A file of a folder of the tree; the root is `.`. */
export const inFolder = (folder: string, name: string): string => (folder === '.' ? name : `${folder}/${name}`);

/** The folders from one up to the root, the nearest first. */
const above = (folder: string): readonly string[] => (folder === '.' ? ['.'] : [folder, ...above(dirname(folder))]);

const relativeTo = (folder: string, below: string): string =>
  folder === below ? '' : folder === '.' ? below : below.slice(folder.length + 1);

/** What pins the packages of a manifest, and where the two do not say the same. */
type Pinned = Pick<ManifestChange, 'lock' | 'compared' | 'differences'>;
export const UNPINNED: Pinned = { lock: null, differences: [] };

/** A lockfile that was read: whether it knows a manifest, and where the two do not say the same. */
type Compared = { readonly isKnown: boolean; readonly differences: () => readonly string[] };

/** A manifest, and its folder beside that of a lockfile; empty for the lockfile's own. */
type Below = { readonly manifest: string; readonly below: string };

/** Where a lockfile lies, and what it says. */
type Lock = { readonly at: string; readonly path: string; readonly text: string };

/** A lockfile as a manifest in a folder below it is compared with it; null where it cannot be read. */
const compareNpm = ({ text }: Lock, { manifest, below }: Below): Compared | null => {
  const lock = readNpmLock(text);
  return lock && { isKnown: lock.asked.has(below), differences: () => npmDifferences(manifest, lock, below) };
};

const textOr = async (side: Side, path: string): Promise<Result<string>> => {
  const text = await textIn(side, path);
  return text.ok ? ok(text.value ?? '') : text;
};

/** The same for pnpm, which also puts what is set beside its lockfile in place of what a manifest asks for. */
const comparePnpm = async (side: Side, { at, text }: Lock, { manifest, below }: Below): Promise<Result<Compared | null>> => {
  const lock = readPnpmProject(text);
  if (lock === null) return ok(null);
  const [root, workspace] = [await textOr(side, inFolder(at, MANIFEST)), await textOr(side, inFolder(at, PNPM_SETTINGS))];
  if (!root.ok) return root;
  if (!workspace.ok) return workspace;
  const folder = below === '' ? '.' : below;
  const beside = { folder, root: root.value, workspace: workspace.value };
  return ok({ isKnown: lock.asked.has(folder), differences: () => pnpmDifferences(manifest, lock, beside) });
}; // prettier-ignore

/** The names of the packages in a folder and below it. What has none is asked for by nobody. */
const namesBelow = async (side: TreeSide, at: string): Promise<Result<ReadonlySet<string>>> => {
  const names = new Set<string>();
  for (const path of side.paths.filter((one) => basename(one) === MANIFEST && above(dirname(one)).includes(at))) {
    const text = await textOr(side, path);
    if (!text.ok) return text;
    const name = nameOfManifest(text.value);
    if (name !== null) names.add(name);
  }
  return ok(names);
};

/** The same for yarn, whose first form does not say which packages lie beside. */
const compareYarn = async (side: TreeSide, { at, text }: Lock, { manifest, below }: Below): Promise<Result<Compared | null>> => {
  const lock = readYarn(text);
  if (lock === null) return ok(null);
  const root = await textOr(side, inFolder(at, MANIFEST));
  if (!root.ok) return root;
  const siblings = lock.asked === null && hasWorkspaces(root.value) ? await namesBelow(side, at) : ok(new Set<string>());
  if (!siblings.ok) return siblings;
  const folder = below === '' ? '.' : below;
  const beside = { folder, root: root.value, siblings: siblings.value };
  return ok({ isKnown: lock.asked?.has(folder) ?? true, differences: () => yarnDifferences(manifest, lock, beside) });
}; // prettier-ignore

const compare = async (side: TreeSide, lock: Lock, manifest: Below): Promise<Result<Compared | null>> => {
  const name = basename(lock.path);
  if (name === PNPM_LOCK) return comparePnpm(side, lock, manifest);
  return name === YARN_LOCK ? compareYarn(side, lock, manifest) : ok(compareNpm(lock, manifest));
};

/**
 * The lockfile that pins what a manifest asks for: the nearest that knows it, as one for several packages lies above them.
 * One that cannot be read may be nobody's to change: that the two were not compared is told of the manifest.
 */
export const pinnedBy = async (side: TreeSide, path: string, manifest: string): Promise<Result<Pinned>> => {
  const folder = dirname(path);
  for (const at of above(folder)) {
    const lock = LOCKS.map((name) => inFolder(at, name)).find(side.has);
    if (lock === undefined) continue;
    const unread: Pinned = { lock, compared: false, differences: [] };
    if (UNREAD_LOCKS.includes(basename(lock))) return ok(unread);
    const text = await textOr(side, lock);
    if (!text.ok) return text;
    const below = relativeTo(at, folder);
    const compared = await compare(side, { at, path: lock, text: text.value }, { manifest, below });
    if (!compared.ok) return compared;
    if (compared.value === null && below === '') return ok(unread);
    // A manifest below a lockfile need not be its business.
    if (compared.value === null || (below !== '' && !compared.value.isKnown)) continue;
    return ok({ lock, compared: true, differences: compared.value.differences() });
  }
  return ok(UNPINNED);
};

const FOLDERS: Readonly<Record<string, (text: string) => Iterable<string> | undefined>> = {
  [PNPM_LOCK]: (text) => readPnpmProject(text)?.asked.keys(),
  [YARN_LOCK]: (text) => readYarn(text)?.asked?.keys(),
};

/** The manifests that a changed lockfile speaks of. */
export const manifestsOf = async (side: Side, lock: string): Promise<Result<readonly string[]>> => {
  const name = basename(lock);
  if (![...NPM_LOCKS, PNPM_LOCK, YARN_LOCK].includes(name)) return ok([]);
  const text = await textOr(side, lock);
  if (!text.ok) return text;
  const named = FOLDERS[name] ?? ((said) => readNpmLock(said)?.asked.keys());
  const folders = [...(named(text.value) ?? [''])];
  return ok(folders.map((key) => join(dirname(lock), key, MANIFEST)).filter(side.has));
};
