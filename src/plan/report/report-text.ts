import { few, visibleLine } from '#contract';
import type { Authorized, Completed, Needed, WorkReport } from './work-report.ts';

const branchOf = (ref: string | null): string => (ref ?? '').replace('refs/heads/', '');

const completedText = ({ task, name, run, how, commit, ref, verdict }: Completed): string => {
  const proof = [
    ...(commit === null ? [] : [`commit ${commit}`]),
    ...(verdict === null ? [] : [`verdict ${verdict.slice(0, 12)} (PASS)`]),
    ...(run === null ? [] : [run]),
  ].join(', ');
  if (how === 'promoted') return `${branchOf(ref)}: promoted — ${proof}`;
  const result = how === 'landed' ? `landed on ${branchOf(ref)}` : 'no change was needed';
  return `${task ?? ''} ${name}: ${result} — ${proof}`;
};

const authorizedText = ({ task, action, says, by, at, seq }: Authorized): string =>
  `${action} ${task ?? ''}: ${says} — authorized by ${by} on ${at.slice(0, 10)} (event ${seq}), not yet executed`;

const neededText = ({ task, says }: Needed): string => `${task}: ${says}`;

type Section = { readonly title: string; readonly lines: readonly string[] };

/** Nobody reads more in a row; `writ board` has them all. */
const MOST = 50;

const shortened = (lines: readonly string[]): readonly string[] =>
  few(lines, MOST, (count) => `and ${count} more: writ report --json`);

const sectionsOf = ({ completed, authorized, needed }: WorkReport): readonly Section[] => [
  { title: 'Completed', lines: completed.map(completedText) },
  {
    title: 'Pending (Authorized but Not Yet Executed)',
    lines: authorized.map((one) => `${authorizedText(one)}${one.next === null ? '' : `: ${one.next}`}`),
  },
  { title: 'Requires a Person', lines: needed.map((one) => `${neededText(one)}: ${one.next}`) },
];

/** Whether nothing is open. */
export const isAllDone = ({ authorized, needed }: WorkReport): boolean => authorized.length + needed.length === 0;

/** The report as Markdown, in the sections of S0-R80; `writ report --check` passes it. */
export const reportMarkdown = (report: WorkReport): string => {
  if (isAllDone(report) && report.completed.length === 0) return 'session complete, nothing pending\n';
  const sections = sectionsOf(report).map(({ title, lines }) =>
    [`### ${title}`, '', ...(lines.length === 0 ? ['none'] : lines.map((line) => `- ${visibleLine(line)}`)), ''].join(
      '\n',
    ),
  );
  return ['## End-of-Session Summary', '', ...sections].join('\n');
};

/** The report for a terminal. */
export const reportLines = (report: WorkReport): readonly string[] => {
  const sections = sectionsOf(report).flatMap(({ title, lines }) =>
    lines.length === 0 ? [] : [title, ...shortened(lines).map((line) => `  ${visibleLine(line)}`)],
  );
  return isAllDone(report) ? [...sections, 'Nothing is pending.'] : sections;
};
