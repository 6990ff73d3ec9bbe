import { canonicalJson, sha256, weakJail, type Digest, type WeakJail } from '#contract';
import { fail, ok, type Result } from '#failure';
import { bringCommit, harnessKey, now, openStore } from '#host';
import { MOVING, recordLanding, type RunRow } from '#ledger';
import { keepRunRef, removeCarried, retireWorkspace, writeAfter, writeDecisions } from '#run';
import { LANDING_PAYLOAD_TYPE, signByHarness, type LandingStatement } from '#signoff';
import { allowsMoved, type Tell } from './carry-over.ts';
import { cutOffBefore } from './cut-off-landing.ts';
import { foundFor, landingOrder, type Found, type LandingOrder } from './landing-order.ts';
import { refuseReplaced } from './replaced-run.ts';
import { withLock } from './lock.ts';
import { moveBranch } from './move-branch.ts';
import { landedBelow, whereItStands } from './moved-target.ts';
import type { Project } from './project.ts';

/** A branch that was moved. `checkouts` are the worktrees that followed. */
export type Moved = Pick<LandingStatement, 'commit' | 'tree' | 'parent' | 'ref' | 'old' | 'new' | 'how'> & {
  readonly checkouts: readonly string[];
  /** The digest of the verdict on the moved target; null where it had not moved. */
  readonly carried: Digest | null;
  /** What held the run, where that proves less than a jail does. */
  readonly jail?: WeakJail;
};

/** What a landing came to: a branch that was moved or, after NO-CHANGE, one that need not be. */
export type Landed = Moved | { readonly commit: null; readonly ref: string; readonly old: string };

/**
 * What is left to do of a landing that stands: keeps it where git carries it from clone to clone, and removes what was
 * the workspace of its task. No other landing, and no run, has to wait for that.
 */
export type Keep = () => Promise<Result<null>>;

type Standing<L extends Landed> = { readonly landed: L; readonly keep: Keep };

/** Where nothing held the run, or what nobody has tested, whoever lands it is told once more. */
export const heldBy = ({ reviewed }: LandingOrder): Pick<Moved, 'jail'> => {
  const jail = weakJail(reviewed.evidence.freshness?.jail);
  return jail === null ? {} : { jail };
};

/** Moves the branch by compare-and-swap, and the checkouts of it after that. */
const moveTarget = async (project: Project, order: LandingOrder): Promise<Result<Moved>> => {
  const { repository } = project;
  const { targetRef: ref, onto: old, target, row, commit, tip, tree, policy } = order;
  const store = await openStore(repository);
  if (!store.ok) return store;
  const brought = await bringCommit(repository, store.value, tip, [old]);
  if (!brought.ok) return brought;
  const move = { ref, old, next: tip, reason: `writ land ${row.run}` };
  const checkouts = await moveBranch(project, move, target === tip);
  if (!checkouts.ok) return checkouts;
  const carried = order.carried?.recorded.digest ?? null;
  const moved = { how: policy.how, commit, tree, parent: old, ref, old, new: tip };
  return ok({ carried, ...moved, checkouts: checkouts.value, ...heldBy(order) });
};

/** The workspace is out of its place before anybody can begin to work at the task again. */
const keeping = ({ repository }: Project, { row, reviewed, base }: LandingOrder, at: string): Keep => {
  const remove = retireWorkspace(repository, row.task);
  return async () => {
    const kept = await keepRunRef(repository, row.run, { tree: reviewed.recorded.verdict.tree, base, at });
    await remove();
    return kept.ok ? ok(null) : kept;
  };
};

/** Signs and records that a result has landed: in the ledger and beside the bundle. Gives what is left to do then. */
export const recordLanded = async (
  project: Project,
  order: LandingOrder,
  { how, commit, tree, parent, ref, old, new: tip }: Moved,
): Promise<Result<Keep>> => {
  const { row, reviewed, decisions, policy, carried } = order;
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const at = now();
  const decision = sha256(decisions.at(-1) ?? new Uint8Array());
  const statement: LandingStatement = {
    ...{ writ: 1, kind: 'landing', run: row.run, at, decision, parent, policy },
    ...{ how, commit, tree, ref, old, new: tip },
    ...(carried === null ? {} : { carried: carried.recorded.digest }),
  };
  // What was carried over to another place than this is no part of how it landed.
  if (carried === null) removeCarried(reviewed.paths);
  const payload = new TextEncoder().encode(canonicalJson(statement));
  const envelope = signByHarness({ payloadType: LANDING_PAYLOAD_TYPE, payload, privateKeyPem: key.value });
  // The ledger has the decisions whatever happened since; the files beside the bundle may have been cut off.
  const decided = writeDecisions(reviewed.paths, decisions);
  if (!decided.ok) return decided;
  const written = writeAfter(reviewed.paths, 'landing', envelope);
  if (!written.ok) return written;
  const event = { task: row.task, run: row.run, commit, ref, tip };
  const recorded = await recordLanding(project.ledger, event, new TextEncoder().encode(envelope), at);
  return recorded.ok ? ok(keeping(project, order, at)) : recorded;
};

/** A run that begins or ends meanwhile waits until both are done: what it sees between them is half of one and half of the other. */
const moveAndRecord = async (project: Project, order: LandingOrder): Promise<Result<Standing<Moved>>> => {
  const landed = await moveTarget(project, order);
  if (!landed.ok) return landed;
  const keep = await recordLanded(project, order, landed.value);
  return keep.ok ? ok({ landed: landed.value, keep: keep.value }) : keep;
};

/** Records a landing upon which somebody has gone on since: the branch and its checkouts are left where they are. */
const recordBelow = async (project: Project, order: LandingOrder, tell: Tell): Promise<Result<Standing<Moved>>> => {
  const { row, targetRef: ref, onto: old, commit, tip, tree, policy } = order;
  tell(`the landing of ${row.task} was cut off after ${ref} had moved, and ${ref} has gone on since; it is recorded`);
  const carried = order.carried?.recorded.digest ?? null;
  const moved = { how: policy.how, commit, tree, parent: old, ref, old, new: tip };
  const landed: Moved = { carried, ...moved, checkouts: [], ...heldBy(order) };
  const keep = await recordLanded(project, order, landed);
  return keep.ok ? ok({ landed, keep: keep.value }) : keep;
};

/** Records the landing of another result first that was cut off: upon it, it would be buried. */
const recordCutOff = async (project: Project, row: RunRow, tell: Tell): Promise<Result<null>> => {
  const other = await cutOffBefore(project, row);
  if (!other.ok || other.value === null) return other.ok ? ok(null) : other;
  const order = other.value;
  tell(`the landing of ${order.row.task} was cut off after ${order.targetRef} had moved; it is recorded first`);
  const landed = await withLock(project, MOVING, () => moveAndRecord(project, order));
  return landed.ok ? landed.value.keep() : landed;
};

/** How a person means a landing. `direct`: where the result is on a branch of its own, the target moves past that one. */
export type LandOrder = { readonly direct: boolean };

/** Who put a result on a branch has begun a pull request: the target is not moved past that by who types one word less. */
const refuseBranched = ({ row, targetRef, policy }: Found): Result<null> => {
  if (row.branch === null) return ok(null);
  const [own, target] = [row.branch, targetRef].map((ref) => ref.replace('refs/heads/', ''));
  const merge = `merge ${own} and fetch, then: writ land ${row.run}`;
  return fail('landing.branched', `the result of ${row.run} is on ${own}, and ${target} does not hold it`, {
    remedy: policy.protected
      ? merge
      : `${merge}; or, to move ${target} past the pull request: writ land ${row.run} --direct`,
  });
};

/** So often the target may move while a patch is being checked where it stood. */
const TRIES = 3;

const landAlone = async (
  project: Project,
  row: RunRow,
  tell: Tell,
  { direct, tries = TRIES }: LandOrder & { readonly tries?: number },
): Promise<Result<Standing<Landed>>> => {
  const standing = await refuseReplaced(project, row);
  if (!standing.ok) return standing;
  const found = await foundFor(project, row, { ownBranch: false });
  if (!found.ok) return found;
  const { reviewed, targetRef: ref, base: old } = found.value;
  if (row.state === 'accepted' && reviewed.recorded.verdict.noChange)
    return ok({ landed: { commit: null, ref, old }, keep: async () => ok(null) });
  const below = await landedBelow(project, found.value);
  if (below !== null) return withLock(project, MOVING, () => recordBelow(project, below, tell));
  const meant = direct ? ok(null) : refuseBranched(found.value);
  if (!meant.ok) return meant;
  const there = await whereItStands(project, found.value, tell);
  if (!there.ok) return there;
  const order = landingOrder(project, there.value);
  if (!order.ok) return order;
  const landed = await withLock(project, MOVING, () => moveAndRecord(project, order.value));
  if (!landed.ok) {
    const again = landed.failures[0].code === 'target.moved' && tries > 1 && allowsMoved(project, found.value);
    return again ? landAlone(project, row, tell, { direct, tries: tries - 1 }) : landed;
  }
  return landed;
};

/**
 * Lands an accepted run: the landing gates, a commit by the harness, and a compare-and-swap of the branch. Checkouts
 * of the branch follow. Nothing is ever pushed. Where the branch has moved and everybody who decided allowed that, the
 * patch is carried over to it first, and judged there. The next one may land while this one is kept: whoever calls has
 * that done, and waits for it.
 *
 * @param tell is told what takes its time
 */
export const landUnkept = (
  project: Project,
  row: RunRow,
  tell: Tell,
  order: LandOrder = { direct: false },
): Promise<Result<Standing<Landed>>> =>
  withLock(project, 'landing', async () => {
    const before = await recordCutOff(project, row, tell);
    return before.ok ? landAlone(project, row, tell, order) : before;
  });

/** Lands an accepted run as `landUnkept` does, and keeps it. */
export const land = async (project: Project, row: RunRow, tell: Tell, order: LandOrder): Promise<Result<Landed>> => {
  const standing = await landUnkept(project, row, tell, order);
  if (!standing.ok) return standing;
  const kept = await standing.value.keep();
  return kept.ok ? ok(standing.value.landed) : kept;
};
