import { canonicalJson, weakJail, type Digest } from '#contract';
import { readEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { JUDGED_BY, judgeRun, type Verdict } from '#gates';
import { now, type Repository } from '#host';
import { recordVerdict, type Ledger } from '#ledger';
import { signByHarness, VERDICT_PAYLOAD_TYPE, type Trust, type VerdictStatement } from '#signoff';
import { keepRunRef, readSealed, runFolder, writeAfter } from './run-folder.ts';

/** A verdict, and the digest of the envelope that holds it. */
export type Judged = { readonly verdict: Verdict; readonly verdictDigest: Digest };

/** A verdict in the form that is signed. */
export const verdictStatement = (
  verdict: Verdict,
  about: Pick<VerdictStatement, 'run' | 'at' | 'manifest' | 'contract' | 'tree'>,
): VerdictStatement => ({
  ...{ writ: 1, kind: 'verdict', ...about, judge: JUDGED_BY, result: verdict.result, notices: verdict.notices },
  ...(verdict.noChange && { noChange: verdict.noChange }),
  gates: verdict.gates.map(({ gate, outcome, notices, findings, waiver }) => ({
    ...{ gate, outcome, notices, waiver },
    findings: findings.map(({ code, message }) => ({ code, message })),
  })),
});

/** The envelope of a verdict, signed by the harness. */
export const signedVerdict = (statement: VerdictStatement, privateKeyPem: string): string =>
  signByHarness({
    payloadType: VERDICT_PAYLOAD_TYPE,
    payload: new TextEncoder().encode(canonicalJson(statement)),
    privateKeyPem,
  });

/** A sealed run, as the ledger knows it. */
export type SealedRun = {
  readonly run: string;
  readonly task: string;
  readonly contract: Digest;
  readonly base: string;
  /** The manifest that was sealed; another one on the disk is refused. */
  readonly manifest: Digest;
  /** Whether it was sealed just now, so that no ref can be there that keeps it. */
  readonly isFresh: boolean;
};

/** What judging needs beside the run. */
export type JudgeMeans = {
  readonly repository: Repository;
  readonly ledger: Ledger;
  readonly trust: Trust;
  readonly harnessKey: string;
};

/** Judges a run from its bundle as it lies on the disk, not from what a process remembers, and signs the verdict. */
export const judgeSealed = async (
  { repository, ledger, trust, harnessKey }: JudgeMeans,
  { run, task, contract, base, manifest, isFresh }: SealedRun,
): Promise<Result<Judged>> => {
  const paths = runFolder(repository, run);
  const files = readSealed(paths);
  if (!files.ok) return files;
  const at = now();
  const evidence = readEvidence(files.value, { at, trust });
  if (evidence.seal?.manifest !== manifest)
    return fail('machine.storage', 'the bundle on the disk is not the one that was sealed');
  const verdict = judgeRun(evidence);
  const tree = evidence.changes?.tree ?? base;
  const envelope = signedVerdict(verdictStatement(verdict, { run, at, manifest, contract, tree }), harnessKey);
  // First the ledger, which takes one verdict from one process; the file beside the bundle follows it.
  const jail = weakJail(evidence.freshness?.jail);
  const event = {
    ...{ task, run, result: verdict.result, ...(verdict.noChange && { noChange: verdict.noChange }) },
    ...(jail !== null && { jail }),
  };
  const recorded = await recordVerdict(ledger, event, new TextEncoder().encode(envelope), at);
  if (!recorded.ok) return recorded;
  const written = writeAfter(paths, 'verdict', envelope);
  if (!written.ok) return written;
  const kept = await keepRunRef(repository, run, { tree, base, at, isFirst: isFresh });
  return kept.ok ? ok({ verdict, verdictDigest: recorded.value }) : kept;
};
