import { readFileSync, statSync, type Stats } from 'node:fs';

/** An index as git wrote it after it had written all its files, and when that was, in milliseconds. */
export type WrittenIndex = { readonly bytes: Uint8Array; readonly atMs: number };

/** Reads an index that nobody but git has been able to write yet. */
export const readWrittenIndex = (indexFile: string): WrittenIndex => ({
  bytes: readFileSync(indexFile),
  atMs: statSync(indexFile).mtimeMs,
});

/** What the kernel said of a file when git had written it. */
type Written = Pick<Stats, 'ctimeMs' | 'mtimeMs' | 'ino' | 'size'>;

const HEADER_BYTES = 12;
const NAME_AT = 62;
/** An index keeps the lower half of long numbers. */
const HALF = 2 ** 32;

const milliseconds = (view: DataView, at: number): number =>
  view.getUint32(at) * 1000 + view.getUint32(at + 4) / 1_000_000;

/** The files of an index of version 2, which is what git writes unless it is told otherwise; null for every other. */
const filesIn = (bytes: Uint8Array): Map<string, Written> | null => {
  if (bytes.length < HEADER_BYTES) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isKnown = Buffer.from(bytes.subarray(0, 4)).toString('latin1') === 'DIRC' && view.getUint32(4) === 2;
  if (!isKnown) return null;
  const files = new Map<string, Written>();
  let at = HEADER_BYTES;
  for (let left = view.getUint32(8); left > 0; left--) {
    const end = bytes.indexOf(0, at + NAME_AT);
    const path = Buffer.from(bytes.subarray(at + NAME_AT, end)).toString('utf8');
    const [ctimeMs, mtimeMs] = [milliseconds(view, at), milliseconds(view, at + 8)];
    files.set(path, { ctimeMs, mtimeMs, ino: view.getUint32(at + 20), size: view.getUint32(at + 36) });
    // An entry ends with one to eight zeros, so that the next begins at a multiple of eight.
    at = end + 8 - ((end - at) % 8);
  }
  return files;
};

/** Finds out which files of a work tree are not as git wrote them. */
export type ChangeWatch = {
  /** Told of each file and link that is there now. */
  readonly see: (path: string, stat: Stats) => void;
  /** The paths that were changed, added or removed; null where that cannot be said for certain. */
  readonly changed: () => readonly string[] | null;
};

/**
 * Watches for changes since git wrote its index, by what the kernel says of each file. Whatever is written, renamed,
 * linked or given another mode gets a new change time, and nobody in a jail can set that back or the clock. The clock
 * of files ticks slowly: what git itself wrote in the tick of its index counts as changed.
 *
 * Where it errs nevertheless, on a strange file system, a change is missing from the result: it is then neither
 * checked, nor shown, nor landed.
 */
export const watchChanges = ({ bytes, atMs }: WrittenIndex): ChangeWatch => {
  const files = filesIn(bytes);
  const left = new Set(files?.keys());
  const different: string[] = [];
  let isSure = files !== null;
  return {
    see: (path, stat) => {
      // A name that is no UTF-8 looks like another one, which may be there as well.
      if (path.includes('\uFFFD')) isSure = false;
      left.delete(path);
      const written = files?.get(path);
      const isSame =
        written !== undefined &&
        written.ctimeMs === stat.ctimeMs &&
        written.mtimeMs === stat.mtimeMs &&
        written.ino === stat.ino % HALF &&
        written.size === stat.size % HALF &&
        written.ctimeMs < atMs;
      if (!isSame) different.push(path);
    },
    changed: () => (isSure ? [...different, ...left] : null),
  };
};
