import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail, type Result } from '#failure';
import { isLocked, openDatabase } from './open-database.ts';

/** How long is waited for others, who read a few files and write one. */
const TURN_MS = 60_000;
const AGAIN_MS = 20;

const begin = (path: string): Result<DatabaseSync> => {
  const opened = openDatabase(path, { readOnly: false });
  if (!opened.ok) return opened;
  try {
    opened.value.exec('begin exclusive');
    return opened;
  } catch (error) {
    opened.value.close();
    throw error;
  }
};

const takeTurn = async (path: string, until: number): Promise<Result<DatabaseSync>> => {
  try {
    return begin(path);
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error);
    if (!isLocked(error)) return fail('machine.storage', `${path} cannot be locked: ${says}`);
    if (Date.now() >= until)
      return fail('repository.locked', `another writ has held ${path} for a minute`, {
        remedy: 'wait for it; then the same command again',
      });
  }
  await sleep(AGAIN_MS);
  return takeTurn(path, until);
};

/**
 * Does something that is to be done by one process after the other, where a file is read, added to and written anew: of
 * two at once, one would undo what the other has done. Who comes later waits. The lock is that of a database in which
 * nothing is ever written: the system lets go of it with the process, however that ends, and none is left behind.
 *
 * @param path the file of the lock, in a folder that is there
 * @param work reads whatever it rests on itself: what was read before its turn may have been changed
 */
export const inTurn = async <T>(path: string, work: () => Promise<Result<T>>): Promise<Result<T>> => {
  const held = await takeTurn(path, Date.now() + TURN_MS);
  if (!held.ok) return held;
  try {
    return await work();
  } finally {
    held.value.close();
  }
};
