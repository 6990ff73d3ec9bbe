import { visibleCode, visibleJson, visibleLine } from '#contract';
import type { RunEvidence } from '#evidence';
import { ok, type Failure, type Result } from '#failure';
import { findRun, review, type Review } from '#flow';
import type { RunRow } from '#ledger';
import { itemOutcome, itemProofs, nextAttempt, proofText, remedyFor, verdictAsJUnit, verdictAsSarif } from '#gates';
import { naming, type Shown } from '../io.ts';

import { acceptLine } from './accept-line.ts';
import { anotherAttempt } from './run-end.ts';
import { oneFormat } from './one-format.ts';
import { beyondWaiving, waiveLine } from './waive-line.ts';
import { withProject } from './with-project.ts';
import { given, text, type Words } from '../words.ts';

const PATCH_LINES = 60;

/** What to type after a look at a run; null where nothing is left to do. */
const nextAfter = (
  { evidence, recorded, again }: Review,
  { run, task, state, attempt, backend }: RunRow,
): string | null => {
  const contract = evidence.contract?.value;
  if (state === 'passed' && contract !== undefined) return acceptLine(run, contract);
  if (state === 'accepted' && !recorded.verdict.noChange) return `writ land ${run}`;
  if (state !== 'failed') return null;
  const more =
    contract === undefined ? `writ run ${task} --backend ${backend}` : anotherAttempt(contract, attempt, backend);
  return waiveLine(run, again.gates) ?? more;
};

/** What is known of each done-item, as the summary tells it. */
const doneOf = (evidence: RunEvidence) =>
  itemProofs(evidence).map(({ item, gap, tests, without, lines, needs }, index) => ({
    ...{ item: index + 1, says: item.says, cites: item.cites, proof: proofText(item) },
    ...{ outcome: itemOutcome({ item, gap }), gap, tests, without, changed: lines, needs },
  }));

/** `writ review [RUN]` */
export const reviewCommand = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const row = await findRun(project, text(words, 'run'));
    if (!row.ok) return row;
    const one = oneFormat(words, `writ review ${row.value.run}`);
    if (!one.ok) return one;
    const reviewed = await review(project, row.value, null);
    if (!reviewed.ok) return naming(reviewed, row.value);
    const { summary, files, evidence, recorded, manifest, paths, again: judged, logs, alerts } = reviewed.value;
    const patch = visibleCode(new TextDecoder().decode(files.get('patch.diff') ?? new Uint8Array()))
      .trimEnd()
      .split('\n');
    const whole = given(words, 'patch') || patch.length <= PATCH_LINES;
    const shown = whole
      ? patch
      : [
          ...patch.slice(0, PATCH_LINES),
          `… ${patch.length - PATCH_LINES} more lines: writ review ${row.value.run} --patch`,
        ];
    const next = nextAfter(reviewed.value, row.value);
    const { verdict } = recorded;
    const helpless = row.value.state === 'failed' ? beyondWaiving(judged.gates) : [];
    const { run, task, attempt, backend } = row.value;
    const contract = evidence.contract?.value;
    const again = contract && nextAttempt(contract, attempt, backend);
    const remedy = (failure: Failure): string => remedyFor(failure, { run, task, again });
    const about = { title: `writ ${task}, run ${run}`, id: run, remedy };
    const formatted = given(words, 'junit')
      ? verdictAsJUnit(judged, about)
      : given(words, 'sarif')
        ? visibleJson(verdictAsSarif(judged, about))
        : null;
    return ok({
      text:
        formatted ??
        [
          summary,
          ...(alerts.length === 0 ? [] : ['alerts', ...alerts.map((says) => `  ${visibleLine(says)}`), '']),
          ...logs.flatMap(({ check, text: end }) => [
            `end of the log of ${check}`,
            ...visibleCode(end).split('\n').map((line) => `  ${line}`),
            '',
          ]), // prettier-ignore
          'patch',
          ...shown.map((line) => `  ${line}`),
          '',
          `bundle    ${paths.folder}`,
          ...(helpless.length === 0 ? [] : [`waiving   would not help: ${helpless.join(', ')} cannot be waived`]),
          ...(next === null ? [] : [`next      ${next}`]),
        ].join('\n'),
      json: {
        run: row.value.run,
        task: row.value.task,
        state: row.value.state,
        result: verdict.result,
        noChange: verdict.noChange === true,
        done: doneOf(evidence),
        gates: verdict.gates,
        notices: verdict.notices,
        alerts,
        tree: verdict.tree,
        manifest,
        bundle: paths.folder,
        same: judged.result === verdict.result,
        next,
      },
    });
  });
