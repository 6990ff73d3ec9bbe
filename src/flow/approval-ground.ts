import { approversFor, parseContract, type Contract } from '#contract';
import { fail, ok, type Result } from '#failure';
import { harnessKey, identityOf, isAlive, now, resolveRef } from '#host';
import { approvedBefore, newestContract, readDocument, readRuns, readTaskText, type ContractRow } from '#ledger';
import { doneRefusal, supersedeRefusal } from '#plan';
import { harnessPublicKey, verifyStatement, type ContractApproval } from '#signoff';
import type { OldVersion } from './keep-task-file.ts';
import { pinsFor } from './pins.ts';
import type { Project } from './project.ts';
import type { Proposal } from './propose.ts';

/** The version whose place a contract takes. */
export type Superseded = { readonly row: ContractRow; readonly contract: Contract; readonly old: OldVersion | null };

/** What an approval is given on: what counts so far, and who has to approve. */
export type Ground = {
  readonly newest: ContractRow | null;
  readonly superseded: Superseded | null;
  /** In order; empty: any signer. */
  readonly approvers: readonly string[];
};

const supersededBy = async ({ ledger }: Project, task: string, version: number): Promise<Result<Superseded | null>> => {
  const row = await approvedBefore(ledger, task, version);
  if (!row.ok || row.value === null) return row.ok ? ok(null) : row;
  const bytes = await readDocument(ledger, row.value.contract);
  if (!bytes.ok) return bytes;
  const contract = parseContract(bytes.value ?? new Uint8Array());
  if (!contract.ok) return contract;
  const text = await readTaskText(ledger, task, row.value.version);
  if (!text.ok) return text;
  const old = text.value === null ? null : { version: row.value.version, text: text.value };
  return ok({ row: row.value, contract: contract.value, old });
};

/** Why a contract may not take the place of the newest version now, or null. Asked before anybody reads anything. */
const refusalNow = async ({ ledger }: Project, contract: Contract, newest: ContractRow): Promise<Result<null>> => {
  const { id, version } = contract;
  if (newest.version > version)
    return fail('approval.superseded', `version ${newest.version} of ${id} is approved already`, {
      remedy: `writ amend ${id}`,
    });
  const isSame = newest.version === version;
  const refused = isSame ? doneRefusal(id, newest.state) : supersedeRefusal(id, newest.version, newest.state);
  if (refused !== null) return { ok: false, failures: [refused] };
  if (isSame) return ok(null);
  const runs = await readRuns(ledger, { task: id });
  if (!runs.ok) return runs;
  const busy = runs.value.find(({ state, holder }) => (state === 'running' || state === 'sealed') && isAlive(holder));
  return busy === undefined
    ? ok(null)
    : fail('run.busy', `run ${busy.run} of version ${busy.version} is under way in process ${busy.holder.pid}`, {
        remedy: `when it has ended: writ amend ${id}`,
      });
};

/** Gathers what an approval is given on. Refuses where the contract cannot take its place now. */
export const groundFor = async (project: Project, { task, digest }: Proposal): Promise<Result<Ground>> => {
  const { contract } = task;
  const newest = await newestContract(project.ledger, contract.id);
  if (!newest.ok) return newest;
  const refused = newest.value === null ? ok(null) : await refusalNow(project, contract, newest.value);
  if (!refused.ok) return refused;
  const superseded = await supersededBy(project, contract.id, contract.version);
  if (!superseded.ok) return superseded;
  const approvers = approversFor(project.approvals, contract.strictness);
  if (!approvers.ok) return approvers;
  if (newest.value?.version === contract.version && newest.value.contract !== digest)
    return fail('approval.foreign', `version ${contract.version} of ${contract.id} was approved with other bytes`, {
      remedy: `writ amend ${contract.id}`,
    });
  return ok({ newest: newest.value, superseded: superseded.value, approvers: approvers.value });
};

type Terms = Omit<ContractApproval, 'writ' | 'signer' | 'at' | 'until' | 'nonce' | 'token'>;

/** What the first or only signer of a contract approves: it, from exactly where its branch stands now. */
export const ownTerms = async (
  project: Project,
  { task, digest }: Proposal,
  { superseded }: Ground,
  order: {
    readonly backend: string | null;
    readonly because: string;
    readonly grants: ContractApproval['grants'];
    readonly ifMoved: boolean;
  },
): Promise<Result<Terms>> => {
  const { repository, folders } = project;
  const { contract } = task;
  const targetRef = `refs/heads/${contract.baseBranch}`;
  const base = await resolveRef(repository, targetRef);
  if (!base.ok) return base;
  if (base.value === null)
    return fail('usage.unknown', `there is no branch ${contract.baseBranch}`, {
      remedy: 'name an existing branch as `base:` in the task',
    });
  const identity = await identityOf(repository, base.value);
  if (!identity.ok) return identity;
  const key = harnessKey(folders.state);
  if (!key.ok) return key;
  const pins = await pinsFor(project, contract, base.value);
  if (!pins.ok) return pins;
  const { id, version, attempts } = contract;
  return ok({
    ...pins.value,
    ...{ kind: 'contract', contract: digest, task: id, version, repository: identity.value, base: base.value },
    ...(order.ifMoved && { ifMoved: order.ifMoved }),
    ...{ targetRef, grants: order.grants, attempts, backend: order.backend, harness: harnessPublicKey(key.value) },
    ...(superseded && { supersedes: { contract: superseded.row.contract, because: order.because } }),
  });
};

/**
 * What a signer approves who comes after others: the same as the one before, under the digest of that approval. Fails
 * with `approval.order` where it is not this signer's turn, and with `tree.moved` where the branch has moved since.
 */
export const nextTerms = async (
  { ledger, trust, repository }: Project,
  { task, digest }: Proposal,
  { newest, approvers }: Ground,
  signer: string,
): Promise<Result<Terms | null>> => {
  if (approvers.length === 0) return ok(null);
  const { id } = task.contract;
  const turn = approvers.indexOf(signer);
  const disordered = (message: string, by: string): Result<never> =>
    fail('approval.order', message, { remedy: `writ approve ${id}, by ${by}` });
  const [first = ''] = approvers;
  if (turn === -1)
    return disordered(`${id} has to be approved by ${approvers.join(', then ')}; you sign as ${signer}`, first);
  if (turn === 0) return ok(null);
  const before = approvers[turn - 1] ?? first;
  const document = newest === null || newest.approval === null ? ok(null) : await readDocument(ledger, newest.approval);
  if (!document.ok) return document;
  const verified = document.value === null ? null : verifyStatement('contract', document.value, trust, now());
  if (verified?.ok !== true || newest?.contract !== digest || verified.value.signer !== before)
    return disordered(`${before} has to approve ${id} before ${signer}`, first);
  const {
    kind,
    contract,
    version,
    repository: identity,
    base,
    targetRef,
    grants,
    attempts,
    backend,
    harness,
  } = verified.value.statement;
  const { supersedes, cites, ifMoved } = verified.value.statement;
  const stands = await resolveRef(repository, targetRef);
  if (!stands.ok) return stands;
  if (stands.value !== base && ifMoved === undefined)
    return fail('tree.moved', `${targetRef} has moved since ${before} approved ${id}`, {
      remedy: `writ approve ${id}, by ${first}`,
    });
  return ok({
    ...(cites && { cites }),
    ...(ifMoved && { ifMoved }),
    ...{ kind, contract, task: id, version, repository: identity, base, targetRef, grants, attempts, backend, harness },
    ...(supersedes && { supersedes }),
    after: verified.value.digest,
  });
};

/** What becomes of the work that the version before left behind, in a sentence; null where there is none. */
export const workSentence = async (
  { ledger }: Project,
  { superseded }: Ground,
  { base, targetRef }: Terms,
): Promise<Result<string | null>> => {
  if (superseded === null) return ok(null);
  const runs = await readRuns(ledger, { task: superseded.row.task });
  if (!runs.ok) return runs;
  const { version } = superseded.row;
  const last = runs.value.findLast((run) => run.version === version && run.tree !== null);
  if (last === undefined) return ok(null);
  const { base: began } = last;
  return ok(
    began === base
      ? `The workspace is kept: the next run goes on from what run ${last.run} left. Scope is measured from the same base.`
      : `${targetRef} has moved from ${began.slice(0, 12)} to ${base.slice(0, 12)} since: the next run starts there, without the work of run ${last.run}, which would undo what has landed. It can be read: writ review ${last.run} --patch`,
  );
};
