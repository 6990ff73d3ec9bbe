import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { approvalFailures, approvalStanding, movedFailure, movedGrounds, readChanges, type OpenChanges, type Project } from '#flow'; // prettier-ignore
import { progressOf, standingOf, type Standing } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';
import { approvalLines } from './approve-change.ts';
import { NO_CHANGE_OPEN } from './change.ts';
import { withProject } from './with-project.ts';
import { withRepository } from './with-repository.ts';

const shownStanding = (name: string, standing: Standing) => {
  const { done, total } = progressOf(standing.tasks);
  const { workflow, phase, percent, isPlanned, unfilled, steps } = standing;
  const documents = steps.map(({ id, generates, state, requires, missing, files }) => ({ id, generates, state, requires, missing, files }));
  return { name, workflow, phase, percent, tasks: { done, total }, planned: isPlanned, unfilled, documents };
}; // prettier-ignore

type ShownStanding = ReturnType<typeof shownStanding>;

const nextOf = ({ name, phase, documents, unfilled }: ShownStanding): string => {
  const ready = documents.find(({ state }) => state === 'ready');
  const slot = documents.flatMap(({ files }) => unfilled.filter(({ path }) => files.includes(path)))[0] ?? unfilled[0];
  if (ready !== undefined) return `writ change instructions ${name} ${ready.id}`;
  if (slot !== undefined) return `fill in ${slot.path}, line ${slot.line}`;
  return phase === 'review' ? `writ change archive ${name}` : `writ change instructions ${name}`;
};

const lineOf = (shown: ShownStanding, width: number): string =>
  `${visibleLine(shown.name).padEnd(width)}  ${shown.phase.padEnd(14)}  ${String(shown.percent).padStart(3)} %  ${paint('dim', `${shown.tasks.done}/${shown.tasks.total} tasks`)}`;

const statusOfAll = (open: OpenChanges): Result<Shown> => {
  const all = [...open.changes.values()].map((change) => {
    const standing = standingOf(change, open.project);
    return 'fault' in standing ? { name: change.name, fault: standing.fault } : shownStanding(change.name, standing);
  });
  const width = Math.max(0, ...all.map(({ name }) => name.length));
  const lines = all.map((one) => ('fault' in one ? `${visibleLine(one.name).padEnd(width)}  ${paint('red', visibleLine(one.fault))}` : lineOf(one, width)));
  const isRead = all.every((one) => !('fault' in one));
  return ok({ text: lines.length === 0 ? NO_CHANGE_OPEN : lines.join('\n'), json: { changes: all }, ...(isRead ? {} : { exit: 2 }) });
}; // prettier-ignore

const MARKS = { done: '[x]', begun: '[/]', skipped: '[~]', ready: '[ ]', blocked: '[-]' } as const;

const statusOfOne = async (project: Project, name: string): Promise<Result<Shown>> => {
  const { repository } = project;
  const read = readChanges(repository, 'all', name);
  if (!read.ok) return read;
  const open = read.value;
  const change = open.changes.get(name);
  if (change === undefined) return fail('usage.unknown', `there is no open change “${name}”`);
  const standing = standingOf(change, open.project);
  if ('fault' in standing)
    return fail('change.invalid', standing.fault, { where: { file: `${change.folder}/.openspec.yaml`, line: standing.line, column: 1 } });
  const moved = await movedGrounds(repository, open, change);
  if (!moved.ok) return moved;
  const approval = await approvalStanding(project, open, change);
  if (!approval.ok) return approval;
  const [unapproved] = approvalFailures(change, approval.value);
  const shown = shownStanding(name, standing);
  const asked = shown.phase === 'design' ? undefined : unapproved?.remedy;
  const next = moved.value.length > 0 ? `writ change renew ${name}` : (asked ?? nextOf(shown));
  const outdated = moved.value.map(({ capability, name: requirement, operation, file, line }) => ({ capability, requirement, operation, file, line }));
  const lines = [
    lineOf(shown, name.length),
    '',
    ...shown.documents.map(({ id, generates, state, missing, files }) => {
      const slot = shown.unfilled.find(({ path }) => files.includes(path));
      const also = slot !== undefined ? `  a form so far: line ${slot.line}` : missing.length === 0 ? '' : `  needs ${missing.join(', ')}`;
      return `  ${MARKS[slot === undefined ? state : 'begun']} ${id.padEnd(10)} ${visibleLine(generates)}${paint('dim', also)}`;
    }),
    ...approvalLines(approval.value),
    ...moved.value.map((ground) => paint('yellow', `\n${visibleLine(movedFailure(name, ground).message)}`)),
    '',
    `next    ${next}`,
  ];
  return ok({ text: lines.join('\n'), json: { ...shown, next, outdated, approval: approval.value } });
}; // prettier-ignore

/** `writ change status [CHANGE]` */
export const changeStatus = (words: Words): Promise<Result<Shown>> => {
  const name = text(words, 'change');
  if (name !== undefined) return withProject((project) => statusOfOne(project, name));
  return withRepository((repository) => {
    const open = readChanges(repository, 'all');
    return open.ok ? statusOfAll(open.value) : open;
  });
};
