import { ok, type Result } from '#failure';
import { harnessKey, isAlive, now } from '#host';
import { readDocument, readRuns, record, type RunRow } from '#ledger';
import { judgeSealed, readAfter, runFolder, writeAfter } from '#run';
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
    if (!finished.ok) return finished;
    const rows = await readRuns(ledger, { run: row.run });
    return rows.ok ? ok(rows.value[0] ?? row) : rows;
  } finally {
    await close();
  }
};

/** Writes what the ledger has of a run's chain and the folder has not: the ledger is written first, and is the authority. */
const restoreChain = async ({ repository, ledger }: Project, row: RunRow): Promise<Result<null>> => {
  const paths = runFolder(repository, row.run);
  for (const name of ['verdict', 'decision', 'landing'] as const) {
    const digest = row[name];
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

const finish = async (project: Project, row: RunRow): Promise<Result<unknown>> => {
  const { repository, ledger, trust, folders } = project;
  const { run, task, contract, base, manifest } = row;
  if (row.state !== 'sealed' || manifest === null)
    return record(ledger, { kind: 'run.closed', task, run, because: 'the process that ran it is gone' }, now());
  const key = harnessKey(folders.state);
  if (!key.ok) return key;
  return judgeSealed({ repository, ledger, trust, harnessKey: key.value }, { run, task, contract, base, manifest });
};
