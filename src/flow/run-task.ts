import type { Contract } from '#contract';
import { fail, ok, type Result } from '#failure';
import { harnessKey, hearPrograms, isAlive, thisProcess } from '#host';
import { beginRun, newestContract, recordReuse, type ContractRow } from '#ledger';
import { doneRefusal } from '#plan';
import {
  approvedContract,
  beginAhead,
  carryOut,
  earlierSession,
  providedFolders,
  refuseUnable,
  refuseUnheld,
  refuseReviewer,
  refuseWorkspaces,
  resolveBackend,
  settledLook,
  USUALLY_PROVIDED,
  type Ahead,
  type Backend,
  type Means,
  type Order,
  type Reviewer,
  type RunEnd,
} from '#run';
import { refuseUnsignedLogin } from './activate.ts';
import { takeAhead } from './head-start.ts';
import { lostAmong } from './lost-landings.ts';
import type { Project } from './project.ts';
import { refuseUninstalled } from './install-packages.ts';
import { approvalSays } from './run-documents.ts';
import { runBase } from './run-base.ts';
import { orderFor, termsOfReview, type Planned } from './run-order.ts';
import { notApproved } from './propose.ts';
import { goingOn } from './safe-exit.ts';
import { startPoint } from './start-point.ts';
import { refuseChangedFile } from './unchanged-file.ts';

/** What was seen of the checkout, once no landing is moving it. */
const seenSettled = async (project: Project, { seen, since }: Pick<Ahead, 'seen' | 'since'>): Ahead['seen'] => {
  const first = await seen;
  return first.ok ? settledLook(project, { seen: first.value, since, waitsFor: isAlive }) : first;
};

/** Which task, by which backend. */
export type RunOrder = {
  readonly task: string;
  readonly backend: string | undefined;
  readonly tell: (sentence: string) => void;
};

/** An approval that was given for something else is recorded as used twice, and stops the task (S3-R15). */
const refuseReuse = async ({ ledger }: Project, { task }: ContractRow, { start }: Order): Promise<Result<null>> => {
  const says = approvalSays(start.approval ?? null);
  if (says === null || start.use === undefined || start.use.foreignUses === 0) return ok(null);
  const recorded = await recordReuse(ledger, { task, nonce: says.nonce }, start.at);
  return recorded.ok
    ? fail('approval.reused', `the approval of ${task} was given for ${says.task} v${says.version}, or used before`, {
        remedy: `writ approve ${task}`,
      })
    : recorded;
};

/** Tasks that this one needs and that have not landed, or whose branch does not hold them any more. */
const blockers = async (project: Project, dependsOn: readonly string[]): Promise<Result<readonly string[]>> => {
  const blocked: string[] = [];
  for (const task of dependsOn) {
    const row = await newestContract(project.ledger, task);
    if (!row.ok) return row;
    if (row.value?.state !== 'landed') blocked.push(task);
  }
  if (dependsOn.length === 0 || blocked.length === dependsOn.length) return ok(blocked);
  const lost = await lostAmong(project.repository, dependsOn);
  return lost.ok ? ok([...blocked, ...lost.value]) : lost;
};

/** Lets a run begin: everything that can still refuse does, then an attempt is used up, and the backend starts. */
const begin = async (project: Project, planned: Planned & Pick<Means, 'tell'>): Promise<Result<RunEnd>> => {
  const { repository, ledger, settings, folders } = project;
  const { row, from, backend, ahead, tell } = planned;
  const order = await orderFor(project, planned);
  if (!order.ok) return order;
  const single = await refuseReuse(project, row, order.value);
  if (!single.ok) return single;
  const approved = approvedContract(order.value);
  if (!approved.ok) return approved;
  const blocked = await blockers(project, row.dependsOn);
  if (!blocked.ok) return blocked;
  if (blocked.value.length > 0) return fail('task.blocked', `${row.task} waits for ${blocked.value.join(', ')}`);
  const key = harnessKey(folders.state);
  if (!key.ok) return key;
  const { run, base, start, contract } = approved.value;
  const able = await refuseUnableChecks(project, contract, base);
  if (!able.ok) return able;
  const { jail = 'bubblewrap' } = start.freshness;
  const held = refuseUnheld(backend, jail);
  if (!held.ok) return held;
  const placed = await refuseWorkspaces(repository);
  if (!placed.ok) return placed;
  const installed = await refuseUninstalled({ ...project, store: ahead.store }, approved.value, tell);
  if (!installed.ok) return installed;
  const reviewer = await reviewerFor(project, contract, backend);
  if (!reviewer.ok) return reviewer;
  const reviewed = reviewer.value === null ? ok(null) : refuseUnheld(reviewer.value.backend, jail);
  if (!reviewed.ok) return reviewed;
  const begun = await beginRun(
    ledger,
    {
      task: row.task,
      version: row.version,
      run,
      approval: start.use.approval,
      backend: backend.id,
      base,
      holder: thisProcess(),
    },
    isAlive,
    start.freshness.startedAt,
  );
  if (!begun.ok) return begun;
  if (begun.value.attempt !== approved.value.attempt)
    return fail('ledger.conflict', `another run of ${row.task} began at the same moment`);
  if (from.from !== null && from.from.version < row.version)
    tell(`goes on from what run ${from.from.run} of version ${from.from.version} left`);
  const next = { contract: row.contract, backend, record: start.backend, repository, trust: project.trust };
  const earlier = from.from === null ? null : earlierSession(from.from, next);
  const means = { repository, ledger, settings, backend, reviewer: reviewer.value, harnessKey: key.value, earlier };
  return carryOut(approved.value, { ...means, ...ahead, tell });
};

/** Who is to review what comes of it, if anybody is; refused before an attempt is used up where that cannot be. */
const reviewerFor = async (
  project: Project,
  contract: Contract,
  backend: Backend,
): Promise<Result<Reviewer | null>> => {
  const { cwd, repository, settings, review } = project;
  const terms = termsOfReview(project, contract);
  if (terms.demand === 'none') return ok(null);
  const place = { cwd, root: repository.root, settings };
  const found = terms.by === null ? ok(null) : await resolveBackend(terms.by, place);
  if (!found.ok) return found;
  const reviewer = found.value === null ? null : { backend: found.value, timeoutMs: review.timeoutMs };
  const able = refuseReviewer(terms, reviewer, backend);
  return able.ok ? ok(reviewer) : able;
};

/** What is installed in the checkout matters to Python alone, and is asked of git for it alone. */
const refuseUnableChecks = async (
  { repository, settings }: Project,
  contract: Contract,
  base: string,
): Promise<Result<null>> => {
  const asks = contract.checks.some(({ reports }) => reports === 'pytest');
  const provided = asks ? await providedFolders(repository, base, settings.provide ?? USUALLY_PROVIDED) : ok([]);
  if (!provided.ok) return provided;
  return refuseUnable({ repository, provided: provided.value, order: { contract } }, contract.checks);
};

/**
 * Runs a task once. Everything that can refuse before anything happens refuses here, by the same gates that judge
 * the evidence at the end; then an attempt is used up, and the backend starts. What git takes long for is begun while
 * that is found out: the look at the checkout, and a workspace, aside.
 */
export const runTask = async (
  project: Project,
  { task, backend: backendId, tell }: RunOrder,
): Promise<Result<RunEnd>> => {
  const { repository, ledger, settings } = project;
  if (backendId === undefined) return fail('backend.unnamed', 'no backend was named');
  await hearPrograms();
  const known = await goingOn(project, task);
  if (!known.ok) return known.failures[0].code === 'approval.missing' ? notApproved(project, task) : known;
  const { row, contract } = known.value;
  // The ledger asks again as the run begins; a place of the target that has moved would hide it.
  const done = doneRefusal(row.task, row.state);
  if (done !== null) return { ok: false, failures: [done] };
  const unchanged = await refuseChangedFile(project, row, contract.value);
  if (!unchanged.ok) return unchanged;
  const backend = await resolveBackend(backendId, { cwd: project.cwd, root: repository.root, settings });
  if (!backend.ok) return backend;
  const handed = await refuseUnsignedLogin(project, backend.value);
  if (!handed.ok) return handed;
  const from = await startPoint(ledger, row);
  if (!from.ok) return from;
  const targetRef = `refs/heads/${contract.value.baseBranch}`;
  const begins = await runBase(project, row, { targetRef, from: from.value });
  if (!begins.ok) return begins;
  const early = takeAhead(project.cwd);
  const ahead = early === null ? await beginAhead(repository, from.value.tree ?? repository.tree) : ok(early);
  if (!ahead.ok) return ahead;
  const found = { row, contract, begins: begins.value, targetRef, from: from.value };
  const settled = { ...ahead.value, seen: seenSettled(project, ahead.value) };
  try {
    return await begin(project, { ...found, backend: backend.value, ahead: settled, tell });
  } finally {
    await ahead.value.drop();
  }
};
