/** Whoever reads along may go at any time: nothing is said of it, and what was begun is finished. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { makeScratch, removeScratch, runCommand, type Scratch } from './rig/story-runner.ts';

let scratch: Scratch;
beforeAll(async () => {
  scratch = await makeScratch();
});
afterAll(() => removeScratch(scratch));

/** Runs a command whose reader is gone before it says anything, and gives its exit code with what came on the side. */
const unread = (command: string): string => `(sleep 0.3; ${command}; echo "ended with $?" >../end) | true; cat ../end`;

test('a command whose reader has gone ends as it would have, without a stack', async () => {
  const said = await runCommand(unread('writ --help'), scratch);
  expect(said).toEqual({ output: 'ended with 0\n', exitCode: 0 });
  const refused = await runCommand(unread('writ board 2>&1'), scratch);
  expect(refused).toEqual({ output: 'ended with 2\n', exitCode: 0 });
});

test('a run whose reader has gone is carried out, sealed and judged', async () => {
  const script = `'{"steps":[{"write":{"path":"a.txt","text":"good"}}]}'`;
  const run = `writ run "make it good" --allow a.txt --check "grep good a.txt" --backend scripted:../s.json --yes 2>&1`;
  const begin = `git init -q && echo bad > a.txt && git add . && git commit -qm base && echo ${script} > ../s.json`;
  await runCommand(`${begin} && writ init --name ada --new-key --yes`, scratch);
  expect((await runCommand(unread(run), scratch)).output).toBe('ended with 0\n');
  expect((await runCommand('writ board', scratch)).output).toContain('attempt 1: passed');
});
