import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { isRecord, keptOfChanges, programAt, readChanges, touchedAt, type OpenChanges } from '#flow';
import type { Repository } from '#host';
import { progressOf, tasksOf, type ChangeFiles } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';

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
const areListed = (value: unknown): value is readonly Listed[] => Array.isArray(value) && value.every(isListed);

const listAll = (repository: Repository): Result<readonly Listed[]> => {
  const open = readChanges(repository, 'tasks');
  return open.ok ? ok([...open.value.changes.values()].map((change) => listed(open.value, change))) : open;
};

/** `writ change list`: what `openspec list` tells. */
export const changeList = async (words: Words): Promise<Result<Shown>> => {
  const question = { asks: 'change list', program: programAt(import.meta.url), is: areListed, answer: listAll };
  const found = await keptOfChanges(process.cwd(), question);
  if (!found.ok) return found;
  const changes = found.value.value;
  const byName = text(words, 'sort') === 'name';
  const sorted = byName ? changes : changes.toSorted((one, other) => (one.lastModified < other.lastModified ? 1 : -1));
  const width = Math.max(0, ...sorted.map(({ name }) => name.length));
  const lines = sorted.map(({ name, completedTasks, totalTasks, lastModified }) => {
    const tasks = totalTasks === 0 ? 'no tasks' : `${completedTasks}/${totalTasks} tasks`;
    return `${visibleLine(name).padEnd(width)}  ${tasks.padEnd(12)}  ${paint('dim', lastModified.slice(0, 10))}`;
  });
  return ok({ text: lines.length === 0 ? NO_CHANGE_OPEN : lines.join('\n'), json: { changes: sorted } });
};
