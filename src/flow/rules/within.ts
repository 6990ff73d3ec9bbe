import { relative, resolve, sep } from 'node:path';

/** Whether a path is one of some files, or below one of some folders. */
export const isWithin =
  (names: readonly string[]) =>
  (path: string): boolean =>
    names.some((name) => name === '' || path === name || path.startsWith(`${name}/`));

/** A name as it was typed in a folder, from the root of the repository; null where it leads out of it. */
export const fromRoot = (root: string, cwd: string, name: string): string | null => {
  const path = relative(root, resolve(cwd, name)).split(sep).join('/');
  return path === '..' || path.startsWith('../') ? null : path;
};
