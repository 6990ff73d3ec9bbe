import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { isRecord, keptOfChanges, programAt, readChanges, touchedAt, type OpenChanges } from '#flow';
import type { Repository } from '#host';
import { progressOf, tasksOf, unreadIn, type ChangeFiles } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';
import { unreadJson, unreadLines, type Unread } from './unread-lines.ts';

/** What is told where there is nothing to list. */
export const NO_CHANGE_OPEN = 'No change is open here. Next: writ change new NAME';

/** The states by which OpenSpec's own list tells how far a change is. */
const STATES = ['no-tasks', 'in-progress', 'complete'] as const;
type Listed = {
  readonly name: string;
  readonly completedTasks: number;
  readonly totalTasks: number;
  /** ISO 8601. */
  readonly lastModified: string;
  readonly status: (typeof STATES)[number];
};

const stateOf = (done: number, total: number): Listed['status'] =>
  total === 0 ? 'no-tasks' : done === total ? 'complete' : 'in-progress';

const listed = (open: OpenChanges, change: ChangeFiles): Listed => {
  const { done, total } = progressOf(tasksOf(change, open.project));
  return { name: change.name, completedTasks: done, totalTasks: total, lastModified: touchedAt(open, change), status: stateOf(done, total) };
}; // prettier-ignore

const isListed = (value: unknown): value is Listed =>
  isRecord(value) &&
  typeof value['name'] === 'string' &&
  typeof value['completedTasks'] === 'number' &&
  typeof value['totalTasks'] === 'number' &&
  typeof value['lastModified'] === 'string' &&
  STATES.some((one) => one === value['status']);
const isUnread = (value: unknown): value is Unread =>
  isRecord(value) &&
  typeof value['file'] === 'string' &&
  typeof value['line'] === 'number' &&
  typeof value['column'] === 'number' &&
  typeof value['says'] === 'string';

/** The changes, and which of their lists of tasks could not be read. */
type Listing = { readonly changes: readonly Listed[]; readonly unread: readonly Unread[] };
const isListing = (value: unknown): value is Listing =>
  isRecord(value) &&
  Array.isArray(value['changes']) &&
  value['changes'].every(isListed) &&
  Array.isArray(value['unread']) &&
  value['unread'].every(isUnread);

const listAll = (repository: Repository): Result<Listing> => {
  const open = readChanges(repository, 'tasks');
  if (!open.ok) return open;
  const all = [...open.value.changes.values()];
  return ok({
    changes: all.map((change) => listed(open.value, change)),
    unread: all.flatMap((change) => unreadIn(change).map((one) => ({ ...one, line: 1, column: 1 }))),
  });
};

/** `writ change list`: what `openspec list` tells. */
export const changeList = async (words: Words): Promise<Result<Shown>> => {
  const question = { asks: 'change list', program: programAt(import.meta.url), is: isListing, answer: listAll };
  const found = await keptOfChanges(process.cwd(), question);
  if (!found.ok) return found;
  const { changes, unread } = found.value.value;
  const byName = text(words, 'sort') === 'name';
  const sorted = byName ? changes : changes.toSorted((one, other) => (one.lastModified < other.lastModified ? 1 : -1));
  const width = Math.max(0, ...sorted.map(({ name }) => name.length));
  const lines = sorted.map(({ name, completedTasks, totalTasks, lastModified }) => {
    const tasks = totalTasks === 0 ? 'no tasks' : `${completedTasks}/${totalTasks} tasks`;
    return `${visibleLine(name).padEnd(width)}  ${tasks.padEnd(12)}  ${paint('dim', lastModified.slice(0, 10))}`;
  });
  const shown = lines.length === 0 ? [NO_CHANGE_OPEN] : [...lines, ...unreadLines(unread, 'writ change validate')];
  // Without anything to say of it, as OpenSpec's list has it.
  const told = unread.length === 0 ? {} : { unread: unreadJson(unread) };
  return ok({
    text: shown.join('\n'),
    json: { changes: sorted, ...told },
    ...(unread.length === 0 ? {} : { exit: 2 }),
  });
};
