import { contractDigest, parseContract, type Digest } from '#contract';
import type { Freshness } from '#evidence';
import { fail, ok, type Result } from '#failure';
import {
  checkoutState,
  harnessKey,
  identityOf,
  isAlive,
  now,
  openStore,
  thisProcess,
  treeOf,
  type HarnessStore,
} from '#host';
import {
  beginRun,
  foreignUses,
  newestAdmission,
  newestContract,
  readDocument,
  readRuns,
  type ContractRow,
} from '#ledger';
import {
  approvedContract,
  backendRecord,
  carryOut,
  digestOfFile,
  newRunId,
  resolveBackend,
  type Backend,
  type Order,
  type RunEnd,
} from '#run';
import { parseEnvelope, parseStatement } from '#signoff';
import type { Project } from './project.ts';
import { findTask } from './propose.ts';

/** Which task, by which backend. */
export type RunOrder = {
  readonly task: string;
  readonly backend: string | undefined;
  readonly tell: (sentence: string) => void;
};

type Documents = {
  readonly contract: Uint8Array;
  readonly admission: Uint8Array | null;
  readonly approval: Uint8Array | null;
  readonly runApproval: Uint8Array | null;
};

const documentsOf = async (project: Project, row: ContractRow, branch: string): Promise<Result<Documents>> => {
  const { ledger } = project;
  const admission = await newestAdmission(ledger, branch);
  if (!admission.ok) return admission;
  const read = (digest: Digest | null) => (digest === null ? ok(null) : readDocument(ledger, digest));
  const [contract, admitted, approval, runApproval] = [
    await read(row.contract),
    await read(admission.value),
    await read(row.approval),
    await read(row.runApproval),
  ];
  if (!contract.ok) return contract;
  if (!admitted.ok) return admitted;
  if (!approval.ok) return approval;
  if (!runApproval.ok) return runApproval;
  if (contract.value === null) return fail('ledger.broken', `the ledger has no bytes for the contract of ${row.task}`);
  return ok({
    contract: contract.value,
    admission: admitted.value,
    approval: approval.value,
    runApproval: runApproval.value,
  });
};

/**
 * A task file that was changed since it was approved: what a person reads there is not what would be run. Where there
 * is no file any more, the ledger's bytes are what was approved.
 */
const refuseChangedFile = (project: Project, row: ContractRow): Result<null> => {
  const task = findTask(project, row.task);
  if (!task.ok) return task.failures[0].code === 'usage.unknown' ? ok(null) : task;
  if (contractDigest(task.value.contract) === row.contract) return ok(null);
  const version = task.value.contract.version;
  return fail('approval.foreign', `${task.value.file} is not what was approved: its contract has changed since`, {
    remedy:
      version > row.version
        ? `writ approve ${row.task}`
        : `set \`version: ${row.version + 1}\`, then: writ approve ${row.task}`,
  });
};

/** Tasks that this one needs and that have not landed. */
const blockers = async (project: Project, dependsOn: readonly string[]): Promise<Result<readonly string[]>> => {
  const blocked: string[] = [];
  for (const task of dependsOn) {
    const row = await newestContract(project.ledger, task);
    if (!row.ok) return row;
    if (row.value?.state !== 'landed') blocked.push(task);
  }
  return ok(blocked);
};

/** The tree the next attempt starts from: what the last one under the same approval sealed. */
const lastTree = async (
  project: Project,
  row: ContractRow,
): Promise<Result<{ readonly attempts: number; readonly tree: string | null }>> => {
  const runs = await readRuns(project.ledger, { task: row.task });
  if (!runs.ok) return runs;
  const same = runs.value.filter(({ approval }) => approval === row.approval);
  return ok({
    attempts: Math.max(0, ...same.map(({ attempt }) => attempt)),
    tree: same.findLast(({ tree }) => tree !== null)?.tree ?? null,
  });
};

const startOf = async (
  project: Project,
  store: HarnessStore,
  facts: {
    readonly run: string;
    readonly task: string;
    readonly attempt: number;
    readonly base: string;
    readonly targetRef: string;
    readonly startTree: string | null;
  },
): Promise<Result<Freshness>> => {
  const { repository, trust } = project;
  const state = await checkoutState(repository, facts.targetRef);
  if (!state.ok) return state;
  const identity = await identityOf(repository, facts.base);
  if (!identity.ok) return identity;
  const tree = facts.startTree === null ? await treeOf(store, facts.base) : ok(facts.startTree);
  if (!tree.ok) return tree;
  const at = now();
  const { run, task, attempt, base, targetRef } = facts;
  return ok({
    ...{
      writ: 1,
      run,
      task,
      attempt,
      startedAt: at,
      endedAt: at,
      base,
      startTree: tree.value,
      tree: tree.value,
      repository: identity.value,
      targetRef,
    },
    ...{ start: state.value, end: null, residue: [], tools: {} },
    trust: { allowedSigners: trust.allowedSigners, revokedKeys: trust.revokedKeys },
  });
};

/** What the ledger says of an approval's use beside its attempts; null where there is no approval to speak of. */
const useOf = async (
  { ledger }: Project,
  approval: Digest | null,
  envelope: Uint8Array | null,
): Promise<Result<{ readonly approval: Digest; readonly foreignUses: number } | null>> => {
  const parsed = envelope === null ? null : parseEnvelope(envelope, 'the approval');
  const statement = parsed?.ok === true ? parseStatement('contract', parsed.value.payload) : null;
  if (approval === null || statement?.ok !== true) return ok(null);
  const uses = await foreignUses(ledger, approval, statement.value.nonce);
  return uses.ok ? ok({ approval, foreignUses: uses.value }) : uses;
};

/** Puts together all a run is made from. What is not there stays absent, and its gate refuses. */
const orderFor = async (
  project: Project,
  store: HarnessStore,
  row: ContractRow,
  backend: Backend,
): Promise<Result<Order>> => {
  const bytes = await readDocument(project.ledger, row.contract);
  if (!bytes.ok) return bytes;
  const contract = parseContract(bytes.value ?? new Uint8Array());
  if (!contract.ok) return contract;
  const targetRef = `refs/heads/${contract.value.baseBranch}`;
  const documents = await documentsOf(project, row, contract.value.baseBranch);
  if (!documents.ok) return documents;
  const last = await lastTree(project, row);
  if (!last.ok) return last;
  const digest = await digestOfFile(backend.program);
  if (!digest.ok) return digest;
  const [run, attempt, base] = [newRunId(), last.value.attempts + 1, row.base ?? project.repository.head];
  const freshness = await startOf(project, store, {
    run,
    task: row.task,
    attempt,
    base,
    targetRef,
    startTree: last.value.tree,
  });
  if (!freshness.ok) return freshness;
  const { admission, approval, runApproval } = documents.value;
  const record = backendRecord(backend, digest.value);
  const use = await useOf(project, row.approval, approval);
  if (!use.ok) return use;
  return ok({
    ...{
      run,
      attempt,
      contract: contract.value,
      digest: row.contract,
      contractBytes: documents.value.contract,
      base,
      targetRef,
      startTree: last.value.tree,
    },
    start: {
      ...{
        at: freshness.value.startedAt,
        trust: project.trust,
        contract: { value: contract.value, digest: row.contract },
        freshness: freshness.value,
        backend: record,
      },
      ...(admission === null ? {} : { admission }),
      ...(approval === null ? {} : { approval }),
      ...(runApproval === null ? {} : { runApproval }),
      ...(use.value === null ? {} : { use: { writ: 1, run, attempt, ...use.value } }),
    },
  });
};

/**
 * Runs a task once. Everything that can refuse before anything happens refuses here, by the same gates that judge
 * the evidence at the end; then an attempt is used up, and the backend starts.
 */
export const runTask = async (
  project: Project,
  { task, backend: backendId, tell }: RunOrder,
): Promise<Result<RunEnd>> => {
  const { repository, ledger, settings, folders } = project;
  if (backendId === undefined) return fail('backend.unnamed', 'no backend was named');
  const row = await newestContract(ledger, task);
  if (!row.ok) return row;
  if (row.value === null)
    return fail('approval.missing', `nobody has approved ${task}`, { remedy: `writ approve ${task}` });
  const unchanged = refuseChangedFile(project, row.value);
  if (!unchanged.ok) return unchanged;
  const backend = await resolveBackend(backendId, { cwd: project.cwd, root: repository.root, settings });
  if (!backend.ok) return backend;
  const store = await openStore(repository);
  if (!store.ok) return store;
  const order = await orderFor(project, store.value, row.value, backend.value);
  if (!order.ok) return order;
  const approved = approvedContract(order.value);
  if (!approved.ok) return approved;
  const blocked = await blockers(project, row.value.dependsOn);
  if (!blocked.ok) return blocked;
  if (blocked.value.length > 0) return fail('task.blocked', `${task} waits for ${blocked.value.join(', ')}`);
  const key = harnessKey(folders.state);
  if (!key.ok) return key;
  const { run, base, start } = approved.value;
  const begun = await beginRun(
    ledger,
    {
      task,
      version: row.value.version,
      run,
      approval: start.use.approval,
      backend: backendId,
      base,
      holder: thisProcess(),
    },
    isAlive,
    start.freshness.startedAt,
  );
  if (!begun.ok) return begun;
  if (begun.value.attempt !== approved.value.attempt)
    return fail('ledger.conflict', `another run of ${task} began at the same moment`);
  return carryOut(approved.value, {
    repository,
    store: store.value,
    ledger,
    settings,
    backend: backend.value,
    harnessKey: key.value,
    tell,
  });
};
