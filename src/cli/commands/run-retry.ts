import { fail, ok, type Result } from '#failure';
import { nextFor, runTask, safeExit, type Project } from '#flow';
import { HARNESS, type RunEnd } from '#run';
import { naming, type Io, type Shown } from '../io.ts';
import { backendOf, type Words } from '../words.ts';
import { shownEnd } from './run-end.ts';

/** A run of several, as the JSON has it. */
type Tried = { readonly run: string; readonly attempt: number; readonly result: 'PASS' | 'FAIL' };

/**
 * Whether a person has to see to it: the agent says so itself, and another attempt would meet the same; or a person had it
 * ended, and did not ask for another one. What Writ ends because of an alert goes on with the next attempt.
 */
const needsPerson = ({ verdict, abortedBy }: RunEnd): boolean =>
  (abortedBy !== null && abortedBy !== HARNESS) ||
  verdict.gates.some(
    ({ findings, waiver }) => waiver === null && findings.some(({ code }) => code === 'backend.blocked'),
  );

const findingsIn = ({ verdict }: RunEnd): number =>
  verdict.gates.reduce((sum, { findings, waiver }) => sum + (waiver === null ? findings.length : 0), 0);

const stopped = async (project: Project, task: string, because: string): Promise<Result<Shown['json']>> => {
  const exit = await safeExit(project, task, because);
  return exit.ok ? ok({ stopped: exit.value }) : exit;
};

/** The last verdict, and that the task stands still now: nothing runs until somebody signs afresh. */
const shownStop = (end: RunEnd, backend: string, more: Shown['json'], says: string): Shown => {
  const shown = shownEnd({ ...end, next: `writ approve ${end.contract.id}` }, backend, more);
  return { ...shown, text: `${shown.text}\n${says}` };
};

/**
 * `writ run TASK --retry`: a failed verdict goes back to the backend as findings, in the same workspace, as the next run,
 * as long as the approval covers one. A task that was tried too often is stopped (`afterRuns`).
 */
export const retryRun = async (project: Project, task: string, words: Words, io: Io): Promise<Result<Shown>> => {
  const backend = backendOf(words);
  const tried: Tried[] = [];
  let last: RunEnd | null = null;
  for (;;) {
    const next = await nextFor(project, task);
    if (!next.ok) return next;
    if (next.value.kind === 'safe-exit') {
      const { because } = next.value;
      const exit = await stopped(project, task, because);
      if (!exit.ok) return exit;
      const says = `${task} is stopped: ${because}. Nothing is deleted; tasks/ holds a task for whoever finds out why.`;
      if (last === null) return fail('task.stopped', says, { remedy: `writ approve ${task}` });
      return ok(shownStop(last, backend ?? 'ID', { tried, ...exit.value }, says));
    }
    const isLast = last !== null && (next.value.kind !== 'again' || needsPerson(last));
    if (last !== null && isLast) return ok(shownEnd(last, backend ?? 'ID', { tried }));
    if (last !== null && next.value.kind === 'again')
      io.tell(
        `attempt ${next.value.attempt} of ${next.value.attempts}: goes on in the same workspace, with ${findingsIn(last)} findings`,
      );
    const ended = await runTask(project, { task, backend, tell: io.tell });
    if (!ended.ok) return naming(ended, { task });
    last = ended.value;
    tried.push({ run: last.run, attempt: last.attempt, result: last.verdict.result });
    if (last.verdict.result === 'PASS') return ok(shownEnd(last, backend ?? 'ID', { tried }));
  }
};
