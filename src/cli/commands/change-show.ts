import { visible, visibleLine } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { readChanges, type OpenChanges } from '#flow';
import type { Repository } from '#host';
import { deltaFiles, documentsOf, readDelta, REVIEW, reviewForm, SPEC_DRIVEN, SPEC_DRIVEN_FORMS, standingOf, textAt, unreadIn, type ChangeFiles, type Standing, type Step } from '#spec'; // prettier-ignore
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';
import { withRepository } from './with-repository.ts';

type Opened = { readonly open: OpenChanges; readonly change: ChangeFiles; readonly repository: Repository };

/** Reads one change whole for a command. */
const withChange = (words: Words, use: (opened: Opened) => Result<Shown>): Promise<Result<Shown>> =>
  withRepository((repository) => {
    const name = text(words, 'change') ?? '';
    const open = readChanges(repository, 'all', name);
    if (!open.ok) return open;
    const change = open.value.changes.get(name);
    if (change === undefined) return fail('usage.unknown', `there is no open change “${name}”`);
    // Half of a change would be shown as if it were all of it.
    const failures = unreadIn(change).map(({ file, says }): Failure => ({ code: 'change.invalid', message: says, where: { file, line: 1, column: 1 } }));
    const [first, ...rest] = failures;
    return first === undefined ? use({ open: open.value, change, repository }) : { ok: false, failures: [first, ...rest] };
  }); // prettier-ignore

/** What a change does with requirements, in the order in which an archive does it. */
export const operationsOf = (change: ChangeFiles) =>
  deltaFiles(change).flatMap(({ capability, path }) => {
    const content = textAt(change.files, path);
    if (content === null) return [];
    const { added, modified, removed, renamed } = readDelta(content);
    const at = { capability, file: `${change.folder}/${path}` };
    return [
      ...renamed.map(({ from, to, line }) => ({ ...at, operation: 'RENAMED', name: from, to, line, text: '' })),
      ...removed.map(({ name, line }) => ({ ...at, operation: 'REMOVED', name, to: null, line, text: '' })),
      ...modified.map(({ name, line, raw }) => ({ ...at, operation: 'MODIFIED', name, to: null, line, text: raw })),
      ...added.map(({ name, line, raw }) => ({ ...at, operation: 'ADDED', name, to: null, line, text: raw })),
    ];
  });

/** `writ change show CHANGE`: what it does with requirements, in the order in which an archive does it. */
export const changeShow = (words: Words): Promise<Result<Shown>> =>
  withChange(words, ({ change }) => {
    const deltas = operationsOf(change);
    const lines = deltas.flatMap(({ operation, capability, name, to, file, line, text: raw }) => [
      `${paint('bold', operation)} ${visibleLine(capability)}: ${visibleLine(name)}${to === null ? '' : ` → ${visibleLine(to)}`}  ${paint('dim', `${visibleLine(file)}:${line}`)}`,
      ...(raw === '' ? [] : [visible(raw.split('\n').slice(1).join('\n').trim().replaceAll(/^/gmu, '  '))]),
      '',
    ]);
    const proposal = textAt(change.files, 'proposal.md');
    const none = 'It changes no requirement. See: writ change validate';
    return ok({
      text: [...(deltas.length === 0 ? [none] : lines)].join('\n').trimEnd(),
      json: { name: change.name, folder: change.folder, files: [...change.files.keys()].toSorted(), proposal, deltas },
    });
  }); // prettier-ignore

const formOf = (open: OpenChanges, standing: Standing, step: Step): string | null => {
  const own = open.textOf(`openspec/schemas/${standing.workflow}/templates/${step.template}`);
  if (typeof own === 'string') return own;
  return open.project.workflows.get(standing.workflow) === SPEC_DRIVEN ? (SPEC_DRIVEN_FORMS[step.id] ?? null) : null;
};

const brokenMetadata = (change: ChangeFiles, fault: { readonly fault: string; readonly line: number }): Failure => ({
  code: 'change.invalid',
  message: fault.fault,
  where: { file: `${change.folder}/.openspec.yaml`, line: fault.line, column: 1 },
});

/** How to write one document of the change. */
const documentShown = ({ open, change }: Opened, standing: Standing, step: Step): Shown => {
  const found = standing.steps.find(({ id }) => id === step.id);
  const form = formOf(open, standing, step);
  const output = `${change.folder}/${step.generates}`;
  const missing = found?.missing ?? [];
  const lines = [
    `${paint('bold', `Write ${visibleLine(output)}`)}: ${visibleLine(step.description)}`,
    ...(found?.state === 'skipped' ? ['The change declares skip_specs: write none, or take that out of .openspec.yaml.'] : []),
    ...(missing.length === 0 ? [] : [`It needs ${missing.join(', ')} first.`]),
    ...(step.instruction === null ? [] : ['', visible(step.instruction.trim())]),
    ...(form === null ? [] : ['', paint('dim', 'Its form:'), '', visible(form.trim())]),
  ];
  const { id, generates, description, instruction, requires } = step;
  const json = { document: id, state: found?.state ?? 'blocked', generates, output, description, instruction, form, requires, missing };
  return { text: lines.join('\n'), json: { name: change.name, workflow: standing.workflow, ...json } };
}; // prettier-ignore

/** The tasks of the change in the form they are worked by (S0-R31), and what to read first. */
const tasksShown = ({ change }: Opened, standing: Standing): Shown => {
  const tasks = standing.tasks.map(({ says, isDone, file, line }) => ({ text: says, done: isDone, file: `${change.folder}/${file}`, line }));
  const read = standing.steps.flatMap(({ files }) => files.map((file) => `${change.folder}/${file}`));
  const missing = standing.steps.filter(({ state }) => state === 'ready' || state === 'blocked').map(({ id }) => id);
  const ready = standing.steps.find((one) => one.state === 'ready');
  const state = missing.length > 0 || tasks.length === 0 ? 'blocked' : tasks.every(({ done }) => done) ? 'all_done' : 'ready';
  const says = {
    blocked: missing.length > 0 ? `Not yet: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Next: writ change instructions ${change.name} ${ready?.id ?? missing[0] ?? ''}` : `There are no tasks yet. Next: writ change instructions ${change.name} tasks`,
    all_done: `Every task is done. Next: writ change archive ${change.name}`,
    ready: 'Do the open tasks in order; tick each in its file when it is done: - [x]',
  }[state];
  const lines = [
    paint('bold', `${change.name}: ${standing.phase}, ${standing.percent} %`),
    ...['Read first:', ...read.map((file) => `  ${visibleLine(file)}`), ''],
    ...tasks.map(({ text: task, done, file, line }) => `- [${done ? 'x' : ' '}] ${visibleLine(task)}  ${paint('dim', `${visibleLine(file)}:${line}`)}`),
    ...['', says],
  ];
  const progress = { total: tasks.length, complete: tasks.filter(({ done }) => done).length };
  return { text: lines.join('\n'), json: { name: change.name, workflow: standing.workflow, document: null, state, progress, read, missing, tasks } };
}; // prettier-ignore

/** How a reviewer reports on the change as it is now: the form names exactly its documents. */
const reviewShown = ({ open, change }: Opened): Result<Shown> => {
  const read = documentsOf(change, open.project, (path) => open.textOf(`${change.folder}/${path}`));
  if ('fault' in read) return fail('change.invalid', read.fault, { where: { file: `${change.folder}/${read.path}`, line: 1, column: 1 } });
  const [output, form] = [`${change.folder}/${REVIEW}`, reviewForm(change.name, read.digest)];
  const lines = [
    `${paint('bold', `Write ${visibleLine(output)}`)}: what a reviewer finds in these documents, and whether the change may go on.`,
    `Read first:`,
    ...[...read.files.keys()].map((path) => `  ${visibleLine(`${change.folder}/${path}`)}`),
    ...['', 'Any later change of one of them voids the report; a ticked task does not.', '', paint('dim', 'Its form:'), '', form.trimEnd()],
  ];
  return ok({ text: lines.join('\n'), json: { name: change.name, document: 'review', output, documents: read.digest, read: [...read.files.keys()], form } });
}; // prettier-ignore

/** `writ change instructions CHANGE [DOCUMENT]` */
export const changeInstructions = (words: Words): Promise<Result<Shown>> =>
  withChange(words, (opened) => {
    const { open, change } = opened;
    const standing = standingOf(change, open.project);
    if ('fault' in standing) return { ok: false, failures: [brokenMetadata(change, standing)] };
    const asked = text(words, 'document');
    if (asked === undefined || asked === 'apply') return ok(tasksShown(opened, standing));
    const workflow = open.project.workflows.get(standing.workflow);
    const steps = workflow === undefined || typeof workflow === 'string' ? [] : workflow.steps;
    const step = steps.find(({ id }) => id === asked);
    if (step === undefined && asked === 'review') return reviewShown(opened);
    if (step === undefined) return fail('usage.unknown', `“${asked}” is no document of ${standing.workflow}: ${steps.map(({ id }) => id).join(', ')}, review, or apply`, { remedy: `writ change instructions ${change.name}` });
    return ok(documentShown(opened, standing, step));
  }); // prettier-ignore
