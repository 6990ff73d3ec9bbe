import { JAIL_HOME, type Mount } from './jail-spec.ts';

/** All that Writ itself puts into a jail lies below these; only what does can lie elsewhere without a jail. */
export const OWN_ROOTS: readonly string[] = ['/writ', JAIL_HOME];

/** Whether a path lies in a folder, or is that folder. */
export const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Whether a mount shows what lies there on this machine as well. */
export const isSamePlace = (mount: Mount): boolean => 'from' in mount && mount.from === mount.to;

/**
 * What a jail alone can show of some mounts, so that a program which needs them cannot be executed without one; null
 * where all of them can lie in another place.
 */
export const onlyInJail = (mounts: readonly Mount[]): string | null => {
  const moved = mounts.filter((mount) => !isSamePlace(mount));
  const outside = moved.find(({ to }) => !OWN_ROOTS.some((own) => isBelow(to, own)));
  if (outside !== undefined)
    return `${outside.to} would have to be another place than it is, which only a jail can make`;
  // What says so of itself is written into memory alone, and there is none.
  return moved.some(({ kind }) => kind === 'copy') ? 'a log-in is handed over into the memory of a jail alone' : null;
};
