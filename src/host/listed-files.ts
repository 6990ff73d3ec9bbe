import { closeSync, constants, lstatSync, openSync, readSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ok, type Result } from '#failure';
import { git, splitNul, tryGit, type GitCall } from './git.ts';
import type { Repository } from './repository.ts';

/** A path that differs between two states, with what it was and what it is; null where there is nothing. */
export type Difference = { readonly path: string; readonly old: string | null; readonly next: string | null };

/** A difference as git prints it has an id of zeros where there is nothing, or where git has not read the file yet. */
const NOTHING = /^0+$/u;
/** What the system says of a link, a folder, a socket, a pipe, and of a file that is listed and gone. */
const NO_TEXT = ['ELOOP', 'EISDIR', 'ENXIO', 'EAGAIN', 'ENOENT', 'ENOTDIR'];
/** What git calls a file and an executable; all else has no text. */
const FILES: readonly string[] = ['100644', '100755'];

/** A commit that is about to be made has an index of its own, which git names to its hooks. */
const indexOf = ({ root }: Repository): Pick<GitCall, 'indexFile'> => {
  const named = process.env['GIT_INDEX_FILE'];
  return named === undefined || named === '' ? {} : { indexFile: resolve(root, named) };
};

/** Every file of the checkout, tracked or not, but for what git ignores. */
export const filesOfCheckout = async ({ root }: Pick<Repository, 'root'>): Promise<Result<readonly string[]>> => {
  const listed = await git(['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'], {
    cwd: root,
    config: 'person',
  });
  return listed.ok ? ok(splitNul(listed.value)) : listed;
};

/** Every file of the index. */
export const filesOfIndex = async (repository: Repository): Promise<Result<readonly string[]>> => {
  const call = { cwd: repository.root, config: 'person', ...indexOf(repository) } as const;
  const listed = await git(['ls-files', '-z', '--cached', '--deduplicate'], call);
  return listed.ok ? ok(splitNul(listed.value)) : listed;
};

/** The id of a file as it is staged, or null where none is. */
export const stagedBlob = async (repository: Repository, path: string): Promise<Result<string | null>> => {
  const call = { cwd: repository.root, config: 'person', ...indexOf(repository) } as const;
  const listed = await git(['ls-files', '--stage', '-z', '--', `:(top,literal)${path}`], call);
  return listed.ok ? ok(splitNul(listed.value)[0]?.split(' ')[1] ?? null) : listed;
};

/** The fields of `--raw -z`: pairs of what changed and where. */
const differencesIn = (raw: Uint8Array): readonly Difference[] => {
  const fields = splitNul(raw);
  return fields.flatMap((field, at): readonly Difference[] => {
    const path = fields[at + 1];
    if (!field.startsWith(':') || path === undefined || at % 2 === 1) return [];
    const [oldMode = '', newMode = '', old = '', next = ''] = field.slice(1).split(' ');
    return [
      {
        path,
        old: FILES.includes(oldMode) && !NOTHING.test(old) ? old : null,
        next: FILES.includes(newMode) ? next : null,
      },
    ];
  });
};

const RAW = ['--raw', '-z', '--no-renames', '--full-index', '--no-abbrev', '--no-ext-diff', '--ignore-submodules'];

/** What is staged, against HEAD or, before the first commit, against nothing. */
export const stagedDifferences = async (
  repository: Repository,
  head: string,
): Promise<Result<readonly Difference[]>> => {
  const call = { cwd: repository.root, config: 'person', ...indexOf(repository) } as const;
  const printed = await git(['diff-index', '--cached', ...RAW, head, '--'], call);
  return printed.ok ? ok(differencesIn(printed.value)) : printed;
};

/** What the checkout differs in from a commit; files that git does not track count as added. `next` is an id only where it is staged. */
export const checkoutDifferences = async (
  repository: Repository,
  commit: string,
): Promise<Result<readonly Difference[]>> => {
  const call = { cwd: repository.root, config: 'person' } as const;
  const [printed, others] = await Promise.all([
    git(['diff', ...RAW, commit, '--'], call),
    git(['ls-files', '-z', '--others', '--exclude-standard'], call),
  ]);
  if (!printed.ok) return printed;
  if (!others.ok) return others;
  return ok([
    ...differencesIn(printed.value),
    ...splitNul(others.value).map((path) => ({ path, old: null, next: '' })),
  ]);
};

/** What a file of the checkout holds; null: no text, for it is no regular file, or gone. */
export type FileOfCheckout = Uint8Array | 'too large' | null;

/**
 * Reads files of the checkout, each into the same memory: what was given before is overwritten by the next. Thousands
 * are read at a time, and most of them are looked at once. A link is not followed, and no pipe is waited for.
 */
export const readerOfCheckout = (
  { root }: Pick<Repository, 'root'>,
  limitBytes: number,
): ((path: string) => FileOfCheckout) => {
  // One byte more than is wanted: where it is taken, the file is too large. To ask for its size would take as long again.
  const memory = Buffer.allocUnsafe(limitBytes + 1);
  const fill = (descriptor: number): FileOfCheckout => {
    let length = 0;
    for (let count = 1; count > 0 && length <= limitBytes; length += count)
      count = readSync(descriptor, memory, length, memory.length - length, null);
    return length > limitBytes ? 'too large' : memory.subarray(0, length);
  };
  const read = (path: string): FileOfCheckout => {
    const descriptor = openSync(`${root}/${path}`, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      return fill(descriptor);
    } finally {
      closeSync(descriptor);
    }
  };
  return (path) => {
    try {
      return read(path);
    } catch (error) {
      if (error instanceof Error && 'code' in error && NO_TEXT.some((code) => code === error.code)) return null;
      throw error;
    }
  };
};

/** What the system says of a file without reading it, and when it was changed last, in milliseconds since 1970. */
export type Standing = { readonly stamp: string; readonly changedMs: number };

/**
 * Says how files of the checkout stand: the same stamp, the same bytes, but for one that was changed in the tick in which
 * it was looked at. Null for what is no regular file, is gone, or is reached through a link: that lies somewhere else.
 */
export const standingOfCheckout = ({ root }: Pick<Repository, 'root'>): ((path: string) => Standing | null) => {
  const folders = new Map<string, boolean>([['.', true]]);
  const isFolder = (folder: string): boolean => {
    const known = folders.get(folder);
    if (known !== undefined) return known;
    const is =
      isFolder(dirname(folder)) && lstatSync(`${root}/${folder}`, { throwIfNoEntry: false })?.isDirectory() === true;
    folders.set(folder, is);
    return is;
  };
  return (path) => {
    const stat = isFolder(dirname(path)) ? lstatSync(`${root}/${path}`, { throwIfNoEntry: false, bigint: true }) : null;
    if (stat?.isFile() !== true) return null;
    const { dev, ino, size, mtimeNs, ctimeNs } = stat;
    const changedNs = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
    return { stamp: [dev, ino, size, mtimeNs, ctimeNs].join(' '), changedMs: Number(changedNs / 1_000_000n) };
  };
};

/** The commit a name stands for, or null. */
export const commitNamed = async (repository: Repository, name: string): Promise<Result<string | null>> => {
  const call = { cwd: repository.root, config: 'person' } as const;
  const found = await tryGit(['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`], call);
  if (!found.ok) return found;
  return ok(found.value.exitCode === 0 ? new TextDecoder().decode(found.value.stdout).trim() : null);
};
