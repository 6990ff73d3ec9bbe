/** What another thread is started with, to make sense of task files; a program of its own in the build. */
import { aside } from '#host';
import { fileAside } from './file-tasks.ts';

const thread = aside();
thread?.answer(fileAside(thread.data));
