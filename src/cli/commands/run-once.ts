import { ok, type Result } from '#failure';
import { runTask, type Project } from '#flow';
import { naming, type Io, type Shown } from '../io.ts';
import { backendOf, type Words } from '../words.ts';
import { shownEnd } from './run-end.ts';

/** One attempt at a task, as `writ run TASK` shows it. */
export const runOnce = async (project: Project, task: string, words: Words, io: Io): Promise<Result<Shown>> => {
  const ended = await runTask(project, { task, backend: backendOf(words), tell: io.tell });
  return ended.ok ? ok(shownEnd(ended.value, backendOf(words) ?? 'ID')) : naming(ended, { task });
};
