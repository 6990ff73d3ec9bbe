/**
 * Where benchmarks happen: a folder in memory, an installed Writ as it is published (the launcher and its build, no
 * sources), an empty home, and the one Node that everything is measured with.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Act } from './figure.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Memory on Linux. Timings on a disk vary tenfold from one minute to the next. */
const MEMORY = '/dev/shm';
/** What `npm pack` would put into the package, but for types and texts. */
const PUBLISHED = ['bin', 'dist', 'package.json', 'src/host/in-jail'];

export type Command = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What has to be true of what it printed. */
  readonly expect?: (stdout: string) => boolean;
};

export type Stage = {
  /** A folder of this benchmark alone. */
  readonly folder: string;
  readonly inMemory: boolean;
  readonly node: string;
  /** The launcher of the installed package. */
  readonly writ: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command that prepares something, and gives what it printed. */
  readonly prepare: (command: Command) => string;
  /** A command as an act: the wall clock from before its start to after its end. */
  readonly command: (says: string, command: Command) => Act;
  /** `node -e 0`: what starting Node costs by itself. */
  readonly nodeAlone: Act;
};

const install = (folder: string): string => {
  const home = join(folder, 'lib/node_modules/@writ/writ');
  for (const path of PUBLISHED) cpSync(join(ROOT, path), join(home, path), { recursive: true });
  return join(home, 'bin/writ');
};

const environment = (folder: string): Readonly<Record<string, string>> => {
  const home = join(folder, 'home');
  mkdirSync(home);
  return {
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? '/usr/bin:/bin'}`,
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_STATE_HOME: join(home, '.local/state'),
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'Ada',
    GIT_AUTHOR_EMAIL: 'ada@example.org',
    GIT_COMMITTER_NAME: 'Ada',
    GIT_COMMITTER_EMAIL: 'ada@example.org',
    LC_ALL: 'C',
    TMPDIR: folder,
  };
};

const LIMIT_BYTES = 1024 * 1024 * 1024;

const runOnce = ({ argv, cwd, env, expect = () => true }: Command, base: Stage['env']): [string, number] => {
  const [program, ...args] = argv;
  const began = performance.now();
  const end = spawnSync(program, args, { cwd, env: { ...base, ...env }, encoding: 'utf8', maxBuffer: LIMIT_BYTES });
  const ms = performance.now() - began;
  if (end.status !== 0 || !expect(end.stdout))
    throw new Error(
      `${argv.join(' ')} ended with ${end.status}: ${end.error ?? ''}${end.stderr}${end.stdout.slice(0, 500)}`,
    );
  return [end.stdout, ms];
};

/**
 * The most memory a Node process held, by the kernel's own count. Told at its end by a module loaded before it, in a
 * run that is not timed; a count from outside would begin with the memory of whoever started it.
 */
const peakOf = (command: Command, stage: Pick<Stage, 'folder' | 'env'>): number => {
  const file = join(stage.folder, 'peak');
  const tell = `import { appendFileSync, readFileSync } from 'node:fs';
    process.on('exit', () => appendFileSync(${JSON.stringify(file)}, readFileSync('/proc/self/status', 'utf8')));`;
  rmSync(file, { force: true });
  const preload = `--import=data:text/javascript,${encodeURIComponent(tell)}`;
  runOnce({ ...command, env: { ...command.env, NODE_OPTIONS: preload } }, stage.env);
  const peaks = [...readFileSync(file, 'utf8').matchAll(/^VmHWM:\s+(\d+) kB$/gm)].map(([, kilobytes]) =>
    Number(kilobytes),
  );
  if (peaks.length === 0) throw new Error(`${command.argv.join(' ')} did not say how much memory it held`);
  return Math.max(...peaks) * 1024;
};

/** Makes a stage for one benchmark, and removes it when it is done. */
export const onStage = async <T>(use: (stage: Stage) => Promise<T>): Promise<T> => {
  const inMemory = existsSync(MEMORY);
  const folder = mkdtempSync(join(inMemory ? MEMORY : tmpdir(), 'writ-bench-'));
  try {
    const env = environment(folder);
    const command = (says: string, what: Command): Act => ({
      says,
      run: () => runOnce(what, env)[1],
      peak: () => peakOf(what, { folder, env }),
    });
    return await use({
      folder,
      inMemory,
      node: process.execPath,
      writ: install(folder),
      env,
      prepare: (what) => runOnce(what, env)[0],
      command,
      nodeAlone: command('node -e 0', { argv: [process.execPath, '-e', '0'] }),
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
