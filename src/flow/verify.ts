import { existsSync } from 'node:fs';
import { sha256 } from '#contract';
import { MANIFEST_FILE, readEvidence, type SealedFiles } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { judgeRun, type Verdict } from '#gates';
import { bundlePaths, readAfter, readSealed, verdictStatement, type BundlePaths } from '#run';
import {
  parseTrust,
  parseVerdict,
  VERDICT_PAYLOAD_TYPE,
  verifyHarness,
  type Trust,
  type VerdictStatement,
} from '#signoff';
import { harnessOf } from './review.ts';
import { checkAfter, wrongLink, type OpenedBundle, type Stage } from './verify-after.ts';

/** What checking a bundle came to. Integrity: the bytes belong together. Provenance: someone you trust signed for them. */
export type BundleCheck = {
  readonly run: string;
  readonly result: 'PASS' | 'FAIL';
  readonly noChange: boolean;
  readonly stage: Stage;
  readonly manifest: string;
  readonly tree: string;
  readonly checked: readonly string[];
};

type Opened = OpenedBundle & { readonly files: SealedFiles };

/** Opens a bundle under a trust: approval → harness key → manifest → verdict. */
const openBundle = (paths: BundlePaths, trustFor: (files: SealedFiles) => Result<Trust>): Result<Opened> => {
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
    ...(chain.value.stage === 'branched' ? ['branch of its own'] : []),
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
