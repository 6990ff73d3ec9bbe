import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { readChanges, touchedAt, type OpenChanges } from '#flow';
import { progressOf, tasksOf, type ChangeFiles } from '#spec';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { text, type Words } from '../words.ts';
import { withRepository } from './with-repository.ts';

/** What is told where there is nothing to list. */
export const NO_CHANGE_OPEN = 'No change is open here. Next: writ change new NAME';

/** The states by which OpenSpec's own list tells how far a change is. */
const stateOf = (done: number, total: number): 'no-tasks' | 'in-progress' | 'complete' =>
  total === 0 ? 'no-tasks' : done === total ? 'complete' : 'in-progress';

const listed = (open: OpenChanges, change: ChangeFiles) => {
  const { done, total } = progressOf(tasksOf(change, open.project));
  return { name: change.name, completedTasks: done, totalTasks: total, lastModified: touchedAt(open, change), status: stateOf(done, total) };
}; // prettier-ignore

/** `writ change list`: what `openspec list` tells. */
export const changeList = (words: Words): Promise<Result<Shown>> =>
  withRepository((repository) => {
    const open = readChanges(repository, 'tasks');
    if (!open.ok) return open;
    const changes = [...open.value.changes.values()].map((change) => listed(open.value, change));
    const byName = text(words, 'sort') === 'name';
    const sorted = byName ? changes : changes.toSorted((one, other) => (one.lastModified < other.lastModified ? 1 : -1));
    const width = Math.max(0, ...sorted.map(({ name }) => name.length));
    const lines = sorted.map(({ name, completedTasks, totalTasks, lastModified }) => {
      const tasks = totalTasks === 0 ? 'no tasks' : `${completedTasks}/${totalTasks} tasks`;
      return `${visibleLine(name).padEnd(width)}  ${tasks.padEnd(12)}  ${paint('dim', lastModified.slice(0, 10))}`;
    });
    return ok({ text: lines.length === 0 ? NO_CHANGE_OPEN : lines.join('\n'), json: { changes: sorted } });
  }); // prettier-ignore
