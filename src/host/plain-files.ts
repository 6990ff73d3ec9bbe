/** Folders that somebody else wrote, of which only what is plain counts: folders, and files with their bytes. */
import { closeSync, constants, fstatSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { sha256, type Digest } from '#contract';

/** What may be read of such a folder. */
export type PlainTerms = {
  /** The most bytes and entries it may hold. */
  readonly bytes: number;
  readonly entries: number;
  /** Places in it that belong to somebody else: neither they nor what is in their way counts. */
  readonly except: readonly string[];
  /** Whether bytes may stand in none of its files. */
  readonly forbids: (bytes: Uint8Array) => boolean;
};

/** What a folder holds that is plain. */
export type PlainFacts = { readonly digest: Digest; readonly bytes: number; readonly files: number };
/** Why it cannot be told. */
export type Untold = { readonly because: string };

type Entry = { readonly kind: 'folder' | 'file' | 'program'; readonly path: string; readonly bytes: Uint8Array };

const NOTHING = new Uint8Array();

/** What is no fault of ours and no surprise: the folder is not one that is taken. */
const refuse = (because: string): never => {
  throw Object.assign(new Error(because), { isRefusal: true });
};

const tooMuch = (bytes: number): string => `it holds more than ${bytes} bytes`;

const sayOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  if ('isRefusal' in error) return error.message;
  return `the system says ${'code' in error ? String(error.code) : error.message}`;
};

/** The bytes of a file: neither through a link, nor waiting for somebody to write, where it has become something else. */
const bytesOf = (path: string, most: number): Uint8Array => {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) refuse('a file in it became something else');
    return stat.size > most ? refuse(tooMuch(most)) : readFileSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** A place is not its own where something else lies there, or would have to be gone through to get there. */
const isTaken = (path: string, isFolder: boolean, except: readonly string[]): boolean =>
  except.some((one) => one === path || (!isFolder && one.startsWith(`${path}/`)));

/** Everything plain below a folder, in the order of names; folders come before what they hold. Links are never followed. */
function* entriesIn(root: string, terms: PlainTerms, below = ''): Generator<Entry, void> {
  for (const name of readdirSync(join(root, below)).toSorted()) {
    const path = below === '' ? name : `${below}/${name}`;
    const stat = lstatSync(join(root, path));
    if (isTaken(path, stat.isDirectory(), terms.except)) continue;
    if (stat.isDirectory()) {
      yield { kind: 'folder', path, bytes: NOTHING };
      yield* entriesIn(root, terms, path);
    } else if (stat.isFile()) {
      const kind = stat.mode & 0o100 ? 'program' : 'file';
      yield { kind, path, bytes: bytesOf(join(root, path), terms.bytes) };
    }
  }
}

const read = (root: string, terms: PlainTerms, put: (entry: Entry) => void): PlainFacts | Untold => {
  const lines: string[] = [];
  let [bytes, files] = [0, 0];
  try {
    for (const entry of entriesIn(root, terms)) {
      const { kind, path } = entry;
      bytes += entry.bytes.length;
      if (kind !== 'folder') files += 1;
      if (bytes > terms.bytes) refuse(tooMuch(terms.bytes));
      if (lines.length >= terms.entries) refuse(`it holds more than ${terms.entries} files and folders`);
      if (terms.forbids(entry.bytes)) refuse('a file in it holds a key');
      lines.push(`${kind} ${JSON.stringify(path)} ${sha256(entry.bytes)}\n`);
      put(entry);
    }
  } catch (error) {
    return { because: sayOf(error) };
  }
  return { digest: sha256(lines.join('')), bytes, files };
};

/**
 * Digests what is plain in a folder: the names of its folders, and of each file its name, whether it is a program, and its
 * bytes. Links, sockets, pipes and devices are passed over.
 */
export const readPlain = (root: string, terms: PlainTerms): PlainFacts | Untold => read(root, terms, () => {});

/**
 * Copies what is plain in a folder into one that is there, for its owner alone. The digest is that of what was written, so
 * that whoever compares it knows what lies in the copy, whatever becomes of the other.
 */
export const copyPlain = (root: string, to: string, terms: PlainTerms): PlainFacts | Untold =>
  read(root, terms, ({ kind, path, bytes }) => {
    if (kind === 'folder') mkdirSync(join(to, path), { recursive: true, mode: 0o700 });
    else writeFileSync(join(to, path), bytes, { flag: 'wx', mode: kind === 'program' ? 0o700 : 0o600 });
  });
