import { relative } from 'node:path';
import { canonicalJson, sha256, type Digest, type Strictness, type TaskDefaults } from '#contract';
import { ok, type Result } from '#failure';
import { isAlive, lookAtRepository, personFolders, readIfThere, type PersonFolders, type Repository } from '#host';
import { readBoard } from '#ledger';
import { sharedIds, unseenTasks, type BoardTask, type FiledTask } from '#plan';
import { keepBoardCache, readBoardCache } from './board-cache.ts';
import type { KnownFile } from './board-rows.ts';
import { importedAlready, type Filed } from './filed.ts';
import { withLost } from './lost-landings.ts';
import { ledgerPath } from './places.ts';
import { readOwnSettings, withCommitted, type OwnSettings } from './settings-texts.ts';
import { stampAhead, stampedFiles, TASK_LIMIT_BYTES, type StampedFile } from './task-paths.ts';

/** A task file: known from before, with its bytes, or null where it could not be read at all. */
type Content = { readonly bytes: Uint8Array; readonly digest: Digest };
type File = {
  readonly path: string;
  readonly stamp: string | null;
  readonly known: KnownFile | null;
  readonly content: Content | null;
};

/** Reads a task file where the system does not say that it is as it was. */
const readFile = ({ path, stamp }: StampedFile, before: KnownFile | undefined): File => {
  if (before !== undefined && stamp !== null && before.stamp === stamp)
    return { path, stamp, known: before, content: null };
  const bytes = readIfThere(path, TASK_LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return { path, stamp, known: null, content: null };
  const digest = sha256(bytes.value);
  const known = before?.digest !== digest ? null : before.stamp === stamp ? before : { ...before, stamp };
  return { path, stamp, known, content: { bytes: bytes.value, digest } };
};

/** What the settings that hold here depend on: their texts, byte by byte, and for the committed one the commit. */
export const settingsHere = ({ person, repository: own }: OwnSettings, { head }: Repository): string => {
  const texts = [person, own].map(({ bytes }) => (bytes === null ? null : Buffer.from(bytes).toString('latin1')));
  return canonicalJson([...texts, head]);
};

/** How strict it is here. What makes sense of settings is loaded, and git asked for the committed one, only if need be. */
const strictnessOf = async (
  own: OwnSettings,
  repository: Repository,
  cached: Strictness | undefined,
): Promise<Result<Strictness>> => {
  if (cached !== undefined) return ok(cached);
  const texts = await withCommitted(own, repository);
  if (!texts.ok) return texts;
  const { parseStandingSettings } = await import('./standing-settings.ts');
  const standing = parseStandingSettings(texts.value);
  return standing.ok ? ok(standing.value.settings.strictness) : standing;
};

/** What each file comes to. What makes sense of a task file is loaded only where there is a new one. */
const fileAll = async (files: readonly File[], defaults: TaskDefaults): Promise<ReadonlyMap<string, KnownFile>> => {
  const fresh = files.flatMap(({ path, stamp, known, content }) =>
    known === null && content !== null ? [{ path, stamp, ...content }] : [],
  );
  const reader = fresh.length > 0 ? await import('./file-tasks.ts') : null;
  const filed = (await reader?.fileTasks({ files: fresh.map(({ path, bytes }) => ({ path, bytes })), defaults })) ?? [];
  const read = new Map(files.flatMap(({ path, known }) => (known === null ? [] : [[path, known] as const])));
  fresh.forEach(({ path, stamp, digest }, at) => {
    const one = filed[at];
    if (one !== undefined) read.set(path, { stamp, digest, filed: one });
  });
  return read;
};

/** All that is known of the tasks of a repository before any file of theirs is read. */
export type TasksSeen = {
  readonly repository: Repository;
  readonly folders: PersonFolders;
  readonly own: OwnSettings;
  readonly files: readonly StampedFile[];
  /** What the ledger knows. */
  readonly rows: readonly BoardTask[];
};

type FiledAt = { readonly path: string; readonly filed: Filed };
const UNREAD: Filed = { kind: 'unreadable', foreign: false };

/** The task files of a repository with what they come to; what is new is kept for the next board. */
const fileTasks = async ({
  repository,
  folders,
  own,
  files: stamped,
}: TasksSeen): Promise<Result<readonly FiledAt[]>> => {
  const cache = readBoardCache(folders, repository);
  const settings = settingsHere(own, repository);
  const strictness = await strictnessOf(own, repository, cache.strictness.get(settings));
  if (!strictness.ok) return strictness;
  const defaults: TaskDefaults = { strictness: strictness.value, baseBranch: repository.branch ?? '' };
  const standing = canonicalJson(defaults);
  const known = cache.files.get(standing) ?? new Map<string, KnownFile>();
  const files = stamped.map((file) => readFile(file, known.get(file.path)));
  const read = await fileAll(files, defaults);
  const isNew = !cache.strictness.has(settings) || [...read].some(([path, file]) => known.get(path) !== file);
  if (isNew)
    keepBoardCache(folders, repository, cache, { settings, strictness: strictness.value, standing, files: read });
  return ok(files.map(({ path }) => ({ path, filed: read.get(path)?.filed ?? UNREAD })));
};

/** All tasks of a repository, from the ledger and from their files, and the files that are no task. */
export type KnownTasks = {
  readonly root: string;
  readonly tasks: readonly BoardTask[];
  /** What the file of a task says, and where it lies; of two files with one id neither. */
  readonly files: ReadonlyMap<string, { readonly path: string; readonly filed: FiledTask }>;
  /** The files of drafts: tasks in the plan that nobody could sign yet. */
  readonly drafts: readonly string[];
  /** What drafts wait for that is no task here: left out of the plan, so that no draft keeps others from one. */
  readonly loose: readonly { readonly task: string; readonly on: string }[];
  /** The files that are no task: unreadable, of another tool, or with an id that another one has too. */
  readonly unreadable: readonly string[];
};

/**
 * Looks at the tasks of the repository a folder belongs to, without reading their files.
 *
 * Fails with what is wrong with the repository or the ledger, or where settings cannot be read.
 */
export const lookAtTasks = async (cwd: string): Promise<Result<TasksSeen>> => {
  const looking = lookAtRepository(cwd);
  // Before anything of them is read: what is changed in between is stamped otherwise. And while git answers.
  const ahead = stampAhead(cwd);
  const looked = await looking;
  if (!looked.ok) return looked;
  const [repository, folders] = [looked.value, personFolders()];
  const own = readOwnSettings(repository, folders);
  if (!own.ok) return own;
  const files = stampedFiles(repository, ahead);
  // Told from those that are under way, and not finished here: nothing is written.
  const rows = await readBoard(ledgerPath(repository), (holder) => !isAlive(holder));
  return rows.ok ? ok({ repository, folders, own: own.value, files, rows: rows.value }) : rows;
};

type TaskFiled = Extract<Filed, { readonly kind: 'task' }>;

/** What is a task beside others: whatever has a task's id and is the draft of one is none. What was signed stays what it is. */
const isTaskBeside = (
  rows: readonly BoardTask[],
  files: readonly FiledAt[],
): ((filed: Filed) => filed is TaskFiled) => {
  const whole = files.flatMap(({ filed }) => (filed.kind === 'task' && filed.draft !== true ? [filed.task] : []));
  const known = new Set([...rows.map(({ task }) => task), ...whole]);
  return (filed): filed is TaskFiled => filed.kind === 'task' && !(filed.draft === true && known.has(filed.task));
};

/** Drafts with their files; what they wait for counts as far as it is there, and the rest is named apart. */
const withDrafts = (
  tasks: readonly BoardTask[],
  fileOf: (task: string) => string,
): Pick<KnownTasks, 'tasks' | 'loose'> => {
  if (!tasks.some(({ state }) => state === 'draft')) return { tasks, loose: [] };
  const known = new Set(tasks.map(({ task }) => task));
  return {
    tasks: tasks.map((task) =>
      task.state === 'draft'
        ? { ...task, dependsOn: task.dependsOn.filter((on) => known.has(on)), draft: fileOf(task.task) }
        : task,
    ),
    loose: tasks.flatMap(({ task, state, dependsOn }) =>
      state === 'draft' ? dependsOn.filter((on) => !known.has(on)).map((on) => ({ task, on })) : [],
    ),
  };
};

/**
 * Reads every task of a repository, for board and plan. Nothing relies on them, so they alone may take from a cache what
 * a task file means; whatever is shown, signed, run or verified is read from its bytes.
 *
 * Fails with what is wrong with the settings.
 */
export const tasksOf = async (seen: TasksSeen): Promise<Result<KnownTasks>> => {
  const all = await fileTasks(seen);
  if (!all.ok) return all;
  const rows = await withLost(seen.repository, seen.rows);
  if (!rows.ok) return rows;
  const imported = importedAlready(all.value);
  const own = all.value.filter(({ path }) => !imported.has(path));
  const isTask = isTaskBeside(seen.rows, own);
  const tasks = own.flatMap(({ path, filed }) => (isTask(filed) ? [{ path, filed }] : []));
  const shared = new Set(sharedIds(tasks.map(({ filed }) => filed)));
  const files = new Map(tasks.filter(({ filed }) => !shared.has(filed.task)).map((file) => [file.filed.task, file]));
  const { root } = seen.repository;
  const unseen = unseenTasks(seen.rows, tasks.map(({ filed }) => filed)); // prettier-ignore
  return ok({
    root,
    ...withDrafts([...rows.value, ...unseen], (task) => relative(root, files.get(task)?.path ?? root)),
    files,
    drafts: [...files.values()].flatMap(({ path, filed }) => (filed.draft === true ? [path] : [])),
    unreadable: own.filter(({ filed }) => !isTask(filed) || shared.has(filed.task)).map(({ path }) => path),
  });
};

/** Looks at the tasks of the repository a folder belongs to, and reads them. Fails as `lookAtTasks` and `tasksOf` do. */
export const readTasks = async (cwd: string): Promise<Result<KnownTasks>> => {
  const seen = await lookAtTasks(cwd);
  return seen.ok ? tasksOf(seen.value) : seen;
};
