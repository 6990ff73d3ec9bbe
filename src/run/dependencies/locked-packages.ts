import { basename, join, normalize } from 'node:path';
import { canonicalJson, sha256 } from '#contract';
import { addressesAsked, addressesLocked, readNpmLock, type NpmLock } from '#evidence';

import { ok, type Result } from '#failure';
import { gather, NO_LOCK, parsed, unheld, utf8, type Asked } from './asked.ts';
import { askedOfPnpm, PNPM_LOCK } from './locked-pnpm.ts';
import { textIn, type Side } from './tree-side.ts';

const LOCKS = ['npm-shrinkwrap.json', 'package-lock.json', PNPM_LOCK] as const;

/** The lockfile in a folder of a tree, where there is one. */
export const lockIn = (side: Pick<Side, 'has'>, folder: string): string | undefined =>
  LOCKS.map((name) => join(folder, name)).find(side.has);

/** What of an `.npmrc` says from where and how, and cannot have a program started. */
const HARMLESS = /^\s*((@[\w.-]+:)?registry|legacy-peer-deps|strict-peer-deps|install-links)\s*=/u;
const harmless = (text: string): string =>
  text.split('\n').filter((line) => HARMLESS.test(line)).map((line) => `${line.trim()}\n`).join(''); // prettier-ignore

/** The other files that the installer reads: manifests, and packages that lie in the tree as archives. */
const inputPaths = ({ asked, packages }: NpmLock): readonly string[] => [
  ...[...asked.keys()].map((key) => join(key, 'package.json')),
  ...[...packages.values()].flat().flatMap(({ from }) => (from.startsWith('file:') ? [normalize(from.slice(5))] : [])),
];

/**
 * The addresses that manifests and the lockfile ask for beside those that packages come from: the installer would send
 * requests there for what no entry of the lockfile satisfies. Null where one of the files cannot be read.
 */
const addressesOf = (lock: string, inputs: ReadonlyMap<string, Uint8Array>): readonly string[] | null => {
  const manifests = [...inputs].filter(([path]) => basename(path) === 'package.json');
  const all = [addressesLocked(parsed(lock)), ...manifests.map(([, bytes]) => addressesAsked(parsed(bytes)))];
  return all.includes(null) ? null : all.flatMap((one) => one ?? []);
};

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
  if (path === undefined) return ok({ kind: 'unfit', because: NO_LOCK });
  if (path.endsWith(PNPM_LOCK)) return askedOfPnpm(side, folder, machine, agreed);
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
      ...{
        inputs,
        installer: { name: 'npm' },
        lockfile: sha256(text.value),
        key: sha256(canonicalJson({ writ: 1, machine, inputs: digests })),
      },
      sources: [...new Set([...[...lock.packages.values()].flat().map(({ from }) => from), ...addresses])].toSorted(),
      scripted: lock.scripted,
    },
  });
};
