import { ok, type Result } from '#failure';
import { boardOf, type BoardLine } from '#plan';
import { driftOf, type Drift } from './drift.ts';
import { readTasks } from './filed-tasks.ts';

/** A line of the board, with what of its cited texts reads otherwise since it was approved. */
export type ShownLine = Omit<BoardLine, 'cites' | 'citedAt' | 'landed'> & { readonly drift: readonly Drift[] };

/** Every task with what it waits for and what to type next, and how many task files cannot be read. */
export type Board = { readonly lines: readonly ShownLine[]; readonly unreadable: number };

/** The board of the repository a folder belongs to. It decides nothing. Fails as `readTasks` does. */
export const board = async (cwd: string): Promise<Result<Board>> => {
  const read = await readTasks(cwd);
  if (!read.ok) return read;
  const { root, tasks, unreadable } = read.value;
  const drift = await driftOf(root, tasks);
  if (!drift.ok) return drift;
  const lines = boardOf(tasks).map(({ cites: _cites, citedAt: _citedAt, landed: _landed, ...line }): ShownLine => {
    const changed = drift.value.get(line.task) ?? [];
    // Nothing is run for a text that reads otherwise: it is read, and approved afresh.
    const isOutdated = changed.length > 0 && line.state === 'ready' && line.next !== null;
    return { ...line, drift: changed, ...(isOutdated ? { next: `writ approve ${line.task}` } : {}) };
  });
  return ok({ lines, unreadable: unreadable.length });
}; // prettier-ignore
