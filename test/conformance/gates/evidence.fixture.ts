import {
  configuringIn,
  contractDigest,
  contractJson,
  isSurelyTest,
  proofTerms,
  sha256,
  type Contract,
  type GateId,
} from '#contract';
import {
  checkFiles,
  readEvidence,
  readReport,
  sealBundle,
  type ApprovalUse,
  type BackendEnd,
  type BackendRecord,
  type ChangedPath,
  type Changes,
  type CheckRecord,
  type DependencyRecord,
  type Freshness,
  type ProofRecord,
  type RuleScan,
  type RunEvidence,
  type SealedFiles,
  type SecretScan,
} from '#evidence';
import type { FailureCode } from '#failure';
import {
  allowedSignerLine,
  harnessPublicKey,
  parseTrust,
  readableToken,
  STATEMENT_KINDS,
  type Admission,
  type ContractApproval,
  type RunApproval,
  type Statement,
  type StatementKind,
  type Trust,
} from '#signoff';
import { signedBy, testHarnessKey, testSigner, type TestSigner } from '../../../src/signoff/signing.fixture.ts';
import { sealable } from './bundle.fixture.ts';
import { honestChecks, rawOf, type RawCheck } from './checks.fixture.ts';
import { json, utf8 } from './bytes.fixture.ts';
import { citedBy, pinned, specsBetween, touching } from './cited.fixture.ts';
import { HONEST_CONTRACT } from './contract.fixture.ts';
import { honestDependencies } from './dependencies.fixture.ts';
import { honestProof, proofOutputs } from './proof.fixture.ts';

/** One complete, honest run, signed with fresh keys, sealed and read back; fixtures change one thing of it. */

/** Evidence that a gate must let pass, by what it shows. */
export type Passing<E> = Readonly<Record<string, E>>;
/** Evidence that a gate must refuse, by what it shows: the code, the evidence, and which other gates refuse it too. */
export type Refused<E> = Readonly<Record<string, readonly [code: FailureCode, evidence: E, also?: readonly GateId[]]>>;

export const RUN = 'run-1';
export const BASE = 'b'.repeat(40);
export const TREE = 'c'.repeat(40);
export const TARGET_REF = 'refs/heads/main';
export const REPOSITORY = { roots: ['a'.repeat(40)], origin: 'https://example.org/calendar.git' };

/** The course of the run; `LATER` is one millisecond after a moment. */
export const AT = {
  admitted: '2026-11-20T09:00:00.000Z',
  approved: '2026-11-20T10:00:00.000Z',
  granted: '2026-11-20T10:01:00.000Z',
  started: '2026-11-20T10:05:00.000Z',
  checked: '2026-11-20T10:06:00.000Z',
  ended: '2026-11-20T10:07:00.000Z',
  judged: '2026-11-20T10:08:00.000Z',
  decided: '2026-11-20T10:10:00.000Z',
  landing: '2026-11-20T10:11:00.000Z',
  until: '2026-11-27T09:00:00.000Z',
} as const;
export const shifted = (at: string, ms: number): string => new Date(Date.parse(at) + ms).toISOString();

export const alice: TestSigner = testSigner('ed25519');
/** Trusted for decisions and nothing else. */
export const bob: TestSigner = testSigner('ed25519');
/** Trusted for contracts and nothing else. */
export const carol: TestSigner = testSigner('ed25519');
/** The same, with a security key that signs by ECDSA. */
export const dora: TestSigner = testSigner('sk-ecdsa');
export const stranger: TestSigner = testSigner('ed25519');
export const harnessPem = testHarnessKey();

const lines: readonly (readonly [string, TestSigner, readonly StatementKind[]])[] = [
  ['alice', alice, STATEMENT_KINDS],
  ['zoe', alice, ['decision']],
  ['bob', bob, ['decision']],
  ['carol', carol, ['contract']],
  ['dora', dora, ['contract']],
];
const allowedSigners = lines
  .map(([name, { publicLine: publicKey }, kinds]) => `${allowedSignerLine({ name, publicKey, kinds })}\n`)
  .join('');

/** Trust in alice, who may decide as zoe too, bob, carol and dora, with these keys revoked. */
export const trusting = (revokedKeys: string): Trust => {
  const trust = parseTrust({ allowedSigners, revokedKeys });
  if (!trust.ok) throw new Error(trust.failures[0].message);
  return trust.value;
};
export const trust = trusting('');

let nonces = 0;
const head = (at: string) => ({
  ...({ writ: 1, signer: 'alice', at, until: AT.until, token: readableToken('alice', at) } as const),
  nonce: (nonces += 1).toString(16).padStart(32, '0'),
});

/** Signs a statement, with the token its own signer and moment demand. */
export const signAs = (signer: TestSigner, statement: Statement): Uint8Array =>
  signedBy(signer, { ...statement, token: readableToken(statement.signer, statement.at) });

/** What a test may have signed otherwise; all that hangs on it is made to fit. */
export type Orders = {
  readonly contract?: Partial<Contract>;
  readonly admission?: Partial<Admission>;
  readonly approval?: Partial<ContractApproval>;
  readonly run?: Partial<RunApproval>;
  readonly use?: Partial<ApprovalUse>;
  /** Who signs the approval and the approval of the run. */
  readonly by?: TestSigner;
};

type Signatures = Required<Pick<RunEvidence, 'contract' | 'admission' | 'approval' | 'use'>> &
  Pick<RunEvidence, 'runApproval'>;

const admissionOf = (change: Partial<Admission> = {}): Uint8Array =>
  signAs(alice, {
    ...head(AT.admitted),
    ...{ kind: 'admit', repository: REPOSITORY, branch: 'main', owned: true, critical: false, riskClass: 'MEDIUM' },
    ...change,
  });

const signaturesOf = ({ by = alice, ...orders }: Orders): Signatures => {
  const value: Contract = { ...HONEST_CONTRACT, ...orders.contract };
  const digest = contractDigest(value);
  const separate = value.strictness === 'strict';
  const approval = signAs(by, {
    ...head(AT.approved),
    ...{ kind: 'contract', contract: digest, task: value.id, version: value.version, repository: REPOSITORY },
    ...{ base: BASE, targetRef: TARGET_REF, grants: separate ? ['contract'] : ['contract', 'run'] },
    ...{ attempts: value.attempts, backend: null, harness: harnessPublicKey(harnessPem) },
    ...pinned(value),
    ...orders.approval,
  });
  const run: RunApproval = {
    ...head(AT.granted),
    ...{ kind: 'run', contract: digest, approval: sha256(approval), backend: 'codex' },
    ...orders.run,
  };
  return {
    contract: { value, digest },
    admission: admissionOf(orders.admission),
    approval,
    use: { writ: 1, run: RUN, attempt: 1, approval: sha256(approval), foreignUses: 0, ...orders.use },
    ...(separate && { runApproval: signAs(alice, run) }),
  };
};

const checkout = {
  head: BASE,
  target: BASE,
  refs: sha256('refs'),
  index: sha256('index'),
  dirty: [],
} as const;

const FRESHNESS: Freshness = {
  ...{ writ: 1, run: RUN, task: HONEST_CONTRACT.id, attempt: 1, startedAt: AT.started, endedAt: AT.ended },
  ...{ base: BASE, startTree: 'd'.repeat(40), tree: TREE, repository: REPOSITORY, targetRef: TARGET_REF },
  ...{
    start: checkout,
    end: checkout,
    residue: [],
    approvers: [],
    neverWaive: [],
    coverage: {},
    review: { by: null, demand: 'none' },
    tools: { git: 'git version 2.47.0' },
  },
  trust: { allowedSigners, revokedKeys: '' },
};

const BACKEND: BackendRecord = {
  ...{ writ: 1, id: 'codex', kind: 'command', argv: ['codex', 'exec'], program: '/usr/bin/codex', version: '1.0.0' },
  programDigest: { before: sha256('codex'), after: sha256('codex') },
  ...{ endpoints: [], environment: ['PATH'], tiers: ['LOW', 'MEDIUM'], session: 'none' },
  end: { exitCode: 0, signal: null, timedOut: false, limit: null, declaredFailure: null },
};

const CHANGES: Changes = {
  ...{ writ: 1, base: BASE, tree: TREE, hygiene: [], objects: 'sound' },
  paths: [
    {
      ...{ path: 'src/date.ts', status: 'modified', oldMode: '100644', newMode: '100644' },
      ...{ oldBlob: '1'.repeat(40), newBlob: '2'.repeat(40) },
    },
  ],
};

const SECRETS: SecretScan = {
  ...{ writ: 1, tree: TREE, files: 1, findings: [] },
  outputs: [
    ...['backend/stdout.log', 'backend/stderr.log', 'events.normalized.jsonl', 'actions.json', 'backend/backend.json'],
    ...honestChecks().flatMap(({ record: { id } }) => [checkFiles(id).stdout, checkFiles(id).stderr]),
    ...proofOutputs(honestProof(BASE, TREE)),
  ],
};

const RULES: RuleScan = {
  ...{ writ: 1, base: BASE, tree: TREE, rulebook: sha256('the rulebook'), files: 1, known: 2 },
  rules: [
    { rule: 'CX-108', waiver: 'signer', about: 'code', files: 1 },
    { rule: 'CODE-conflict', waiver: 'never', about: 'git', files: 1 },
  ],
  ...{ messages: ['the landing commit'], skipped: [], findings: [], errors: [] },
};

/** The honest run as it lies sealed on the disk. */
export const sealed: SealedFiles = sealBundle(
  sealable({
    ...signaturesOf({}),
    ...{
      freshness: FRESHNESS,
      backend: BACKEND,
      changes: CHANGES,
      secrets: SECRETS,
      rules: RULES,
      dependencies: honestDependencies(BASE, TREE),
      specs: specsBetween(BASE, TREE),
      checks: honestChecks(),
    },
    proof: honestProof(BASE, TREE),
    actions: [{ action: 'edit', provenance: 'declared', detail: 'src/date.ts' }],
    contractJson: contractJson(HONEST_CONTRACT),
  }),
  { run: RUN, task: HONEST_CONTRACT.id, attempt: 1, base: BASE, tree: TREE },
  harnessPem,
);

type Sometimes = 'runApproval' | 'earlierApprovals' | 'superseded' | 'waivers' | 'review' | 'session';
export type Complete = Required<Omit<RunEvidence, Sometimes>> & Pick<RunEvidence, Sometimes>;
const isComplete = (evidence: RunEvidence): evidence is Complete =>
  [evidence.contract, evidence.admission, evidence.approval, evidence.runApproval, evidence.use].every(Boolean) &&
  [evidence.freshness, evidence.backend, evidence.actions, evidence.changes, evidence.checks].every(Boolean) &&
  [evidence.secrets, evidence.proof, evidence.rules, evidence.dependencies, evidence.specs].every(Boolean);

const read = readEvidence(sealed, { at: AT.judged, trust });
if (!isComplete(read)) throw new Error('the honest run is not complete');
/** The honest run as it is read back from its bundle. */
export const honest: Complete = read;

/** The honest run under other signatures. */
export const ordered = (orders: Orders): Complete => {
  const { runApproval: _, ...rest } = honest;
  const signed = signaturesOf(orders);
  const record = { ...honest.proof.record, ...proofTerms(signed.contract.value) };
  const specs = citedBy(signed.contract.value, honest.specs);
  return { ...rest, ...signed, specs, proof: { ...honest.proof, record } };
};
/** The honest run under another admission. */
export const admitted = (change: Partial<Admission>): Complete => ({ ...honest, admission: admissionOf(change) });
export const withUse = (change: Partial<ApprovalUse>): Complete => ({ ...honest, use: { ...honest.use, ...change } });
export const withFreshness = (change: Partial<Freshness>, of: Complete = honest): Complete => ({
  ...of,
  freshness: { ...of.freshness, ...change },
});
export const withBackend = (change: Partial<BackendRecord>): Complete => ({
  ...honest,
  backend: { ...honest.backend, ...change },
});
export const withEnd = (change: Partial<BackendEnd>): Complete => {
  const { end } = BACKEND;
  return end === null ? honest : withBackend({ end: { ...end, ...change } });
};
export const withChanges = (change: Partial<Changes>, of: Complete = honest): Complete => ({
  ...of,
  changes: { ...of.changes, ...change },
});
/** The result changes this path, too, and the proof has looked at it. */
export const withPath = (path: string, of: Complete = honest, status: ChangedPath['status'] = 'modified'): Complete => {
  const [first] = CHANGES.paths;
  if (first === undefined) return of;
  const changed = withRules(
    { files: 2 },
    withSecrets({ files: 2 }, withChanges({ paths: [first, { ...first, path, status }] }, of)),
  );
  const { record } = of.proof;
  const specs = touching(path, changed.specs);
  const looked: ProofRecord = {
    ...record,
    ...(configuringIn(path) !== null && { configured: [{ path, keys: [] }] }),
    ...(!isSurelyTest(path) && {
      units: [...record.units, { id: 'u9', path, from: 1, to: 9, kind: 'file', name: null }],
      unexamined: [{ unit: 'u9', because: 'it is no code' }],
    }),
  };
  return { ...changed, specs, proof: { ...of.proof, record: looked } };
};
export const withSecrets = (change: Partial<SecretScan>, of: Complete = honest): Complete => ({
  ...of,
  secrets: { ...of.secrets, ...change },
});

export const withDependencies = (change: Partial<DependencyRecord>, of: Complete = honest): Complete => ({
  ...of,
  dependencies: { ...of.dependencies, ...change },
});

export const withRules = (change: Partial<RuleScan>, of: Complete = honest): Complete => ({
  ...of,
  rules: { ...of.rules, ...change },
});

/** The honest run with another record of a check, its report read again from what the check is said to have written. */
export const withCheck = (
  id: string,
  record: Partial<CheckRecord>,
  change: (raw: RawCheck) => Partial<RawCheck> = () => ({}),
): Complete => ({
  ...honest,
  checks: honest.checks.map((one) => {
    if (one.record.id !== id) return one;
    const next = { ...one.record, ...record };
    const raw = rawOf(id);
    const { stdout, stderr } = { ...raw, ...change(raw) };
    const { exitCode, canary } = next;
    return { record: next, report: readReport(next.reports, { stdout, stderr, exitCode, canary }) };
  }),
});

/** The evidence without some of its parts. */
export const without = (...parts: readonly (keyof RunEvidence)[]): RunEvidence => {
  const { at, trust: trusted } = honest;
  const rest = Object.fromEntries(Object.entries(honest).filter(([part]) => !parts.some((gone) => gone === part)));
  return { ...rest, at, trust: trusted };
};

export { json, utf8 };
