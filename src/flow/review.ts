import { sha256, type Digest } from '#contract';
import { checkFiles, MANIFEST_FILE, readEvidence, type RunEvidence, type SealedFiles } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { judgeRun, renderSummary, type Verdict } from '#gates';
import { resolveRef } from '#host';
import { findRuns, readRuns, type RunRow } from '#ledger';
import { alertsIn, readSealed, readVerdicts, runFolder, runRef, type BundlePaths, type VerdictChain } from '#run';
import {
  parseVerdict,
  VERDICT_PAYLOAD_TYPE,
  verifyHarness,
  verifyStatement,
  type Trust,
  type VerdictStatement,
} from '#signoff';
import { endOfLog, endsOfLogs, type LogEnd } from './check-logs.ts';
import { finishCutOff } from './finish-cut-off.ts';
import { namedRun } from './named-run.ts';
import type { Project } from './project.ts';
import { laterWaivers, standingVerdict, withWaivers } from './verdict-chain.ts';

/** A run's verdict as recorded, its bundle judged again, and what a person is shown of it. */
export type Review = {
  readonly row: RunRow;
  readonly files: SealedFiles;
  readonly evidence: RunEvidence;
  readonly manifest: Digest;
  /** The verdict that stands: the last of the chain. */
  readonly recorded: { readonly verdict: VerdictStatement; readonly digest: Digest };
  readonly chain: VerdictChain;
  /** Judged again at the moment asked for. */
  readonly again: Verdict;
  readonly summary: string;
  /**
   * How the log of a backend ends that did not finish, and those of checks that did not pass. They are words of others,
   * and so no part of the summary.
   */
  readonly logs: readonly LogEnd[];
  /** What the watch over its session told while it went on. */
  readonly alerts: readonly string[];
  readonly paths: BundlePaths;
};

const logsOf = ({ checks = [] }: RunEvidence, files: SealedFiles): readonly LogEnd[] =>
  endsOfLogs(checks, (id) => {
    const { stdout, stderr } = checkFiles(id);
    return { stdout: files.get(stdout) ?? new Uint8Array(), stderr: files.get(stderr) ?? new Uint8Array() };
  });

const backendLogOf = ({ gates }: Verdict, { backend }: RunRow, files: SealedFiles): readonly LogEnd[] => {
  const isFinished = gates.every(({ gate, outcome }) => gate !== 'backend.finished' || outcome === 'pass');
  const text = isFinished ? '' : endOfLog(files.get('backend/stderr.log') ?? new Uint8Array());
  return text === '' ? [] : [{ check: `backend ${backend}`, text }];
};

const noRun = (message: string, remedy = 'writ board'): Result<never> => fail('usage.unknown', message, { remedy });

/** A run that was fetched from another clone can be verified here; what is done with it is recorded where it was made. */
const noRunCalled = async ({ repository }: Project, name: string): Promise<Result<never>> => {
  const fetched = /^R-[0-9a-f]+$/u.test(name) ? await resolveRef(repository, runRef(name)) : ok(null);
  if (!fetched.ok) return fetched;
  return fetched.value === null
    ? noRun(`there is no run ${name}`)
    : noRun(
        `run ${name} was made in another clone; here is the bundle that was fetched from there`,
        `writ verify ${name}`,
      );
};

/** Finds a run by the beginning of its id; without one, the last. It is given as it stands in the ledger. */
export const locateRun = async (project: Project, prefix: string | undefined): Promise<Result<RunRow>> => {
  const found = await findRuns(project.ledger, prefix ?? '');
  if (!found.ok) return found;
  const named = namedRun(found.value, prefix);
  if (!named.ok) return named;
  const run = named.value;
  if (run === undefined) return prefix === undefined ? noRun('there is no run yet') : noRunCalled(project, prefix);
  const rows = await readRuns(project.ledger, { run });
  if (!rows.ok) return rows;
  const [row] = rows.value;
  return row === undefined ? fail('usage.unknown', `there is no run ${run}`) : ok(row);
};

/** Finds a run like `locateRun`, and finishes it if it was cut off. */
export const findRun = async (project: Project, prefix: string | undefined): Promise<Result<RunRow>> => {
  const row = await locateRun(project, prefix);
  return row.ok ? finishCutOff(project, row.value) : row;
};

/** The key that must have signed a run's evidence: the one its approval names, once that approval is verified. */
export const harnessOf = (files: SealedFiles, trust: Trust, at: string): Result<string> => {
  const approval = files.get('approvals/contract.json');
  if (approval === undefined) return fail('approval.missing', 'the bundle holds no approval');
  const verified = verifyStatement('contract', approval, trust, at);
  return verified.ok ? ok(verified.value.statement.harness) : verified;
};

/** Reads a recorded verdict and verifies that the approved harness signed it. */
export const recordedVerdict = (
  files: SealedFiles,
  envelope: Uint8Array,
  trust: Trust,
  startedAt: string,
): Result<Review['recorded']> => {
  const harness = harnessOf(files, trust, startedAt);
  if (!harness.ok) return harness;
  const payload = verifyHarness({
    bytes: envelope,
    name: 'the verdict',
    payloadType: VERDICT_PAYLOAD_TYPE,
    publicKey: harness.value,
  });
  if (!payload.ok) return payload;
  const verdict = parseVerdict(payload.value);
  return verdict.ok ? ok({ verdict: verdict.value, digest: sha256(envelope) }) : verdict;
};

/**
 * Reads a run back from its bundle on the disk and judges it again.
 *
 * @param at the moment to judge for; null: the moment of the recorded verdict
 */
export const review = async (project: Project, row: RunRow, at: string | null): Promise<Result<Review>> => {
  const paths = runFolder(project.repository, row.run);
  if (row.state === 'running' || row.state === 'sealed')
    return fail('run.unfinished', `run ${row.run} is still under way`, { remedy: 'writ board' });
  if (row.state === 'closed')
    return fail('run.unfinished', `run ${row.run} ended without evidence`, {
      remedy: `writ run ${row.task} --backend ${row.backend}`,
    });
  const files = readSealed(paths);
  if (!files.ok) return files;
  const verdicts = readVerdicts(paths);
  if (!verdicts.ok) return verdicts;
  const chain = verdicts.value;
  if (chain === null) return fail('verdict.missing', `run ${row.run} has no verdict`);
  const first = readEvidence(files.value, { at: row.at, trust: project.trust });
  const startedAt = first.freshness?.startedAt ?? row.at;
  const recorded = recordedVerdict(files.value, standingVerdict(chain), project.trust, startedAt);
  if (!recorded.ok) return recorded;
  const moment = at ?? recorded.value.verdict.at;
  const sealed = readEvidence(files.value, { at: moment, trust: project.trust });
  const evidence = withWaivers(sealed, laterWaivers(chain, chain.waived.length));
  const again = judgeRun(evidence);
  const manifest = sha256(files.value.get(MANIFEST_FILE) ?? new Uint8Array());
  return ok({
    row,
    files: files.value,
    evidence,
    manifest,
    recorded: recorded.value,
    chain,
    again,
    summary: renderSummary(evidence, again),
    logs: [...backendLogOf(again, row, files.value), ...logsOf(evidence, files.value)],
    alerts: alertsIn(files.value.get('events.normalized.jsonl') ?? new Uint8Array()),
    paths,
  });
};

/** A run of a version whose place a newer one has taken can be neither accepted nor landed. */
export const refuseSuperseded = ({ run, task, version, superseded }: RunRow): Result<null> =>
  superseded
    ? fail('approval.superseded', `run ${run} is of version ${version} of ${task}, whose place a newer one has taken`, {
        remedy: `writ run ${task} --backend ID`,
      })
    : ok(null);
