import {
  DAY_MS,
  differencesOf,
  renderContract,
  renderDifferences,
  TERMS,
  type Difference,
  type Digest,
} from '#contract';
import { fail, ok, type Result } from '#failure';
import { isAlive } from '#host';
import { newestContract, recordApproval, recordRunApproval } from '#ledger';
import { renderStatement, type ContractApproval, type RunApproval } from '#signoff';
import { groundFor, nextTerms, ownTerms, workSentence, type Ground } from './approval-ground.ts';
import { keepTaskFile } from './keep-task-file.ts';
import type { Project } from './project.ts';
import type { Proposal } from './propose.ts';
import { afterReading, signerOf, signStatement, statementHead, type Consent } from './sign.ts';

/**
 * What is approved beside the contract itself: which backend (null: any eligible one), why a version takes another's
 * place, and whether a run may begin where the target stands by then.
 */
export type ApproveOrder = { readonly backend: string | null; readonly because?: string; readonly ifMoved?: boolean };

/** A contract that was approved, and who has to approve it as well before it may be run. */
export type Approved = {
  readonly approval: Digest;
  readonly statement: ContractApproval;
  readonly awaits: readonly string[];
  /** What is different from the version whose place it takes. */
  readonly differences: readonly Difference[];
};

const statementFor = async (
  project: Project,
  proposal: Proposal,
  ground: Ground,
  { backend, because = '', ifMoved = false }: ApproveOrder,
): Promise<Result<ContractApproval>> => {
  const signer = signerOf(project);
  if (!signer.ok) return signer;
  const { id, strictness } = proposal.task.contract;
  const { approvals, approvalDays } = TERMS[strictness];
  const next = await nextTerms(project, proposal, ground, signer.value.name);
  if (!next.ok) return next;
  if (next.value !== null && backend !== null && next.value.backend !== backend)
    return fail('approval.order', `${id} was approved for ${next.value.backend ?? 'any backend'} before`, {
      remedy: `writ approve ${id}, without naming a backend`,
    });
  const grants = approvals.includes('run') ? (['contract'] as const) : (['contract', 'run'] as const);
  const terms =
    next.value === null
      ? await ownTerms(project, proposal, ground, { backend, because, grants, ifMoved })
      : ok(next.value);
  return terms.ok ? ok({ ...statementHead(signer.value.name, approvalDays * DAY_MS), ...terms.value }) : terms;
};

/** What a person reads before signing: what is different from the version before, the contract, and the statement. */
const shownFor = async (
  project: Project,
  { task }: Proposal,
  ground: Ground,
  statement: ContractApproval,
): Promise<Result<string>> => {
  const work = await workSentence(project, ground, statement);
  if (!work.ok) return work;
  return ok(
    [
      ...(ground.superseded === null ? [] : [renderDifferences(ground.superseded.contract, task.contract)]),
      ...(work.value === null ? [] : [`${work.value}\n`]),
      renderContract(task.contract),
      renderStatement(statement),
    ].join('\n'),
  );
};

/**
 * A signer signs exactly this contract, from exactly the commit the target branch stands at now. A version that takes
 * another's place voids all that was given for that one. Contract and approval are recorded together, or not at all.
 */
export const approve = async (
  project: Project,
  proposal: Proposal,
  order: ApproveOrder,
  consent: Consent,
): Promise<Result<Approved>> => {
  const { contract, ...task } = proposal.task;
  const ground = await groundFor(project, proposal);
  if (!ground.ok) return ground;
  const statement = await statementFor(project, proposal, ground.value, order);
  if (!statement.ok) return statement;
  const { newest, superseded, approvers } = ground.value;
  const shown = await shownFor(project, proposal, ground.value, statement.value);
  if (!shown.ok) return shown;
  const agreed = await afterReading(consent, shown.value, TERMS[contract.strictness].readingMs);
  if (!agreed.ok) return agreed;
  const envelope = await signStatement(project, statement.value);
  if (!envelope.ok) return envelope;
  const { base, attempts, until, nonce, signer, at, supersedes, cites } = statement.value;
  const awaits = approvers.slice(approvers.indexOf(signer) + 1);
  const { id, version, name, strictness, riskTier } = contract;
  const recorded = await recordApproval(
    project.ledger,
    {
      contract: {
        ...{ task: id, version, contract: proposal.digest, name, strictness },
        ...{ tier: riskTier.tier, dependsOn: task.dependsOn },
      },
      approval: {
        ...{ base, attempts, until, nonce, signer, awaits },
        ...{ supersedes: supersedes?.contract ?? null, because: supersedes?.because ?? '' },
        ...(cites && { cites }),
      },
      documents: { contract: proposal.bytes, text: proposal.text, envelope: envelope.value },
      ...{ seen: newest?.approval ?? null, at },
    },
    isAlive,
    () =>
      keepTaskFile(project.repository.root, proposal, newest?.version === version ? null : (superseded?.old ?? null)),
  );
  const differences = superseded === null ? [] : differencesOf(superseded.contract, contract);
  return recorded.ok ? ok({ approval: recorded.value, statement: statement.value, awaits, differences }) : recorded;
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
