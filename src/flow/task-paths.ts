import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileStamp, TASK_FOLDERS, type Repository } from '#host';
import { lightFolder } from './places.ts';

/** Beside a task file: the versions of it that count no more. Nothing in it is a task. */
export const SUPERSEDED_FOLDER = 'superseded';

/**
 * Every Markdown file below a folder; none where there is no such folder. A link to a folder is not followed, it may
 * lead round in a circle. Node's own recursion is not used: it costs more than reading all that is found.
 */
export const markdownBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === SUPERSEDED_FOLDER ? [] : markdownBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });

/** Templates and notes for readers. */
export const isForReaders = (path: string): boolean =>
  /^(?:README|TEMPLATE)\.md$/iu.test(path.slice(path.lastIndexOf('/') + 1));

/** The task files below a folder, templates and notes for readers left out; none where there is no such folder. */
const taskPathsIn = (folder: string): readonly string[] =>
  existsSync(folder) ? markdownBelow(folder).filter((path) => !isForReaders(path)) : [];

const foldersBelow = (root: string): readonly string[] => TASK_FOLDERS.map((folder) => join(root, folder));
const foldersOf = (repository: Repository): readonly string[] => [
  ...foldersBelow(repository.root),
  lightFolder(repository),
];

/** The task files of a repository, templates and notes for readers left out. */
export const taskPaths = (repository: Repository): readonly string[] =>
  foldersOf(repository).flatMap(taskPathsIn).toSorted();

/** A task file, and what the system says of it; see `fileStamp`. */
export type StampedFile = { readonly path: string; readonly stamp: string | null };

const stampedIn = (folder: string): readonly StampedFile[] =>
  taskPathsIn(folder).map((path) => ({ path, stamp: fileStamp(path) }));

/** Task files by their folder, looked at before it was certain that these are the folders. */
export type StampedAhead = ReadonlyMap<string, readonly StampedFile[]>;

/**
 * Looks at the task files where they nearly always are: below the next folder upwards with a `.git`. For what to do while
 * git says which repository it is; what this found of other folders is of no use then, and does no harm.
 */
export const stampAhead = (cwd: string): StampedAhead => {
  const upwards = (folder: string): string | null =>
    existsSync(join(folder, '.git')) ? folder : dirname(folder) === folder ? null : upwards(dirname(folder));
  try {
    const root = upwards(cwd);
    return new Map(root === null ? [] : foldersBelow(root).map((folder) => [folder, stampedIn(folder)]));
  } catch {
    // What cannot be looked at is told where it is known to be one of them.
    return new Map();
  }
};

const byPath = (one: StampedFile, other: StampedFile): number => (one.path < other.path ? -1 : 1);

/** The task files of a repository with what the system says of them, those of the right folders taken from before. */
export const stampedFiles = (repository: Repository, ahead: StampedAhead): readonly StampedFile[] =>
  foldersOf(repository)
    .flatMap((folder) => ahead.get(folder) ?? stampedIn(folder))
    .toSorted(byPath);

/** More than that is read of no task file. */
export const TASK_LIMIT_BYTES = 2 * 1024 * 1024;
