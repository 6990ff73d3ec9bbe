/** From one tree to another in a folder, by the few files that differ. */
import { gitScript } from './git.ts';
import { changedPaths, type HarnessStore } from './objects.ts';

/** Where a checkout is made: the folder, which is not there yet, and the index that says what was written into it. */
export type CheckoutPlace = { readonly folder: string; readonly indexFile: string };

/** So many files are written one by one; for more of them git may as well go through all that there are. */
const MOST = 500;

/** A file or a link, by its mode: what git writes in one piece, in place of whatever was there. */
const isWritten = (mode: string): boolean => /^1[02]0/u.test(mode);

/** An index with these files and no other, and then those files. */
const WRITE = 'git update-index --index-info && exec git checkout-index --all --force';

/**
 * Makes a folder that holds one tree hold another, by writing the files that are new or changed, where that is all that
 * differs: git would read and write the whole index for it, and compare both trees. False where more differs, or it could
 * not be done; then files of the other tree may be there already. The index of the folder does not know of them.
 */
export const writeChanged = async (
  store: HarnessStore,
  { folder, indexFile }: CheckoutPlace,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> => {
  const changed = await changedPaths(store, from, to);
  if (!changed.ok || changed.value.length > MOST) return false;
  const isOne = changed.value.every(
    ({ path, status, newMode }) =>
      (status === 'added' || status === 'modified') &&
      isWritten(newMode) &&
      // Else git would take it for a path in quotes, or for two.
      !/^"|\n/u.test(path),
  );
  if (!isOne) return false;
  const call = { gitDir: store.gitDir, workTree: folder, indexFile: `${indexFile}-changed`, cwd: folder } as const;
  const stdin = changed.value.map(({ path, newMode, newBlob }) => `${newMode} ${newBlob}\t${path}\n`).join('');
  const written = await gitScript(WRITE, [], { ...call, config: 'harness', stdin });
  return written.ok && written.value.exitCode === 0;
};
