import { fail, ok, type Failure, type Result } from '#failure';
import { runProgram, type ProgramEnd } from './programs.ts';
import { runByShell } from './standing-shell.ts';

/** How one git command is run. */
export type GitCall = {
  readonly cwd?: string;
  readonly gitDir?: string;
  readonly workTree?: string;
  readonly indexFile?: string;
  /** Further folders of objects, read-only in effect (`GIT_ALTERNATE_OBJECT_DIRECTORIES`). */
  readonly objects?: readonly string[];
  readonly stdin?: Uint8Array | string;
  /** Ends git when what it does is not wanted any more. */
  readonly signal?: AbortSignal;
  /** `person`: the person's own configuration counts (identity, ignore rules). `harness`: none does. */
  readonly config: 'person' | 'harness';
};

/**
 * Settings that no repository may override here: nothing in a folder an agent could have written decides which
 * program runs on this machine, or how bytes are changed between the work tree and the object store.
 */
const SAFE = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.untrackedCache=false',
  'core.protectHFS=true',
  'core.protectNTFS=true',
  'submodule.recurse=false',
  'gc.auto=0',
  'maintenance.auto=false',
];
const HARNESS = [
  ...SAFE,
  'core.autocrlf=false',
  'core.attributesFile=/dev/null',
  'core.excludesFile=/dev/null',
  'core.quotePath=false',
  'safe.directory=*',
];

const personEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    [
      'PATH',
      'HOME',
      'XDG_CONFIG_HOME',
      'GIT_CONFIG_GLOBAL',
      'GIT_CONFIG_SYSTEM',
      'GIT_CONFIG_NOSYSTEM',
      'GIT_AUTHOR_NAME',
      'GIT_AUTHOR_EMAIL',
      'EMAIL',
    ].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const harnessEnvironment = (): Record<string, string> => ({
  PATH: process.env['PATH'] ?? '/usr/bin:/bin',
  HOME: '/nonexistent',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_SYSTEM: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
});

const environmentOf = (call: GitCall): Record<string, string> => ({
  ...(call.config === 'person' ? personEnvironment() : harnessEnvironment()),
  LC_ALL: 'C',
  GIT_NO_REPLACE_OBJECTS: '1',
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  ...(call.indexFile === undefined ? {} : { GIT_INDEX_FILE: call.indexFile }),
  ...(call.objects === undefined ? {} : { GIT_ALTERNATE_OBJECT_DIRECTORIES: call.objects.join(':') }),
});

/** What a git command printed, or what it complained of. */
export type GitEnd = { readonly exitCode: number | null; readonly stdout: Uint8Array; readonly stderr: string };

/** What git says where the disk refused it: the system's own words end a line, or it could not put its index in place. */
const DISK =
  /: (?:Input\/output error|No space left on device|Disk quota exceeded|File too large|Read-only file system)$|[Uu]nable to write new[_ ]index file/mu;

/** Whether git ended for a reason that says nothing of what it was asked: the disk refused it, or it was ended itself. */
const isStopped = (exitCode: number | null, stderr: string): boolean =>
  exitCode === null || (exitCode !== 0 && DISK.test(stderr));

/** Where git misses an object: what a clone with a filter leaves out, nobody here asks another machine for. */
const LACKS =
  /unable to read (?:sha1 file|tree|blob)|missing (?:blob|tree|commit) object|promisor|could not (?:fetch|get object info)/iu;

const storageFailure = (what: string, { exitCode, stderr }: Omit<GitEnd, 'stdout'>): Result<never> => {
  const message = `${what} failed (${String(exitCode)}): ${stderr.trim().slice(0, 500)}`;
  return LACKS.test(stderr)
    ? fail('machine.storage', `objects are missing in this repository, as in a partial clone: ${message}`, {
        remedy: 'get all of them: git fetch --refetch --no-filter origin, or see what is damaged: git fsck',
      })
    : fail('machine.storage', message);
};

/** What a program of a call is given beside its words and its environment. */
const reads = ({
  cwd,
  stdin,
  signal,
}: GitCall): Pick<Parameters<typeof runProgram>[0], 'cwd' | 'stdin' | 'signal'> => ({
  ...(cwd === undefined ? {} : { cwd }),
  ...(stdin === undefined ? {} : { stdin }),
  ...(signal === undefined ? {} : { signal }),
});

/**
 * Has a shell that stands by start git, as `runProgram` would tell of it; null where it has to be started otherwise. What
 * somebody may want to end is started by ourselves.
 */
const standingBy = (
  { cwd, stdin, signal }: GitCall,
  order: Pick<Parameters<typeof runByShell>[0], 'script' | 'words' | 'env'>,
): Promise<ProgramEnd> | null => {
  if (signal !== undefined || (stdin !== undefined && typeof stdin !== 'string')) return null;
  return runByShell({ ...order, ...(cwd === undefined ? {} : { cwd }), ...(stdin === undefined ? {} : { stdin }) });
};

/**
 * Runs git, whatever its exit code. Fails where git is missing, and where a failing disk stopped it: that must never be
 * taken for an answer.
 */
export const tryGit = async (args: readonly string[], call: GitCall): Promise<Result<GitEnd>> => {
  const settings = (call.config === 'person' ? SAFE : HARNESS).flatMap((setting) => ['-c', setting]);
  const places = [
    ...(call.gitDir === undefined ? [] : [`--git-dir=${call.gitDir}`]),
    ...(call.workTree === undefined ? [] : [`--work-tree=${call.workTree}`]),
  ];
  const words = [...settings, ...places, ...args];
  const env = environmentOf(call);
  const end = await (standingBy(call, { script: 'exec git "$@"', words, env }) ??
    runProgram({ argv: ['git', ...words], env, ...reads(call) }));
  if (end.startError !== null) return fail('machine.git', `git could not be started: ${end.startError}`);
  const stderr = new TextDecoder().decode(end.stderr);
  const { exitCode, stdout } = end;
  if (isStopped(exitCode, stderr)) return storageFailure(`git ${args[0] ?? ''}`, { exitCode, stderr });
  return ok({ exitCode, stdout, stderr });
};

/** The same settings by environment: for every git that a shell starts. */
const configuredBy = (settings: readonly string[]): Record<string, string> =>
  Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(settings.length)],
    ...settings.flatMap((setting, index) => {
      const at = setting.indexOf('=');
      const [key, value] = [setting.slice(0, at), setting.slice(at + 1)];
      return [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ];
    }),
  ]);

/** A shell tells by a number above this one that a signal ended what it had started. */
const SIGNALLED = 128;

/**
 * Runs several commands of git by one shell, in a script that ends at the first of them that fails: to start a program
 * takes a process as long as it has loaded much, and a shell next to nothing. Fails as `git` does.
 *
 * @param words what the script is given as `$1`, `$2`, …
 */
export const gitScript = async (
  script: string,
  words: readonly string[],
  call: Omit<GitCall, 'signal'>,
): Promise<Result<GitEnd>> => {
  const env = {
    ...environmentOf(call),
    ...configuredBy(call.config === 'person' ? SAFE : HARNESS),
    ...(call.gitDir === undefined ? {} : { GIT_DIR: call.gitDir }),
    ...(call.workTree === undefined ? {} : { GIT_WORK_TREE: call.workTree }),
  };
  const argv = ['/bin/sh', '-c', script, 'git', ...words] as const;
  const { exitCode, stdout, ...end } = await (standingBy(call, { script, words, env }) ??
    runProgram({ argv, env, ...reads(call) }));
  if (end.startError !== null) return fail('machine.git', `git could not be started: ${end.startError}`);
  const stderr = new TextDecoder().decode(end.stderr);
  const isEnded = exitCode !== null && exitCode > SIGNALLED;
  return isEnded || isStopped(exitCode, stderr)
    ? storageFailure('git', { exitCode, stderr })
    : ok({ exitCode, stdout, stderr });
};

/** Runs git and expects exit code 0. Any other is a refusal of the storage, with git's own words. */
export const git = async (args: readonly string[], call: GitCall): Promise<Result<Uint8Array>> => {
  const end = await tryGit(args, call);
  if (!end.ok) return end;
  const { exitCode, stdout } = end.value;
  return exitCode === 0 ? ok(stdout) : storageFailure(`git ${args[0] ?? ''}`, end.value);
};

/** The one line a git command prints. */
export const gitLine = async (args: readonly string[], call: GitCall): Promise<Result<string>> => {
  const printed = await git(args, call);
  return printed.ok ? ok(new TextDecoder().decode(printed.value).replace(/\n$/u, '')) : printed;
};

/** The fields of an output that ends each with NUL. */
export const splitNul = (bytes: Uint8Array): readonly string[] => {
  const text = Buffer.from(bytes).toString('utf8');
  return text === '' ? [] : text.replace(/\0$/u, '').split('\0');
};

/** The failure that git met a lock of another git command, or null where it was something else. */
export const lockedOut = ({ stderr }: GitEnd): Failure | null => {
  const [, lock] = /Unable to create '([^']+\.lock)': File exists/u.exec(stderr) ?? [];
  return lock === undefined ? null : { code: 'repository.locked', message: `${lock} is there` };
};
