import { canonicalJson } from '#contract';
import type { ChangedPath } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { changedPaths, commitsBetween, openStore, treeOf, type HarnessStore } from '#host';
import { readDocument, type RunRow } from '#ledger';
import { BRANCH_PAYLOAD_TYPE, parseBranch, verifyHarness, type BranchStatement } from '#signoff';
import { recordLanded, type Moved } from './land.ts';
import { foundFor, landingOrder, type Found } from './landing-order.ts';
import { withLock } from './lock.ts';
import type { Project } from './project.ts';
import { harnessOf } from './review.ts';

/** The statement by which a result was put on a branch of its own, with the harness's signature verified. */
const branchStatement = async (
  { ledger, trust }: Project,
  { row, reviewed }: Found,
): Promise<Result<BranchStatement>> => {
  const bytes = row.branching === null ? ok(null) : await readDocument(ledger, row.branching);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('ledger.broken', `the ledger does not say where the result of ${row.run} is`);
  const harness = harnessOf(reviewed.files, trust, reviewed.evidence.freshness?.startedAt ?? row.at);
  if (!harness.ok) return harness;
  const payload = verifyHarness({
    ...{ bytes: bytes.value, name: 'the branch', payloadType: BRANCH_PAYLOAD_TYPE, publicKey: harness.value },
  });
  return payload.ok ? parseBranch(payload.value) : payload;
};

type Holding = { readonly commit: string; readonly parent: string };

/** The first parent of the commit in the target's history that changes exactly what was accepted, if there is one. */
const holdingCommit = async (
  store: HarnessStore,
  { base, target, commit: accepted }: Found & { readonly target: string },
  paths: readonly ChangedPath[],
): Promise<Result<Holding | null>> => {
  const commits = await commitsBetween(store, base, target);
  if (!commits.ok) return commits;
  // The accepted commit itself, where it was merged; else one with the same patch, where it was squashed or rebased.
  const itself = commits.value.find(({ commit }) => commit === accepted);
  if (itself !== undefined) return ok({ commit: accepted, parent: base });
  for (const { commit, parents } of commits.value) {
    const [parent, second] = parents;
    if (parent === undefined || second !== undefined) continue;
    const changed = await changedPaths(store, parent, commit);
    if (!changed.ok) return changed;
    if (canonicalJson(changed.value) === canonicalJson(paths)) return ok({ commit, parent });
  }
  return ok(null);
};

/**
 * Whether somebody has merged a result from its own branch into the target: then it has landed, and that is recorded.
 * Null where the target has not moved since; fails with `target.moved` where it has, and does not hold the result.
 *
 * The landing gates are judged for the moment the branch was made, when the target still stood where the decision says:
 * who moved it afterwards was not Writ.
 */
export const landMerged = (project: Project, row: RunRow): Promise<Result<Moved | null>> =>
  withLock(project, 'landing', () => noticeMerged(project, row));

const noticeMerged = async (project: Project, row: RunRow): Promise<Result<Moved | null>> => {
  const now = await foundFor(project, row, { ownBranch: true });
  if (!now.ok) return now;
  const { target, base } = now.value;
  if (target === null || target === base) return ok(null);
  const branch = await branchStatement(project, now.value);
  if (!branch.ok) return branch;
  const found = await foundFor(project, row, { ownBranch: true, at: branch.value.at });
  if (!found.ok) return found;
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const accepted = { ...found.value, target, commit: branch.value.commit };
  const holding = await holdingCommit(store.value, accepted, accepted.reviewed.evidence.changes?.paths ?? []);
  if (!holding.ok) return holding;
  if (holding.value === null)
    return fail('target.moved', `${accepted.targetRef} has moved, and does not hold what is on ${branch.value.ref}`, {
      remedy: `merge ${branch.value.ref.replace('refs/heads/', '')} and fetch, then: writ land ${row.run}`,
    });
  const order = landingOrder(project, { ...accepted, target: base, policy: branch.value.policy });
  if (!order.ok) return order;
  const tree = await treeOf(store.value, holding.value.commit);
  if (!tree.ok) return tree;
  const moved: Moved = {
    ...{ how: 'merged', ...holding.value, tree: tree.value, ref: found.value.targetRef, old: base, new: target },
    ...{ checkouts: [], carried: null },
  };
  const recorded = await recordLanded(project, order.value, moved);
  return recorded.ok ? ok(moved) : recorded;
};
