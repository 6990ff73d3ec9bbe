import type { ChangedPath, Changes, HygieneFinding } from '#evidence';
import { isPassed } from '#evidence';
import { ok, type Result } from '#failure';
import { scanWorkTree } from '#host';
import { lookAtObjects, ofThisRun } from './capture.ts';
import { openCheckFolders, removeLeftChecks } from './check-folders.ts';
import type { SearchedCheck } from './checks.ts';
import { prove, type Proved, type ProofPlace } from './proof/prove.ts';
import { readChecks } from './proof/read-checks.ts';
import { runChecks } from './run-checks.ts';

/** A change that lies in the store already: from a commit to a tree, and how the two differ. */
export type Examinable = {
  readonly base: string;
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  /** Whether it is to be measured what the checks run through. */
  readonly coverage: boolean;
};

/** What was found about it. */
export type Examined = {
  readonly hygiene: readonly HygieneFinding[];
  readonly objects: NonNullable<Changes['objects']>;
  readonly checks: readonly SearchedCheck[];
  /** Null where there was nothing to prove, or no way to. */
  readonly proof: Proved | null;
};

/**
 * Looks at a tree as at the result of a run: the names and files in it together, and every check of the contract in a
 * jail of its own on a clean checkout; and where these pass, whether they prove the change. What git itself finds harmful
 * is never checked out.
 */
export const examine = async (
  place: ProofPlace,
  { base, tree, paths, coverage }: Examinable,
): Promise<Result<Examined>> => {
  const { repository, store } = place;
  removeLeftChecks(repository);
  const objects = await lookAtObjects(store, { base, tree }, paths);
  if (!objects.ok) return objects;
  if (objects.value.objects === 'refused') return ok({ ...objects.value, checks: [], proof: null });
  const folders = openCheckFolders(repository, store);
  try {
    const looked = await folders.hold(tree);
    if (!looked.ok) return looked;
    const gitlinks = paths
      .filter(({ newMode }) => newMode === '160000')
      .map(({ path }): HygieneFinding => ({ path, kind: 'gitlink', says: 'a submodule' }));
    const hygiene = [...scanWorkTree(looked.value, []).filter(ofThisRun(paths)), ...gitlinks];
    const checks = await runChecks(place, folders, { tree, coverage, base }, () => {});
    if (!checks.ok) return checks;
    const isWorth = checks.value.length > 0 && readChecks(checks.value).every(isPassed);
    if (isWorth) place.tell('trying out whether the tests prove the change');
    const proof = isWorth ? await prove(place, { base, tree, paths, checks: checks.value }) : ok(null);
    return proof.ok ? ok({ hygiene, objects: 'sound', checks: checks.value, proof: proof.value }) : proof;
  } finally {
    await folders.close();
  }
};
