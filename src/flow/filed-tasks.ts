import { canonicalJson, sha256, type Digest, type Strictness, type TaskDefaults } from '#contract';
import { ok, type Result } from '#failure';
import { isAlive, lookAtRepository, personFolders, readIfThere, type PersonFolders, type Repository } from '#host';
import { readBoard } from '#ledger';
import { sharedIds, unseenTasks, type BoardTask, type FiledTask } from '#plan';
import { keepBoardCache, readBoardCache, type KnownFile } from './board-cache.ts';
import { importedAlready, type Filed } from './filed.ts';
import { ledgerPath } from './places.ts';
import { readOwnSettings, withCommitted, type OwnSettings } from './settings-texts.ts';
import { TASK_LIMIT_BYTES, taskPaths } from './task-paths.ts';

/** A task file with its bytes, or null where it could not be read at all. */
type File = { readonly path: string; readonly content: { readonly bytes: Uint8Array; readonly digest: Digest } | null };

const readFile = (path: string): File => {
  const bytes = readIfThere(path, TASK_LIMIT_BYTES);
  if (!bytes.ok || bytes.value === null) return { path, content: null };
  return { path, content: { bytes: bytes.value, digest: sha256(bytes.value) } };
};

/** What the settings that hold here depend on: their texts, and for the committed one the commit. */
const digestOfSettings = ({ person, repository: own }: OwnSettings, { head }: Repository): Digest => {
  const files = [person, own].map(({ bytes }) => (bytes === null ? null : sha256(bytes)));
  return sha256(canonicalJson([...files, head]));
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
const fileAll = async (
  files: readonly File[],
  known: ReadonlyMap<string, KnownFile>,
  defaults: TaskDefaults,
): Promise<ReadonlyMap<string, KnownFile>> => {
  const isKnown = ({ path, content }: File): boolean => content === null || known.get(path)?.digest === content.digest;
  const reader = files.every(isKnown) ? null : await import('./file-task.ts');
  const read = new Map<string, KnownFile>();
  for (const { path, content } of files) {
    if (content === null) continue;
    const { bytes, digest } = content;
    const before = known.get(path);
    if (before?.digest === digest) read.set(path, before);
    else if (reader !== null) read.set(path, { digest, filed: reader.fileTask(bytes, { path, defaults }) });
  }
  return read;
};

type Place = { readonly repository: Repository; readonly folders: PersonFolders };
type FiledAt = { readonly path: string; readonly filed: Filed };
const UNREAD: Filed = { kind: 'unreadable', foreign: false };

/** The task files of a repository with what they come to; what is new is kept for the next board. */
const fileTasks = async ({ repository, folders }: Place): Promise<Result<readonly FiledAt[]>> => {
  const own = readOwnSettings(repository, folders);
  if (!own.ok) return own;
  const cache = readBoardCache(folders, repository);
  const settings = digestOfSettings(own.value, repository);
  const strictness = await strictnessOf(own.value, repository, cache.strictness.get(settings));
  if (!strictness.ok) return strictness;
  const files = taskPaths(repository).map(readFile);
  const defaults: TaskDefaults = { strictness: strictness.value, baseBranch: repository.branch ?? '' };
  const standing = canonicalJson(defaults);
  const known = cache.files.get(standing) ?? new Map<string, KnownFile>();
  const read = await fileAll(files, known, defaults);
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
  /** The files that are no task: unreadable, of another tool, or with an id that another one has too. */
  readonly unreadable: readonly string[];
};

/**
 * Reads every task of the repository a folder belongs to, for board and plan. Nothing relies on them, so they alone may
 * take from a cache what a task file means; whatever is shown, signed, run or verified is read from its bytes.
 *
 * Fails with what is wrong with the repository, the settings or the ledger.
 */
export const readTasks = async (cwd: string): Promise<Result<KnownTasks>> => {
  const repository = await lookAtRepository(cwd);
  if (!repository.ok) return repository;
  const all = await fileTasks({ repository: repository.value, folders: personFolders() });
  if (!all.ok) return all;
  // Told from those that are under way, and not finished here: nothing is written.
  const known = await readBoard(ledgerPath(repository.value), (holder) => !isAlive(holder));
  if (!known.ok) return known;
  const imported = importedAlready(all.value);
  const own = all.value.filter(({ path }) => !imported.has(path));
  const tasks = own.flatMap(({ path, filed }) => (filed.kind === 'task' ? [{ path, filed }] : []));
  const shared = new Set(sharedIds(tasks.map(({ filed }) => filed)));
  const files = new Map(tasks.filter(({ filed }) => !shared.has(filed.task)).map((file) => [file.filed.task, file]));
  return ok({
    root: repository.value.root,
    tasks: [
      ...known.value,
      ...unseenTasks(
        known.value,
        tasks.map(({ filed }) => filed),
      ),
    ],
    files,
    unreadable: own.filter(({ filed }) => filed.kind !== 'task' || shared.has(filed.task)).map(({ path }) => path),
  });
};
