import { basename } from 'node:path';
import type { FiledTask } from '#plan';

/** What a task file comes to: a task or the draft of one, a task of another tool under the id it would be imported with, or neither. */
export type Filed =
  | ({ readonly kind: 'task' } & FiledTask)
  | { readonly kind: 'foreign'; readonly id: string }
  | { readonly kind: 'unreadable'; readonly foreign: boolean };

type FiledAt = { readonly path: string; readonly filed: Filed };

/** Whether a file is in our form and cannot be signed yet. */
const isUnfinished = (filed: Filed): boolean =>
  filed.kind === 'task' ? filed.draft === true : filed.kind === 'unreadable' && !filed.foreign;

/**
 * The paths of files of another tool that were imported already: there is another file with the id, or called by it.
 * They are left out, because their import is the task.
 */
export const importedAlready = (files: readonly FiledAt[]): ReadonlySet<string> => {
  const imported = files.filter(({ path, filed }) => {
    if (filed.kind !== 'foreign') return false;
    const isImport = (other: FiledAt): boolean =>
      other.path !== path &&
      ((other.filed.kind === 'task' && other.filed.task === filed.id) ||
        (isUnfinished(other.filed) && basename(other.path) === `${filed.id}.md`));
    return files.some(isImport);
  });
  return new Set(imported.map(({ path }) => path));
};
