import { expect, test } from 'vitest';
import { startAside } from './aside.ts';

const program = (text: string): URL => new URL(`data:text/javascript,${encodeURIComponent(text)}`);
const ASKED = "import { parentPort, workerData } from 'node:worker_threads'; ";

test('another thread is given something, and answers', async () => {
  const url = program(`${ASKED} parentPort.postMessage({ twice: workerData.number * 2 })`);
  expect(await startAside(url, { number: 21 })).toEqual({ twice: 42 });
});

test.each([
  ['fails', 'throw new Error("no")'],
  ['ends without a word', '0'],
  ['ends at once', 'process.exit(0)'],
])('where it %s, there is no answer', async (_, text) => {
  expect(await startAside(program(text), null)).toBeNull();
});
