import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { approvedTerms, findRun, waiveGate, waiveRun, type WaiveOrder } from '#flow';
import { consentVia } from '../ask.ts';
import { naming, type Io, type Shown } from '../io.ts';
import { paint } from '../terminal.ts';

import { acceptLine } from './accept-line.ts';
import { withProject } from './with-project.ts';
import { text, type Words } from '../words.ts';

const QUESTION = 'Sign this waiver?';

const orderOf = (words: Words): WaiveOrder => ({
  gate: text(words, 'gate') ?? '',
  because: text(words, 'because') ?? '',
  until: text(words, 'until') ?? '',
});

/** `writ waive GATE --task TASK …`: for runs that are to come. */
const forTask = (words: Words, io: Io, task: string): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const done = await waiveGate(project, task, orderOf(words), consentVia(io, QUESTION));
    if (!done.ok) return naming(done, { task });
    const { gate, until } = done.value;
    // The backend that was approved, where one was named.
    const terms = await approvedTerms(project, task);
    if (!terms.ok) return terms;
    const next = `writ run ${task} --backend ${terms.value.backend ?? 'ID'}`;
    return ok({
      text: `Waived ${gate} for runs of ${task} v${done.value.version} that begin and are accepted before ${until}. Next: ${next}`,
      json: { task, gate, waiver: done.value, next },
    });
  });

/** `writ waive GATE [--run RUN] …`: for a run that was judged, which is judged again. */
const forRun = (words: Words, io: Io): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const row = await findRun(project, text(words, 'run'));
    if (!row.ok) return row;
    const { run, task } = row.value;
    const done = await waiveRun(project, row.value, orderOf(words), consentVia(io, QUESTION));
    if (!done.ok) return naming(done, row.value);
    const { verdict, statement, contract } = done.value;
    const open = verdict.gates.filter(({ outcome, waiver }) => outcome !== 'pass' && waiver === null);
    const next =
      verdict.result === 'PASS' ? acceptLine(run, contract) : `writ waive ${open[0]?.gate ?? 'GATE'} --run ${run} …`;
    return ok({
      text: [
        `${verdict.result === 'PASS' ? paint('green', 'PASS') : paint('red', 'FAIL')}  ${task}, run ${run}, judged again`,
        ...verdict.notices.map((notice) => `  notice: ${visibleLine(notice)}`),
        ...open.flatMap(({ gate, findings }) =>
          findings.map(({ code, message }) => `  ${gate}: ${visibleLine(message)} [${code}]`),
        ),
        `${paint('cyan', 'next')}  ${next}`,
      ].join('\n'),
      json: { run, task, gate: statement.gate, waiver: statement, result: verdict.result, gates: verdict.gates, next },
      exit: verdict.result === 'PASS' ? 0 : 1,
    });
  });

/** `writ waive GATE [--run RUN | --task TASK] --because … --until …` */
export const waiveCommand = (words: Words, io: Io): Promise<Result<Shown>> => {
  const task = text(words, 'task');
  return task === undefined ? forRun(words, io) : forTask(words, io, task);
};
