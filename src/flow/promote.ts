import { awaitedBy, awaitedWords, canonicalJson, DAY_MS, isAwaited, sha256, unmetBy, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  commitsBetween,
  harnessKey,
  identityOf,
  isAlive,
  isAncestor,
  now,
  openStore,
  resolveRef,
  treeOf,
  type Repository,
} from '#host';
import {
  approvalsOfPromotion,
  readDocument,
  readRuns,
  recordPromotion,
  recordPromotionApproval,
  unfinishedPromotion,
  type ApprovedPromotion,
} from '#ledger';
import {
  harnessPublicKey,
  isHealthy,
  PROMOTION_PAYLOAD_TYPE,
  renderStatement,
  signByHarness,
  type HealthCheck,
  type PromoteApproval,
  type Promotion,
} from '#signoff';
import { checkHealth, refuseUnhealthy } from './health.ts';
import { policyOf } from './landing-policy.ts';
import { withLock } from './lock.ts';
import { moveBranch } from './move-branch.ts';
import type { Project } from './project.ts';
import { promoteApprovals } from './verify-promotion.ts';
import { promotedCommits, type Way } from './promoted-commits.ts';
import { signerOf, signStatement, statementHead, type Consent } from './sign.ts';

/** Which branch is moved forward to where which other one stands, and for which commits the signer answers. */
export type PromoteOrder = {
  readonly branch: string;
  readonly from: string;
  readonly vouched: readonly string[];
  readonly tell: (sentence: string) => void;
};

/** What a promotion came to. With `awaits`, others have to approve before anything moves. */
export type Promoted = Pick<Promotion, 'ref' | 'old' | 'commit' | 'from' | 'commits'> & {
  readonly awaits: readonly string[];
  readonly moved: boolean;
  readonly healthy: boolean;
  readonly checkouts: readonly string[];
};

const APPROVAL_DAYS = 1;

/** A move that everything but a person speaks for. */
type Plan = Way & {
  readonly tree: string;
  readonly commits: Promotion['commits'];
  readonly policy: Promotion['policy'];
  readonly approvals: readonly ApprovedPromotion[];
  /** The branch has been moved already, by a promotion that was cut off. */
  readonly isThere: boolean;
};

const commitOf = async ({ repository }: Project, ref: string): Promise<Result<string>> => {
  const commit = await resolveRef(repository, ref);
  if (!commit.ok) return commit;
  return commit.value === null
    ? fail('usage.unknown', `there is no branch ${ref.replace('refs/heads/', '')}`, { remedy: 'git branch' })
    : ok(commit.value);
};

/** How many commits of its own are named of a branch that cannot go forward. */
const NAMED = 5;

type Ends = { readonly ref: string; readonly from: string; readonly stands: string; readonly commit: string };

/** The refusal of a branch with commits of its own, which names them. */
const divergedBy = async (repository: Repository, { ref, from, stands, commit }: Ends): Promise<Result<never>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  const own = await commitsBetween(store.value, commit, stands);
  if (!own.ok) return own;
  const [branch, source] = [ref, from].map((name) => name.replace('refs/heads/', ''));
  const named = own.value.slice(0, NAMED).map((line) => line.commit.slice(0, 12));
  const more = own.value.length > NAMED ? ` and ${own.value.length - NAMED} more` : '';
  return fail('promote.diverged', `${branch} holds what ${source} does not: ${named.join(', ')}${more}`, {
    remedy: `git switch ${source} && git merge ${branch}, then promote again`,
  });
};

/** Where the branch goes forward from: where it stands or, after a promotion that was cut off, where it stood. */
const startOf = async (
  { ledger, repository }: Project,
  { ref, from, stands, commit }: Ends,
): Promise<Result<{ readonly old: string; readonly isThere: boolean }>> => {
  if (stands !== commit) {
    const forward = await isAncestor(repository, stands, commit);
    if (!forward.ok) return forward;
    return forward.value ? ok({ old: stands, isThere: false }) : divergedBy(repository, { ref, from, stands, commit });
  }
  const cutOff = await unfinishedPromotion(ledger, { ref, commit });
  if (!cutOff.ok) return cutOff;
  const [first] = cutOff.value;
  return first === undefined
    ? fail('promote.nothing', `${ref} stands at ${commit.slice(0, 12)} already`)
    : ok({ old: first.old, isThere: true });
};

const vouchedIds = async (project: Project, names: readonly string[]): Promise<Result<readonly string[]>> => {
  const ids: string[] = [];
  for (const name of names) {
    const id = /^[0-9a-f]{4,40}$/u.test(name) ? await resolveRef(project.repository, name) : ok(null);
    if (!id.ok) return id;
    if (id.value === null)
      return fail('usage.argument', `“${name}” is not the id of a commit here`, { remedy: 'take ids from: git log' });
    ids.push(id.value);
  }
  return ok([...new Set(ids)]);
};

/** Everything a promotion is made from, or what speaks against it but a person. Writes nothing. */
export const planPromotion = async (project: Project, order: PromoteOrder): Promise<Result<Plan>> => {
  const [ref, from] = [`refs/heads/${order.branch}`, `refs/heads/${order.from}`];
  const [stands, commit] = [await commitOf(project, ref), await commitOf(project, from)];
  if (!stands.ok) return stands;
  if (!commit.ok) return commit;
  const start = await startOf(project, { ref, from, stands: stands.value, commit: commit.value });
  if (!start.ok) return start;
  const { old, isThere } = start.value;
  const policy = await policyOf(project, { targetRef: ref, at: old });
  if (!policy.ok) return policy;
  const named = await vouchedIds(project, order.vouched);
  if (!named.ok) return named;
  const at = now();
  const approvals = await approvalsOfPromotion(project.ledger, { ref, old, commit: commit.value }, isThere ? null : at);
  if (!approvals.ok) return approvals;
  const before = await statementsOf(project, approvals.value, isThere ? null : at);
  if (!before.ok) return before;
  // Whoever approves after others answers for the same commits as they do.
  const vouched = before.value.at(-1)?.vouched ?? named.value;
  const way = { ref, from, old, commit: commit.value, vouched };
  const commits = await promotedCommits(project, way);
  if (!commits.ok) return commits;
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const tree = await treeOf(store.value, commit.value);
  if (!tree.ok) return tree;
  return ok({ ...way, isThere, tree: tree.value, commits: commits.value, policy: policy.value, approvals: approvals.value }); // prettier-ignore
};

/**
 * The approvals given so far, each verified and naming the one before it.
 *
 * @param at the moment they have to hold at; null: each at its own, because the branch was moved by them already
 */
const statementsOf = async (
  { ledger, trust }: Project,
  approvals: readonly ApprovedPromotion[],
  at: string | null,
): Promise<Result<readonly PromoteApproval[]>> => {
  const envelopes: Uint8Array[] = [];
  for (const { approval } of approvals) {
    const bytes = await readDocument(ledger, approval);
    if (!bytes.ok) return bytes;
    envelopes.push(bytes.value ?? new Uint8Array());
  }
  return promoteApprovals(envelopes, trust, at);
};

/** A signer approves exactly this move. Gives the digest of the approval, and who has to approve as well. */
const approve = async (
  project: Project,
  plan: Plan,
  key: string,
  consent: Consent,
): Promise<Result<{ readonly approvals: readonly Digest[]; readonly awaits: readonly string[] }>> => {
  const { ref, from, old, commit, tree, vouched, policy } = plan;
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const awaited = awaitedBy(policy, plan.approvals.map((one) => one.signer)); // prettier-ignore
  if (!isAwaited(awaited, signer.value.name))
    return fail('policy.unmet', `${policy.branch} waits for ${awaitedWords(awaited)}, not for ${signer.value.name}`, {
      remedy: `have whoever is named type: writ promote ${policy.branch}`,
    });
  const identity = await identityOf(project.repository, old);
  if (!identity.ok) return identity;
  const after = plan.approvals.at(-1)?.approval ?? null;
  const statement: PromoteApproval = {
    ...statementHead(signer.value.name, APPROVAL_DAYS * DAY_MS),
    ...{ kind: 'promote', repository: identity.value, ref, old, commit, tree, from, policy, vouched },
    ...{ harness: harnessPublicKey(key), after },
  };
  const agreed = await consent(renderStatement(statement));
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const { nonce, at } = statement;
  const awaits = await recordPromotionApproval(
    project.ledger,
    { ref, old, commit, signer: statement.signer, nonce, until: statement.until },
    { envelope: envelope.value, at, policy, after },
  );
  if (!awaits.ok) return awaits;
  const approvals = [...plan.approvals.map(({ approval }) => approval), sha256(envelope.value)];
  return ok({ approvals, awaits: awaits.value });
};

/**
 * A promotion is recorded after the health check that follows it, so a run that ends before could not account for it,
 * and its attempt would be lost.
 */
const refuseBesideRuns = async ({ ledger }: Project, order: PromoteOrder): Promise<Result<null>> => {
  const runs = await readRuns(ledger, 'all');
  if (!runs.ok) return runs;
  const atWork = runs.value.find(({ state, holder }) => state === 'running' && isAlive(holder));
  if (atWork === undefined) return ok(null);
  const { run, task, holder } = atWork;
  return fail('run.busy', `run ${run} of ${task} is under way in process ${holder.pid}, and would be spoiled by it`, {
    remedy: `once it has ended (writ session list): writ promote ${order.branch} --from ${order.from}`,
  });
};

/** Moves the branch, looks at its health once more, and records both. It is never moved back by itself. */
const carryOut = async (
  project: Project,
  plan: Plan,
  given: { readonly approvals: readonly Digest[]; readonly before: readonly HealthCheck[]; readonly key: string } & Pick<PromoteOrder, 'tell'>, // prettier-ignore
): Promise<Result<Promoted>> => {
  const { ref, old, commit, tree, from, commits, policy, isThere } = plan;
  const { approvals, before, key, tell } = given;
  const checkouts = await moveBranch(project, { ref, old, next: commit, reason: `writ promote ${policy.branch}` }, isThere); // prettier-ignore
  if (!checkouts.ok) return checkouts;
  const after = await checkHealth(project, policy, { commit, tree }, tell);
  if (!after.ok) return after;
  const at = now();
  const statement: Promotion = {
    ...{ writ: 1, kind: 'promotion', at, ref, old, commit, tree, from, approvals, commits, policy },
    health: { before, after: after.value },
  };
  const payload = new TextEncoder().encode(canonicalJson(statement));
  const envelope = signByHarness({ payloadType: PROMOTION_PAYLOAD_TYPE, payload, privateKeyPem: key });
  const healthy = after.value.every(isHealthy);
  const event = { ref, old, commit, healthy };
  const recorded = await recordPromotion(project.ledger, event, new TextEncoder().encode(envelope), at);
  if (!recorded.ok) return recorded;
  return ok({ ref, old, commit, from, commits, awaits: [], moved: true, healthy, checkouts: checkouts.value });
};

const promoteAlone = async (project: Project, order: PromoteOrder, consent: Consent): Promise<Result<Promoted>> => {
  const plan = await planPromotion(project, order);
  if (!plan.ok) return plan;
  const { ref, old, commit, tree, from, commits, policy, isThere, approvals } = plan.value;
  const key = harnessKey(project.folders.state);
  if (!key.ok) return key;
  const alone = isThere ? ok(null) : await refuseBesideRuns(project, order);
  if (!alone.ok) return alone;
  if (policy.health.length > 0) order.tell('checking the health of the tree that is to be promoted');
  const before = await checkHealth(project, policy, { commit, tree }, order.tell);
  if (!before.ok) return before;
  const healthy = refuseUnhealthy(before.value);
  if (!healthy.ok) return healthy;
  const complete = isThere || unmetBy(policy, approvals.map(({ signer }) => signer)) === null; // prettier-ignore
  const approved = complete
    ? ok({ approvals: approvals.map(({ approval }) => approval), awaits: [] })
    : await approve(project, plan.value, key.value, consent);
  if (!approved.ok) return approved;
  if (approved.value.awaits.length > 0)
    return ok({ ref, old, commit, from, commits, awaits: approved.value.awaits, moved: false, healthy: true, checkouts: [] }); // prettier-ignore
  // To check its health and to sign takes time, and nobody holds up runs meanwhile.
  const still = isThere ? ok(null) : await refuseBesideRuns(project, order);
  if (!still.ok) return still;
  return carryOut(project, plan.value, { approvals: approved.value.approvals, before: before.value, key: key.value, tell: order.tell }); // prettier-ignore
};

/**
 * Moves a branch forward to where another one stands (X-D2: protected branches need a person's approval): every commit
 * on the way is accounted for by a landing or vouched for by name, the health check passes on the exact tree before and
 * after, and everybody has signed whom the policy of the branch asks for. Nothing is pushed.
 */
export const promote = (project: Project, order: PromoteOrder, consent: Consent): Promise<Result<Promoted>> =>
  withLock(project, 'landing', () => promoteAlone(project, order, consent));
