import { canonicalJson, sha256, type Digest } from '#contract';
import { readEvidence } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { judgeRun, type Verdict } from '#gates';
import { now } from '#host';
import { record } from '#ledger';
import { signByHarness, VERDICT_PAYLOAD_TYPE, type VerdictStatement } from '#signoff';
import type { Attempt } from './attempt.ts';
import { keepRunRef, readSealed, runFolder, writeAfter } from './run-folder.ts';

/** A verdict, and the digest of the envelope that holds it. */
export type Judged = { readonly verdict: Verdict; readonly verdictDigest: Digest };

/** A verdict in the form that is signed. */
export const verdictStatement = (
  verdict: Verdict,
  about: Omit<VerdictStatement, 'writ' | 'kind' | 'result' | 'gates' | 'notices'>,
): VerdictStatement => ({
  ...{ writ: 1, kind: 'verdict', ...about, result: verdict.result, notices: verdict.notices },
  gates: verdict.gates.map(({ gate, outcome, notices, findings }) => ({
    gate,
    outcome,
    notices,
    findings: findings.map(({ code, message }) => ({ code, message })),
  })),
});

/**
 * Judges a run from its bundle as it lies on the disk, not from what this process remembers, and signs the verdict.
 *
 * @param manifest the digest of the manifest that was sealed; another one on the disk is refused
 */
export const judgeSealed = async (
  { repository, order, ledger, harnessKey }: Attempt,
  manifest: Digest,
): Promise<Result<Judged>> => {
  const paths = runFolder(repository, order.run);
  const files = readSealed(paths);
  if (!files.ok) return files;
  const at = now();
  const evidence = readEvidence(files.value, { at, trust: order.start.trust });
  if (evidence.seal?.manifest !== manifest)
    return fail('machine.storage', 'the bundle on the disk is not the one that was sealed');
  const verdict = judgeRun(evidence);
  const tree = evidence.changes?.tree ?? order.base;
  const statement = verdictStatement(verdict, { run: order.run, at, manifest, contract: order.digest, tree });
  const envelope = signByHarness({
    payloadType: VERDICT_PAYLOAD_TYPE,
    payload: new TextEncoder().encode(canonicalJson(statement)),
    privateKeyPem: harnessKey,
  });
  const written = writeAfter(paths, 'verdict', envelope);
  if (!written.ok) return written;
  const verdictDigest = sha256(envelope);
  const recorded = await record(
    ledger,
    { kind: 'run.judged', task: order.contract.id, run: order.run, verdict: verdictDigest, result: verdict.result },
    at,
  );
  if (!recorded.ok) return recorded;
  const kept = await keepRunRef(repository, order.run, { tree, base: order.base, at });
  return kept.ok ? ok({ verdict, verdictDigest }) : kept;
};
