import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { TaskDefaults } from '#contract';
import { packageFile } from '#host';
import { fileTask } from './file-task.ts';
import type { Filed } from './filed.ts';

/** A task file that was read, and has not been made sense of. */
export type TaskBytes = { readonly path: string; readonly bytes: Uint8Array };

/** What a thread is handed. */
export type HandedTasks = { readonly files: readonly TaskBytes[]; readonly defaults: TaskDefaults };

/** For fewer files than this a thread is not worth what it loads: a tenth of a second, and thirty megabytes. */
const FILES_OF_A_THREAD = 2000;

/** More than these read no faster: what they come to goes through one thread again. */
const MOST_THREADS = 4;

/** The program of a thread, from source and from a build. */
const program = (): string | URL =>
  import.meta.url.endsWith('.ts') ? new URL('task-thread.ts', import.meta.url) : packageFile('dist/task-thread.mjs');

/** What the files of one thread come to; rejects where it could not be started, or ended without saying so. */
export const fileInThread = (handed: HandedTasks): Promise<readonly Filed[]> =>
  new Promise((resolve, reject) => {
    const thread = new Worker(program(), { workerData: handed });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', () => reject(new Error('the thread has ended')));
  });

/** How many threads, this one among them, are worth having for so many files. */
const threadsFor = (files: number): number =>
  Math.max(1, Math.min(availableParallelism(), MOST_THREADS, Math.ceil(files / FILES_OF_A_THREAD)));

/**
 * What each of many task files comes to, in their order; thousands are read in several threads at once. What a thread
 * could not say is read here, so that no fault of a machine is taken for one of a file.
 *
 * @param threads how many, this one among them
 */
export const fileTasks = async (
  { files, defaults }: HandedTasks,
  threads = threadsFor(files.length),
): Promise<readonly Filed[]> => {
  const here = (part: readonly TaskBytes[]): readonly Filed[] =>
    part.map(({ path, bytes }) => fileTask(bytes, { path, defaults }));
  const each = Math.ceil(files.length / threads);
  const parts = Array.from({ length: threads }, (_, at) => files.slice(at * each, (at + 1) * each));
  const [own = [], ...others] = parts;
  const elsewhere = others.map((part) => fileInThread({ files: part, defaults }).catch(() => here(part)));
  const filed = here(own);
  return [...filed, ...(await Promise.all(elsewhere)).flat()];
};
