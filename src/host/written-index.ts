import { createHash } from 'node:crypto';
import { readFileSync, statSync, type Stats } from 'node:fs';
import { touchedSince } from './touched.ts';
import type { KnownChanges } from './work-tree.ts';
import type { Untouched } from './workspace-scan.ts';

/**
 * An index as git wrote it after it had written all its files, and when that was, in milliseconds; `aheadMs` is by how
 * much the clock was then ahead of one that nobody can set.
 */
export type WrittenIndex = { readonly bytes: Uint8Array; readonly atMs: number; readonly aheadMs: number };

const READINGS = 5;
/** Where this process is held up between the two clocks, what it reads is too small: so the largest of a few counts. */
const clockAhead = (): number => Math.max(...Array.from({ length: READINGS }, () => Date.now() - performance.now()));
/** What two readings of two clocks differ by without anybody having set one. */
const READING_MS = 2;

/** Reads an index that nobody but git has been able to write yet. */
export const readWrittenIndex = (indexFile: string): WrittenIndex => ({
  bytes: readFileSync(indexFile),
  atMs: statSync(indexFile).mtimeMs,
  aheadMs: clockAhead(),
});

const HEADER_BYTES = 12;
const FLAGS_AT = 60;
const NAME_AT = 62;
/** The length of a name stands in the lower twelve bits; all of them set: it is longer. */
const LONG_NAME = 0xfff;
/** An index keeps the lower half of long numbers. */
const HALF = 2 ** 32;

/** Where the entry of each file stands in an index of version 2, which git writes unless it is told otherwise; null for every other. */
const entriesIn = (index: Buffer): Map<string, number> | null => {
  if (index.length < HEADER_BYTES || index.toString('latin1', 0, 4) !== 'DIRC' || index.readUInt32BE(4) !== 2)
    return null;
  const entries = new Map<string, number>();
  let at = HEADER_BYTES;
  for (let left = index.readUInt32BE(8); left > 0; left--) {
    const length = index.readUInt16BE(at + FLAGS_AT) & LONG_NAME;
    const end = length < LONG_NAME ? at + NAME_AT + length : index.indexOf(0, at + NAME_AT);
    entries.set(index.toString('utf8', at + NAME_AT, end), at);
    // An entry ends with one to eight zeros, so that the next begins at a multiple of eight.
    at = end + 8 - ((end - at) % 8);
  }
  return entries;
};

const MODE_AT = 24;
const BLOB_AT = 40;
const BLOB_BYTES = 20;

/** What git wrote for each path: the mode and the id of the blob; null where the index is of another form. */
export const readEntries = ({
  bytes,
}: WrittenIndex): ReadonlyMap<string, { readonly mode: number; readonly blob: string }> | null => {
  const index = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const entries = entriesIn(index);
  if (entries === null) return null;
  const blobAt = (at: number): string => index.toString('hex', at + BLOB_AT, at + BLOB_AT + BLOB_BYTES);
  return new Map(
    [...entries].map(([path, at]) => [path, { mode: index.readUInt32BE(at + MODE_AT), blob: blobAt(at) }]),
  );
};

/** The kind of a file stands in the upper bits of its mode. */
const isRegular = (index: Buffer, at: number): boolean => index.readUInt32BE(at + MODE_AT) >> 12 === 0o10;

const millisecondsAt = (index: Buffer, at: number): number =>
  index.readUInt32BE(at) * 1000 + index.readUInt32BE(at + 4) / 1_000_000;

/** Whether the kernel says of a file what it said when git wrote it. */
const isAsWritten = (index: Buffer, at: number, { ctimeMs, mtimeMs, ino, size }: Stats): boolean =>
  millisecondsAt(index, at) === ctimeMs &&
  millisecondsAt(index, at + 8) === mtimeMs &&
  index.readUInt32BE(at + 20) === ino % HALF &&
  index.readUInt32BE(at + 36) === size % HALF;

const TIMES_BYTES = 16;
const CHECKSUM_BYTES = 20;

/**
 * An index that has forgotten when some files were written, so that git reads them. Of itself it compares whole
 * seconds: what was changed in the second it was written in, and captured in another one, it would take for unchanged.
 */
const forgetting = (index: Buffer, entries: readonly number[]): Uint8Array => {
  if (entries.length === 0) return index;
  const copy = Buffer.from(index);
  for (const at of entries) copy.fill(0, at, at + TIMES_BYTES);
  const end = copy.length - CHECKSUM_BYTES;
  createHash('sha1').update(copy.subarray(0, end)).digest().copy(copy, end);
  return copy;
};

/** Finds out which files of a work tree are not as git wrote them. */
export type ChangeWatch = {
  /** Told of each file and link that is there now. */
  readonly see: (path: string, stat: Stats) => void;
  /** What of the work tree need not be looked at; null where that cannot be said. Asked when nobody works there any more. */
  readonly untouchedIn: (workTree: string) => Promise<Untouched | null>;
  /**
   * The paths that were changed, added or removed, and an index by which git reads them; null where that cannot be
   * said for certain.
   */
  readonly changed: () => KnownChanges | null;
};

/**
 * Watches for changes since git wrote its index, by what the kernel says of each file. Whatever is written, renamed,
 * linked or given another mode gets a new change time, and nobody in a jail can set that back or the clock. The clock
 * of files ticks slowly: what git itself wrote in the tick of its index counts as changed.
 *
 * Where it errs nevertheless, on a strange file system, a change is missing from the result: it is then neither
 * checked, nor shown, nor landed.
 */
export const watchChanges = ({ bytes, atMs, aheadMs }: WrittenIndex): ChangeWatch => {
  const index = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const left = entriesIn(index);
  const different: string[] = [];
  const stale: number[] = [];
  let isSure = left !== null;
  const passes = (path: string): boolean => {
    const at = left?.get(path);
    return at !== undefined && isRegular(index, at) && left?.delete(path) === true;
  };
  return {
    see: (path, stat) => {
      // A name that is no UTF-8 looks like another one, which may be there as well.
      if (path.includes('\uFFFD')) isSure = false;
      const at = left?.get(path);
      left?.delete(path);
      if (at !== undefined && stat.ctimeMs < atMs && isAsWritten(index, at, stat)) return;
      different.push(path);
      if (at !== undefined) stale.push(at);
    },
    untouchedIn: async (workTree) => {
      // What is touched after the clock was set back looks older than it is. Looked at, it still differs from what git wrote.
      const wasSetBack = clockAhead() < aheadMs - READING_MS;
      const touched = left === null || wasSetBack ? null : await touchedSince(workTree, atMs);
      return touched === null ? null : { touched, passes };
    },
    changed: () =>
      isSure && left !== null ? { index: forgetting(index, stale), paths: [...different, ...left.keys()] } : null,
  };
};
