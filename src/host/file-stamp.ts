import { statSync } from 'node:fs';

/** The coarsest clock of a file system that is still in use; and two machines may share one. */
const SETTLED_MS = 2000;

/**
 * What the system says of a regular file without reading it: the same text means the same bytes. Whoever changes a file
 * cannot set back when its inode was last changed. A file that was changed so lately that it could be changed again
 * within one tick of the clock has no stamp yet (git calls such an entry racy), and neither has what is no regular file.
 *
 * Taken before the file is read: what is changed in between then has another one.
 */
export const fileStamp = (path: string): string | null => {
  try {
    const stat = statSync(path, { throwIfNoEntry: false });
    // One from the future is no older than it looks.
    if (stat?.isFile() !== true || Date.now() - stat.ctimeMs < SETTLED_MS) return null;
    const { dev, ino, size, mtimeMs, ctimeMs } = stat;
    return `${dev} ${ino} ${size} ${mtimeMs} ${ctimeMs}`;
  } catch {
    return null;
  }
};
