/** What a person types after something went wrong, and what must hold then: the same for kills and for faults. */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { z } from 'zod';
import { copyScratch } from '../rig/copy-scratch.ts';
import { makeScratch, removeScratch, runCommand, type Scratch } from '../rig/story-runner.ts';

/** The commands that may be cut off, in order. The first takes the light path, up to its signature. */
export const COMMANDS = {
  run: 'writ run "make it good" --allow a.txt --check "grep -q good a.txt" --backend scripted:../script.json --yes',
  accept: 'writ accept --yes',
  land: 'writ land',
} as const;
export type CommandName = keyof typeof COMMANDS;

const TASK = 'WP-make-it-good';
const RUN_AGAIN = `writ run ${TASK} --backend scripted:../script.json`;

/** Gives the backend its script: what comes before the one honest edit. */
export const writeScript = (scratch: Scratch, ...first: readonly unknown[]): Promise<void> => {
  const steps = [...first, { write: { path: 'a.txt', text: 'good\n' } }];
  return writeFile(join(scratch.folder, 'script.json'), JSON.stringify({ steps }));
};

/** Runs a command that must succeed and gives what it printed. */
export const well = async (command: string, scratch: Scratch): Promise<string> => {
  const { output, exitCode } = await runCommand(command, scratch);
  expect(`${command}: ${exitCode}\n${exitCode === 0 ? '' : output}`).toBe(`${command}: 0\n`);
  return output;
};

/** A repository as it is right before each command: made once, copied for each case. */
export type Stages = Readonly<Record<CommandName, Scratch>>;

export const makeStages = async (): Promise<Stages> => {
  const run = await makeScratch();
  await well('git init -q && printf "bad\\n" > a.txt && git add -A && git commit -qm "feat: start"', run);
  await well('writ init --name ada --new-key --yes', run);
  const accept = await copyScratch(run);
  await writeScript(accept);
  await well(COMMANDS.run, accept);
  const land = await copyScratch(accept);
  await well(COMMANDS.accept, land);
  return { run, accept, land };
};

/** Carries something out on a copy of a stage, with the honest script, and removes the copy. */
export const onCopy = async <T>(stage: Scratch, use: (scratch: Scratch) => Promise<T>): Promise<T> => {
  const scratch = await copyScratch(stage);
  try {
    await writeScript(scratch);
    return await use(scratch);
  } finally {
    await removeScratch(scratch);
  }
};

const contains = (file: string, text: string): boolean => {
  try {
    return readFileSync(file, 'latin1').includes(text);
  } catch {
    return false;
  }
};

/** Processes that have to do with a folder, by command line or environment. */
export const processesAbout = (text: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name) && name !== String(process.pid))
    .filter((pid) => contains(`/proc/${pid}/cmdline`, text) || contains(`/proc/${pid}/environ`, text));

const boardSchema = z.object({ tasks: z.array(z.object({ task: z.string(), state: z.string() })) });
const stateOf = async (scratch: Scratch): Promise<string> => {
  const { tasks } = boardSchema.parse(JSON.parse(await well('writ board --json', scratch)));
  return tasks.find(({ task }) => task === TASK)?.state ?? 'unknown';
};

const nextIn = (state: string): string => {
  if (state === 'validated') return COMMANDS.accept;
  if (state === 'accepted') return COMMANDS.land;
  // Sealed, and not judged: to look at it finishes it.
  if (state === 'ready_for_validation') return 'writ review';
  if (state === 'backlog') return `writ approve ${TASK} --yes`;
  // Nothing was written down yet: the person gives the brief again.
  return state === 'unknown' ? COMMANDS.run : RUN_AGAIN;
};

/**
 * What a person types next, by what the board says, until the task has landed.
 *
 * @param first what is typed before that, whatever comes of it: any command that meets the run finishes it
 */
export const recover = async (scratch: Scratch, first: string | null = null): Promise<void> => {
  if (first !== null) await runCommand(first, scratch);
  for (let tries = 0; tries < 6; tries++) {
    const state = await stateOf(scratch);
    if (state === 'landed') return;
    await well(nextIn(state), scratch);
  }
};

/** The run that a person was told of, by a command that said it was done. */
const toldRun = (said: string): string | null => /^(?:PASS .* run|Accepted) (R-[0-9a-f]+)/mu.exec(said)?.[1] ?? null;

/**
 * Nothing acknowledged is lost, nothing happened twice, the branch is as decided, everything verifies, nothing is left
 * over, and recovering once more changes nothing.
 *
 * @param said what the command that was hurt printed
 */
export const provesWhole = async (scratch: Scratch, said: string): Promise<void> => {
  const events = await well('writ log --limit 500', scratch);
  expect(events.match(/ run\.landed /gu), 'landed once').toHaveLength(1);
  expect(events.match(/ run\.decided /gu), 'decided once').toHaveLength(1);
  const told = toldRun(said);
  if (told !== null)
    expect(events, 'what landed is what the person was told of').toMatch(new RegExp(` run\\.landed .*${told}`, 'u'));
  expect(await well('git log --format=%s && cat a.txt && git status --porcelain', scratch)).toBe(
    'feat: make it good\nfeat: start\ngood\n',
  );
  expect(await well('writ verify', scratch)).toContain('PASS, landed');

  const refs = await well('git for-each-ref && git fsck --strict --no-dangling', scratch);
  expect((await runCommand('writ land', scratch)).exitCode).toBe(1);
  await well('writ review', scratch);
  expect(await well('git for-each-ref && git fsck --strict --no-dangling', scratch)).toBe(refs);
  expect(await well('writ log --limit 500', scratch)).toBe(events);
  await well('writ verify --ledger', scratch);
  expect(readdirSync(join(scratch.work, '.git', 'writ')).filter((name) => name.startsWith('check-'))).toEqual([]);
  expect(processesAbout(scratch.folder), 'nothing is left running').toEqual([]);
};
