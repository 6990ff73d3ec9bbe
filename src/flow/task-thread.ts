/** The thread that `file-tasks.ts` starts: it is handed task files, and says what each comes to. */
import { parentPort, workerData } from 'node:worker_threads';
import { fileTask } from './file-task.ts';
import type { HandedTasks } from './file-tasks.ts';

const { files, defaults }: HandedTasks = workerData;
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
parentPort?.postMessage(files.map(({ path, bytes }) => fileTask(bytes, { path, defaults })));
