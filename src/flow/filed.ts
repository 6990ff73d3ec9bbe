import { basename } from 'node:path';
import type { FiledTask } from '#plan';

/** What a task file comes to: a task, a task of another tool under the id it would be imported with, or neither. */
export type Filed =
  | ({ readonly kind: 'task' } & FiledTask)
  | { readonly kind: 'foreign'; readonly id: string }
  | { readonly kind: 'unreadable'; readonly foreign: boolean };

type FiledAt = { readonly path: string; readonly filed: Filed };

/**
 * The paths of files of another tool that were imported already: there is another file with the id, or called by it.
 * They are left out, because their import is the task.
 */
export const importedAlready = (files: readonly FiledAt[]): ReadonlySet<string> => {
  const imported = files.filter(({ path, filed }) => {
    if (filed.kind !== 'foreign') return false;
    const isImport = (other: FiledAt): boolean =>
      other.path !== path &&
      (other.filed.kind === 'task'
        ? other.filed.task === filed.id
        : other.filed.kind === 'unreadable' && !other.filed.foreign && basename(other.path) === `${filed.id}.md`);
    return files.some(isImport);
  });
  return new Set(imported.map(({ path }) => path));
};
