/**
 * The history of a commit as git packed it for the newest workspace. Tasks are run from the same commit one after another,
 * and side by side; to pack its files once more for each takes git as long as it takes to write many of them.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeForgettably, writePassing } from './files.ts';
import type { HarnessStore } from './objects.ts';

/** Files of a git folder, by their paths in it. */
type Files = ReadonlyMap<string, Uint8Array>;

/** One for each repository: where many tasks start from many commits, each packs its own as before. */
const placeIn = (store: HarnessStore): string => join(store.gitDir, 'kept-history');

/** More than that is not held in memory for it. */
const LIMIT_BYTES = 16 * 1024 * 1024;
const DIGEST_BYTES = 32;

/** What a history is made of. Nothing else is written anywhere, whatever a file says. */
const isPart = (path: string): boolean => /^(?:shallow|objects\/pack\/pack-[\da-f]{40,64}\.[a-z]{3,8})$/u.test(path);

const digestOf = (rest: Uint8Array): Buffer => createHash('sha256').update(rest).digest();

const partsOf = (gitDir: string): readonly string[] => [
  ...(existsSync(join(gitDir, 'shallow')) ? ['shallow'] : []),
  ...readdirSync(join(gitDir, 'objects', 'pack')).map((name) => `objects/pack/${name}`),
];

/** Its first line says what it is, each of the next ones how long a file is; an empty one comes before their bytes. */
const bytesOf = (what: string, files: Files): Uint8Array => {
  const lines = [...files].map(([path, { length }]) => `${length} ${path}`);
  const rest = Buffer.concat([Buffer.from([what, ...lines, '', ''].join('\n')), ...files.values()]);
  return Buffer.concat([digestOf(rest), rest]);
};

/** Null where any of it is not as it was written, or it is something else. */
const filesIn = (kept: Buffer, what: string): Files | null => {
  const rest = kept.subarray(DIGEST_BYTES);
  if (!rest.subarray(0, what.length + 1).equals(Buffer.from(`${what}\n`))) return null;
  if (!digestOf(rest).equals(kept.subarray(0, DIGEST_BYTES))) return null;
  const head = rest.subarray(0, rest.indexOf('\n\n')).toString('utf8');
  const files = new Map<string, Uint8Array>();
  let from = head.length + 2;
  for (const line of head.split('\n').slice(1)) {
    const [size = '', path = ''] = line.split(' ');
    const end = from + Number(size);
    if (!isPart(path) || !(end <= rest.length)) return null;
    files.set(path, rest.subarray(from, end));
    from = end;
  }
  return files.size > 0 && from === rest.length ? files : null;
};

/**
 * Keeps a history that was written into a git folder of its own. Nothing depends on it: where it cannot be kept, the next
 * one is packed anew.
 *
 * @param what in one line, what the history is: nobody is given it who asks for another
 */
export const keepHistory = (store: HarnessStore, gitDir: string, what: string): void => {
  try {
    const paths = partsOf(gitDir);
    const bytes = paths.reduce((sum, path) => sum + statSync(join(gitDir, path)).size, 0);
    if (bytes > LIMIT_BYTES || !paths.every(isPart)) return;
    const files = new Map(paths.map((path) => [path, readFileSync(join(gitDir, path))]));
    writeForgettably(placeIn(store), bytesOf(what, files));
  } catch {
    // It is there all the same, in the folder it was written into.
  }
};

/**
 * Writes what was kept of a history into a git folder without objects: as files of its own, so that whoever works there
 * changes nothing of what is kept. Throws what the system refuses.
 *
 * @returns false where nothing was kept, or what lies there is of another history, or damaged; then nothing was written
 */
export const takeHistory = (store: HarnessStore, gitDir: string, what: string): boolean => {
  let kept: Buffer;
  try {
    kept = readFileSync(placeIn(store));
  } catch {
    return false;
  }
  const files = filesIn(kept, what);
  for (const [path, bytes] of files ?? []) {
    mkdirSync(dirname(join(gitDir, path)), { recursive: true });
    writePassing(join(gitDir, path), bytes);
  }
  return files !== null;
};
