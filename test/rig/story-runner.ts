/** Runs a story for real: its own scratch folder, home and git configuration, an environment made from nothing. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, open, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, normalize } from 'node:path';
import { constants as systemConstants, tmpdir } from 'node:os';
import { describeDifference, type Story, type StoryCommand, type StoryStep } from './story.ts';

/** Where a story runs. `home` is unique, so every process that carries it in its environment is the story's. */
export type Scratch = {
  readonly folder: string;
  readonly work: string;
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
};

/** What a command did: all it printed in order of arrival, and its exit code, or why it has none. */
export type CommandOutcome = { readonly output: string; readonly exitCode: number | string };

/** A command that did something else than the story says. */
export type StoryMismatch = { readonly step: StoryCommand; readonly outcome: CommandOutcome; readonly text: string };

const CHECKOUT = join(import.meta.dirname, '../..');
const COMMAND_TIMEOUT_MS = 200_000;
const GIT_CONFIG = '[user]\n\tname = Ada Story\n\temail = ada@story.example\n[init]\n\tdefaultBranch = main\n';

/** Makes the folders of a story. `writ` is the launcher of this checkout, found through a link as npm would make it. */
export const makeScratch = async (): Promise<Scratch> => {
  const folder = await mkdtemp(join(tmpdir(), 'writ-story-'));
  const [work, home, bin, git] = [
    join(folder, 'work'),
    join(folder, 'home'),
    join(folder, 'bin'),
    join(folder, 'gitconfig'),
  ];
  await Promise.all([work, home, bin].map((path) => mkdir(path)));
  await symlink(join(CHECKOUT, 'bin/writ'), join(bin, 'writ'));
  await writeFile(git, GIT_CONFIG);
  const env = {
    HOME: home,
    PATH: [bin, dirname(process.execPath), '/usr/bin', '/bin'].join(':'),
    GIT_CONFIG_GLOBAL: git,
    GIT_CONFIG_NOSYSTEM: '1',
    LANG: 'C.UTF-8',
    NO_COLOR: '1',
    TZ: 'UTC',
  };
  return { folder, work, home, env };
};

const killQuietly = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
};

/** The processes, of any parent, whose environment names this home. */
const processesOf = async (home: string): Promise<readonly number[]> => {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const environments = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')));
  return pids.flatMap((pid, index) =>
    environments[index]?.split('\0').includes(`HOME=${home}`) === true ? [Number(pid)] : [],
  );
};

/** Ends what the story left running, by process id, and removes its folder. */
export const removeScratch = async (scratch: Scratch): Promise<void> => {
  for (let round = 0; round < 20; round += 1) {
    const pids = await processesOf(scratch.home);
    if (pids.length === 0) break;
    pids.forEach(killQuietly);
  }
  // Not Node's own: what a hostile agent left may lie deeper than any path can say.
  await new Promise((done) => spawn('rm', ['-rf', scratch.folder], { stdio: 'ignore' }).on('close', done));
};

const exitCodeOf = (code: number | null, signal: NodeJS.Signals | null, late: boolean): number | string => {
  if (late) return `none: not finished after ${COMMAND_TIMEOUT_MS / 1000} s`;
  return code ?? (signal === null ? 'none' : 128 + systemConstants.signals[signal]);
};

/**
 * Runs one shell command to its end, or for a minute. Both outputs go to one file opened for appending: that keeps
 * their order, and a process left in the background cannot hold the story up by keeping a pipe open.
 */
export const runCommand = async (command: string, scratch: Scratch): Promise<CommandOutcome> => {
  const path = join(scratch.folder, 'output');
  const file = await open(path, 'w+');
  const appending = await open(path, 'a');
  const { work: cwd, env } = scratch;
  const exitCode = await new Promise<number | string>((resolve, reject) => {
    const child = spawn('bash', ['-c', command], {
      cwd,
      env,
      stdio: ['ignore', appending.fd, appending.fd],
      detached: true,
    });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid !== undefined) killQuietly(-child.pid);
    }, COMMAND_TIMEOUT_MS);
    child.once('error', reject);
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      resolve(exitCodeOf(code, signal, late));
    });
  });
  const output = await file.readFile('utf8');
  await Promise.all([file.close(), appending.close()]);
  return { output, exitCode };
};

const writeStoryFile = async (name: string, content: string, { work }: Scratch): Promise<void> => {
  if (isAbsolute(name) || normalize(name).startsWith('..'))
    throw new Error(`a story writes only inside its folder, not ${name}`);
  await mkdir(dirname(join(work, name)), { recursive: true });
  await writeFile(join(work, name), content);
};

/** Runs one step of a story; null if it did what the story says. */
export const runStep = async (step: StoryStep, file: string, scratch: Scratch): Promise<StoryMismatch | null> => {
  if (step.kind === 'file') {
    await writeStoryFile(step.name, step.content, scratch);
    return null;
  }
  const outcome = await runCommand(step.command, scratch);
  const text = describeDifference(file, step, outcome.output, outcome.exitCode);
  return text === null ? null : { step, outcome, text };
};

/**
 * Runs a story from its first step to its last, or to the first command that does something else than the story
 * says. With `all`, goes on after it and gives every mismatch. Cleans up in any case.
 */
export const runStory = async (
  story: Story,
  { all = false }: { readonly all?: boolean } = {},
): Promise<readonly StoryMismatch[]> => {
  const scratch = await makeScratch();
  const mismatches: StoryMismatch[] = [];
  try {
    for (const step of story.steps) {
      const mismatch = await runStep(step, story.file, scratch);
      if (mismatch !== null) mismatches.push(mismatch);
      if (mismatch !== null && !all) break;
    }
  } finally {
    await removeScratch(scratch);
  }
  return mismatches;
};
