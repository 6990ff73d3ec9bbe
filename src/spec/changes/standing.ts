import picomatch from 'picomatch';
import { readMetadata, type MetadataRead } from './metadata.ts';
import { METADATA, textAt, type ChangeFiles, type FileText } from './files.ts';
import { tasksIn, type TaskLine, type TaskText } from './task-lines.ts';
import { inOrder, readWorkflow, SPEC_DRIVEN, SPEC_DRIVEN_FORMS, type Step, type Workflow } from './workflow.ts';

/** What a project has beside its changes: its workflows, and which one holds where a change names none. */
export type Project = {
  /** By name; a text says what is wrong with one. */
  readonly workflows: ReadonlyMap<string, Workflow | string>;
  readonly defaultWorkflow: string;
};

/** What a project with no folder openspec/schemas has. */
export const PLAIN_PROJECT: Project = {
  workflows: new Map([[SPEC_DRIVEN.name, SPEC_DRIVEN]]),
  defaultWorkflow: SPEC_DRIVEN.name,
};

/** The workflow that holds where a change names none; a configuration that cannot be read names none. */
const defaultIn = (config: FileText | undefined): string => {
  const named = typeof config === 'string' ? /^schema:[ \t]*(['"]?)([^\s'"#]+)\1[ \t]*(?:#.*)?$/mu.exec(config)?.[2] : undefined;
  return named ?? SPEC_DRIVEN.name;
}; // prettier-ignore

/** What a project has, from its `schema.yaml` files by the name of their folder, and its `config.yaml`. */
export const projectOf = (own: Iterable<readonly [string, FileText]>, config: FileText | undefined): Project => {
  const read = [...own].map(([name, text]) => [name, typeof text === 'string' ? readWorkflow(text) : (text.unread ?? '')] as const);
  return { workflows: new Map([...PLAIN_PROJECT.workflows, ...read]), defaultWorkflow: defaultIn(config) };
}; // prettier-ignore

/** The workflow a change goes by, or what is wrong with what it says. */
export const workflowOf = (read: MetadataRead, { workflows, defaultWorkflow }: Project): Workflow | { readonly fault: string; readonly line: number } => {
  if (read.kind === 'broken') return { fault: read.says, line: read.line };
  const name = read.kind === 'read' ? read.metadata.workflow : defaultWorkflow.replace(/\.ya?ml$/u, '');
  const found = workflows.get(name);
  if (found === undefined) return { fault: `there is no workflow “${name}”, only ${[...workflows.keys()].join(', ')}`, line: 1 };
  return typeof found === 'string' ? { fault: `the workflow “${name}” is broken: ${found}`, line: 1 } : found;
}; // prettier-ignore

const isPattern = (path: string): boolean => /[*?[]|[!*+?@]\([^(]*\)|\{[^}]*(?:,|\.\.)[^}]*\}/u.test(path);

const matchers = new Map<string, (path: string) => boolean>();
const matcherOf = (pattern: string): ((path: string) => boolean) => {
  const known = matchers.get(pattern);
  if (known !== undefined) return known;
  const made = picomatch(pattern);
  matchers.set(pattern, made);
  return made;
};

/** The files of a change that are a document of its workflow. */
export const outputsOf = (files: ReadonlyMap<string, FileText>, generates: string): readonly string[] => {
  const path = generates.replace(/^(?:\.\/)+/u, '');
  if (!isPattern(path)) return files.has(path) ? [path] : [];
  const matches = matcherOf(path);
  return [...files.keys()].filter((one) => matches(one)).toSorted();
};

/** The files whose boxes are counted: what the workflow tracks, or tasks.md. */
export const taskTexts = (change: ChangeFiles, workflow: Workflow | null): { readonly tracked: readonly string[]; readonly texts: readonly TaskText[] } => {
  const tracks = workflow?.apply?.tracks ?? null;
  const generates = workflow?.steps.find((one) => (tracks === null ? one.id === 'tasks' : one.generates === tracks))?.generates;
  const tracked = generates === undefined ? [] : outputsOf(change.files, generates);
  const texts = (tracked.length > 0 ? tracked : ['tasks.md']).flatMap((path) => {
    const text = textAt(change.files, path);
    return text === null ? [] : [{ path, text }];
  });
  return { tracked, texts };
}; // prettier-ignore

/** A document of a change, and how far it is: `skipped` where the change declares that no spec changes. */
export type StepStanding = Pick<Step, 'id' | 'generates' | 'requires'> & {
  readonly state: 'done' | 'skipped' | 'ready' | 'blocked';
  /** What has to be there first, and is not. */
  readonly missing: readonly string[];
  readonly files: readonly string[];
};

/** design until planning is complete, implementation while tasks remain, then review (S0-R29). */
export type Phase = 'design' | 'implementation' | 'review';

/** How far a change is. */
export type Standing = {
  readonly workflow: string;
  readonly steps: readonly StepStanding[];
  /** Whether every document is there. */
  readonly isPlanned: boolean;
  /** Documents whose form somebody has not filled in yet. */
  readonly unfilled: readonly { readonly path: string; readonly line: number }[];
  readonly tasks: readonly TaskLine[];
  readonly phase: Phase;
  /** Tasks done, in percent, rounded down; 0 where there is none. */
  readonly percent: number;
};

/** Lines of the forms that are to be replaced; a comment of somebody's own is none. */
const SLOTS: ReadonlySet<string> = new Set(
  Object.values(SPEC_DRIVEN_FORMS).flatMap((form) => form.split('\n').filter((line) => line.includes('<!--'))),
);

/** The first slot of each form that nobody has filled in. */
export const slotsIn = ({ files }: ChangeFiles): Standing['unfilled'] =>
  [...files].flatMap(([path, text]) => {
    if (typeof text !== 'string' || !path.endsWith('.md')) return [];
    const at = text.includes('<!--') ? text.split('\n').findIndex((line) => SLOTS.has(line)) : -1;
    return at === -1 ? [] : [{ path, line: at + 1 }];
  });

const stepsOf = (change: ChangeFiles, workflow: Workflow, skipSpecs: boolean): readonly StepStanding[] => {
  const found = new Map(workflow.steps.map((one) => [one.id, outputsOf(change.files, one.generates)]));
  const isThere = (id: string): boolean => (found.get(id)?.length ?? 0) > 0;
  const isSkipped = ({ id, generates }: Step): boolean => skipSpecs && !isThere(id) && generates.startsWith('specs/');
  const skipped = new Set(workflow.steps.filter(isSkipped).map(({ id }) => id));
  return (inOrder(workflow.steps) ?? []).map(({ id, generates, requires }) => {
    const missing = requires.filter((one) => !isThere(one) && !skipped.has(one));
    const state = skipped.has(id) ? 'skipped' : isThere(id) ? 'done' : missing.length > 0 ? 'blocked' : 'ready';
    return { id, generates, requires, state, missing: state === 'blocked' ? missing : [], files: found.get(id) ?? [] };
  });
}; // prettier-ignore

/** How many tasks are done, and how many there are. */
export const progressOf = (tasks: readonly TaskLine[]): { readonly done: number; readonly total: number } => ({
  done: tasks.filter(({ isDone }) => isDone).length,
  total: tasks.length,
});

/** The tasks of a change, wherever its workflow keeps them. */
export const tasksOf = (change: ChangeFiles, project: Project): readonly TaskLine[] => {
  const workflow = workflowOf(readMetadata(change.files.get(METADATA)), project);
  return tasksIn(taskTexts(change, 'fault' in workflow ? null : workflow).texts);
};

/** Says how far a change is, or what is wrong with what it says of itself. */
export const standingOf = (change: ChangeFiles, project: Project): Standing | { readonly fault: string; readonly line: number } => {
  const read = readMetadata(change.files.get(METADATA));
  const workflow = workflowOf(read, project);
  if ('fault' in workflow) return workflow;
  const steps = stepsOf(change, workflow, read.kind === 'read' && read.metadata.skipSpecs);
  const tasks = tasksIn(taskTexts(change, workflow).texts);
  const { done, total } = progressOf(tasks);
  const isPlanned = steps.every(({ state }) => state === 'done' || state === 'skipped');
  const unfilled = slotsIn(change);
  const phase = !isPlanned || unfilled.length > 0 ? 'design' : total === 0 || done < total ? 'implementation' : 'review';
  return { workflow: workflow.name, steps, isPlanned, unfilled, tasks, phase, percent: total === 0 ? 0 : Math.floor((100 * done) / total) };
}; // prettier-ignore
