/** What the id of a task that unblocks another begins with. */
export const BLOCKER = 'WP-unblock-';

/** The tasks that a task of such an id may be for: the second time, its count stands at the end. An id that was cut short says no more. */
export const unblockedBy = (id: string): readonly string[] => {
  if (!id.startsWith(BLOCKER)) return [];
  const rest = id.slice(BLOCKER.length);
  return [...new Set([rest, rest.replace(/-\d+$/u, '')])].flatMap((one) => [`WP-${one}`, one]);
};
