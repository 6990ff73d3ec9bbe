import { commitMessage, sha256, type LandingPolicy } from '#contract';
import { fail, ok, type Result } from '#failure';
import type { CarriedEvidence } from '#gates';
import { commitTree, openStore, personIdentity } from '#host';
import type { Project } from './project.ts';
import type { Review } from './review.ts';

/** The accepted result as a commit, and where the target branch goes: to it, or to a commit that merges it. */
export type LandingCommit = { readonly commit: string; readonly tip: string };

/**
 * The commits a run lands as, in the harness's store. They are the same ones however often they are made: their date is
 * the verdict's, so that a landing that was cut off can be continued.
 */
export const landingCommit = async (
  project: Project,
  { evidence, manifest, recorded }: Review,
  { how, branch }: LandingPolicy,
  carried: CarriedEvidence | null = null,
): Promise<Result<LandingCommit>> => {
  const { contract, freshness, changes, approval } = evidence;
  if (contract === undefined || freshness === undefined || changes === undefined || approval === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const person = await personIdentity(project.repository);
  if (!person.ok) return person;
  const facts = {
    tree: carried?.carried.statement.tree ?? changes.tree,
    ...person.value,
    at: (carried ?? { recorded }).recorded.verdict.at,
  };
  const parent = carried?.carried.statement.onto ?? freshness.base;
  const about = { run: freshness.run, approval: sha256(approval), manifest, jail: freshness.jail };
  const message = `${commitMessage(contract.value, about)}${carried === null ? '' : `Writ-Carried: sha256:${carried.recorded.digest}\n`}`;
  const commit = await commitTree(store.value, { ...facts, parents: [parent], message });
  if (!commit.ok) return commit;
  if (how === 'fast-forward') return ok({ commit: commit.value, tip: commit.value });
  const merging = `Merge ${contract.value.id} into ${branch}\n\nWrit-Run: ${freshness.run}\n`;
  const tip = await commitTree(store.value, {
    ...facts,
    parents: [parent, commit.value],
    message: merging,
  });
  return tip.ok ? ok({ commit: commit.value, tip: tip.value }) : tip;
};
