import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { board as readBoard, type Board } from '#flow';
import { now } from '#host';
import { lostText, overdue, overdueText, PLAN_STATES } from '#plan';
import type { Io, Shown } from '../io.ts';
import { JAIL_WORDS } from '../jail-words.ts';
import type { Words } from '../words.ts';

const HEADINGS: Record<string, string> = {
  draft: 'Draft: cannot be signed yet',
  backlog: 'Backlog',
  ready: 'Ready',
  in_progress: 'In progress',
  ready_for_validation: 'Ready for validation',
  validated: 'Validated: waits for a decision',
  accepted: 'Accepted: waits to land',
  landed: 'Landed',
  superseded: 'Superseded',
  abandoned: 'Abandoned',
};

const lineText = (line: Board['lines'][number], late: ReturnType<typeof overdue>): readonly string[] => {
  const { task, state, tier, name, run, stopped, blockedBy, unblocks, next, drift, lost, needless } = line;
  return [
    `  ${task}  ${state === 'draft' ? '' : `${tier}  `}${name}${run === null ? '' : `  (${run.run}, attempt ${run.attempt}: ${run.cutOff === true ? 'cut off' : run.state}${run.noChange ? ', no change' : ''}${run.jail === undefined ? '' : `, ${JAIL_WORDS[run.jail]}`})`}`,
    ...(run === null || run.awaits.length === 0
      ? []
      : [`      waits for the decision of ${run.awaits.join(', then ')}`]),
    ...(stopped === null ? [] : [`      blocked: ${stopped}`]),
    ...(lost === undefined ? [] : [`      ${lostText(lost)}`]),
    ...(needless === undefined ? [] : [`      not needed: ${needless}`]),
    ...drift.map(
      ({ cite, now: reads, at }) =>
        `      ${visibleLine(cite)} ${reads === null ? 'finds nothing any more' : 'reads otherwise'} since it was approved: writ spec diff ${at.slice(0, 12)}`,
    ),
    ...(late === null ? [] : [`      ${overdueText(late)}`]),
    ...(blockedBy.length === 0 ? [] : [`      blocked by ${blockedBy.join(', ')}`]),
    ...(unblocks.length === 0 ? [] : [`      unblocks ${unblocks.join(', ')}`]),
    ...(next === null ? [] : [`      next: ${next}`]),
  ];
};

/** `writ board` */
export const board = async (_: Words, io: Pick<Io, 'json'>): Promise<Result<Shown>> => {
  const read = await readBoard(process.cwd());
  if (!read.ok) return read;
  const { lines, unreadable } = read.value;
  const at = now();
  const json = { tasks: lines.map((line) => ({ ...line, overdue: overdue(line, at) })), unreadable };
  // Nobody reads the text then, and of a thousand tasks it is long.
  if (io.json) return ok({ text: '', json });
  const sections = PLAN_STATES.flatMap((state) => {
    const here = lines.filter((line) => line.state === state);
    return here.length === 0
      ? []
      : [HEADINGS[state] ?? state, ...here.flatMap((line) => lineText(line, overdue(line, at)))];
  });
  const warning =
    unreadable === 0
      ? []
      : [`${unreadable} task file${unreadable === 1 ? '' : 's'} cannot be read: writ task validate`];
  return ok({
    text: [
      ...(sections.length === 0 ? ['Nothing yet. Next: writ task new "What it is about", or: writ run "…"'] : sections),
      ...warning,
    ].join('\n'),
    json,
  });
};
