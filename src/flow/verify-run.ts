import type { ChangedPath } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { openStore, resolveRef, type Repository } from '#host';
import { lostText } from '#plan';
import type { LandingStatement, Trust } from '#signoff';
import { heldByTarget } from './held-by-target.ts';
import { lostTips } from './lost-landings.ts';
import type { Project } from './project.ts';
import { openFolder, type BundleCheck } from './verify.ts';

/** Whether the target's history holds what is said to have been merged; null where this clone has not got that history. */
export const holdsMerged = async (
  repository: Repository,
  { commit, old, new: tip }: Pick<LandingStatement, 'commit' | 'old' | 'new'>,
  paths: readonly ChangedPath[],
): Promise<Result<boolean | null>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  for (const id of [old, commit, tip]) {
    const there = await resolveRef(repository, id);
    if (!there.ok) return there;
    if (there.value === null) return ok(null);
  }
  const holding = await heldByTarget(store.value, { base: old, commit, paths, tip });
  return holding.ok ? ok(holding.value.kind === 'held') : holding;
};

/** What is to be said where the branch was rewritten since, so that it does not hold any more what has landed on it. */
const lostNotices = async (
  repository: Repository,
  { ref, new: tip }: Pick<LandingStatement, 'ref' | 'new'>,
): Promise<Result<readonly string[]>> => {
  const there = await resolveRef(repository, ref);
  if (!there.ok) return there;
  // In a clone without that branch nobody can say.
  if (there.value === null) return ok([]);
  const lost = await lostTips(repository, ref, [tip]);
  return lost.ok ? ok([...lost.value].map((commit) => lostText({ ref, commit, isGone: false }))) : lost;
};

/**
 * Checks the bundle of a run of this repository: as `verifyBundle` does and, where others merged the result, whether
 * the branch held it there. No bundle can say that by itself, and whoever merges can leave its bytes behind.
 *
 * @param folder the run's folder, as for `verifyBundle`
 */
export const verifyRun = async (project: Project, folder: string, trust: Trust): Promise<Result<BundleCheck>> => {
  const opened = openFolder(folder, trust);
  if (!opened.ok) return opened;
  const { check, landing, evidence } = opened.value;
  if (landing === null) return ok(check);
  const notices = await lostNotices(project.repository, landing);
  if (!notices.ok) return notices;
  const noticed =
    notices.value.length === 0 ? check : { ...check, notices: [...(check.notices ?? []), ...notices.value] };
  if (landing.how !== 'merged') return ok(noticed);
  const held = await holdsMerged(project.repository, landing, evidence.changes?.paths ?? []);
  if (!held.ok) return held;
  if (held.value === null) return ok(noticed);
  const [ref, tip] = [landing.ref.replace('refs/heads/', ''), landing.new.slice(0, 12)];
  return held.value
    ? ok({ ...noticed, checked: [...check.checked, `what was merged is in ${ref}, at ${tip}`] })
    : fail('verdict.different', `${ref} does not hold at ${tip} what is said to have landed there`, {
        remedy: `git diff ${landing.old.slice(0, 12)} ${tip}`,
      });
};
