import { approversFor, parseContract, reviewTerms, type Contract, type ReviewTerms } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { changesCited } from '#gates';
import { identityOf, now, stateOf, treeOf, type JailKind } from '#host';
import { readDocument, type ContractRow } from '#ledger';
import { backendRecord, digestOfFile, lookAtCited, newRunId, type Ahead, type Backend, type Order } from '#run';
import { changesStood } from './changes/stood.ts';
import { jailFor } from './jail-for.ts';
import { programsFolder } from './places.ts';
import type { Project } from './project.ts';
import { signedFor, useOf, waiversFor } from './run-documents.ts';
import { movedBase, type RunBase } from './run-base.ts';
import type { StartPoint } from './start-point.ts';

type Facts = Pick<Order, 'run' | 'attempt' | 'base' | 'targetRef' | 'startTree' | 'findings'> &
  Pick<RunBase, 'approved'> & {
    readonly task: string;
    readonly approvers: readonly string[];
    readonly review: ReviewTerms;
    readonly jail: JailKind;
    readonly ahead: Ahead;
  };

/** What is asked of a review of work under a contract. */
export const termsOfReview = ({ review }: Project, { riskTier }: Contract): ReviewTerms =>
  reviewTerms(riskTier.tier, review.by, review.levels);

/** The freshness proof of a run that is about to begin. */
const freshnessFor = async (project: Project, facts: Facts): Promise<Result<Freshness>> => {
  const { repository, trust, settings, coverage } = project;
  const { run, task, attempt, base, approved, targetRef, startTree, approvers, review, jail, ahead } = facts;
  const isCheckedOut = base === repository.head;
  const [seen, identity, tree] = await Promise.all([
    ahead.seen,
    isCheckedOut ? ahead.identity : identityOf(repository, base),
    startTree !== null ? ok(startTree) : isCheckedOut ? ok(repository.tree) : treeOf(ahead.store, base),
  ]);
  if (!seen.ok) return seen;
  const start = stateOf(seen.value, targetRef);
  if (!start.ok) return start;
  if (!identity.ok) return identity;
  if (!tree.ok) return tree;
  const moved = await movedBase(project, { base, approved }, start.value.target);
  if (!moved.ok) return moved;
  const at = now();
  return ok({
    ...{ writ: 1, run, task, attempt, startedAt: at, endedAt: at, base, startTree: tree.value, tree: tree.value },
    ...{
      repository: identity.value,
      targetRef,
      ...(moved.value && { moved: moved.value }),
      start: start.value,
      end: null,
      residue: [],
      jail,
      approvers,
      tools: {},
    },
    neverWaive: settings.never_waive,
    coverage,
    review,
    trust: { allowedSigners: trust.allowedSigners, revokedKeys: trust.revokedKeys },
  });
};

/** A contract as it was approved, with its bytes. */
export type ApprovedBytes = { readonly value: Contract; readonly bytes: Uint8Array };

/** The contract of a row, from the bytes that were signed. */
export const contractOf = async (
  { ledger }: Pick<Project, 'ledger'>,
  row: Pick<ContractRow, 'contract' | 'task'>,
): Promise<Result<ApprovedBytes>> => {
  const bytes = await readDocument(ledger, row.contract);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('ledger.broken', `the ledger has no bytes for the contract of ${row.task}`);
  const value = parseContract(bytes.value);
  return value.ok ? ok({ value: value.value, bytes: bytes.value }) : value;
};

/** What is to be run, from where, by what. */
export type Planned = {
  readonly row: ContractRow;
  readonly contract: ApprovedBytes;
  /** The commit it begins at, and the approved one where that is allowed to be another. */
  readonly begins: RunBase;
  readonly targetRef: string;
  readonly from: StartPoint;
  readonly backend: Backend;
  readonly ahead: Ahead;
};

/** Puts together all a run is made from. What is not there stays absent, and its gate refuses. */
export const orderFor = async (
  project: Project,
  { row, contract: { value: contract, bytes }, begins: { base, approved }, targetRef, from, backend, ahead }: Planned,
): Promise<Result<Order>> => {
  const { ledger, trust } = project;
  const approvers = approversFor(project.approvals, contract.strictness);
  if (!approvers.ok) return approvers;
  const signed = await signedFor(ledger, row, contract.baseBranch);
  if (!signed.ok) return signed;
  const jail = await jailFor(signed.value.admission);
  if (!jail.ok) return jail;
  const program = await digestOfFile(backend.program, programsFolder(project.folders));
  if (!program.ok) return program;
  const { tree: startTree, attempts, findings } = from;
  const [run, attempt] = [newRunId(), attempts + 1];
  const facts = { run, attempt, base, targetRef, startTree, findings };
  const about = {
    approved,
    task: row.task,
    approvers: approvers.value,
    review: termsOfReview(project, contract),
    jail: jail.value,
    ahead,
  };
  const freshness = await freshnessFor(project, { ...facts, ...about });
  if (!freshness.ok) return freshness;
  const use = await useOf(ledger, row, signed.value.approval);
  if (!use.ok) return use;
  const cited = await lookAtCited(ahead.store, base, contract);
  if (!cited.ok) return cited;
  const approvals = await changesStood(project, ahead.store, base, changesCited(cited.value.cites));
  if (!approvals.ok) return approvals;
  const start: RunEvidence = {
    specs: { writ: 1, base, ...cited.value, approvals: approvals.value, result: null },
    ...{ at: freshness.value.startedAt, trust, contract: { value: contract, digest: row.contract } },
    ...{ freshness: freshness.value, backend: backendRecord(backend, program.value), ...signed.value },
    ...(use.value && { use: { writ: 1, run, attempt, ...use.value } }),
  };
  const waivers = await waiversFor(project, row.contract, start);
  if (!waivers.ok) return waivers;
  return ok({
    ...{ ...facts, contract, digest: row.contract, contractBytes: bytes },
    start: { ...start, ...(waivers.value.length > 0 && { waivers: waivers.value }) },
  });
};
