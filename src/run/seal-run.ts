import { canonicalJson, contractJson, sha256, type Digest } from '#contract';
import {
  chainText,
  checkFiles,
  DEPENDENCIES_FILE,
  earlierApprovalFile,
  PROOF_FILE,
  proofRunFiles,
  renderReport,
  REVIEW_FILES,
  sealBundle,
  waiverPath,
  MANIFEST_FILE,
  SESSION_FILE,
  SPECS_FILE,
  SUPERSEDED_FILE,
  type Freshness,
  type RunEvidence,
  type SecretScan,
  type SealedFiles,
} from '#evidence';
import { fail, ok, type Result } from '#failure';
import { now } from '#host';
import { record } from '#ledger';
import type { Attempt } from './attempt.ts';
import type { Captured } from './capture.ts';
import type { SearchedCheck } from './checks.ts';
import type { Executed } from './execute.ts';
import type { Proved } from './proof/prove.ts';
import { readChecks } from './proof/read-checks.ts';
import { reportOf } from './report.ts';
import { asReviewed, type StoredReview } from './review-result.ts';
import { runFolder, writeSealed } from './run-folder.ts';
import type { EndOfRun } from './settled-checkout.ts';

/** Everything the steps before found out. */
export type Found = {
  readonly executed: Executed;
  readonly captured: Captured;
  readonly checks: readonly SearchedCheck[];
  /** Null where there was nothing to prove, or no way to. */
  readonly proof: Proved | null;
  /** Null where nobody was to review it. */
  readonly review: StoredReview | null;
  /** The checkout when it was over, and what landed meanwhile. */
  readonly ended: EndOfRun;
  readonly tools: Readonly<Record<string, string>>;
};

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const json = (value: unknown): Uint8Array => utf8(canonicalJson(value));

/** The files of checks, as they are sealed. */
export const filesOfChecks = (
  checks: readonly SearchedCheck[],
): readonly (readonly [path: string, bytes: Uint8Array])[] =>
  checks.flatMap(({ record: check, stdout, stderr }) => {
    const paths = checkFiles(check.id);
    return [
      [paths.record, json(check)],
      [paths.stdout, stdout],
      [paths.stderr, stderr],
    ] as const;
  });

/** The files of a proof, as they are sealed. */
export const filesOfProof = (proof: Proved | null): readonly (readonly [path: string, bytes: Uint8Array])[] =>
  proof === null
    ? []
    : [
        [PROOF_FILE, json(proof.record)],
        ...proof.runs.flatMap(({ run, stored }) => {
          const paths = proofRunFiles(run.id);
          return [
            [paths.record, json(stored.record)],
            [paths.stdout, stored.stdout],
            [paths.stderr, stored.stderr],
          ] as const;
        }),
      ];

const filesOfReview = (review: StoredReview | null): readonly (readonly [path: string, bytes: Uint8Array])[] =>
  review === null
    ? []
    : [
        [REVIEW_FILES.record, json(review.record)],
        [REVIEW_FILES.stdout, review.stdout],
        [REVIEW_FILES.stderr, review.stderr],
      ];

/** What was said in a session, as it is sealed. */
const filesOfSession = ({ said }: Executed): readonly (readonly [path: string, bytes: Uint8Array])[] =>
  said === null
    ? []
    : [[SESSION_FILE, json(said.record)], ...said.outputs.map(({ path, bytes }) => [path, bytes] as const)];

/** Where the runs of a proof left what was searched for secrets. */
export const outputsOfProof = (proof: Proved | null): readonly string[] =>
  (proof?.runs ?? []).flatMap(({ run: { id } }) => [proofRunFiles(id).stdout, proofRunFiles(id).stderr]);

/** A proof as gates look at it. */
export const proofEvidence = (proof: Proved | null): Pick<RunEvidence, 'proof'> =>
  proof === null
    ? {}
    : {
        proof: {
          record: proof.record,
          runs: proof.runs.flatMap(({ run, stored }) => readChecks([stored]).map((read) => ({ ...run, ...read }))),
        },
      };

/** One log of all checks, for people; the raw outputs stand beside it. */
const testLog = (checks: readonly SearchedCheck[]): Uint8Array => {
  const parts = checks.flatMap(({ record: check, stdout, stderr }) => [
    utf8(`== ${check.id}: ${check.argv.join(' ')}\n`),
    stdout,
    stderr,
    utf8(`== ${check.id} ended with exit code ${String(check.exitCode)}\n`),
  ]);
  return parts.length === 0 ? utf8('no check was run\n') : Buffer.concat(parts);
};

const freshnessOf = ({ order }: Attempt, { executed, captured, ended: { end, landed }, tools }: Found): Freshness => ({
  ...order.start.freshness,
  endedAt: now(),
  tree: captured.changes.tree,
  end,
  ...(landed && { landed }),
  residue: executed.survivors === 0 ? [] : [`${executed.survivors} processes of the jail`],
  tools,
});

/** How anyone derives the verdict again (S1-R31). */
const replayOf = ({ order }: Attempt) => ({
  writ: 1,
  run: order.run,
  commands: [`writ replay ${order.run}`, `scripts/verify-bundle.sh BUNDLE ALLOWED_SIGNERS`],
  reads: [
    'contract.json',
    'approvals/',
    'freshness.json',
    'backend/backend.json',
    'changes.json',
    'actions.json',
    'secrets.json',
    'rules.json',
    DEPENDENCIES_FILE,
    SPECS_FILE,
    'checks/',
    'proof/',
    'review/',
    'session/',
  ],
});

/** Everything that was searched for secrets, and found. */
const secretsOf = ({ executed, captured, checks, proof, review }: Found): SecretScan => ({
  writ: 1,
  tree: captured.changes.tree,
  files: captured.secrets.files,
  outputs: [
    ...['backend/stdout.log', 'backend/stderr.log', 'events.normalized.jsonl', 'actions.json', 'backend/backend.json'],
    ...checks.flatMap(({ record: { id } }) => [checkFiles(id).stdout, checkFiles(id).stderr]),
    ...outputsOfProof(proof),
    ...(review === null ? [] : [REVIEW_FILES.stdout, REVIEW_FILES.stderr]),
    ...filesOfSession(executed).map(([path]) => path),
  ],
  findings: [
    ...(review?.secrets ?? []),
    ...captured.secrets.findings,
    ...executed.secrets,
    ...checks.flatMap(({ secrets }) => secrets),
    ...(proof?.secrets ?? []),
  ],
});

const evidenceOf = ({ order, packages }: Attempt, found: Found, freshness: Freshness) => ({
  ...order.start,
  at: freshness.endedAt,
  contract: { value: order.contract, digest: order.digest },
  freshness,
  backend: found.executed.record,
  actions: found.executed.actions,
  changes: found.captured.changes,
  patch: found.captured.patch,
  secrets: secretsOf(found),
  rules: found.captured.rules,
  dependencies: { ...found.captured.dependencies, used: packages.used() },
  specs: found.captured.specs,
  checks: readChecks(found.checks),
  ...proofEvidence(found.proof),
  ...(found.review !== null && { review: asReviewed(found.review) }),
  ...(found.executed.said !== null && { session: found.executed.said.record }),
});

const approvalsOf = ({
  admission,
  approval,
  earlierApprovals = [],
  superseded,
  runApproval,
  use,
  waivers,
}: Attempt['order']['start']): readonly (readonly [string, Uint8Array])[] => [
  ...(superseded === undefined ? [] : [[SUPERSEDED_FILE, utf8(contractJson(superseded.value))] as const]),
  ...earlierApprovals.map((bytes, index) => [earlierApprovalFile(index + 1), bytes] as const),
  ['approvals/admission.json', admission],
  ['approvals/contract.json', approval],
  ...(runApproval === undefined ? [] : [['approvals/run.json', runApproval] as const]),
  ['approvals/use.json', json(use)],
  ...(waivers ?? []).map(({ name, envelope }) => [waiverPath(name), envelope] as const),
];

const filesOf = (attempt: Attempt, found: Found): SealedFiles => {
  const { order, events, trace } = attempt;
  const { executed, captured, checks } = found;
  const freshness = freshnessOf(attempt, found);
  const evidence: ReturnType<typeof evidenceOf> & RunEvidence = evidenceOf(attempt, found, freshness);
  const report = reportOf(evidence, captured.counts);
  return new Map([
    ['contract.json', order.contractBytes],
    ...approvalsOf(order.start),
    ['freshness.json', json(freshness)],
    ['backend/backend.json', json(executed.record)],
    ['backend/stdout.log', executed.stdout],
    ['backend/stderr.log', executed.stderr],
    ['changes.json', json(captured.changes)],
    ['secrets.json', json(evidence.secrets)],
    ['rules.json', json(evidence.rules)],
    [DEPENDENCIES_FILE, json(evidence.dependencies)],
    [SPECS_FILE, json(evidence.specs)],
    ['actions.json', json({ writ: 1, actions: evidence.actions })],
    ...filesOfChecks(checks),
    ...filesOfProof(found.proof),
    ...filesOfReview(found.review),
    ...filesOfSession(executed),
    ['patch.diff', captured.patch],
    ['test.log', testLog(checks)],
    ['events.normalized.jsonl', utf8(chainText(events))],
    ['trace.jsonl', utf8(chainText(trace))],
    ['replay.json', json(replayOf(attempt))],
    ['report.json', json(report)],
    ['report.md', utf8(renderReport(report))],
  ]);
};

/** Seals the evidence of a run: writes every file, then the manifest that signs for all of them, then the ledger. */
export const sealRun = async (attempt: Attempt, found: Found): Promise<Result<Digest>> => {
  const { order, repository, ledger, harnessKey } = attempt;
  const { tree } = found.captured.changes;
  const files = filesOf(attempt, found);
  const facts = { run: order.run, task: order.contract.id, attempt: order.attempt, base: order.base, tree };
  // Everything was searched where it came from. Should a key have come another way, nothing at all is stored.
  const leak = [...files].find(([, bytes]) => attempt.secrets.holdsKey(bytes));
  if (leak !== undefined) return fail('secret.key', `${leak[0]} would hold a key of the backend, so nothing is stored`);
  const sealed = sealBundle(files, facts, harnessKey);
  const written = writeSealed(runFolder(repository, order.run), sealed);
  if (!written.ok) return written;
  const manifest = sha256(sealed.get(MANIFEST_FILE) ?? new Uint8Array());
  const recorded = await record(
    ledger,
    { kind: 'run.sealed', task: order.contract.id, run: order.run, manifest, tree },
    now(),
  );
  return recorded.ok ? ok(manifest) : recorded;
};
