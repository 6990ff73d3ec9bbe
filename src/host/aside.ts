import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { availableParallelism } from 'node:os';

/** How many threads are worth having, ours included: more than a few wait for each other's memory. */
export const threadsWorthwhile = (): number => Math.max(1, Math.min(4, availableParallelism()));

/**
 * Has a program of ours do something in a thread of its own, meanwhile.
 *
 * @param data what it is given, copied
 * @returns the one thing it answers; null where it ended without, for whatever reason: whoever asked can do it itself
 */
export const startAside = (program: URL, data: unknown): Promise<unknown> =>
  new Promise((resolve) => {
    const worker = new Worker(program, { workerData: data, stdout: true, stderr: true });
    worker.once('message', (answer: unknown) => resolve(answer));
    worker.once('error', () => resolve(null));
    worker.once('exit', () => resolve(null));
  });

/** What this thread was given, where it is one that was started aside; and how it answers. */
export const aside = (): { readonly data: unknown; readonly answer: (value: unknown) => void } | null => {
  const port = parentPort;
  if (isMainThread || port === null) return null;
  const data: unknown = workerData;
  return { data, answer: (value) => port.postMessage(value) };
};
