import { existsSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { contractDigest, contractJson, parseTaskBytes, type Digest, type Task, type TaskOptions } from '#contract';
import { commandFault } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import { readIfThere, createDurably } from '#host';
import { newestContract } from '#ledger';
import { filedOf, foreignForm } from './file-task.ts';
import { importedAlready } from './filed.ts';
import { lightFolder } from './places.ts';
import type { Project } from './project.ts';
import { taskDefaults } from './task-defaults.ts';
import { TASK_LIMIT_BYTES, taskPaths } from './task-paths.ts';

/** A task file as it lies on the disk. */
export type TaskFile = { readonly path: string; readonly bytes: Uint8Array; readonly task: Task };

/** A task as a contract that can be signed: the value, its canonical bytes, and their digest. */
export type Proposal = {
  readonly task: Task;
  readonly bytes: Uint8Array;
  readonly digest: Digest;
  /** The file it is made of, as it was read. */
  readonly file: Pick<TaskFile, 'path' | 'bytes'>;
  /** The bytes that are to stand in the file once it is signed. */
  readonly text: Uint8Array;
};

const optionsFor = (project: Project, file: string): TaskOptions => ({
  file,
  defaults: taskDefaults(project),
  commandFault,
});

/** A task file with its bytes; null where it could not be read at all. */
type ReadFile = { readonly bytes: Uint8Array | null; readonly task: Result<Task> };

const readFile = (project: Project, path: string): ReadFile => {
  const read = readIfThere(path, TASK_LIMIT_BYTES);
  if (!read.ok) return { bytes: null, task: read };
  const bytes = read.value;
  if (bytes === null) return { bytes, task: fail('usage.unknown', `there is no file ${path}`) };
  const task = parseTaskBytes(bytes, optionsFor(project, relative(project.repository.root, path)));
  return { bytes, task: task.ok ? task : (foreign(project, path, bytes) ?? task) };
};

/** A task of another tool has no faults to tell one by one: it is to be imported. */
const foreign = (project: Project, path: string, bytes: Uint8Array): Result<never> | null => {
  if (foreignForm(bytes) === null) return null;
  const [shown, named] = [relative(project.repository.root, path), relative(project.cwd, path)];
  return fail('task.form', 'this is a task in the form of another tool', {
    where: { file: shown, line: 1, column: 1 },
    remedy: `writ task import ${named}`,
  });
};

/** A task file read, or why it cannot be. */
export type ListedTask = { readonly path: string; readonly task: Result<Task> };

/**
 * Every task file with what became of reading it; an id that two files carry is a fault of both. What was imported is
 * left out: its import is the task.
 */
export const listTasks = (project: Project): readonly ListedTask[] => {
  const all = taskPaths(project.repository).map((path) => {
    const { bytes, task } = readFile(project, path);
    return { path, task, filed: filedOf(task, bytes, { path, defaults: taskDefaults(project) }) };
  });
  const imported = importedAlready(all);
  const read = all.filter(({ path }) => !imported.has(path));
  const byId = Map.groupBy(
    read.flatMap(({ path, task }) => (task.ok ? [{ path, id: task.value.contract.id }] : [])),
    ({ id }) => id,
  );
  return read.map(({ path, task }) => {
    const same = task.ok ? (byId.get(task.value.contract.id) ?? []) : [];
    const other = same.find((one) => one.path !== path);
    return other === undefined || !task.ok
      ? { path, task }
      : {
          path,
          task: fail('task.duplicate-id', `${task.value.contract.id} is the id of ${other.path} too`, {
            where: { file: path, line: 1, column: 1 },
          }),
        };
  });
};

const taskFileAt = (project: Project, path: string): Result<TaskFile> => {
  const { bytes, task } = readFile(project, path);
  return task.ok ? ok({ path, bytes: bytes ?? new Uint8Array(), task: task.value }) : task;
};

/** Finds a task file by the id of its task or by its path. */
export const findTaskFile = (project: Project, name: string): Result<TaskFile> => {
  if (name.endsWith('.md')) return taskFileAt(project, resolve(project.cwd, name));
  // The file's name usually is the id; only where it is not does every file have to be read.
  const named = taskPaths(project.repository).filter((path) => basename(path) === `${name}.md`);
  const [only, ...more] = named;
  if (only !== undefined && more.length === 0) {
    const file = taskFileAt(project, only);
    if (!file.ok || file.value.task.contract.id === name) return file;
  }
  const found = listTasks(project).filter(({ task }) => !task.ok || task.value.contract.id === name);
  const match =
    found.find(({ task }) => task.ok) ??
    found.find(({ task, path }) => !task.ok && basename(path) === `${name}.md`) ??
    found.find(({ task }) => !task.ok && task.failures[0].code === 'task.duplicate-id');
  if (match === undefined) return fail('usage.unknown', `there is no task ${name}`, { remedy: 'writ task list' });
  return match.task.ok ? taskFileAt(project, match.path) : match.task;
};

/** Refuses what only an approved task can have: of one that nobody has approved, or that is not there at all. */
export const notApproved = (project: Project, task: string): Result<never> => {
  const file = findTaskFile(project, task);
  return file.ok ? fail('approval.missing', `nobody has approved ${task}`, { remedy: `writ approve ${task}` }) : file;
};

/** Finds a task by its id or by the path of its file. */
export const findTask = (project: Project, name: string): Result<Task> => {
  const file = findTaskFile(project, name);
  return file.ok ? ok(file.value.task) : file;
};

/** Reads the text of a light task that is not written yet, so that a brief that makes no contract leaves nothing behind. */
export const readLightTask = (project: Project, text: string): Result<Task> =>
  parseTaskBytes(new TextEncoder().encode(text), optionsFor(project, 'the contract made of the brief'));

/** Writes a light task where it dirties nothing, under an id that is still free. */
export const saveLightTask = async (
  project: Project,
  id: string,
  textFor: (id: string) => string,
): Promise<Result<string>> => {
  for (let suffix = 1; suffix < 1000; suffix++) {
    const free = suffix === 1 ? id : `${id}-${suffix}`;
    const path = join(lightFolder(project.repository), `${free}.md`);
    const known = await newestContract(project.ledger, free);
    if (!known.ok) return known;
    if (known.value !== null || existsSync(path)) continue;
    // Somebody else may be about to take the same name.
    const created = createDurably(path, textFor(free));
    if (!created.ok) return created;
    if (created.value) return ok(free);
  }
  return fail('task.duplicate-id', `there are a thousand tasks called ${id}`);
};

const proposalOf = (task: Task, file: Proposal['file'], text: Uint8Array): Result<Proposal> => {
  const { contract } = task;
  if (contract.baseBranch === '') return fail('repository.detached', 'HEAD is detached and the task names no base');
  const bytes = new TextEncoder().encode(contractJson(contract));
  return ok({ task, bytes, digest: contractDigest(contract), file, text });
};

/** Reads a task as a contract that can be signed. Nothing is recorded before it is. */
export const propose = (project: Project, name: string): Result<Proposal> => {
  const file = findTaskFile(project, name);
  return file.ok ? proposalOf(file.value.task, file.value, file.value.bytes) : file;
};

/** Reads what a task file is to become as a contract that can be signed. */
export const proposeText = (project: Project, file: TaskFile, text: string): Result<Proposal> => {
  const bytes = new TextEncoder().encode(text);
  const task = parseTaskBytes(bytes, optionsFor(project, relative(project.repository.root, file.path)));
  return task.ok ? proposalOf(task.value, file, bytes) : task;
};

/** All that is wrong with the task files, for `writ task validate`. */
export const taskFailures = (tasks: readonly ListedTask[]): readonly Failure[] =>
  tasks.flatMap(({ task }) => (task.ok ? [] : task.failures));
