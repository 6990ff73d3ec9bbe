import { existsSync, readdirSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import {
  contractDigest,
  contractJson,
  importTask,
  parseTaskBytes,
  taskForm,
  type Digest,
  type Task,
  type TaskDefaults,
  type TaskOptions,
} from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import { now, readIfThere, TASK_FOLDERS, writeDurably } from '#host';
import { newestContract, recordContract } from '#ledger';
import type { Project } from './project.ts';

/** A task as a contract that can be signed: the value, its canonical bytes, and their digest. */
export type Proposal = { readonly task: Task; readonly bytes: Uint8Array; readonly digest: Digest };

/** Where light tasks lie: in the git folder, because a one-line order must not dirty the tree it is about. */
const lightFolder = ({ repository }: Project): string => join(repository.writ, 'tasks');

/** Every Markdown file below a folder; none where there is no such folder. */
export const markdownBelow = (folder: string): readonly string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.md'))
        .map((name) => join(folder, name))
    : [];

/** The task files of a project, templates and notes for readers left out. */
export const taskFiles = (project: Project): readonly string[] =>
  [...TASK_FOLDERS.map((folder) => join(project.repository.root, folder)), lightFolder(project)]
    .flatMap(markdownBelow)
    .filter((path) => !/^(README|TEMPLATE)\.md$/iu.test(basename(path)))
    .toSorted();

/** What holds in this project where a task file says nothing. */
export const taskDefaults = ({ settings, repository }: Project): TaskDefaults => ({
  strictness: settings.strictness,
  baseBranch: repository.branch ?? '',
});
const optionsFor = (project: Project, file: string): TaskOptions => ({ file, defaults: taskDefaults(project) });

const readTask = (project: Project, path: string): Result<Task> => {
  const bytes = readIfThere(path, 2 * 1024 * 1024);
  if (!bytes.ok) return bytes;
  if (bytes.value === null) return fail('usage.unknown', `there is no file ${path}`);
  const task = parseTaskBytes(bytes.value, optionsFor(project, relative(project.repository.root, path)));
  return task.ok ? task : (foreign(project, path, bytes.value) ?? task);
};

/** A task of another tool has no faults to tell one by one: it is to be imported. */
const foreign = (project: Project, path: string, bytes: Uint8Array): Result<never> | null => {
  const form = taskForm(new TextDecoder().decode(bytes));
  if (form === null || form === 'own') return null;
  const [shown, named] = [relative(project.repository.root, path), relative(project.cwd, path)];
  return fail('task.form', 'this is a task in the form of another tool', {
    where: { file: shown, line: 1, column: 1 },
    remedy: `writ task import ${named}`,
  });
};

/** Whether a task file of another tool was imported already: there is a task file called by its id, or with its id. */
const isImported = (project: Project, { path, task }: ListedTask, all: readonly ListedTask[]): boolean => {
  if (task.ok || task.failures[0].code !== 'task.form') return false;
  const bytes = readIfThere(path, 2 * 1024 * 1024);
  if (!bytes.ok || bytes.value === null) return false;
  const read = importTask(bytes.value, { file: path, target: (id) => id, defaults: taskDefaults(project) });
  return (
    read.ok &&
    all.some(
      (other) =>
        other.path !== path &&
        (other.task.ok
          ? other.task.value.contract.id === read.value.id
          : basename(other.path) === `${read.value.id}.md` && other.task.failures[0].code !== 'task.form'),
    )
  );
};

/** A task file read, or why it cannot be. */
export type ListedTask = { readonly path: string; readonly task: Result<Task> };

/**
 * Every task file with what became of reading it; an id that two files carry is a fault of both. What was imported is
 * left out: its import is the task.
 */
export const listTasks = (project: Project): readonly ListedTask[] => {
  const all = taskFiles(project).map((path): ListedTask => ({ path, task: readTask(project, path) }));
  const read = all.filter((one) => !isImported(project, one, all));
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

/** Finds a task by its id or by the path of its file. */
export const findTask = (project: Project, name: string): Result<Task> => {
  if (name.endsWith('.md')) return readTask(project, resolve(project.cwd, name));
  // The file's name usually is the id; only where it is not does every file have to be read.
  const named = taskFiles(project).filter((path) => basename(path) === `${name}.md`);
  const [only, ...more] = named;
  if (only !== undefined && more.length === 0) {
    const task = readTask(project, only);
    if (!task.ok || task.value.contract.id === name) return task;
  }
  const found = listTasks(project).filter(({ task }) => !task.ok || task.value.contract.id === name);
  const match =
    found.find(({ task }) => task.ok) ??
    found.find(({ task, path }) => !task.ok && basename(path) === `${name}.md`) ??
    found.find(({ task }) => !task.ok && task.failures[0].code === 'task.duplicate-id');
  return match === undefined
    ? fail('usage.unknown', `there is no task ${name}`, { remedy: 'writ task list' })
    : match.task;
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
    const path = join(lightFolder(project), `${free}.md`);
    const known = await newestContract(project.ledger, free);
    if (!known.ok) return known;
    if (known.value !== null || existsSync(path)) continue;
    const written = writeDurably(path, textFor(free));
    return written.ok ? ok(free) : written;
  }
  return fail('task.duplicate-id', `there are a thousand tasks called ${id}`);
};

/** Reads a task as a contract and records it by its digest. What is recorded is what will be shown and signed. */
export const propose = async (project: Project, name: string): Promise<Result<Proposal>> => {
  const task = findTask(project, name);
  if (!task.ok) return task;
  const { contract, dependsOn } = task.value;
  if (contract.baseBranch === '') return fail('repository.detached', 'HEAD is detached and the task names no base');
  const bytes = new TextEncoder().encode(contractJson(contract));
  const digest = contractDigest(contract);
  const { id, version, strictness, riskTier } = contract;
  const recorded = await recordContract(
    project.ledger,
    { task: id, version, contract: digest, name: contract.name, strictness, tier: riskTier.tier, dependsOn },
    bytes,
    now(),
  );
  return recorded.ok ? ok({ task: task.value, bytes, digest }) : recorded;
};

/** All that is wrong with the task files, for `writ task validate`. */
export const taskFailures = (tasks: readonly ListedTask[]): readonly Failure[] =>
  tasks.flatMap(({ task }) => (task.ok ? [] : task.failures));
