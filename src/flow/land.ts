import { canonicalJson, sha256, type Contract, type TaskType } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  bringCommit,
  canMoveCheckout,
  commitTree,
  harnessKey,
  moveCheckout,
  now,
  openStore,
  personIdentity,
  removeFolder,
  swapRef,
  worktreesOn,
} from '#host';
import { recordLanding, type RunRow } from '#ledger';
import { keepRunRef, workspacePath, writeAfter } from '#run';
import { LANDING_PAYLOAD_TYPE, signByHarness, type LandingStatement } from '#signoff';
import { foundFor, landingOrder, type LandingOrder } from './landing-order.ts';
import type { Project } from './project.ts';
import type { Review } from './review.ts';

/** A branch that was moved. `checkouts` are the worktrees that followed. */
type Moved = {
  readonly commit: string;
  readonly ref: string;
  readonly old: string;
  readonly checkouts: readonly string[];
};

/** What a landing came to: a branch that was moved or, after NO-CHANGE, one that need not be. */
export type Landed = Moved | { readonly commit: null; readonly ref: string; readonly old: string };

const COMMIT_TYPE: Record<TaskType, string> = {
  feature: 'feat',
  debug: 'fix',
  refactor: 'refactor',
  hygiene: 'chore',
  docs: 'docs',
  research: 'docs',
};
const SUBJECT_LENGTH = 71;

/** A conventional commit with trailers that name task, run, approval and evidence (S0-R73, X-D9). */
export const commitMessage = (
  contract: Contract,
  about: { readonly run: string; readonly approval: string; readonly manifest: string },
): string => {
  const name = contract.name.replaceAll(/\s+/gu, ' ').trim();
  const subject = `${COMMIT_TYPE[contract.type]}: ${name.charAt(0).toLowerCase()}${name.slice(1)}`
    .slice(0, SUBJECT_LENGTH)
    .trim();
  const body = contract.what.trim() === name ? [] : ['', contract.what.trim()];
  const trailers = [
    `Writ-Task: ${contract.id} v${contract.version}`,
    `Writ-Run: ${about.run}`,
    `Writ-Approval: sha256:${about.approval}`,
    `Writ-Evidence: sha256:${about.manifest}`,
  ];
  return `${[subject, ...body, '', ...trailers].join('\n')}\n`;
};

/**
 * The commit a run lands as, in the harness's store. It is the same one however often it is made: its date is the
 * verdict's, so that a landing that was cut off can be continued.
 */
const commitFor = async (project: Project, reviewed: Review): Promise<Result<string>> => {
  const { contract, freshness, changes, approval } = reviewed.evidence;
  if (contract === undefined || freshness === undefined || changes === undefined || approval === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const person = await personIdentity(project.repository);
  if (!person.ok) return person;
  const about = { run: freshness.run, approval: sha256(approval), manifest: reviewed.manifest };
  return commitTree(store.value, {
    tree: changes.tree,
    parents: [freshness.base],
    message: commitMessage(contract.value, about),
    ...person.value,
    at: reviewed.recorded.verdict.at,
  });
};

/** Every checkout of the branch must be able to follow without losing anything of the person's. */
const checkoutsThatFollow = async (
  project: Project,
  { targetRef, base }: LandingOrder,
  commit: string,
): Promise<Result<readonly string[]>> => {
  const worktrees = await worktreesOn(project.repository, targetRef);
  if (!worktrees.ok) return worktrees;
  for (const worktree of worktrees.value) {
    const can = await canMoveCheckout(worktree, base, commit);
    if (!can.ok) return can;
    if (!can.value) return fail('landing.dirty', `${worktree} has changes that the landing would touch`);
  }
  return worktrees;
};

/** Moves the branch by compare-and-swap, and the checkouts of it after that. */
const moveTarget = async (project: Project, order: LandingOrder, commit: string): Promise<Result<Moved>> => {
  const { repository } = project;
  const { targetRef: ref, base: old, target, row } = order;
  const store = await openStore(repository);
  if (!store.ok) return store;
  const brought = await bringCommit(repository, store.value, commit, [old]);
  if (!brought.ok) return brought;
  const checkouts = await checkoutsThatFollow(project, order, commit);
  if (!checkouts.ok) return checkouts;
  if (target !== commit) {
    const moved = await swapRef(repository, { ref, next: commit, old, reason: `writ land ${row.run}` });
    if (!moved.ok) return moved;
    if (!moved.value) return fail('target.moved', `${ref} moved at this very moment`);
  }
  for (const checkout of checkouts.value) {
    const followed = await moveCheckout(checkout, old, commit);
    if (!followed.ok) return followed;
  }
  return ok({ commit, ref, old, checkouts: checkouts.value });
};

const recordLanded = async (project: Project, order: LandingOrder, landed: Moved): Promise<Result<Landed>> => {
  const { row, reviewed, tree, decision: envelopeBytes } = order;
  const decisionBytes = envelopeBytes ?? new Uint8Array();
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const at = now();
  const { commit, ref, old } = landed;
  const moved = { commit, tree, parent: old, ref, old, new: commit };
  const decision = sha256(decisionBytes);
  const statement: LandingStatement = { writ: 1, kind: 'landing', run: row.run, at, decision, ...moved };
  const payload = new TextEncoder().encode(canonicalJson(statement));
  const envelope = signByHarness({ payloadType: LANDING_PAYLOAD_TYPE, payload, privateKeyPem: key.value });
  // The ledger has the decision whatever happened since; the file beside the bundle may have been cut off.
  const decided = writeAfter(reviewed.paths, 'decision', new TextDecoder().decode(decisionBytes));
  if (!decided.ok) return decided;
  const written = writeAfter(reviewed.paths, 'landing', envelope);
  if (!written.ok) return written;
  const event = { task: row.task, run: row.run, commit, ref };
  const recorded = await recordLanding(project.ledger, event, new TextEncoder().encode(envelope), at);
  if (!recorded.ok) return recorded;
  const kept = await keepRunRef(project.repository, row.run, { tree, base: old, at });
  if (!kept.ok) return kept;
  removeFolder(workspacePath(project.repository, row.task));
  return ok(landed);
};

/**
 * Lands an accepted run: the landing gates, a commit by the harness, and a compare-and-swap of the branch. Checkouts
 * of the branch follow. Nothing is ever pushed.
 */
export const land = async (project: Project, row: RunRow): Promise<Result<Landed>> => {
  const found = await foundFor(project, row);
  if (!found.ok) return found;
  const { reviewed, targetRef: ref, base: old } = found.value;
  if (row.state === 'accepted' && reviewed.recorded.verdict.noChange) return ok({ commit: null, ref, old });
  const order = await landingOrder(project, found.value, (again) => commitFor(project, again));
  if (!order.ok) return order;
  const landed = await moveTarget(project, order.value.order, order.value.commit);
  return landed.ok ? recordLanded(project, order.value.order, landed.value) : landed;
};
