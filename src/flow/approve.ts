import { DAY_MS, renderContract, TERMS, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import { harnessKey, identityOf, resolveRef } from '#host';
import { newestContract, recordApproval, recordRunApproval } from '#ledger';
import { harnessPublicKey, renderStatement, type ContractApproval, type RunApproval } from '#signoff';
import type { Project } from './project.ts';
import type { Proposal } from './propose.ts';
import { afterReading, signerOf, signStatement, statementHead, type Consent } from './sign.ts';

/** What is approved beside the contract itself: which backend (null: any eligible one). */
export type ApproveOrder = { readonly backend: string | null };

/** A signer signs exactly this contract, from exactly the commit the target branch stands at now. */
export const approve = async (
  project: Project,
  { task, digest, bytes }: Proposal,
  order: ApproveOrder,
  consent: Consent,
): Promise<Result<{ readonly approval: Digest; readonly statement: ContractApproval }>> => {
  const { repository, ledger, folders } = project;
  const { contract } = task;
  const signer = signerOf(project);
  if (!signer.ok) return signer;
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
  const terms = TERMS[contract.strictness];
  const statement: ContractApproval = {
    ...statementHead(signer.value.name, terms.approvalDays * DAY_MS),
    ...{
      kind: 'contract',
      contract: digest,
      task: contract.id,
      version: contract.version,
      repository: identity.value,
      base: base.value,
      targetRef,
    },
    grants: terms.approvals.includes('run') ? ['contract'] : ['contract', 'run'],
    attempts: contract.attempts,
    backend: order.backend,
    harness: harnessPublicKey(key.value),
  };
  // Shown from the bytes that are signed for, not from the file they were made of.
  const shown = `${renderContract(contract)}\n${renderStatement(statement)}`;
  if (bytes.length === 0) return fail('bug', 'a contract without bytes');
  const agreed = await afterReading(consent, shown, terms.readingMs);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const { version, attempts, until, nonce } = statement;
  const recorded = await recordApproval(
    ledger,
    {
      task: contract.id,
      version,
      contract: digest,
      base: base.value,
      attempts,
      until,
      nonce,
      signer: statement.signer,
    },
    envelope.value,
    statement.at,
  );
  return recorded.ok ? ok({ approval: recorded.value, statement }) : recorded;
};

/** In strict, a signer approves the run of an approved contract by a signature of its own. */
export const approveRun = async (
  project: Project,
  taskId: string,
  backend: string,
  consent: Consent,
): Promise<Result<Digest>> => {
  const row = await newestContract(project.ledger, taskId);
  if (!row.ok) return row;
  if (row.value === null || row.value.approval === null)
    return fail('approval.missing', `nobody has approved ${taskId} yet`, { remedy: `writ approve ${taskId}` });
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const { contract, approval, version } = row.value;
  const statement: RunApproval = {
    ...statementHead(signer.value.name, TERMS.strict.approvalDays * DAY_MS),
    kind: 'run',
    contract,
    approval,
    backend,
  };
  const agreed = await afterReading(consent, renderStatement(statement), TERMS.strict.readingMs);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement);
  if (!envelope.ok) return envelope;
  const { until, nonce } = statement;
  return recordRunApproval(
    project.ledger,
    { task: taskId, version, contract, approval, until, nonce, signer: statement.signer },
    envelope.value,
    statement.at,
  );
};
