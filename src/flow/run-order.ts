import { approversFor, parseContract } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { checkoutState, identityOf, now, treeOf, type HarnessStore } from '#host';
import { readDocument, type ContractRow } from '#ledger';
import { backendRecord, digestOfFile, newRunId, type Backend, type Order } from '#run';
import type { Project } from './project.ts';
import { signedFor, useOf, waiversFor } from './run-documents.ts';
import type { StartPoint } from './start-point.ts';

type Facts = Pick<Order, 'run' | 'attempt' | 'base' | 'targetRef' | 'startTree' | 'findings'> & {
  readonly task: string;
  readonly approvers: readonly string[];
};

/** The freshness proof of a run that is about to begin. */
const freshnessFor = async (project: Project, store: HarnessStore, facts: Facts): Promise<Result<Freshness>> => {
  const { repository, trust } = project;
  const { run, task, attempt, base, targetRef, startTree, approvers } = facts;
  const [start, identity, tree] = await Promise.all([
    checkoutState(repository, targetRef),
    identityOf(repository, base),
    startTree === null ? treeOf(store, base) : ok(startTree),
  ]);
  if (!start.ok) return start;
  if (!identity.ok) return identity;
  if (!tree.ok) return tree;
  const at = now();
  return ok({
    ...{ writ: 1, run, task, attempt, startedAt: at, endedAt: at, base, startTree: tree.value, tree: tree.value },
    ...{ repository: identity.value, targetRef, start: start.value, end: null, residue: [], approvers, tools: {} },
    trust: { allowedSigners: trust.allowedSigners, revokedKeys: trust.revokedKeys },
  });
};

/** What is to be run, from where, by what. */
type Planned = { readonly row: ContractRow; readonly from: StartPoint; readonly backend: Backend };

/** Puts together all a run is made from. What is not there stays absent, and its gate refuses. */
export const orderFor = async (
  project: Project,
  store: HarnessStore,
  { row, from, backend }: Planned,
): Promise<Result<Order>> => {
  const { ledger, trust, repository } = project;
  const bytes = await readDocument(ledger, row.contract);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('ledger.broken', `the ledger has no bytes for the contract of ${row.task}`);
  const contract = parseContract(bytes.value);
  if (!contract.ok) return contract;
  const { baseBranch, strictness } = contract.value;
  const approvers = approversFor(project.approvals, strictness);
  if (!approvers.ok) return approvers;
  const signed = await signedFor(ledger, row, baseBranch);
  if (!signed.ok) return signed;
  const program = await digestOfFile(backend.program);
  if (!program.ok) return program;
  const { tree: startTree, attempts, findings } = from;
  const [run, attempt, base] = [newRunId(), attempts + 1, row.base ?? repository.head];
  const facts = { run, attempt, base, targetRef: `refs/heads/${baseBranch}`, startTree, findings };
  const freshness = await freshnessFor(project, store, { ...facts, task: row.task, approvers: approvers.value });
  if (!freshness.ok) return freshness;
  const use = await useOf(ledger, row, signed.value.approval);
  if (!use.ok) return use;
  const start: RunEvidence = {
    ...{ at: freshness.value.startedAt, trust, contract: { value: contract.value, digest: row.contract } },
    ...{ freshness: freshness.value, backend: backendRecord(backend, program.value), ...signed.value },
    ...(use.value && { use: { writ: 1, run, attempt, ...use.value } }),
  };
  const waivers = await waiversFor(project, row.contract, start);
  if (!waivers.ok) return waivers;
  return ok({
    ...{ ...facts, contract: contract.value, digest: row.contract, contractBytes: bytes.value },
    start: { ...start, ...(waivers.value.length > 0 && { waivers: waivers.value }) },
  });
};
