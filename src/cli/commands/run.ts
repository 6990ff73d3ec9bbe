import { fail, ok, type Result } from '#failure';
import { namedBackend, type Project } from '#flow';
import { hearPrograms } from '#host';
import type { Io, Shown } from '../io.ts';
import { withProject, withRecord } from './with-project.ts';
import { backendOf, given, text, type Words } from '../words.ts';

/** Loaded where there is a brief: to read a contract and to have it signed takes as much as to run one. */
const ofBrief = () => import('./run-brief.ts');

const isTaskName = (name: string): boolean => /^WP-[\w.-]+$/u.test(name);

/** What must be named is the task, the brief, or what was cut off. */
const nothingNamed = fail('usage.argument', 'neither a task nor a brief was named', {
  remedy: 'writ run TASK --backend ID, or writ run --resume',
});

const begin = async (project: Project, name: string, said: Words, io: Io): Promise<Result<Shown>> => {
  const backend = await namedBackend(project, backendOf(said));
  if (!backend.ok) return backend;
  const words = { ...said, backend: backend.value };
  const task = isTaskName(name) ? ok(name) : await (await ofBrief()).fromBrief(project, name, words, io);
  if (!task.ok) return task;
  if (given(words, 'retry')) return (await import('./run-retry.ts')).retryRun(project, task.value, words, io);
  // What was begun ahead may have ended by now, and to load the rest takes a while.
  await hearPrograms();
  return (await import('./run-once.ts')).runOnce(project, task.value, words, io);
};

/** `writ run TASK|"brief"`, `writ run --resume [RUN|TASK]` */
export const runCommand = async (words: Words, io: Io): Promise<Result<Shown>> => {
  // To load all that a run needs took a while.
  await hearPrograms();
  const name = text(words, 'task');
  if (given(words, 'resume')) {
    const { continueRun } = await import('./run-resume.ts');
    return withProject((project) => continueRun(project, name, words, io));
  }
  if (name === undefined) return nothingNamed;
  const check = async (project: Project) => {
    if (isTaskName(name)) return ok(null);
    return (await ofBrief()).checkBrief(project, name, words, io);
  };
  return withRecord(check, (project) => begin(project, name, words, io));
};
