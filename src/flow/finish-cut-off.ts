import { existsSync } from 'node:fs';
import { ok, type Result } from '#failure';
import { harnessKey, isAlive, now } from '#host';
import { readDocument, readRuns, record, runWaivers, type RunRow, type WaiverRow } from '#ledger';
import {
  judgeSealed,
  livePlace,
  readAfter,
  readDecisionFiles,
  readVerdicts,
  removeLeftAfter,
  removeLive,
  runFolder,
  writeAfter,
  writeDecisions,
  writeWaived,
} from '#run';
import { decisionsAbout } from './decisions.ts';
import { startRecording, type Project } from './project.ts';

/**
 * Finishes a run whose process is gone, for whichever command meets it: what was sealed is judged now, because the
 * evidence is whole; what was not is closed, because there is none. A run that is over or alive stays as it is.
 */
export const finishCutOff = async (project: Project, row: RunRow): Promise<Result<RunRow>> => {
  const restored = await restoreChain(project, row);
  if (!restored.ok) return restored;
  if ((row.state !== 'running' && row.state !== 'sealed') || isAlive(row.holder)) return ok(row);
  const recording = await startRecording(project);
  if (!recording.ok) return recording;
  const { ledger, close } = recording.value;
  try {
    const finished = await finish(recording.value, row);
    // Another command met it at the same moment: what that one made of it is as good. It may not have come to write it
    // down yet, beside the bundle.
    const isOther = !finished.ok && finished.failures[0].code === 'ledger.conflict';
    if (!finished.ok && !isOther) return finished;
    const rows = await readRuns(ledger, { run: row.run });
    if (!rows.ok) return rows;
    const known = rows.value[0] ?? row;
    const written = isOther ? await restoreChain(project, known) : ok(null);
    return written.ok ? ok(known) : written;
  } finally {
    await close();
  }
};

/** Writes what the ledger has of a run's chain and the folder has not: the ledger is written first, and is the authority. */
const restoreChain = async (project: Project, row: RunRow): Promise<Result<null>> => {
  const { repository, ledger } = project;
  const paths = runFolder(repository, row.run);
  removeLeftAfter(paths);
  // What a process that is gone left to be seen while it went on is sealed by now.
  if (existsSync(paths.sealed) && !isAlive(row.holder)) removeLive(livePlace(repository, row.run));
  const waived = await restoreWaived(project, row);
  if (!waived.ok) return waived;
  // Where waivers followed, the verdict of the row is the last one, and the first is what the first waiver is about.
  const verdict = waived.value[0]?.over ?? row.verdict;
  const digests = { verdict, branch: row.branching, landing: row.landing };
  const decided = await restoreDecisions(project, row.run);
  if (!decided.ok) return decided;
  for (const name of ['verdict', 'branch', 'landing'] as const) {
    const digest = digests[name];
    const there = readAfter(paths, name);
    if (!there.ok) return there;
    if (digest === null || there.value !== null) continue;
    const document = await readDocument(ledger, digest);
    if (!document.ok) return document;
    if (document.value === null) continue;
    const written = writeAfter(paths, name, new TextDecoder().decode(document.value));
    if (!written.ok) return written;
  }
  return ok(null);
};

const restoreDecisions = async (project: Project, run: string): Promise<Result<null>> => {
  const recorded = await decisionsAbout(project, run);
  if (!recorded.ok) return recorded;
  const paths = runFolder(project.repository, run);
  const there = readDecisionFiles(paths);
  const envelopes = recorded.value.map(({ envelope }) => envelope);
  // What is there already stays as it is, for whoever looks to find fault with; only what is missing is written.
  return envelopes.length === 0 || (there.ok && there.value.length >= envelopes.length)
    ? ok(null)
    : writeDecisions(paths, envelopes);
};

/** The same for waivers and the verdicts that came of them, each in its place. */
const restoreWaived = async (
  { repository, ledger }: Pick<Project, 'repository' | 'ledger'>,
  { run }: RunRow,
): Promise<Result<readonly WaiverRow[]>> => {
  const rows = await runWaivers(ledger, run);
  if (!rows.ok) return rows;
  const paths = runFolder(repository, run);
  const there = rows.value.length === 0 ? ok(null) : readVerdicts(paths);
  if (there.ok && (there.value?.waived.length ?? 0) >= rows.value.length) return rows;
  for (const [index, { waiver, verdict }] of rows.value.entries()) {
    const [signed, judged] = [await readDocument(ledger, waiver), await readDocument(ledger, verdict)];
    if (!signed.ok) return signed;
    if (!judged.ok) return judged;
    if (signed.value === null || judged.value === null) continue;
    const written = writeWaived(paths, index + 1, { waiver: signed.value, verdict: judged.value });
    if (!written.ok) return written;
  }
  return rows;
};

const finish = async (project: Project, row: RunRow): Promise<Result<unknown>> => {
  const { repository, ledger, trust, folders } = project;
  const { run, task, contract, base, manifest } = row;
  if (row.state !== 'sealed' || manifest === null)
    return record(ledger, { kind: 'run.closed', task, run, because: 'the process that ran it is gone' }, now());
  const key = harnessKey(folders.state);
  if (!key.ok) return key;
  return judgeSealed(
    { repository, ledger, trust, harnessKey: key.value },
    { run, task, contract, base, manifest, isFresh: false },
  );
};
