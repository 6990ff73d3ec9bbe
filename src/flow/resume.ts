import { fail, ok, type Result } from '#failure';
import { readEvents, readRuns, type RunRow } from '#ledger';
import type { RunEnd } from '#run';
import { finishCutOff } from './finish-cut-off.ts';
import { startRecording, type Project } from './project.ts';
import { locateRun, review, type Review } from './review.ts';
import { runTask } from './run-task.ts';
import { goingOn } from './safe-exit.ts';
import { startPoint } from './start-point.ts';

/** Which run: its id or the beginning of it, its task, or the last one of all. */
export type ResumeOrder = {
  readonly of: string | undefined;
  /** Another backend than the one that was cut off. */
  readonly backend: string | undefined;
  readonly tell: (sentence: string) => void;
};

/** What became of a run that was cut off: it was sealed, and is judged now; or a further attempt was made in its place. */
export type Resumed =
  | { readonly kind: 'judged'; readonly row: RunRow; readonly reviewed: Review }
  | { readonly kind: 'again'; readonly row: RunRow; readonly end: RunEnd };

const lastOfTask = async (project: Project, task: string): Promise<Result<RunRow>> => {
  const rows = await readRuns(project.ledger, { task });
  if (!rows.ok) return rows;
  const last = rows.value.at(-1);
  return last === undefined ? fail('usage.unknown', `there is no run of ${task}`, { remedy: 'writ board' }) : ok(last);
};

/** The step a run was in, as its step log has it. */
const stepOf = async ({ ledger }: Project, { run }: RunRow): Promise<Result<string>> => {
  const events = await readEvents(ledger, { run, limit: 1000 });
  if (!events.ok) return events;
  const last = events.value.findLast(({ kind }) => kind === 'step.begun' || kind === 'step.ended');
  if (last === undefined) return ok('before its first step');
  const body: unknown = JSON.parse(last.body);
  const step = typeof body === 'object' && body !== null && 'step' in body ? String(body.step) : 'unknown';
  return ok(`${last.kind === 'step.begun' ? 'in' : 'after'} the step ${step}`);
};

/** What was cut off used an attempt up, too: it is not said that another one begins where none is left. */
const refuseUsedUp = async (project: Project, { run, task }: RunRow): Promise<Result<null>> => {
  const known = await goingOn(project, task);
  if (!known.ok) return known;
  const { row, contract } = known.value;
  const from = await startPoint(project.ledger, row);
  if (!from.ok) return from;
  const { attempts } = contract.value;
  return from.value.attempts < attempts
    ? ok(null)
    : fail(
        'approval.used',
        `run ${run} was cut off, and was attempt ${from.value.attempts} of ${attempts}: no other one is approved`,
        {
          remedy: `writ amend ${task} --attempts ${attempts + 2}`,
        },
      );
};

/**
 * Makes a further attempt in place of one that was cut off. Nothing of that one is used: what its process saw is gone
 * with it, and what a second process finds afterwards is not evidence of how it came about (decision 011).
 */
const again = async (
  project: Project,
  row: RunRow,
  { backend = row.backend, tell }: ResumeOrder,
): Promise<Result<Resumed>> => {
  const last = await lastOfTask(project, row.task);
  if (!last.ok) return last;
  if (last.value.run !== row.run)
    return fail('run.finished', `run ${last.value.run} of ${row.task} came after ${row.run}`, {
      remedy: `writ review ${last.value.run}`,
    });
  const covered = await refuseUsedUp(project, row);
  if (!covered.ok) return covered;
  const step = await stepOf(project, row);
  if (!step.ok) return step;
  tell(
    `run ${row.run} ended ${step.value}, unsealed: nothing of it counts, and one more of the approved attempts begins`,
  );
  const recording = await startRecording(project);
  if (!recording.ok) return recording;
  try {
    const end = await runTask(recording.value, { task: row.task, backend, tell });
    return end.ok ? ok({ kind: 'again', row, end: end.value }) : end;
  } finally {
    await recording.value.close();
  }
};

/**
 * Continues a run that was cut off: judges it if it was sealed, and makes a further attempt if it was not. Fails with
 * `run.busy` where its process is alive, with `run.finished` where it came to its end.
 */
export const resume = async (project: Project, order: ResumeOrder): Promise<Result<Resumed>> => {
  const { of } = order;
  const found = await (of === undefined || of.startsWith('R-') ? locateRun(project, of) : lastOfTask(project, of));
  if (!found.ok) return found;
  const { value: before } = found;
  const finished = await finishCutOff(project, before);
  if (!finished.ok) return finished;
  const { value: row } = finished;
  if (row.state === 'closed') return again(project, row, order);
  if (row.state === 'running' || row.state === 'sealed')
    return fail('run.busy', `run ${row.run} of ${row.task} is under way in process ${row.holder.pid}`);
  if (before.state !== 'sealed')
    return fail('run.finished', `run ${row.run} came to its end: it is ${row.state}`, {
      remedy: `writ review ${row.run}`,
    });
  const reviewed = await review(project, row, null);
  return reviewed.ok ? ok({ kind: 'judged', row, reviewed: reviewed.value }) : reviewed;
};
