import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { importTask, joinWords, taskForm, type ImportedTask } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { readIfThere, TASK_FOLDERS, createDurably } from '#host';
import type { Project } from './project.ts';
import { listTasks } from './propose.ts';
import { taskDefaults } from './task-defaults.ts';
import { isForReaders, markdownBelow } from './task-paths.ts';

export type ImportOrder = {
  /** Files, or folders with all Markdown below them, from the current folder. */
  readonly sources: readonly string[];
  /** The folder for the new files, from the current folder; the first of the task folders where it is absent. */
  readonly to?: string;
  /** Reads and reports, and writes nothing. */
  readonly dryRun: boolean;
};

/** What became of each source. Paths are from the current folder. */
export type ImportReport = {
  readonly imported: readonly (ImportedTask & { readonly source: string; readonly file: string })[];
  readonly refused: readonly { readonly source: string; readonly failures: readonly [Failure, ...Failure[]] }[];
  /** Files of a folder that are in Writ's own form already. */
  readonly own: readonly string[];
};

const LIMIT = 2 * 1024 * 1024;

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

/** The files a source names: itself, or what lies below it but for templates and notes for readers. */
const filesOf = (project: Project, source: string): Result<readonly string[]> => {
  const path = resolve(project.cwd, source);
  if (!existsSync(path))
    return fail('usage.unknown', `there is no file or folder ${source}`, { remedy: 'writ task import FILE' });
  if (!isFolder(path)) return ok([path]);
  const files = markdownBelow(path).filter((file) => !isForReaders(file));
  return files.length > 0
    ? ok(files.toSorted())
    : fail('usage.unknown', `${source} holds no Markdown file`, { remedy: 'writ task import FILE' });
};

const targetFolder = ({ cwd, repository }: Project, to: string | undefined): Result<string> => {
  const folder = to === undefined ? join(repository.root, TASK_FOLDERS[0]) : resolve(cwd, to);
  const inside = TASK_FOLDERS.some((name) => `${folder}${sep}`.startsWith(`${join(repository.root, name)}${sep}`));
  return inside
    ? ok(folder)
    : fail('usage.argument', `${to ?? ''} is no folder for tasks`, {
        remedy: `--to ${TASK_FOLDERS.join(', or --to ')}`,
      });
};

const thereAlready = (shown: string): Result<never> =>
  fail('task.duplicate-id', `there is a file ${shown} already`, {
    remedy: 'import it to another folder with --to, or remove that file',
  });

/** Why an imported task cannot be written where it belongs: nothing is ever overwritten, and an id is of one task. */
const taken = (target: string, id: string, known: ReadonlyMap<string, string>, shown: string): Result<null> => {
  const other = known.get(id);
  if (existsSync(target)) return thereAlready(shown);
  return other === undefined ? ok(null) : fail('task.duplicate-id', `${id} is the id of ${other} too`);
};

type Importing = {
  readonly project: Project;
  readonly folder: string;
  readonly dryRun: boolean;
  readonly known: Map<string, string>;
};
type One = ImportReport['imported'][number] | 'own';

const importOne = ({ project, folder, dryRun, known }: Importing, path: string, named: boolean): Result<One> => {
  const shown = (absolute: string): string => relative(project.cwd, absolute);
  const bytes = readIfThere(path, LIMIT);
  if (!bytes.ok) return bytes;
  const content = bytes.value ?? new Uint8Array();
  if (taskForm(new TextDecoder().decode(content)) === 'own')
    return named
      ? fail('task.form', `${shown(path)} is in Writ's own form already`, {
          remedy: `writ task validate ${joinWords([shown(path)])}`,
        })
      : ok('own');
  const target = (id: string): string => join(folder, `${id}.md`);
  const read = importTask(content, {
    file: shown(path),
    target: (id) => shown(target(id)),
    defaults: taskDefaults(project),
  });
  if (!read.ok) return read;
  const { id, text } = read.value;
  const free = taken(target(id), id, known, shown(target(id)));
  if (!free.ok) return free;
  const created = dryRun ? ok(true) : createDurably(target(id), text);
  if (!created.ok) return created;
  if (!created.value) return thereAlready(shown(target(id)));
  known.set(id, shown(target(id)));
  return ok({ ...read.value, source: shown(path), file: shown(target(id)) });
};

/**
 * Reads task files of other tools and writes each in Writ's own form: whole, or not at all. A file that cannot be
 * read keeps none of the others from being imported; a source that does not exist keeps all of them.
 */
export const importTasks = (project: Project, { sources, to, dryRun }: ImportOrder): Result<ImportReport> => {
  const folder = targetFolder(project, to);
  if (!folder.ok) return folder;
  const paths = new Map<string, boolean>();
  for (const source of sources) {
    const files = filesOf(project, source);
    if (!files.ok) return files;
    const named = !isFolder(resolve(project.cwd, source));
    for (const file of files.value) paths.set(file, named || paths.get(file) === true);
  }
  const known = new Map(
    listTasks(project).flatMap(({ path, task }) =>
      task.ok ? [[task.value.contract.id, relative(project.cwd, path)] as const] : [],
    ),
  );
  const importing: Importing = { project, folder: folder.value, dryRun, known };
  const outcomes = [...paths].map(([path, named]) => ({
    source: relative(project.cwd, path),
    result: importOne(importing, path, named),
  }));
  return ok({
    imported: outcomes.flatMap(({ result }) => (result.ok && result.value !== 'own' ? [result.value] : [])),
    refused: outcomes.flatMap(({ source, result }) => (result.ok ? [] : [{ source, failures: result.failures }])),
    own: outcomes.flatMap(({ source, result }) => (result.ok && result.value === 'own' ? [source] : [])),
  });
};
