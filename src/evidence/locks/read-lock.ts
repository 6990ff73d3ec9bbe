import { BINDING } from './install-scripts.ts';
import type { LockedPackages } from './locked.ts';
import { readNpmLock } from './npm-lock.ts';
import { readCargoLock, readGoSum, readRequirements } from './other-locks.ts';
import { readPnpmLock } from './pnpm-lock.ts';
import { readPoetryLock, readUvLock } from './python-locks.ts';
import { readYarnLock } from './yarn-lock.ts';

type Reader = (text: string) => LockedPackages | null;

const READERS: readonly (readonly [name: RegExp, read: Reader])[] = [
  [/^(package-lock|npm-shrinkwrap)\.json$/, (text) => readNpmLock(text)?.packages ?? null],
  [/^pnpm-lock\.yaml$/, readPnpmLock],
  [/^yarn\.lock$/, readYarnLock],
  [/^Cargo\.lock$/, readCargoLock],
  [/^go\.sum$/, readGoSum],
  [/^requirements[^/]*\.txt$/, readRequirements],
  [/^uv\.lock$/, readUvLock],
  [/^poetry\.lock$/, readPoetryLock],
];

/** Lockfiles whose form is not read here: that one was changed is all that can be told. */
const UNREAD =
  /^(bun\.lockb?|deno\.lock|pdm\.lock|pylock(\.[\w-]+)?\.toml|Pipfile\.lock|Gemfile\.lock|composer\.lock|gradle\.lockfile|mix\.lock)$/;

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether a path is a lockfile, by its name. */
export const isLockfile = (path: string): boolean =>
  UNREAD.test(nameOf(path)) || READERS.some(([name]) => name.test(nameOf(path)));

/** Whether a path is the settings of pnpm, by its name. */
export const isPnpmSettings = (path: string): boolean => nameOf(path) === 'pnpm-workspace.yaml';

/** The manifest that a file belongs to by its name: itself, which settings of pnpm are as well, or the one that a binding lies beside; null for any other file. */
export const manifestOf = (path: string): string | null =>
  isNpmManifest(path) || isPnpmSettings(path)
    ? path
    : nameOf(path) === BINDING
      ? `${path.slice(0, -BINDING.length)}package.json`
      : null;

/** Whether a path is a manifest of npm, by its name. */
export const isNpmManifest = (path: string): boolean => nameOf(path) === 'package.json';

/** The packages of a lockfile, or why they cannot be told, as the end of a sentence. */
export const readLock = (path: string, text: string): LockedPackages | string => {
  const read = READERS.find(([name]) => name.test(nameOf(path)))?.[1];
  if (read === undefined) return 'has a form that is not read here';
  return read(text) ?? 'is not a lockfile in a form that is read here';
};
