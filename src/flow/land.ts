import { canonicalJson, sha256, type Contract, type TaskType } from '#contract';
import { fail, ok, okUnless, type Result } from '#failure';
import { failuresOf, judgeLanding, type LandingEvidence } from '#gates';
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
  resolveRef,
  swapRef,
  worktreesOn,
} from '#host';
import { readDocument, recordLanding, type RunRow } from '#ledger';
import { keepRunRef, workspacePath, writeAfter } from '#run';
import { LANDING_PAYLOAD_TYPE, signByHarness, verifyStatement, type LandingStatement } from '#signoff';
import type { Project } from './project.ts';
import { review, type Review } from './review.ts';

/** A branch that was moved. `checkouts` are the worktrees that followed. */
export type Landed = {
  readonly commit: string;
  readonly ref: string;
  readonly old: string;
  readonly checkouts: readonly string[];
};

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

const landingEvidence = async (
  project: Project,
  row: RunRow,
): Promise<
  Result<{ readonly reviewed: Review; readonly evidence: LandingEvidence; readonly decision: Uint8Array | null }>
> => {
  const decision = row.decision === null ? ok(null) : await readDocument(project.ledger, row.decision);
  if (!decision.ok) return decision;
  const at = now();
  const verified = decision.value === null ? null : verifyStatement('decision', decision.value, project.trust, at);
  // Evidence has to be fresh when it is accepted; what was accepted in time may land later.
  const reviewed = await review(project, row, verified?.ok === true ? verified.value.statement.at : at);
  if (!reviewed.ok) return reviewed;
  const { recorded, again, manifest, evidence } = reviewed.value;
  const targetRef = evidence.freshness?.targetRef;
  const target = targetRef === undefined ? ok(undefined) : await resolveRef(project.repository, targetRef);
  if (!target.ok) return target;
  const found: LandingEvidence = {
    ...{ at, trust: project.trust, recorded, again, manifest, failures: [] },
    ...(evidence.contract === undefined ? {} : { contract: evidence.contract.digest }),
    ...(evidence.changes === undefined ? {} : { tree: evidence.changes.tree }),
    ...(evidence.freshness === undefined
      ? {}
      : { base: evidence.freshness.base, targetRef: evidence.freshness.targetRef }),
    ...(decision.value === null ? {} : { decision: decision.value }),
    ...(target.value === undefined ? {} : { target: target.value }),
  };
  return ok({ reviewed: reviewed.value, evidence: found, decision: decision.value });
};

/** Every checkout of the branch must be able to follow without losing anything of the person's. */
const checkoutsThatFollow = async (
  project: Project,
  ref: string,
  old: string,
  next: string,
): Promise<Result<readonly string[]>> => {
  const worktrees = await worktreesOn(project.repository, ref);
  if (!worktrees.ok) return worktrees;
  for (const worktree of worktrees.value) {
    const can = await canMoveCheckout(worktree, old, next);
    if (!can.ok) return can;
    if (!can.value) return fail('landing.dirty', `${worktree} has changes that the landing would touch`);
  }
  return worktrees;
};

const makeCommit = async (project: Project, { reviewed }: { readonly reviewed: Review }): Promise<Result<string>> => {
  const { contract, freshness, changes } = reviewed.evidence;
  if (contract === undefined || freshness === undefined || changes === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const person = await personIdentity(project.repository);
  if (!person.ok) return person;
  const message = commitMessage(contract.value, {
    run: freshness.run,
    approval: sha256(reviewed.evidence.approval ?? new Uint8Array()),
    manifest: reviewed.manifest,
  });
  const commit = await commitTree(store.value, {
    tree: changes.tree,
    parents: [freshness.base],
    message,
    ...person.value,
    at: now(),
  });
  if (!commit.ok) return commit;
  const brought = await bringCommit(project.repository, store.value, commit.value, [freshness.base]);
  return brought.ok ? commit : brought;
};

const recordLanded = async (
  project: Project,
  row: RunRow,
  reviewed: Review,
  landed: Landed,
): Promise<Result<Landed>> => {
  const { verdict } = reviewed.recorded;
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const at = now();
  const { commit, ref, old } = landed;
  const statement: LandingStatement = {
    writ: 1,
    kind: 'landing',
    run: row.run,
    at,
    decision: row.decision ?? sha256(''),
    commit,
    tree: verdict.tree,
    parent: old,
    ref,
    old,
    new: commit,
  };
  const envelope = signByHarness({
    payloadType: LANDING_PAYLOAD_TYPE,
    payload: new TextEncoder().encode(canonicalJson(statement)),
    privateKeyPem: key.value,
  });
  const written = writeAfter(reviewed.paths, 'landing', envelope);
  if (!written.ok) return written;
  const recorded = await recordLanding(
    project.ledger,
    { task: row.task, run: row.run, commit, ref },
    new TextEncoder().encode(envelope),
    at,
  );
  if (!recorded.ok) return recorded;
  const kept = await keepRunRef(project.repository, row.run, { tree: verdict.tree, base: old, at });
  if (!kept.ok) return kept;
  removeFolder(workspacePath(project.repository, row.task));
  return ok(landed);
};

/**
 * Lands an accepted run: the landing gates, a commit by the harness, and a compare-and-swap of the branch. Checkouts
 * of the branch follow. Nothing is ever pushed.
 */
export const land = async (project: Project, row: RunRow): Promise<Result<Landed>> => {
  if (row.state === 'landed') return fail('landing.taken', `run ${row.run} has landed already`);
  const found = await landingEvidence(project, row);
  if (!found.ok) return found;
  const { reviewed, evidence } = found.value;
  const { contract, freshness } = reviewed.evidence;
  if (contract === undefined || freshness === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const verdict = judgeLanding(contract.value, evidence);
  const passed = okUnless(failuresOf(verdict), () => null);
  if (!passed.ok) return passed;
  const commit = await makeCommit(project, { reviewed });
  if (!commit.ok) return commit;
  const { targetRef: ref, base: old } = freshness;
  const checkouts = await checkoutsThatFollow(project, ref, old, commit.value);
  if (!checkouts.ok) return checkouts;
  const moved = await swapRef(project.repository, { ref, next: commit.value, old, reason: `writ land ${row.run}` });
  if (!moved.ok) return moved;
  if (!moved.value) return fail('target.moved', `${ref} moved at this very moment`);
  for (const checkout of checkouts.value) {
    const followed = await moveCheckout(checkout, old, commit.value);
    if (!followed.ok) return followed;
  }
  return recordLanded(project, row, reviewed, { commit: commit.value, ref, old, checkouts: checkouts.value });
};
