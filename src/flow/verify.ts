import { existsSync } from 'node:fs';
import { sha256 } from '#contract';
import { MANIFEST_FILE, readEvidence, type RunEvidence, type SealedFiles } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { failuresOf, judge, judgeRun, LANDING_GATES, type LandingEvidence, type Verdict } from '#gates';
import { bundlePaths, readAfter, readSealed, verdictStatement, type BundlePaths } from '#run';
import {
  LANDING_PAYLOAD_TYPE,
  parseLanding,
  parseTrust,
  parseVerdict,
  VERDICT_PAYLOAD_TYPE,
  verifyHarness,
  verifyStatement,
  type LandingStatement,
  type Trust,
  type VerdictStatement,
} from '#signoff';
import { harnessOf } from './review.ts';

/** What checking a bundle came to. Integrity: the bytes belong together. Provenance: someone you trust signed for them. */
export type BundleCheck = {
  readonly run: string;
  readonly result: 'PASS' | 'FAIL';
  readonly noChange: boolean;
  readonly stage: 'judged' | 'rejected' | 'accepted' | 'landed';
  readonly manifest: string;
  readonly tree: string;
  readonly checked: readonly string[];
};

type Opened = {
  readonly files: SealedFiles;
  readonly evidence: RunEvidence;
  readonly harness: string;
  readonly verdictBytes: Uint8Array;
  readonly verdict: VerdictStatement;
};

/** Opens a bundle under a trust: approval → harness key → manifest → verdict. */
const openBundle = (
  paths: BundlePaths,
  trustFor: (files: SealedFiles) => Result<Trust>,
): Result<Opened & { readonly trust: Trust }> => {
  const files = readSealed(paths);
  if (!files.ok) return files;
  const envelope = readAfter(paths, 'verdict');
  if (!envelope.ok) return envelope;
  if (envelope.value === null) return fail('verdict.missing', 'the bundle has no verdict');
  const trust = trustFor(files.value);
  if (!trust.ok) return trust;
  const parts = readEvidence(files.value, { at: new Date(0).toISOString(), trust: trust.value });
  const startedAt = parts.freshness?.startedAt;
  if (startedAt === undefined) return fail('evidence.incomplete', 'the bundle does not say when it was made');
  const harness = harnessOf(files.value, trust.value, startedAt);
  if (!harness.ok) return harness;
  const payload = verifyHarness({
    bytes: envelope.value,
    name: 'the verdict',
    payloadType: VERDICT_PAYLOAD_TYPE,
    publicKey: harness.value,
  });
  if (!payload.ok) return payload;
  const verdict = parseVerdict(payload.value);
  if (!verdict.ok) return verdict;
  const evidence = readEvidence(files.value, { at: verdict.value.at, trust: trust.value });
  return ok({
    files: files.value,
    evidence,
    harness: harness.value,
    verdictBytes: envelope.value,
    verdict: verdict.value,
    trust: trust.value,
  });
};

const wrongLink = (message: string): Failure => ({ code: 'verdict.different', message });

const checkVerdict = ({ files, evidence, verdict }: Opened): readonly Failure[] => {
  const again = judgeRun(evidence);
  const same = sameVerdict(verdict, again);
  return [
    ...(evidence.seal?.failures ?? [{ code: 'evidence.incomplete' as const, message: 'the bundle has no manifest' }]),
    ...(verdict.manifest === sha256(files.get(MANIFEST_FILE) ?? new Uint8Array())
      ? []
      : [wrongLink('the verdict is about another bundle')]),
    ...(verdict.contract === evidence.contract?.digest ? [] : [wrongLink('the verdict is about another contract')]),
    ...(verdict.tree === evidence.changes?.tree ? [] : [wrongLink('the verdict is about another tree')]),
    ...(verdict.run === evidence.freshness?.run ? [] : [wrongLink('the verdict is about another run')]),
    ...(same
      ? []
      : [wrongLink(`recorded is ${verdict.result}, judged again it is ${again.result}, or for other reasons`)]),
  ];
};

/** Whether judging again gave the same result, gate by gate and word by word. */
const sameVerdict = (recorded: VerdictStatement, again: Verdict): boolean => {
  const { run, at, manifest, contract, tree } = recorded;
  return (
    JSON.stringify(verdictStatement(again, { run, at, manifest, contract, tree })) ===
    JSON.stringify(reordered(recorded))
  );
};
const reordered = ({ writ, kind, run, at, manifest, contract, tree, result, ...rest }: VerdictStatement) => ({
  ...{ writ, kind, run, at, manifest, contract, tree, result, notices: rest.notices },
  ...(rest.noChange && { noChange: rest.noChange }),
  gates: rest.gates.map(({ gate, outcome, notices, findings }) => ({
    gate,
    outcome,
    notices,
    findings: findings.map(({ code, message }) => ({ code, message })),
  })),
});

type Chain = { readonly stage: BundleCheck['stage']; readonly failures: readonly Failure[] };

/** What speaks against an acceptance: the gate that stands before a landing is asked here, too, so that both hold the same. */
const wrongAcceptance = (
  { trust, verdict, verdictBytes, evidence }: Opened & { readonly trust: Trust },
  decision: Uint8Array,
  at: string,
): readonly Failure[] => {
  const { contract, changes, freshness, seal } = evidence;
  const accepted: LandingEvidence = {
    ...{ at, trust, decision, failures: [], recorded: { verdict, digest: sha256(verdictBytes) } },
    ...(seal && { manifest: seal.manifest }),
    ...(contract && { contract }),
    ...(changes && { tree: changes.tree }),
    ...(freshness && { base: freshness.base, targetRef: freshness.targetRef }),
  };
  return failuresOf(judge(['decision.present'], LANDING_GATES, accepted));
};

/** Where a landing does not follow from its decision: another commit than the branch was moved to, or from elsewhere, or too late. */
const wrongLanding = (
  landing: LandingStatement,
  decision: Uint8Array,
  { trust, verdict, evidence }: Opened & { readonly trust: Trust },
): readonly Failure[] => {
  const inTime = verifyStatement('decision', decision, trust, landing.at);
  if (!inTime.ok) return inTime.failures;
  const { statement } = inTime.value;
  const base = evidence.freshness?.base;
  return [
    ...(statement.outcome === 'accept' ? [] : [wrongLink('a rejected run has landed')]),
    ...(verdict.noChange ? [wrongLink('a run that changed nothing has landed')] : []),
    ...(landing.decision === sha256(decision) && landing.run === verdict.run && landing.tree === verdict.tree
      ? []
      : [wrongLink('the landing is about another decision')]),
    ...(landing.ref === statement.targetRef &&
    [landing.old, landing.parent, statement.targetOld].every((commit) => commit === base)
      ? []
      : [wrongLink('another branch was moved, or from elsewhere')]),
    ...(landing.new === landing.commit
      ? []
      : [wrongLink('the branch was moved to another commit than the one that landed')]),
  ];
};

const checkAfter = (paths: BundlePaths, opened: Opened & { readonly trust: Trust }): Result<Chain> => {
  const { trust, verdict, verdictBytes, harness } = opened;
  const decision = readAfter(paths, 'decision');
  if (!decision.ok) return decision;
  const landing = readAfter(paths, 'landing');
  if (!landing.ok) return landing;
  if (decision.value === null)
    return ok({ stage: 'judged', failures: landing.value === null ? [] : [wrongLink('a landing without a decision')] });
  // A decision is verified for its own moment: later it may have run out, and was no less taken.
  const unverified = verifyStatement('decision', decision.value, trust, verdict.at);
  const at = unverified.ok ? verdict.at : decisionMoment(decision.value, verdict.at);
  const verified = verifyStatement('decision', decision.value, trust, at);
  if (!verified.ok) return verified;
  const { statement } = verified.value;
  const failures = [
    ...(statement.outcome === 'accept' ? wrongAcceptance(opened, decision.value, at) : []),
    ...(statement.verdict === sha256(verdictBytes) && statement.run === verdict.run
      ? []
      : [wrongLink('the decision is about another verdict')]),
    ...(statement.manifest === verdict.manifest &&
    statement.contract === verdict.contract &&
    statement.tree === verdict.tree
      ? []
      : [wrongLink('the decision is about another bundle')]),
    ...(statement.outcome === 'accept' && verdict.result !== 'PASS' ? [wrongLink('a FAIL was accepted')] : []),
  ];
  if (landing.value === null) return ok({ stage: statement.outcome === 'accept' ? 'accepted' : 'rejected', failures });
  const payload = verifyHarness({
    bytes: landing.value,
    name: 'the landing',
    payloadType: LANDING_PAYLOAD_TYPE,
    publicKey: harness,
  });
  if (!payload.ok) return payload;
  const landed = parseLanding(payload.value);
  if (!landed.ok) return landed;
  return ok({ stage: 'landed', failures: [...failures, ...wrongLanding(landed.value, decision.value, opened)] });
};

/** The moment a decision says it was taken, read without believing it; its signature is verified right after. */
const decisionMoment = (envelope: Uint8Array, fallback: string): string => {
  try {
    const outer: unknown = JSON.parse(new TextDecoder().decode(envelope));
    if (typeof outer !== 'object' || outer === null || !('payload' in outer) || typeof outer.payload !== 'string')
      return fallback;
    const inner: unknown = JSON.parse(Buffer.from(outer.payload, 'base64').toString('utf8'));
    return typeof inner === 'object' && inner !== null && 'at' in inner && typeof inner.at === 'string'
      ? inner.at
      : fallback;
  } catch {
    return fallback;
  }
};

/**
 * Checks a whole bundle offline: approvals, seal, verdict judged again, decision, landing, each bound to the one before.
 *
 * @param folder the run's folder, which holds `sealed/` and `after/`
 * @param trust who is trusted by whoever checks, never by the bundle
 */
export const verifyBundle = (folder: string, trust: Trust): Result<BundleCheck> => {
  const paths = bundlePaths(folder);
  if (!existsSync(paths.sealed)) return fail('usage.unknown', `there is no bundle in ${folder}`);
  const opened = openBundle(paths, () => ok(trust));
  if (!opened.ok) return opened;
  const chain = checkAfter(paths, opened.value);
  if (!chain.ok) return chain;
  const [first, ...rest] = [...checkVerdict(opened.value), ...chain.value.failures];
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  const { verdict } = opened.value;
  const checked = [
    'approval and admission',
    'manifest, every file and both chains',
    'verdict, judged again',
    ...(chain.value.stage === 'judged' ? [] : ['decision']),
    ...(chain.value.stage === 'landed' ? ['landing'] : []),
  ];
  return ok({
    run: verdict.run,
    result: verdict.result,
    noChange: verdict.noChange === true,
    stage: chain.value.stage,
    manifest: verdict.manifest,
    tree: verdict.tree,
    checked,
  });
};

/** A verdict derived again from the bundle alone, and whether it is the recorded one. */
export type Replay = {
  readonly run: string;
  readonly recorded: 'PASS' | 'FAIL';
  readonly derived: Verdict;
  readonly same: boolean;
  readonly signers: readonly string[];
};

/**
 * Derives the verdict again from the bundle alone, without backend, repository or ledger, under the trust that was
 * recorded in it. That shows integrity; whether its signers deserve trust is for `verifyBundle` to say.
 */
export const replay = (folder: string): Result<Replay> => {
  const recordedTrust = (files: SealedFiles): Result<Trust> => {
    const parts = readEvidence(files, {
      at: new Date(0).toISOString(),
      trust: { allowedSigners: '', revokedKeys: '', signers: [], revoked: [] },
    });
    if (parts.freshness === undefined) return fail('evidence.incomplete', 'the bundle does not say whom it trusted');
    return parseTrust(parts.freshness.trust, { allowedSigners: 'allowed_signers', revokedKeys: 'revoked_keys' });
  };
  const opened = openBundle(bundlePaths(folder), recordedTrust);
  if (!opened.ok) return opened;
  const derived = judgeRun(opened.value.evidence);
  const { verdict } = opened.value;
  return ok({
    run: verdict.run,
    recorded: verdict.result,
    derived,
    same: sameVerdict(verdict, derived),
    signers: opened.value.trust.signers.flatMap(({ names }) => names),
  });
};
