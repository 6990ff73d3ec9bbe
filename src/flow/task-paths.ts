import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { TASK_FOLDERS, type Repository } from '#host';
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

/** The task files of a repository, templates and notes for readers left out. */
export const taskPaths = (repository: Repository): readonly string[] =>
  [...TASK_FOLDERS.map((folder) => join(repository.root, folder)), lightFolder(repository)]
    .filter(existsSync)
    .flatMap(markdownBelow)
    .filter((path) => !isForReaders(path))
    .toSorted();

/** More than that is read of no task file. */
export const TASK_LIMIT_BYTES = 2 * 1024 * 1024;
