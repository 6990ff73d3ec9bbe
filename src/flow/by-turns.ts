import { dirname } from 'node:path';
import { fail, type Result } from '#failure';
import { makeFolders, refusedBySystem } from '#host';
import { inTurn } from '#ledger';

/**
 * Reads a file of the person, adds to it and writes it anew, while no other process does so: what two write at once
 * would be what one of them has written.
 *
 * @param lock the file of the lock, as `places.ts` has it; its folder is made
 */
export const byTurns = async <T>(lock: string, work: () => Promise<Result<T>>): Promise<Result<T>> => {
  try {
    makeFolders(dirname(lock), 0o700);
  } catch (error) {
    const failure = refusedBySystem(error);
    if (failure === null) throw error;
    return fail(failure.code, failure.message);
  }
  return inTurn(lock, work);
};
