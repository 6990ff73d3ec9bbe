import { lstatSync, readdirSync } from 'node:fs';

/** Something in a folder, by its path with `/` from that folder on. */
export type FolderEntry = { readonly path: string; readonly kind: 'file' | 'link' | 'other' };

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : '');

/** The entries of one folder; none where there is no such folder, or it is a link. Throws what else the system refuses. */
const entriesOf = (folder: string) => {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return [];
    throw error;
  }
};

/** The folders of a folder, by name; links are none. */
export const foldersIn = (folder: string): readonly string[] =>
  entriesOf(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

/** All that is below a folder but folders themselves. No link is followed: it is told as one. */
export const entriesBelow = (folder: string): readonly FolderEntry[] => {
  const found: FolderEntry[] = [];
  const visit = (inside: string): void => {
    for (const entry of entriesOf(inside === '' ? folder : `${folder}/${inside}`)) {
      const path = inside === '' ? entry.name : `${inside}/${entry.name}`;
      if (entry.isDirectory()) visit(path);
      else found.push({ path, kind: entry.isFile() ? 'file' : entry.isSymbolicLink() ? 'link' : 'other' });
    }
  };
  visit('');
  return found;
};

/** When the newest of these was changed, in milliseconds since 1970; the folder itself where there are none. */
export const lastModified = (folder: string, paths: readonly string[]): number =>
  paths.length === 0
    ? lstatSync(folder).mtimeMs
    : paths.reduce((newest, path) => Math.max(newest, lstatSync(`${folder}/${path}`).mtimeMs), 0);

/** What stands in a place: null where nothing does. */
export const kindOf = (path: string): 'folder' | FolderEntry['kind'] | null => {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return null;
  if (stat.isDirectory()) return 'folder';
  return stat.isFile() ? 'file' : stat.isSymbolicLink() ? 'link' : 'other';
};
