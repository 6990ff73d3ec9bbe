import { existsSync } from 'node:fs';
import { readEvidence, type SealedFiles } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { judgeRun, type Verdict } from '#gates';
import { bundlePaths, readSealed, readVerdicts, type BundlePaths } from '#run';
import { parseTrust, type Trust } from '#signoff';
import { harnessOf } from './review.ts';
import { checkAfter, type OpenedBundle, type Stage } from './verify-after.ts';
import { checkVerdicts, openVerdicts, sameVerdict, type JudgedLink } from './verify-verdicts.ts';

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

/** What is opened last is the verdict that stands; `chain` has those before it as well. */
type Opened = OpenedBundle & { readonly files: SealedFiles; readonly chain: readonly [JudgedLink, ...JudgedLink[]] };

/** Opens a bundle under a trust: approval → harness key → manifest → verdict → waiver → verdict … */
const openBundle = (paths: BundlePaths, trustFor: (files: SealedFiles) => Result<Trust>): Result<Opened> => {
  const files = readSealed(paths);
  if (!files.ok) return files;
  const verdicts = readVerdicts(paths);
  if (!verdicts.ok) return verdicts;
  if (verdicts.value === null) return fail('verdict.missing', 'the bundle has no verdict');
  const trust = trustFor(files.value);
  if (!trust.ok) return trust;
  const parts = readEvidence(files.value, { at: new Date(0).toISOString(), trust: trust.value });
  const startedAt = parts.freshness?.startedAt;
  if (startedAt === undefined) return fail('evidence.incomplete', 'the bundle does not say when it was made');
  const harness = harnessOf(files.value, trust.value, startedAt);
  if (!harness.ok) return harness;
  const chain = openVerdicts(files.value, verdicts.value, { trust: trust.value, harness: harness.value });
  if (!chain.ok) return chain;
  const { evidence, verdict, bytes: verdictBytes } = chain.value.at(-1) ?? chain.value[0];
  return ok({
    ...{ files: files.value, evidence, harness: harness.value, verdictBytes, verdict },
    ...{ trust: trust.value, chain: chain.value },
  });
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
  const [first, ...rest] = [...checkVerdicts(opened.value.chain, opened.value.files), ...chain.value.failures];
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  const { verdict, chain: verdicts } = opened.value;
  const checked = [
    'approval and admission',
    'manifest, every file and both chains',
    verdicts.length === 1
      ? 'verdict, judged again'
      : `${verdicts.length} verdicts, judged again, and the waivers between them`,
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
