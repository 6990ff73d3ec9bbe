import { fail, ok, type Result } from '#failure';
import { openStore, treeOf } from '#host';
import { readDocument, type RunRow } from '#ledger';
import { BRANCH_PAYLOAD_TYPE, parseBranch, verifyHarness, type BranchStatement } from '#signoff';
import { heldByTarget, type Holding } from './held-by-target.ts';
import { heldBy, recordLanded, type Moved } from './land.ts';
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

const MOST_NAMED = 3;

const shortList = (paths: readonly string[]): string =>
  [...paths.slice(0, MOST_NAMED), ...(paths.length > MOST_NAMED ? ['…'] : [])].join(', ');

/** Why nothing is recorded, and what to type: by hand, since whoever merged it has to want it there. */
const notHeld = (
  holding: Exclude<Holding, { readonly kind: 'held' }>,
  { ref, commit }: BranchStatement,
  { targetRef, row }: Found,
): Result<never> => {
  const then = `then: writ land ${row.run}`;
  const [own, name] = [ref.replace('refs/heads/', ''), targetRef.replace('refs/heads/', '')];
  switch (holding.kind) {
    case 'absent':
      return fail('target.moved', `${targetRef} has moved, and does not hold what is on ${ref}`, {
        remedy: `merge ${own} and fetch, ${then}`,
      });
    case 'bytes-elsewhere':
      return fail(
        'target.moved',
        `${targetRef} has ${commit.slice(0, 12)} in its history, and no commit of ${name} itself brings exactly what was accepted`,
        { remedy: `git cherry-pick ${commit.slice(0, 12)} on ${name}, ${then}; where that conflicts or is empty: writ approve ${row.task}, then: writ run ${row.task} --backend ID` }, // prettier-ignore
      );
    case 'taken-back': {
      const { by, paths } = holding;
      const taker = by === null ? '' : ` by ${by.commit.slice(0, 12)}`;
      const undo = `git revert ${by !== null && by.parents.length > 1 ? '-m 1 ' : ''}${by?.commit.slice(0, 12) ?? 'COMMIT'}`;
      return fail(
        'target.moved',
        `${ref} was merged, and taken back${taker}: where ${targetRef} stands, ${shortList(paths)} reads as before`,
        { remedy: `${undo} on ${name}, ${then}` },
      );
    }
  }
};

/**
 * Whether somebody has merged a result from its own branch into the target: then it has landed, and that is recorded.
 * Null where the target has not moved since; fails with `target.moved` where it has, and does not hold the result, or
 * not any more.
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
  const paths = accepted.reviewed.evidence.changes?.paths ?? [];
  const holding = await heldByTarget(store.value, { base, commit: accepted.commit, paths, tip: target });
  if (!holding.ok) return holding;
  if (holding.value.kind !== 'held') return notHeld(holding.value, branch.value, accepted);
  const { commit, parent } = holding.value;
  const order = landingOrder(project, { ...accepted, target: base, policy: branch.value.policy });
  if (!order.ok) return order;
  const tree = await treeOf(store.value, commit);
  if (!tree.ok) return tree;
  const moved: Moved = {
    ...{ how: 'merged', commit, parent, tree: tree.value, ref: found.value.targetRef, old: base, new: target },
    ...{ checkouts: [], carried: null, ...heldBy(order.value) },
  };
  const keep = await recordLanded(project, order.value, moved);
  const kept = keep.ok ? await keep.value() : keep;
  return kept.ok ? ok(moved) : kept;
};
