import { canonicalJson, sha256 } from '#contract';
import { fail, ok, type Result } from '#failure';
import { bringCommit, harnessKey, isBranchName, now, openStore, resolveRef, swapRef } from '#host';
import { MOVING, recordBranch, type RunRow } from '#ledger';
import { keepRunRef, removeCarried, writeAfter, writeDecisions } from '#run';
import { BRANCH_PAYLOAD_TYPE, parseEnvelope, parseStatement, signByHarness, type BranchStatement } from '#signoff';
import { foundFor, landingOrder, type LandingOrder } from './landing-order.ts';
import { refuseReplaced } from './replaced-run.ts';
import { ownBranchFor } from './landing-policy.ts';
import { withLock } from './lock.ts';
import type { Project } from './project.ts';
import { pullRequest, type PullRequest } from './pull-request.ts';

/** An accepted result on a branch of its own, with the text of a pull request. The target stands where it stood. */
export type Branched = PullRequest & {
  readonly commit: string;
  readonly tree: string;
  readonly ref: string;
  readonly target: string;
};

const nameFor = async (project: Project, order: LandingOrder, name: string | undefined): Promise<Result<string>> => {
  const { contract, base, targetRef, row } = order;
  const chosen = name === undefined ? await ownBranchFor(project, contract, base) : ok(name);
  if (!chosen.ok) return chosen;
  const ref = `refs/heads/${chosen.value}`;
  // Git would make the branch refs/heads/refs/heads/x of it, which nobody means.
  if (chosen.value.startsWith('refs/'))
    return fail('usage.argument', `“${chosen.value}” is a ref; what is asked for is the name of a branch`, {
      remedy: `writ land ${row.run} --branch ${chosen.value.replace(/^refs\/(?:heads\/)?/u, '')}`,
    });
  const valid = await isBranchName(chosen.value);
  if (!valid.ok) return valid;
  if (!valid.value) return fail('usage.argument', `“${chosen.value}” cannot be the name of a branch`);
  if (ref === targetRef)
    return fail('usage.argument', `${chosen.value} is the target itself`, { remedy: `writ land ${row.run}` });
  if (row.branch !== null && row.branch !== ref)
    return fail('branch.taken', `the result of ${row.run} is on ${row.branch} already`);
  return ok(ref);
};

/** Puts the commit on the branch, which is not there yet, or stands there already. */
const makeBranch = async (
  project: Project,
  { commit, base, row }: LandingOrder,
  ref: string,
): Promise<Result<null>> => {
  const { repository } = project;
  const store = await openStore(repository);
  if (!store.ok) return store;
  const there = await resolveRef(repository, ref);
  if (!there.ok) return there;
  if (there.value === commit) return ok(null);
  const taken = (): Result<null> => fail('branch.taken', `${ref} is there already, and holds something else`);
  if (there.value !== null) return taken();
  const brought = await bringCommit(repository, store.value, commit, [base]);
  if (!brought.ok) return brought;
  const move = { ref, next: commit, old: '0'.repeat(40), reason: `writ land ${row.run} --branch` };
  const made = await swapRef(repository, move);
  if (!made.ok) return made;
  return made.value ? ok(null) : taken();
};

const recordBranched = async (project: Project, order: LandingOrder, ref: string): Promise<Result<null>> => {
  const { row, reviewed, decisions, base, policy, commit, tree, targetRef: target } = order;
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const at = now();
  const decision = sha256(decisions.at(-1) ?? new Uint8Array());
  const statement: BranchStatement = {
    ...{ writ: 1, kind: 'branch', run: row.run, at, decision, commit, tree, parent: base, ref, target, policy },
  };
  const payload = new TextEncoder().encode(canonicalJson(statement));
  const envelope = signByHarness({ payloadType: BRANCH_PAYLOAD_TYPE, payload, privateKeyPem: key.value });
  const event = { task: row.task, run: row.run, commit, ref };
  const recorded = await recordBranch(project.ledger, event, new TextEncoder().encode(envelope), at);
  if (!recorded.ok) return recorded;
  removeCarried(reviewed.paths);
  const decided = writeDecisions(reviewed.paths, decisions);
  if (!decided.ok) return decided;
  const written = writeAfter(reviewed.paths, 'branch', envelope);
  if (!written.ok) return written;
  const kept = await keepRunRef(project.repository, row.run, { tree, base, at });
  return kept.ok ? ok(null) : kept;
};

/** A run that begins or ends meanwhile waits until both are done, and accounts for the branch by its statement. */
const makeAndRecord = async (project: Project, order: LandingOrder, ref: string): Promise<Result<null>> => {
  const made = await makeBranch(project, order, ref);
  if (!made.ok || order.row.branching !== null) return made;
  return recordBranched(project, order, ref);
};

/**
 * Puts an accepted result on a branch of its own, by the gates of a landing and a compare-and-swap, and says what a
 * pull request for it would say. The target stays where it is, and nothing is pushed: both are for a person. The task
 * stays accepted; `land` records it as landed once the target holds the result.
 *
 * @param name of the branch without `refs/heads/`; undefined: made from the task's type and id, as the policy says
 */
export const landOnBranch = (project: Project, row: RunRow, name: string | undefined): Promise<Result<Branched>> =>
  withLock(project, 'landing', () => branchAlone(project, row, name));

const branchAlone = async (project: Project, row: RunRow, name: string | undefined): Promise<Result<Branched>> => {
  const standing = await refuseReplaced(project, row);
  if (!standing.ok) return standing;
  const found = await foundFor(project, row, { ownBranch: true });
  if (!found.ok) return found;
  if (found.value.reviewed.recorded.verdict.noChange)
    return fail('scope.unchanged', 'no change was needed, so there is nothing to put on a branch');
  const order = landingOrder(project, found.value);
  if (!order.ok) return order;
  const ref = await nameFor(project, order.value, name);
  if (!ref.ok) return ref;
  const made = await withLock(project, MOVING, () => makeAndRecord(project, order.value, ref.value));
  if (!made.ok) return made;
  const { commit, tree, targetRef: target, decisions } = order.value;
  const statements = decisions.flatMap((bytes) => {
    const envelope = parseEnvelope(bytes, 'the decision');
    const statement = envelope.ok ? parseStatement('decision', envelope.value.payload) : envelope;
    return statement.ok ? [statement.value] : [];
  });
  return ok({ ...pullRequest(order.value, statements), commit, tree, ref: ref.value, target });
};
