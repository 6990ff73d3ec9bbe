/** What a person types after something went wrong, and what must hold then: the same for kills and for faults. */
import { readdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
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

/** What a person types from here on, by what the board says. */
const wayFrom = (state: string): readonly string[] => {
  const { run, accept, land } = COMMANDS;
  switch (state) {
    case 'landed':
      return [];
    case 'accepted':
      return [land];
    case 'validated':
      return [accept, land];
    case 'ready_for_validation':
      // Sealed, and not judged: to look at it finishes it.
      return ['writ review', accept, land];
    case 'backlog':
      return [`writ approve ${TASK} --yes`, RUN_AGAIN, accept, land];
    case 'unknown':
      // Nothing was written down yet: the person gives the brief again.
      return [run, accept, land];
    default:
      return [RUN_AGAIN, accept, land];
  }
};

/**
 * What a person types next, until the task has landed. Each of these commands must succeed at once.
 *
 * @param first what is typed before that, whatever comes of it: any command that meets the run finishes it
 */
export const recover = async (scratch: Scratch, first: string | null = null): Promise<void> => {
  if (first !== null) await runCommand(first, scratch);
  for (const command of wayFrom(await stateOf(scratch))) await well(command, scratch);
};

/** The run that a person was told of, by a command that said it was done. */
const toldRun = (said: string): string | null => /^(?:PASS .* run|Accepted) (R-[0-9a-f]+)/mu.exec(said)?.[1] ?? null;

const eventSchema = z.array(z.object({ kind: z.string(), run: z.string().nullable(), hash: z.string() }));
/** What the ledger says happened, read past Writ. */
export const eventsOf = ({ work }: Scratch): z.infer<typeof eventSchema> => {
  const ledger = new DatabaseSync(join(work, '.git/writ/ledger.sqlite'), { readOnly: true });
  const events = eventSchema.parse(ledger.prepare('select kind, run, hash from events order by seq').all());
  ledger.close();
  return events;
};

/**
 * Nothing acknowledged is lost, nothing happened twice, the branch is as decided, everything verifies, nothing is left
 * over, and recovering once more changes nothing.
 *
 * @param said what the command that was hurt printed
 */
export const provesWhole = async (scratch: Scratch, said: string): Promise<void> => {
  const events = eventsOf(scratch);
  expect(
    events.filter(({ kind }) => kind === 'run.landed'),
    'landed once',
  ).toHaveLength(1);
  expect(
    events.filter(({ kind }) => kind === 'run.decided'),
    'decided once',
  ).toHaveLength(1);
  const told = toldRun(said);
  const landed = events.find(({ kind }) => kind === 'run.landed')?.run;
  expect(told ?? landed, 'what landed is what the person was told of').toBe(landed);
  expect(await well('git log --format=%s && cat a.txt && git status --porcelain', scratch)).toBe(
    'feat: make it good\nfeat: start\ngood\n',
  );
  expect(await well('writ verify', scratch)).toContain('PASS, landed');

  const refs = await well('git for-each-ref && git fsck --strict --no-dangling', scratch);
  expect((await runCommand('writ land', scratch)).exitCode).toBe(1);
  expect(await well('git for-each-ref && git fsck --strict --no-dangling', scratch)).toBe(refs);
  expect(eventsOf(scratch)).toEqual(events);
  await well('writ verify --ledger', scratch);
  expect(readdirSync(join(scratch.work, '.git', 'writ')).filter((name) => name.startsWith('check-'))).toEqual([]);
  expect(processesAbout(scratch.folder), 'nothing is left running').toEqual([]);
};
