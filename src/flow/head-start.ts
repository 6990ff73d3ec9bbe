import { existsSync } from 'node:fs';
import type { Result } from '#failure';
import { callShells, dismissShells, lookAtRepository, openRepository, type Repository } from '#host';
import { beginAhead, type Ahead } from '#run';
import { ledgerPath } from './places.ts';

/** What was begun before most of Writ was loaded. */
export type HeadStart = {
  readonly cwd: string;
  readonly repository: Promise<Result<Repository>>;
  /** Null where nobody has used Writ yet, or where there is something to be told first. */
  readonly ahead: Ahead | null;
  readonly drop: () => Promise<void>;
};

let headStart: HeadStart | null = null;
let isTaken = false;

const dropAll = async (ahead: Ahead | null): Promise<void> => {
  await ahead?.drop();
  await dismissShells();
};

/**
 * Begins what every run in a folder begins with. To load and to read all that a run is judged by takes as long as git
 * takes to write a large work tree: so that is written meanwhile, on another core, as the commit that is
 * checked out; a run that starts from another one has the difference written. What was begun and is not taken is dropped.
 */
export const beginHeadStart = async (cwd: string): Promise<HeadStart> => {
  const looked = lookAtRepository(cwd);
  // Nothing can be done before git has answered, and least is loaded now. The others come once git is writing.
  callShells(1);
  const repository = openRepository(cwd, looked);
  const found = await looked;
  const isUsed = found.ok && existsSync(ledgerPath(found.value));
  const begun = isUsed ? await beginAhead(found.value, found.value.tree) : null;
  const ahead = begun?.ok === true ? begun.value : null;
  headStart = { cwd, repository, ahead, drop: () => dropAll(ahead) };
  return headStart;
};

/** The repository of a folder, where it was opened already. */
export const openedAhead = (cwd: string): HeadStart['repository'] | null =>
  headStart?.cwd === cwd ? headStart.repository : null;

/** What was begun for the first run in a folder, once; null where nothing was. */
export const takeAhead = (cwd: string): Ahead | null => {
  if (isTaken || headStart?.cwd !== cwd) return null;
  isTaken = true;
  return headStart.ahead;
};
