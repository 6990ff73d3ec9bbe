import { expect, test } from 'vitest';
import { fileTask } from './file-task.ts';
import { fileInThread, fileTasks, type TaskBytes } from './file-tasks.ts';

const defaults = { strictness: 'standard', baseBranch: 'main' } as const;
const text = (n: number): string => (n % 3 === 0 ? 'no task\n' : `---\nid: WP-${n}\nname: Task ${n}\n---\n`);
const files = Array.from({ length: 7 }, (_, n): TaskBytes => ({
  path: `/tasks/WP-${n}.md`,
  bytes: new TextEncoder().encode(text(n)),
}));
const alone = files.map(({ path, bytes }) => fileTask(bytes, { path, defaults }));

test('a thread says what files come to', async () => {
  expect(await fileInThread({ files, defaults })).toEqual(alone);
});

test.each([1, 2])('in %i threads files come to the same, in their order', async (threads) => {
  expect(await fileTasks({ files, defaults }, threads)).toEqual(alone);
});

test('a thread that cannot be started leaves its files to this one', async () => {
  const unsendable = Object.assign({ ...defaults }, { never: () => {} });
  await expect(fileInThread({ files, defaults: unsendable })).rejects.toThrow('could not be cloned');
  expect(await fileTasks({ files, defaults: unsendable }, 3)).toEqual(alone);
});
