import { basename, join, normalize } from 'node:path';
import { canonicalJson, sha256, type Digest } from '#contract';
import { addressesAsked, addressesLocked, readNpmLock, type Locked, type NpmLock } from '#evidence';
import { ok, type Result } from '#failure';
import { textIn, type Side } from './tree-side.ts';

/** What the lockfile of a folder asks to have installed, and all that its installer needs to read. */
export type LockedFolder = {
  /** The digest of the lockfile. */
  readonly lockfile: Digest;
  /** Of everything that decides what is installed, this machine's kind included. */
  readonly key: Digest;
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  /** Where the packages come from, and what else is asked for by an address. */
  readonly sources: readonly string[];
  /** Where packages lie that would run a program of their own. */
  readonly scripted: readonly string[];
};

/** Nothing to install, the reason why it cannot be done here, or what to install. */
export type Asked = { readonly kind: 'nothing' } | { readonly kind: 'unfit'; readonly because: string } | { readonly kind: 'locked'; readonly locked: LockedFolder }; // prettier-ignore

const LOCKS = ['npm-shrinkwrap.json', 'package-lock.json'] as const;

/** The lockfile in a folder of a tree, where there is one. */
export const lockIn = (side: Pick<Side, 'has'>, folder: string): string | undefined =>
  LOCKS.map((name) => join(folder, name)).find(side.has);

const isInside = (path: string): boolean => !/^(\.\.)?(\/|$)|^\.\.$/u.test(normalize(path));

/** What is fetched is held to a digest; what is not fetched lies in the tree. */
const isHeld = ({ from, integrity }: Locked): boolean =>
  from === 'inside' ||
  (from.startsWith('link:') ? isInside(from.slice(5)) : integrity !== null && !from.startsWith('git'));

const unheld = ({ packages }: NpmLock): string | undefined => [...packages].find(([, all]) => !all.every(isHeld))?.[0];

/** What of an `.npmrc` says from where and how, and cannot have a program started. */
const HARMLESS = /^\s*((@[\w.-]+:)?registry|legacy-peer-deps|strict-peer-deps|install-links)\s*=/u;
const harmless = (text: string): string =>
  text.split('\n').filter((line) => HARMLESS.test(line)).map((line) => `${line.trim()}\n`).join(''); // prettier-ignore

/** The other files that the installer reads: manifests, and packages that lie in the tree as archives. */
const inputPaths = ({ asked, packages }: NpmLock): readonly string[] => [
  ...[...asked.keys()].map((key) => join(key, 'package.json')),
  ...[...packages.values()].flat().flatMap(({ from }) => (from.startsWith('file:') ? [normalize(from.slice(5))] : [])),
];

const gather = async (side: Side, folder: string, paths: readonly string[]): Promise<Result<Map<string, Uint8Array>>> => {
  const inputs = new Map<string, Uint8Array>();
  for (const path of paths.filter(isInside)) {
    const read = await side.bytes(join(folder, path));
    if (!read.ok) return read;
    if (read.value !== null) inputs.set(path, read.value);
  }
  return ok(inputs);
}; // prettier-ignore

const parsed = (bytes: string | Uint8Array): unknown => {
  try {
    // The decoder leaves a byte order mark out, as npm does.
    return JSON.parse(typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
};

/**
 * The addresses that manifests and the lockfile ask for beside those that packages come from: the installer would send
 * requests there for what no entry of the lockfile satisfies. Null where one of the files cannot be read.
 */
const addressesOf = (lock: string, inputs: ReadonlyMap<string, Uint8Array>): readonly string[] | null => {
  const manifests = [...inputs].filter(([path]) => basename(path) === 'package.json');
  const all = [addressesLocked(parsed(lock)), ...manifests.map(([, bytes]) => addressesAsked(parsed(bytes)))];
  return all.includes(null) ? null : all.flatMap((one) => one ?? []);
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/**
 * What a tree asks to have installed in one of its folders.
 *
 * @param folder relative to the root, `.` for itself
 * @param machine what kind of machine it is for: other packages may be chosen on another
 * @param agreed the tree whose `.npmrc` counts, which is the base's: whoever writes one says where the installer, which
 * runs outside of every jail, sends its requests, and with what in them
 */
export const askedBy = async (side: Side, folder: string, machine: string, agreed: Side): Promise<Result<Asked>> => {
  const path = lockIn(side, folder);
  if (path === undefined) return ok({ kind: 'unfit', because: 'no lockfile of npm says what it should hold' });
  const text = await textIn(side, path);
  if (!text.ok) return text;
  const lock = text.value === null ? null : readNpmLock(text.value);
  if (text.value === null || lock === null) return ok({ kind: 'unfit', because: `${path} is not a lockfile of npm in version 2 or 3` }); // prettier-ignore
  if (lock.places.size === 0) return ok({ kind: 'nothing' });
  const open = unheld(lock);
  if (open !== undefined) return ok({ kind: 'unfit', because: `${path} has no digest for ${open}` });
  const found = await gather(side, folder, inputPaths(lock));
  if (!found.ok) return found;
  const addresses = addressesOf(text.value, found.value);
  if (addresses === null) return ok({ kind: 'unfit', because: `a manifest beside ${path} cannot be read` });
  const settings = await textIn(agreed, join(folder, '.npmrc'));
  if (!settings.ok) return settings;
  const inputs = new Map([
    ...found.value,
    [LOCKS.find((name) => path.endsWith(name)) ?? 'package-lock.json', utf8(text.value)] as const,
    ['.npmrc', utf8(harmless(settings.value ?? ''))] as const,
  ]);
  const digests = Object.fromEntries([...inputs].map(([name, bytes]) => [name, sha256(bytes)]));
  return ok({
    kind: 'locked',
    locked: {
      ...{ inputs, lockfile: sha256(text.value), key: sha256(canonicalJson({ writ: 1, machine, inputs: digests })) },
      sources: [...new Set([...[...lock.packages.values()].flat().map(({ from }) => from), ...addresses])].toSorted(),
      scripted: lock.scripted,
    },
  });
};
