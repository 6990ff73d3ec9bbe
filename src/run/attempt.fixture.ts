/** For tests only: an approved attempt at a small contract in a real repository, ready to be carried out. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { contractDigest, contractJson, parseDigest, sha256, type Contract } from '#contract';
import { openChain } from '#evidence';
import { after, checkoutState, identityOf, now, openStore, randomHex, treeOf, type Settings } from '#host';
import { beginRun, newestContract, openLedger, readRuns, recordApproval, verifyLedger } from '#ledger';
import { harnessPublicKey, parseTrust, readableToken, type Statement } from '#signoff';
import { COMPLETE } from '../contract/complete-contract.fixture.ts';
import { opened, repositoryIn, valueOf, write } from '../host/scratch.fixture.ts';
import { signedBy, testHarnessKey, testSigner } from '../signoff/signing.fixture.ts';
import { beginAhead } from './ahead.ts';
import { approvedContract } from './approved-contract.ts';
import type { Attempt } from './attempt.ts';
import { resolveBackend, type Backend } from './backends/resolve.ts';
import { carryOut } from './carry-out.ts';
import { openPackages } from './dependencies/packages.ts';
import { backendRecord } from './execute.ts';
import { digestOfFile } from './program-digest.ts';
import { newRunId } from './run-folder.ts';
import { digestsOf, lookAtCited } from './spec-look.ts';
import { watchSecrets } from './secrets/watch.ts';
import { workspacePath } from './workspace.ts';

export type Step = Readonly<Record<string, unknown>>;
type Files = Readonly<Record<string, string>>;

/** A project of one person: repository, store, ledger, keys. Every attempt in it is approved anew. */
export const projectIn = async (root: string, files: Files, ignored: Files = {}) => {
  const folder = mkdtempSync(join(root, 'p-'));
  const base = repositoryIn(folder, files);
  write(folder, ignored);
  const repository = await opened(folder);
  const store = valueOf(await openStore(repository));
  const ledger = valueOf(await openLedger(':memory:'));
  const signer = testSigner('ed25519');
  const trust = valueOf(parseTrust({ allowedSigners: `${trustLine(signer.publicLine)}\n`, revokedKeys: '' }));
  return { folder, base, repository, store, ledger, signer, trust, key: testHarnessKey() };
};
export type TestProject = Awaited<ReturnType<typeof projectIn>>;

const trustLine = (publicLine: string): string =>
  `ada namespaces="writ.admit.v1,writ.contract.v1,writ.run.v1,writ.decision.v1" ${publicLine}`;

/** A contract over `src/**` whose checks may be given. */
export const contractFor = (more: Partial<Contract> = {}): Contract => ({
  ...COMPLETE,
  strictness: 'light',
  cites: [],
  paths: { allow: ['src/**'], deny: [] },
  forbid: ['push', 'merge', 'deploy', 'publish', 'credentials', 'infrastructure'],
  checks: [{ id: 'look', run: ['sh', '-c', 'cat src/a'], reports: 'exit-code', timeoutMs: 20_000 }],
  done: [{ says: 'it holds', cites: [], proof: { kind: 'test', check: 'look', test: null } }],
  riskTier: { tier: 'LOW', because: 'a test', floor: { tier: 'LOW', because: ['nothing raises it'] } },
  limits: { timeMs: 20_000, processes: 128, diskBytes: 1e8, outputBytes: 1e7, memoryBytes: 2e9 },
  ...more,
});

const statements = async (project: TestProject, contract: Contract) => {
  const { repository, store, base, signer, key } = project;
  const at = now();
  const head = () =>
    ({
      writ: 1,
      signer: 'ada',
      at,
      until: after(at, 7 * 86_400_000),
      nonce: randomHex(16),
      token: readableToken('ada', at),
    }) as const;
  const identity = valueOf(await identityOf(repository, base));
  const admit: Statement = {
    ...head(),
    kind: 'admit',
    repository: identity,
    branch: 'main',
    owned: true,
    critical: false,
    riskClass: 'HIGH',
  };
  const cited = valueOf(await lookAtCited(store, base, contract));
  const [first, ...more] = digestsOf(cited.cites).map(({ cite, digest }) => ({
    ...{ cite, digest: digest === null ? null : valueOf(parseDigest(digest)) },
  }));
  const approve: Statement = {
    ...head(),
    ...(first && { cites: [first, ...more] }),
    ...{
      kind: 'contract',
      contract: contractDigest(contract),
      task: contract.id,
      version: 1,
      repository: identity,
      base,
    },
    ...{
      targetRef: 'refs/heads/main',
      grants: ['contract', 'run'],
      attempts: 3,
      backend: null,
      harness: harnessPublicKey(key),
    },
  };
  return { identity, admission: signedBy(signer, admit), approval: signedBy(signer, approve) };
};

const scriptIn = ({ repository }: TestProject, script: Readonly<Record<string, unknown>>): string => {
  const scripts = join(repository.writ, 'scripts');
  mkdirSync(scripts, { recursive: true });
  const path = join(scripts, `${randomHex(4)}.json`);
  writeFileSync(path, JSON.stringify(script));
  return path;
};

/** An attempt by the scripted actor. */
export const attemptIn = async (
  project: TestProject,
  steps: readonly Step[],
  how: {
    readonly contract?: Contract;
    readonly startTree?: string;
    readonly attempt?: number;
    readonly provided?: readonly string[];
    /** Somebody else than the scripted actor. */
    readonly backend?: Backend;
    /** The session of an attempt before. */
    readonly earlier?: Attempt['earlier'];
    /** Whether the actor speaks to its session. */
    readonly session?: boolean;
  } = {},
): Promise<Attempt> => {
  const { folder, base, repository, store, ledger, trust, key } = project;
  const contract = how.contract ?? contractFor();
  const script = scriptIn(project, { session: how.session ?? false, steps });
  const settings: Settings = {};
  const place = { cwd: folder, root: folder, settings };
  const backend = how.backend ?? valueOf(await resolveBackend(`scripted:${script}`, place));
  const { identity, admission, approval } = await statements(project, contract);
  const [run, attempt, digest, at] = [newRunId(), how.attempt ?? 1, contractDigest(contract), now()];
  const startTree = how.startTree ?? valueOf(await treeOf(store, base));
  const order = valueOf(
    approvedContract({
      ...{ run, attempt, contract, digest, base, targetRef: 'refs/heads/main' },
      ...{ startTree: how.startTree ?? null, findings: [] },
      contractBytes: new TextEncoder().encode(contractJson(contract)),
      start: {
        ...{ at, trust, contract: { value: contract, digest }, admission, approval },
        specs: { writ: 1, base, ...valueOf(await lookAtCited(store, base, contract)), result: null },
        use: { writ: 1, run, attempt, approval: sha256(approval), foreignUses: 0 },
        backend: backendRecord(backend, valueOf(await digestOfFile(backend.program))),
        freshness: {
          ...{ writ: 1, run, task: contract.id, attempt, startedAt: at, endedAt: at, base, startTree, tree: startTree },
          ...{ repository: identity, targetRef: 'refs/heads/main', end: null, residue: [], approvers: [], tools: {} },
          neverWaive: [],
          coverage: {},
          review: { by: null, demand: 'none' },
          start: valueOf(await checkoutState(repository, 'refs/heads/main')),
          trust: { allowedSigners: trust.allowedSigners, revokedKeys: trust.revokedKeys },
        },
      },
    }),
  );
  const chain = { contract: digest, run };
  const provided = how.provided ?? [];
  const packages = openPackages({
    repository,
    store,
    settings,
    base,
    wanted: provided,
    provided,
    mayChange: () => true,
    tell: () => {},
  });
  return {
    ...{ repository, store, ledger, settings, order, backend, reviewer: null, harnessKey: key, provided },
    earlier: how.earlier ?? null,
    ...{ events: openChain(chain), trace: openChain(chain), secrets: watchSecrets(backend), packages, tell: () => {} },
    ...valueOf(await beginAhead(repository, repository.tree)),
  };
};

/** The workspace of an attempt, taken as the attempt itself would take it. */
export const takenBy = async ({ order, repository, workspace }: Attempt): Promise<string> => {
  const place = workspacePath(repository, order.contract.id);
  return valueOf(await workspace.take({ ...order, place, tree: order.start.freshness.startTree }));
};

/** Begins the run in the ledger as the flow does, and carries it out. */
export const carried = async (project: TestProject, attempt: Attempt) => {
  const { order, ledger } = attempt;
  const { id: task, name, strictness } = order.contract;
  const { at } = order.start;
  const newest = valueOf(await newestContract(ledger, task));
  valueOf(
    await recordApproval(
      ledger,
      {
        contract: { task, version: 1, contract: order.digest, name, strictness, tier: 'LOW', dependsOn: [] },
        approval: {
          ...{ base: order.base, attempts: 3, until: at, signer: 'ada', nonce: order.run },
          ...{ supersedes: null, because: '', awaits: [] },
        },
        documents: { contract: order.contractBytes, text: order.contractBytes, envelope: order.start.approval },
        ...{ seen: newest?.approval ?? null, at },
      },
      () => true,
    ),
  );
  const begun = {
    task,
    version: 1,
    run: order.run,
    approval: order.start.use.approval,
    backend: attempt.backend.id,
    base: order.base,
    holder: { pid: 1, startedAt: '1' },
  };
  valueOf(await beginRun(ledger, begun, () => true, order.start.at));
  const end = await carryOut(order, attempt);
  const [row] = valueOf(await readRuns(ledger, { run: order.run }));
  valueOf(await verifyLedger(ledger));
  return { end, row, sealed: join(project.repository.writ, 'runs', order.run, 'sealed') };
};
