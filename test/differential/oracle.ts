/**
 * What lies in a folder and how it differs from what lay there before, told by reading it: no git, and nothing of Writ.
 * It is what a careful person with `ls` and `cmp` would say.
 */
import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** One name in a folder: what kind of thing it is and, for files and links, what it holds (the name git would give it). */
export type Thing = { readonly mode: '100644' | '100755' | '120000' | 'other'; readonly blob: string };
export type Things = ReadonlyMap<string, Thing>;

const blobName = (bytes: Uint8Array): string =>
  createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');

const thingAt = (path: string): Thing => {
  const stat = lstatSync(path);
  if (stat.isSymbolicLink()) return { mode: '120000', blob: blobName(readlinkSync(path, { encoding: 'buffer' })) };
  // A file with two names is a way to write one by the other.
  if (!stat.isFile() || stat.nlink > 1) return { mode: 'other', blob: '' };
  return { mode: (stat.mode & 0o100) === 0 ? '100644' : '100755', blob: blobName(readFileSync(path)) };
};

/** Everything below a folder but its own `.git`. Folders count for what is in them. */
export const thingsIn = (root: string): Things => {
  const found = new Map<string, Thing>();
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder))) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (path === '.git') continue;
      if (lstatSync(join(root, path)).isDirectory()) visit(path);
      else found.set(path, thingAt(join(root, path)));
    }
  };
  visit('');
  return found;
};

/** The paths at which two folders differ, in order. */
export const differing = (before: Things, after: Things): readonly string[] =>
  [...new Set([...before.keys(), ...after.keys()])]
    .filter((path) => {
      const [was, is] = [before.get(path), after.get(path)];
      return was?.mode !== is?.mode || was?.blob !== is?.blob;
    })
    .toSorted();
