import type { Contract } from '#contract';
import type { RunEvidence, UsedPackages } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { openStore, type HarnessStore, type Settings } from '#host';
import { asUsed, providedFolders, settleBase, USUALLY_PROVIDED } from '#run';
import type { Project } from './project.ts';

type InstallingPlace = Pick<Project, 'repository'> & {
  readonly store: HarnessStore;
  readonly settings: Pick<Settings, 'provide' | 'packages'>;
};

/** What of a run says whether its checks may do with less. */
export type RunToBegin = {
  readonly base: string;
  readonly contract: Pick<Contract, 'strictness' | 'checks'>;
  readonly start: Pick<RunEvidence, 'waivers'>;
};

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
  for (const path of wanted) {
    const settled = await settleBase({ ...place, mayChange: () => false, tell }, path);
    if (!settled.ok) return settled;
    if (settled.value !== null) used.push(asUsed(path, settled.value, provided.value));
  }
  return ok(used);
};

/**
 * In strict, checks may only use what the harness installed. That it cannot is told before an attempt is used up on it,
 * unless a signer has excepted such runs from the gate that will say so.
 */
export const refuseUninstalled = async (
  { repository, settings, store }: InstallingPlace,
  { contract, base, start }: RunToBegin,
  tell: (sentence: string) => void,
): Promise<Result<null>> => {
  const isWaived = (start.waivers ?? []).some(({ name }) => name === 'supply.chain');
  if (contract.strictness !== 'strict' || contract.checks.length === 0 || isWaived) return ok(null);
  const wanted = settings.provide ?? USUALLY_PROVIDED;
  const provided = await providedFolders(repository, base, wanted);
  if (!provided.ok) return provided;
  const place = { repository, store, base, wanted, provided: provided.value, settings, mayChange: () => false, tell };
  for (const path of wanted) {
    const settled = await settleBase(place, path);
    if (!settled.ok) return settled;
    if (settled.value !== null && 'because' in settled.value)
      return fail(
        'supply.unrecorded',
        `the checks would not use a ${path} that the harness installed: ${settled.value.because}`,
      );
  }
  return ok(null);
};
