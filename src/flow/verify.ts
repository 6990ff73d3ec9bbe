import { existsSync } from 'node:fs';
import {
  listFiles,
  readFreshness,
  readVerifiedEvidence,
  verifyFiles,
  type RunEvidence,
  type SealedFiles,
} from '#evidence';
import { fail, ok, type Result } from '#failure';
import { judgeRun, rejudged, type Verdict } from '#gates';
import { bundlePaths, readBundle, tellAfter, type BundleFiles } from '#run';
import { parseTrust, type LandingStatement, type Trust } from '#signoff';
import { carriedEvidence } from './carried-evidence.ts';
import { harnessOf } from './review.ts';
import { checkAfter, openAfter, type OpenedAfter, type OpenedBundle, type Stage } from './verify-after.ts';
import { checkVerdicts, judgedLinks, openVerdicts, type JudgedLink } from './verify-verdicts.ts';

/** What checking a bundle came to. Integrity: the bytes belong together. Provenance: someone you trust signed for them. */
export type BundleCheck = {
  readonly run: string;
  readonly result: 'PASS' | 'FAIL';
  readonly noChange: boolean;
  readonly stage: Stage;
  readonly manifest: string;
  readonly tree: string;
  readonly checked: readonly string[];
  /** What another program said otherwise that judged it, and what is otherwise in this repository by now. */
  readonly notices?: readonly string[];
};

/** What is opened last is the verdict that stands; `chain` has those before it as well. */
type Opened = OpenedBundle & {
  readonly files: SealedFiles;
  readonly chain: readonly [JudgedLink, ...JudgedLink[]];
  readonly beside: OpenedAfter;
};

/**
 * Opens a bundle under a trust: the digest of every file; then approval → harness key → manifest → verdicts, decisions,
 * landing. What is in the files is read only where all of that holds.
 */
const openBundle = ({ sealed, after }: BundleFiles, trust: Trust): Result<Opened> => {
  const told = tellAfter(after);
  if (!told.ok) return told;
  if (told.value.verdicts === null) return fail('verdict.missing', 'the bundle has no verdict');
  const there = listFiles(sealed);
  if (!there.ok) return there;
  const freshness = readFreshness(sealed);
  if (!freshness.ok) return freshness;
  const harness = harnessOf(sealed, trust, freshness.value.startedAt);
  if (!harness.ok) return harness;
  const files = verifyFiles(there.value, harness.value);
  if (!files.ok) return files;
  const verdicts = openVerdicts(told.value.verdicts, harness.value);
  if (!verdicts.ok) return verdicts;
  const { verdict, bytes: verdictBytes } = verdicts.value.at(-1) ?? verdicts.value[0];
  const about = { harness: harness.value, verdict, trust };
  const beside = openAfter(told.value, about);
  if (!beside.ok) return beside;
  const evidence = readVerifiedEvidence(files.value, { at: verdict.at, trust });
  const chain = judgedLinks(verdicts.value, told.value.verdicts, evidence);
  const last = chain.at(-1) ?? chain[0];
  return ok({ ...about, files: sealed, evidence: last.evidence, verdictBytes, chain, beside: beside.value });
};

/**
 * Checks a whole bundle offline: approvals, seal, verdict judged again, decision, landing, each bound to the one before.
 *
 * @param folder the run's folder, which holds `sealed/` and `after/`, and nothing else
 * @param trust who is trusted by whoever checks, never by the bundle
 */
export const verifyBundle = (folder: string, trust: Trust): Result<BundleCheck> => {
  const checked = openFolder(folder, trust);
  return checked.ok ? ok(checked.value.check) : checked;
};

/** Checks a bundle in a folder as `verifyBundle` does, and gives what is in it beside. */
export const openFolder = (folder: string, trust: Trust): Result<CheckedBundle> => {
  const paths = bundlePaths(folder);
  if (!existsSync(paths.sealed)) return fail('usage.unknown', `there is no bundle in ${folder}`);
  const files = readBundle(paths);
  return files.ok ? openChecked(files.value, trust) : files;
};

/** A bundle that holds together under a trust, with what it is evidence of. */
export type CheckedBundle = {
  readonly check: BundleCheck;
  readonly evidence: RunEvidence;
  /** How it landed, as the harness says; null where it has not. */
  readonly landing: LandingStatement | null;
};

/** Checks a bundle as `verifyBundle` does, by the bytes of its files. */
export const checkBundle = (files: BundleFiles, trust: Trust): Result<BundleCheck> => {
  const checked = openChecked(files, trust);
  return checked.ok ? ok(checked.value.check) : checked;
};

/** Checks a bundle as `verifyBundle` does, and gives what is in it beside. */
export const openChecked = (files: BundleFiles, trust: Trust): Result<CheckedBundle> => {
  const opened = openBundle(files, trust);
  if (!opened.ok) return opened;
  const { stage, failures } = checkAfter(opened.value.beside, opened.value);
  const judged = checkVerdicts(opened.value.chain, opened.value.files);
  const [first, ...rest] = [...judged.failures, ...failures];
  if (first !== undefined) return { ok: false, failures: [first, ...rest] };
  const { verdict, chain: verdicts, beside } = opened.value;
  const checked = [
    'approval and admission',
    'manifest, every file and both chains',
    verdicts.length === 1
      ? 'verdict, judged again'
      : `${verdicts.length} verdicts, judged again, and the waivers between them`,
    ...(stage === 'judged' ? [] : ['decision']),
    ...(stage === 'branched' ? ['branch of its own'] : []),
    ...(beside.carried === null ? [] : ['the same patch on a moved target, judged there']),
    ...(stage === 'landed' ? ['landing'] : []),
  ];
  const { run, result, manifest, tree } = verdict;
  const check = {
    ...{ run, result, noChange: verdict.noChange === true, stage, manifest, tree, checked },
    ...(judged.notices.length > 0 && { notices: judged.notices }),
  };
  return ok({ check, evidence: opened.value.evidence, landing: beside.landing });
};

/** A verdict derived again from the bundle alone, and whether it is the recorded one. */
export type Replay = {
  readonly run: string;
  readonly recorded: 'PASS' | 'FAIL';
  readonly derived: Verdict;
  readonly same: boolean;
  /** What is said otherwise, where another program recorded it. */
  readonly told: readonly string[];
  readonly signers: readonly string[];
  /** The verdict on a moved target, derived again as well; null where nothing was carried over. */
  readonly carried: { readonly derived: Verdict; readonly same: boolean; readonly told: readonly string[] } | null;
};

const replayCarried = ({ beside, evidence: origin, harness }: Opened): Result<Replay['carried']> => {
  if (beside.carried === null) return ok(null);
  const read = carriedEvidence(beside.carried, { origin, harness });
  if (!read.ok) return read;
  const { again, recorded } = read.value;
  return ok({ derived: again, ...rejudged(recorded.verdict, again) });
};

/**
 * Derives the verdict again from the bundle alone, without backend, repository or ledger, under the trust that was
 * recorded in it. That shows integrity; whether its signers deserve trust is for `verifyBundle` to say.
 */
export const replay = (folder: string): Result<Replay> => {
  const files = readBundle(bundlePaths(folder));
  if (!files.ok) return files;
  const freshness = readFreshness(files.value.sealed);
  if (!freshness.ok) return freshness;
  const trust = parseTrust(freshness.value.trust, { allowedSigners: 'allowed_signers', revokedKeys: 'revoked_keys' });
  if (!trust.ok) return trust;
  const opened = openBundle(files.value, trust.value);
  if (!opened.ok) return opened;
  const derived = judgeRun(opened.value.evidence);
  const carried = replayCarried(opened.value);
  if (!carried.ok) return carried;
  const { verdict } = opened.value;
  return ok({
    carried: carried.value,
    run: verdict.run,
    recorded: verdict.result,
    derived,
    ...rejudged(verdict, derived),
    signers: opened.value.trust.signers.flatMap(({ names }) => names),
  });
};
