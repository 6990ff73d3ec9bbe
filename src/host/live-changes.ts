import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readlinkSync, readSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import type { HygieneFinding } from '#evidence';
import { scanWorkTree } from './workspace-scan.ts';
import { readEntries, watchChanges, type WrittenIndex } from './written-index.ts';

/** One path that is not, right now, what git wrote. */
export type LiveChange = { readonly path: string; readonly status: 'added' | 'modified' | 'deleted' };

/** What a work tree in which somebody is at work looks like at one moment. */
export type LiveChanges = {
  readonly changed: readonly LiveChange[];
  /** What could not be taken as it is. */
  readonly findings: readonly HygieneFinding[];
};

/** Whoever writes more than that into one file has changed it. */
const LARGEST_BYTES = 64 * 1024 * 1024;

const blobId = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

/**
 * The bytes of a regular file, or null. Whoever works there may put anything in its place meanwhile: no link is
 * followed to get it, and nothing that is no file is waited for.
 */
const bytesOf = (path: string): Uint8Array | null => {
  let file: number | null = null;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile() || stat.size > LARGEST_BYTES) return null;
    const bytes = new Uint8Array(stat.size);
    return readSync(file, bytes) === stat.size ? bytes : null;
  } catch {
    return null;
  } finally {
    if (file !== null) closeSync(file);
  }
};

const linkOf = (path: string): Uint8Array | null => {
  try {
    return readlinkSync(path, { encoding: 'buffer' });
  } catch {
    return null;
  }
};

const EXECUTABLE = 0o100;
const modeOf = (stat: Stats): number =>
  stat.isSymbolicLink() ? 0o120000 : stat.mode & EXECUTABLE ? 0o100755 : 0o100644;

/**
 * Looks at a work tree in the middle of the work, by lstat and by what the files hold: neither git nor any setting of
 * the work tree has a say, and nobody there can make it wait. It is a moment of what goes on, not the result.
 *
 * @param skip names at the top that are not part of the work
 * @returns null where the index is of a form in which nobody can tell
 */
export const lookLive = (workTree: string, written: WrittenIndex, skip: readonly string[]): LiveChanges | null => {
  const watch = watchChanges(written);
  const entries = readEntries(written);
  const there = new Map<string, Stats>();
  const findings = scanWorkTree(workTree, skip, (path, stat) => {
    there.set(path, stat);
    watch.see(path, stat);
  });
  const suspected = watch.changed();
  if (suspected === null || entries === null) return null;
  const changed = suspected.paths.flatMap((path): readonly LiveChange[] => {
    const [stat, entry] = [there.get(path), entries.get(path)];
    if (stat === undefined) return [{ path, status: 'deleted' }];
    if (entry === undefined) return [{ path, status: 'added' }];
    const place = join(workTree, path);
    const bytes = stat.isSymbolicLink() ? linkOf(place) : bytesOf(place);
    const isSame = bytes !== null && entry.mode === modeOf(stat) && entry.blob === blobId(bytes);
    return isSame ? [] : [{ path, status: 'modified' }];
  });
  return { changed, findings };
};
