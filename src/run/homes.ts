/** Where the homes of agents lie that may go on with their sessions: one for each run, neither in a bundle nor in a workspace. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeBeside, type Repository } from '#host';

/** The folder of a task's homes. */
export const homesOf = ({ writ }: Repository, task: string): string => join(writ, 'homes', task);

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/**
 * Removes what was kept of a task's sessions.
 *
 * @param but the run whose home stays, if it is there. What cannot be removed hinders nobody: nothing is used of it that
 *   the last attempt did not seal
 */
export const removeHomes = async (repository: Repository, task: string, but: string | null = null): Promise<void> => {
  const homes = homesOf(repository, task);
  const names = namesIn(homes);
  const left = but !== null && names.includes(but) ? names.filter((name) => name !== but).map((name) => join(homes, name)) : names.length > 0 ? [homes] : []; // prettier-ignore
  await Promise.allSettled(left.map(removeBeside));
};
