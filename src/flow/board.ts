import { ok, type Result } from '#failure';
import { boardOf, type BoardLine } from '#plan';
import { readTasks } from './filed-tasks.ts';

/** Every task with what it waits for and what to type next, and how many task files cannot be read. */
export type Board = { readonly lines: readonly BoardLine[]; readonly unreadable: number };

/** The board of the repository a folder belongs to. It decides nothing. Fails as `readTasks` does. */
export const board = async (cwd: string): Promise<Result<Board>> => {
  const read = await readTasks(cwd);
  if (!read.ok) return read;
  return ok({ lines: boardOf(read.value.tasks), unreadable: read.value.unreadable.length });
};
