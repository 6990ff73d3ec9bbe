import type { z } from 'zod';
import { EVIDENCE_EDITION, parseCanonicalJson, parseContract, sha256 } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { verifyStatement, type Trust } from '#signoff';
import {
  checkFiles,
  earlierApprovalFile,
  MANIFEST_FILE,
  SUPERSEDED_FILE,
  verifyContents,
  verifySeal,
  type SealedFiles,
  type VerifiedFiles,
} from './bundle.ts';
import {
  ActionsSchema,
  BackendSchema,
  ChangesSchema,
  CheckSchema,
  FreshnessSchema,
  ReviewSchema,
  RulesSchema,
  SecretsSchema,
  UseSchema,
} from './evidence-schema.ts';
import type { Manifest } from './manifest.ts';
import { readReport } from './reports/read-report.ts';
import { ReportSchema } from './report-md.ts';
import { DEPENDENCIES_FILE, DependenciesSchema } from './dependency-record.ts';
import { contradictionIn, PROOF_FILE, proofRunFiles, ProofSchema } from './proof-record.ts';
import type { Freshness } from './freshness.ts';
import type { GivenWaiver, ProofEvidence, RunEvidence, Seal } from './run-evidence.ts';
import { readReview, REVIEW_FILES, type Reviewed } from './review-record.ts';
import { SESSION_FILE, sessionFiles, SessionSchema, type SessionRecord } from './session-record.ts';
import type { ReadCheck } from './showing.ts';
import { SPECS_FILE, SpecsSchema } from './spec-record.ts';

/** Collects what is wrong while parts are read, and gives `undefined` for a part that cannot be had. */
type Reader = { readonly failures: Failure[]; readonly take: <T>(part: Result<T>) => T | undefined };

const openReader = (): Reader => {
  const failures: Failure[] = [];
  return {
    failures,
    take: (part) => {
      if (part.ok) return part.value;
      failures.push(...part.failures);
      return undefined;
    },
  };
};

const bytesAt = (files: SealedFiles, path: string): Result<Uint8Array> => {
  const bytes = files.get(path);
  return bytes === undefined ? fail('evidence.incomplete', `${path} is missing from the bundle`) : ok(bytes);
};

/** A sealed JSON file by its schema. */
export const partAt = <T>(files: SealedFiles, path: string, schema: z.ZodType<T>): Result<T> => {
  const bytes = bytesAt(files, path);
  if (!bytes.ok) return bytes;
  const value = parseCanonicalJson(bytes.value, path);
  if (!value.ok) return value;
  const part = schema.safeParse(value.value);
  if (part.success) return ok(part.data);
  const [issue] = part.error.issues;
  return fail(
    'evidence.malformed',
    `${path} is not what Writ writes: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
  );
};

/** What a bundle says of when and from what it was made. Nothing of it is verified yet. */
export const readFreshness = (files: SealedFiles): Result<Freshness> =>
  partAt(files, 'freshness.json', FreshnessSchema);

const contractAt = (files: SealedFiles, path: string): Result<NonNullable<RunEvidence['contract']>> => {
  const bytes = bytesAt(files, path);
  if (!bytes.ok) return bytes;
  const value = parseContract(bytes.value);
  return value.ok ? ok({ value: value.value, digest: sha256(bytes.value) }) : value;
};

/** Approvals before the last are numbered from 1, without a gap: a gap would be one that was taken away. */
const earlierApprovalsIn = (files: SealedFiles): Result<readonly Uint8Array[]> => {
  const there = [...files.keys()].filter((path) => path.startsWith('approvals/contract-'));
  const expected = there.map((_, index) => earlierApprovalFile(index + 1));
  const missing = expected.find((path) => !files.has(path));
  return missing === undefined
    ? ok(expected.flatMap((path) => files.get(path) ?? []))
    : fail('evidence.incomplete', `${missing} is missing from the bundle`);
};

type JudgedCheck = ReadCheck;

const checkAt = (files: SealedFiles, id: string, paths = checkFiles(id)): Result<JudgedCheck> => {
  const record = partAt(files, paths.record, CheckSchema);
  if (!record.ok) return record;
  if (record.value.id !== id)
    return fail('evidence.malformed', `${paths.record} is about the check ${JSON.stringify(record.value.id)}`);
  const stdout = bytesAt(files, paths.stdout);
  const stderr = bytesAt(files, paths.stderr);
  if (!stdout.ok) return stdout;
  if (!stderr.ok) return stderr;
  const { reports, exitCode, canary, place } = record.value;
  return ok({
    record: record.value,
    report: readReport(reports, {
      stdout: stdout.value,
      stderr: stderr.value,
      exitCode,
      canary,
      folder: place?.folder,
    }),
  });
};

/** Every folder below `checks/` is a check; one that cannot be read makes them all unreadable, so that none is overlooked. */
export const checksIn = (files: SealedFiles): Result<readonly JudgedCheck[]> => {
  const ids = [
    ...new Set([...files.keys()].filter((path) => path.startsWith('checks/')).map((path) => path.split('/')[1] ?? '')),
  ];
  const checks = ids.toSorted().map((id) => checkAt(files, id));
  const failures = checks.flatMap((check) => (check.ok ? [] : check.failures));
  const [first, ...rest] = failures;
  return first === undefined
    ? ok(checks.flatMap((check) => (check.ok ? [check.value] : [])))
    : { ok: false, failures: [first, ...rest] };
};

/** A proof with every run it lists; a file below `proof/` that belongs to none makes it unreadable, like one that is gone. */
export const proofIn = (files: SealedFiles): Result<ProofEvidence> => {
  const record = partAt(files, PROOF_FILE, ProofSchema);
  if (!record.ok) return record;
  const { runs } = record.value;
  const contradiction = contradictionIn(record.value);
  if (contradiction !== null) return fail('evidence.malformed', `${PROOF_FILE}: ${contradiction}`);
  const expected = new Set([PROOF_FILE, ...runs.flatMap(({ id }) => Object.values(proofRunFiles(id)))]);
  const stray = [...files.keys()].find((path) => path.startsWith('proof/') && !expected.has(path));
  if (stray !== undefined) return fail('evidence.malformed', `${stray} belongs to no run of ${PROOF_FILE}`);
  const read = runs.map((run) => {
    const check = checkAt(files, run.check, proofRunFiles(run.id));
    return check.ok ? ok({ ...run, ...check.value }) : check;
  });
  const [first, ...rest] = read.flatMap((one) => (one.ok ? [] : one.failures));
  return first === undefined
    ? ok({ record: record.value, runs: read.flatMap((one) => (one.ok ? [one.value] : [])) })
    : { ok: false, failures: [first, ...rest] };
};

/** A review with what it says; a file below `review/` that belongs to none makes it unreadable, like one that is gone. */
const reviewIn = (files: SealedFiles): Result<Reviewed> => {
  const expected: readonly string[] = Object.values(REVIEW_FILES);
  const stray = [...files.keys()].find((path) => path.startsWith('review/') && !expected.includes(path));
  if (stray !== undefined) return fail('evidence.malformed', `${stray} belongs to no review`);
  const record = partAt(files, REVIEW_FILES.record, ReviewSchema);
  if (!record.ok) return record;
  const [stdout, stderr] = [bytesAt(files, REVIEW_FILES.stdout), bytesAt(files, REVIEW_FILES.stderr)];
  if (!stdout.ok) return stdout;
  return stderr.ok ? ok({ record: record.value, said: readReview(stdout.value) }) : stderr;
};

/** What was said in a session; a file below `session/` that it does not name makes it unreadable, like one that is gone. */
const sessionIn = (files: SealedFiles): Result<SessionRecord> => {
  const record = partAt(files, SESSION_FILE, SessionSchema);
  if (!record.ok) return record;
  const expected = new Set(sessionFiles(record.value));
  const stray = [...files.keys()].find((path) => path.startsWith('session/') && !expected.has(path));
  if (stray !== undefined) return fail('evidence.malformed', `${stray} belongs to nothing in ${SESSION_FILE}`);
  const gone = [...expected].find((path) => !files.has(path));
  return gone === undefined ? record : fail('evidence.incomplete', `${gone} is missing from the bundle`);
};

/** The key that must have signed is the one a signer approved, never one the bundle names by itself. */
const manifestIn = (files: SealedFiles, trust: Trust, at: string): Result<Manifest> => {
  const approval = bytesAt(files, 'approvals/contract.json');
  if (!approval.ok) return approval;
  const verified = verifyStatement('contract', approval.value, trust, at);
  return verified.ok ? verifySeal(files, verified.value.statement.harness) : verified;
};

/** What the manifest says of a run, and files say again of themselves. */
const CLAIMS = ['run', 'task', 'attempt', 'contract', 'approval', 'base', 'tree'] as const;
type Claims = { readonly [C in (typeof CLAIMS)[number]]?: string | number };

/** What a file says must be what the manifest says. A part that could not be read has its own failure already. */
const disagreements = (manifest: Manifest, file: string, part: Claims | undefined): readonly Failure[] =>
  CLAIMS.filter((claim) => part?.[claim] !== undefined && part[claim] !== manifest[claim]).map((claim) => ({
    code: 'evidence.incomplete',
    message: `the ${claim} of ${file} is ${part?.[claim]}, and the manifest says ${manifest[claim]}`,
  }));

const WAIVER_FILE = /^approvals\/waivers\/([^/]+)\.json$/;

/** The waivers that were sealed with the run, each under the name of its gate. */
const waiversIn = (files: SealedFiles): readonly GivenWaiver[] =>
  [...files].flatMap(([path, envelope]) => {
    const name = WAIVER_FILE.exec(path)?.[1];
    return name === undefined ? [] : [{ name, envelope, over: null }];
  });

type Parts = Pick<
  RunEvidence,
  | 'contract'
  | 'superseded'
  | 'earlierApprovals'
  | 'use'
  | 'freshness'
  | 'backend'
  | 'actions'
  | 'changes'
  | 'checks'
  | 'secrets'
  | 'proof'
  | 'review'
  | 'session'
  | 'rules'
  | 'dependencies'
  | 'specs'
>;

/** Every part that is there and is what Writ writes, and what is wrong with the others. */
const partsIn = (files: SealedFiles, { take }: Reader): Parts => {
  const contract = take(contractAt(files, 'contract.json'));
  const superseded = files.has(SUPERSEDED_FILE) ? take(contractAt(files, SUPERSEDED_FILE)) : undefined;
  const earlierApprovals = take(earlierApprovalsIn(files));
  const use = take(partAt(files, 'approvals/use.json', UseSchema));
  const freshness = take(partAt(files, 'freshness.json', FreshnessSchema));
  const backend = take(partAt(files, 'backend/backend.json', BackendSchema));
  const actions = take(partAt(files, 'actions.json', ActionsSchema))?.actions;
  const changes = take(partAt(files, 'changes.json', ChangesSchema));
  const checks = take(checksIn(files));
  // Earlier editions have none. Where one is demanded, the seal and the gates say that it is missing.
  const secrets = files.has('secrets.json') ? take(partAt(files, 'secrets.json', SecretsSchema)) : undefined;
  // Not every run has one: where it is demanded, the gates say that it is missing.
  const proof = [...files.keys()].some((path) => path.startsWith('proof/')) ? take(proofIn(files)) : undefined;
  const review = [...files.keys()].some((path) => path.startsWith('review/')) ? take(reviewIn(files)) : undefined;
  const session = [...files.keys()].some((path) => path.startsWith('session/')) ? take(sessionIn(files)) : undefined;
  const rules = files.has('rules.json') ? take(partAt(files, 'rules.json', RulesSchema)) : undefined;
  const dependencies = files.has(DEPENDENCIES_FILE) ? take(partAt(files, DEPENDENCIES_FILE, DependenciesSchema)) : undefined; // prettier-ignore
  const specs = files.has(SPECS_FILE) ? take(partAt(files, SPECS_FILE, SpecsSchema)) : undefined;
  return {
    ...(contract && { contract }),
    ...(superseded && { superseded }),
    ...(earlierApprovals && earlierApprovals.length > 0 && { earlierApprovals }),
    ...(use && { use }),
    ...(freshness && { freshness }),
    ...(backend && { backend }),
    ...(actions && { actions }),
    ...(changes && { changes }),
    ...(checks && { checks }),
    ...(secrets && { secrets }),
    ...(proof && { proof }),
    ...(review && { review }),
    ...(session && { session }),
    ...(rules && { rules }),
    ...(dependencies && { dependencies }),
    ...(specs && { specs }),
  };
};

/** The moment of judging, ISO 8601, and whose signatures count. */
type Judging = { readonly at: string; readonly trust: Trust };

const evidenceIn = (
  files: SealedFiles,
  { at, trust }: Judging,
  manifestFor: (startedAt: string | undefined) => Result<Manifest>,
): RunEvidence => {
  const reader = openReader();
  const parts = partsIn(files, reader);
  const manifest = reader.take(manifestFor(parts.freshness?.startedAt));
  const said: readonly (readonly [file: string, part: Claims | undefined])[] = [
    ['contract.json', parts.contract && { task: parts.contract.value.id }],
    ['approvals/use.json', parts.use],
    ['freshness.json', parts.freshness],
    ['changes.json', parts.changes],
    ['secrets.json', parts.secrets && { tree: parts.secrets.tree }],
    [PROOF_FILE, parts.proof && { base: parts.proof.record.base, tree: parts.proof.record.tree }],
    [REVIEW_FILES.record, parts.review && { tree: parts.review.record.tree }],
    ['rules.json', parts.rules && { base: parts.rules.base, tree: parts.rules.tree }],
    [DEPENDENCIES_FILE, parts.dependencies && { base: parts.dependencies.base, tree: parts.dependencies.tree }],
    [
      SPECS_FILE,
      parts.specs && { base: parts.specs.base, ...(parts.specs.result && { tree: parts.specs.result.tree }) },
    ],
    ['report.json', reader.take(partAt(files, 'report.json', ReportSchema))],
  ];
  if (manifest !== undefined)
    reader.failures.push(...said.flatMap(([file, part]) => disagreements(manifest, file, part)));
  const [admission, approval, runApproval, sealed] = ['admission', 'contract', 'run']
    .map((name) => files.get(`approvals/${name}.json`))
    .concat(files.get(MANIFEST_FILE));
  const patch = files.get('patch.diff');
  const waivers = waiversIn(files);
  const seal: Seal | undefined = sealed && {
    manifest: sha256(sealed),
    edition: manifest?.edition ?? EVIDENCE_EDITION,
    failures: reader.failures,
  };
  return {
    at,
    trust,
    ...parts,
    ...(patch && { patch }),
    ...(admission && { admission }),
    ...(approval && { approval }),
    ...(runApproval && { runApproval }),
    ...(waivers.length > 0 && { waivers }),
    ...(seal && { seal }),
  };
};

/**
 * Reads a sealed bundle into what gates may look at. Nothing is believed but by signature: approval → harness key →
 * manifest → files. A part that is absent or not what Writ writes stays `undefined` and leaves a failure in
 * `seal.failures`, so that the gate over the seal refuses even where no other gate needs the part.
 *
 * @param files the files below `sealed/`.
 * @returns the evidence; `seal` is absent only where there is no manifest at all.
 */
export const readEvidence = (files: SealedFiles, judging: Judging): RunEvidence =>
  // An approval that ran out after the run began still says which harness was to seal it.
  evidenceIn(files, judging, (startedAt) => manifestIn(files, judging.trust, startedAt ?? judging.at));

/** Reads a bundle as `readEvidence` does, where its files are already known to be those that its harness signed for. */
export const readVerifiedEvidence = (verified: VerifiedFiles, judging: Judging): RunEvidence =>
  evidenceIn(verified.files, judging, () => verifyContents(verified));
