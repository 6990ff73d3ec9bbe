import { basename } from 'node:path';
import type { UsedPackages } from '#evidence';
import { ok, type Result } from '#failure';
import { openStore } from '#host';
import { asUsed, providedFolders, settleBase, USUALLY_PROVIDED } from '#run';
import type { Project } from './project.ts';

/**
 * Installs, for checks of the commit that is checked out, what its lockfile asks for, and says of every folder what
 * checks would find there. Nothing of the checkout is changed.
 */
export const installPackages = async (
  { repository, settings }: Project,
  tell: (sentence: string) => void,
): Promise<Result<readonly UsedPackages[]>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  const base = repository.head;
  const wanted = settings.provide ?? USUALLY_PROVIDED;
  const provided = await providedFolders(repository, base, wanted);
  if (!provided.ok) return provided;
  const place = { repository, store: store.value, base, wanted, provided: provided.value, settings };
  const used: UsedPackages[] = [];
  for (const path of wanted.filter((one) => basename(one) === 'node_modules' || provided.value.includes(one))) {
    const settled = await settleBase({ ...place, mayChange: () => false, tell }, path);
    if (!settled.ok) return settled;
    if (settled.value !== null) used.push(asUsed(path, settled.value));
  }
  // A folder that is in neither place is in no check.
  return ok(used.filter(({ from, folder }) => from === 'cache' || provided.value.includes(folder)));
};
