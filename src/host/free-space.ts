import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { refusedBySystem } from './files.ts';

/** How much more can be written to a folder's file system by somebody who is not root. */
export type FreeSpace = {
  readonly bytes: number;
  /** How many more files; null where the file system sets no such limit. */
  readonly files: number | null;
};

/** Asks about a folder, or the nearest one above it where it is not made yet. Null where the system does not say. */
export const freeSpace = (folder: string): FreeSpace | null => {
  let there = folder;
  while (!existsSync(there) && there !== dirname(there)) there = dirname(there);
  try {
    const { bavail, bsize, files, ffree } = statfsSync(there);
    return { bytes: bavail * bsize, files: files === 0 ? null : ffree };
  } catch (error) {
    if (refusedBySystem(error) === null) throw error;
    return null;
  }
};
