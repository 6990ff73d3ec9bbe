/**
 * Where what a jail would show lies on this machine, where there is no jail: nothing can be mounted, so that paths of
 * the jail are written as those of this machine on the way in, and back on the way out.
 */
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import type { Mount } from './jail-spec.ts';
import { isBelow, isSamePlace, onlyInJail, OWN_ROOTS } from './only-in-jail.ts';

/** What is said in places of the jail, and in those of this machine. */
export type UnjailedPlaces = {
  /** A text with the places of this machine for those of the jail. */
  readonly there: (text: string) => string;
  /** Bytes with the places of the jail for those of this machine. */
  readonly back: (bytes: Uint8Array) => Uint8Array;
  /** Takes the links away that stand for mounts within a work tree. The folder itself is its maker's to remove. */
  readonly remove: () => void;
};

type Pair = { readonly inside: string; readonly here: string };

const statOf = (path: string) => lstatSync(path, { throwIfNoEntry: false });

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/gu, String.raw`\$&`);

/** Puts one path in the place of another wherever it stands as a whole one; the longest that fits counts. */
const replacing = (pairs: readonly (readonly [from: string, to: string])[]): ((text: string) => string) => {
  if (pairs.length === 0) return (text) => text;
  const byLength = pairs.toSorted(([a], [b]) => b.length - a.length);
  const to = new Map(byLength);
  // `~/writ` and `x/writ` are other paths; `=/writ`, `:/writ`, `file:///writ` and a text in quotes are not.
  const pattern = new RegExp(
    `(?<![\\w.~-])(?<![\\w.~-]/)(?:${byLength.map(([from]) => escaped(from)).join('|')})(?![\\w-])(?!\\.\\w)`,
    'gu',
  );
  return (text) => text.replaceAll(pattern, (found) => to.get(found) ?? found);
};

/** Names of files may be any bytes: what is read as Latin-1 comes out as it went in. */
const latin = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

/** The names under which a place of this machine may be told. */
const namesOf = (path: string): readonly string[] => {
  try {
    return [...new Set([path, realpathSync(path)])];
  } catch {
    return [path];
  }
};

const isFolder = (mount: Mount): boolean => 'from' in mount && (statOf(mount.from)?.isDirectory() ?? false);

/** Makes room for a link within a work tree: a folder that holds nothing is in nobody's way. */
const makeRoom = (path: string): boolean => {
  const stat = statOf(path);
  if (stat === undefined) return true;
  if (!stat.isDirectory() || readdirSync(path).length > 0) return false;
  rmdirSync(path);
  return true;
};

type Placed = Exclude<Mount, { readonly kind: 'copy' }>;

const put = (mount: Placed, path: string, there: (text: string) => string): void => {
  mkdirSync(dirname(path), { recursive: true });
  if (mount.kind === 'memory') mkdirSync(path, { recursive: true });
  else if (mount.kind === 'file') writeFileSync(path, there(mount.text), { mode: 0o700 });
  else symlinkSync(mount.from, path);
};

const isLinkStill = (path: string): boolean => statOf(path)?.isSymbolicLink() ?? false;

/**
 * Lays out what a jail would show, in a folder made for it.
 *
 * @param root an empty folder that nothing else is in
 * @returns `machine.jail` where something would have to lie where something else lies on this machine
 */
export const layOut = (mounts: readonly Mount[], root: string): Result<UnjailedPlaces> => {
  const only = onlyInJail(mounts);
  if (only !== null) return fail('machine.jail', only);
  const moved = mounts.filter((mount) => !isSamePlace(mount));
  const placed = moved.filter((mount) => mount.kind !== 'copy');
  // A folder is itself, so that what is asked for its own path answers with the one it was given.
  const folders = moved
    .filter((mount) => isFolder(mount))
    .flatMap((mount): Pair[] => ('from' in mount ? [{ inside: mount.to, here: mount.from }] : []));
  const tops = folders.filter(
    ({ inside }) => !folders.some((one) => one.inside !== inside && isBelow(inside, one.inside)),
  );
  const here = (path: string): string => {
    const top = tops.find(({ inside }) => isBelow(path, inside));
    return top === undefined ? join(root, path) : `${top.here}${path.slice(top.inside.length)}`;
  };
  const own = OWN_ROOTS.map((inside): Pair => ({ inside, here: join(root, inside) }));
  const same = mounts.filter(isSamePlace).map(({ to }): Pair => ({ inside: to, here: to }));
  const there = replacing([...own, ...same, ...tops].map(({ inside, here: path }) => [inside, path] as const));
  const back = replacing(
    [...own, ...tops].flatMap(({ inside, here: path }) => namesOf(path).map((name) => [latin(name), inside] as const)),
  );
  const links: string[] = [];
  const remove = (): void => links.filter(isLinkStill).forEach((path) => rmSync(path));
  for (const { here: path } of own) mkdirSync(path, { recursive: true });
  for (const mount of placed.toSorted((a, b) => a.to.length - b.to.length)) {
    if (tops.some(({ inside }) => inside === mount.to)) {
      // What looks for a folder beside its own still finds it.
      if (!tops.some(({ inside }) => inside !== mount.to && isBelow(mount.to, inside)))
        put(mount, join(root, mount.to), there);
      continue;
    }
    const path = here(mount.to);
    if (!isBelow(path, root)) {
      if (!makeRoom(path)) {
        remove();
        return fail('machine.jail', `something lies at ${mount.to}, where only a jail could show something else`);
      }
      links.push(path);
    }
    put(mount, path, there);
  }
  return ok({ there, back: (bytes) => Buffer.from(back(Buffer.from(bytes).toString('latin1')), 'latin1'), remove });
};
