import { visibleLine } from '#contract';
import type { EventKind, WritEvent } from '#events';
import type { BoardLine } from '../board.ts';
import { dueOn } from '../clocks.ts';
import { isOver } from '../reach.ts';
import type { RenderInput } from './input.ts';

const DAY = 'YYYY-MM-DD'.length;

/** Text from outside within a table or a list: it stays on its line and in its cell. */
const cell = (text: string): string => visibleLine(text).replaceAll('|', '\\|');

/** Where a task stands, in the words of the board (S3-R31, S3-R36). */
const sectionOf = (line: BoardLine): string => {
  if (line.stopped !== null) return 'Blocked';
  switch (line.state) {
    case 'landed':
      return 'Done (VALIDATED)';
    case 'superseded':
    case 'abandoned':
      return 'Closed';
    case 'in_progress':
      return 'In Progress';
    case 'ready_for_validation':
    case 'validated':
    case 'accepted':
      return 'Ready for Validation';
    case 'ready':
      return line.blockedBy.length > 0 ? 'Blocked' : 'Ready for Dev';
    default:
      return 'Backlog';
  }
};

const SECTIONS = [
  'In Progress',
  'Ready for Validation',
  'Ready for Dev',
  'Blocked',
  'Backlog',
  'Done (VALIDATED)',
  'Closed',
];

const entryOf = (line: BoardLine): string => {
  const due = dueOn(line);
  return [
    `- **[${line.task}]** ${cell(line.name)} (${line.tier})`,
    ...(line.since === null ? [] : [`since ${line.since.slice(0, DAY)}`]),
    ...(line.run === null ? [] : [`${line.run.run}, attempt ${line.run.attempt}: ${line.run.state}`]),
    ...(due === null ? [] : [`escalate after ${due}`]),
    ...(line.stopped === null ? [] : [`blocked: ${cell(line.stopped)}`]),
    ...(line.blockedBy.length === 0 ? [] : [`Blocker: ${line.blockedBy.join(', ')}`]),
    ...(line.unblocks.length === 0 ? [] : [`Unblocks: ${line.unblocks.join(', ')}`]),
  ].join(' · ');
};

const phasesOf = ({ graph, lines }: RenderInput): readonly string[] => {
  const phases = [...new Set(graph.tasks.flatMap(({ phase }) => phase ?? []))].toSorted((a, b) => a - b);
  const stateOf = new Map(lines.map((line) => [line.task, line]));
  return phases.flatMap((phase) => [
    `## Phase ${phase} Closure Gates (BLOCKING)`,
    '',
    ...graph.tasks
      .filter((task) => task.phase === phase)
      .map(({ id, name, state }) => {
        const line = stateOf.get(id);
        return `- [${state === 'landed' ? 'x' : ' '}] [${id}] ${cell(name)}: ${line === undefined ? state : sectionOf(line)}`;
      }),
    '',
  ]);
};

/** The board (S3-R35, R36): every task, in its section, with what blocks it and what it sets free. */
export const boardFile = (input: RenderInput): string => {
  const sections = SECTIONS.flatMap((section) => {
    const here = input.lines.filter((line) => sectionOf(line) === section);
    return here.length === 0 ? [] : [`## ${section}`, '', ...here.map(entryOf), ''];
  });
  return ['# Task board', '', ...phasesOf(input), ...sections].join('\n');
};

/** The kinds of event by which somebody has signed something. */
export const SIGNED = [
  'repository.admitted',
  'contract.approved',
  'approval.reused',
  'run.approved',
  'gate.waived',
  'run.waived',
  'run.decided',
  'promotion.approved',
] as const satisfies readonly EventKind[];

const short = (digest: string): string => digest.slice(0, 12);

/** For what an event's signature was given, and the digest of what says so; null where the event is none. */
const useOf = (event: WritEvent): readonly [purpose: string, evidence: string] | null => {
  switch (event.kind) {
    case 'repository.admitted':
      return [`admit ${event.branch} for ${event.riskClass}`, event.admission];
    case 'contract.approved':
      return [`approve ${event.task} v${event.version}`, event.approval];
    case 'approval.reused':
      return [`REUSED for ${event.task} v${event.version}`, '—'];
    case 'run.approved':
      return [`approve a run of ${event.task} v${event.version}`, event.runApproval];
    case 'gate.waived':
      return [`waive ${event.gate} for ${event.task}`, event.waiver];
    case 'run.waived':
      return [`waive ${event.gate} for ${event.run}`, event.waiver];
    case 'run.decided':
      return [`${event.outcome} ${event.run}`, event.decision];
    case 'promotion.approved':
      return [`promote ${event.ref} to ${short(event.commit)}`, event.approval];
    default:
      return null;
  }
};

/** The rows of S3-R14: signature, used by, when, for what, under which version of the spec, and what proves it. */
const rowsOf = ({ happened, tasks }: RenderInput): readonly (readonly string[])[] =>
  happened.flatMap(({ seq, at, event }): readonly (readonly string[])[] => {
    const use = useOf(event);
    if (use === null || !('nonce' in event)) return [];
    const cites = 'task' in event ? (tasks.get(event.task)?.contract.cites ?? []) : [];
    const versions = [...new Set(cites.flatMap((cite) => /@(v[\w.-]+)/u.exec(cite)?.[1] ?? []))];
    const version = versions.length === 0 ? '—' : versions.join(', ');
    const by = 'signer' in event ? cell(event.signer) : '—';
    return [[short(event.nonce), by, at, cell(use[0]), version, `${short(use[1])} (event ${seq})`]];
  });

/** Every signature that was ever used here (S3-R14). The ledger has them whole; a nonce stands for each here. */
export const signatureFile = (input: RenderInput): string =>
  [
    '# Signatures',
    '',
    'Each was used once, for what stands beside it. `writ verify --ledger` shows that none is missing.',
    '',
    '| Signature | Used By | Timestamp | Purpose | Spec Version | Evidence |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rowsOf(input).map((row) => `| ${row.join(' | ')} |`),
    '',
  ].join('\n');

/** Which spec holds (S3-R4); null where there is none to point at. */
export const specPointerFile = ({ spec }: RenderInput): string | null =>
  spec === null ? null : `Current spec is ${spec}\n`;

/** Whether a board has anything left on it. */
export const openLines = (lines: readonly BoardLine[]): readonly BoardLine[] => lines.filter((line) => !isOver(line));
