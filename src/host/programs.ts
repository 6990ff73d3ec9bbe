import { spawn, type ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import { accessSync, constants as files, openSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { Readable, Writable } from 'node:stream';
import { delimiter, isAbsolute, join } from 'node:path';

/** How a program is started. The environment is exactly `env`: nothing is inherited, no descriptor either. */
export type ProgramSpec = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  /** What it reads; absent: nothing, and no pipe is made for that. */
  readonly stdin?: Uint8Array | string;
  /** Bytes handed over on descriptor 3, 4, … */
  readonly extra?: readonly (Uint8Array | string)[];
  /** Whether to listen to what it says on the descriptor after those. */
  readonly tells?: boolean;
  readonly timeoutMs?: number;
  /** The most that stdout and stderr may hold together; more ends the program. */
  readonly outputLimitBytes?: number;
  /** Whether it begins a session of its own, so that no key of a terminal reaches it, and all it starts is of its group. */
  readonly ownSession?: boolean;
  /** Called as soon as it is gone. Others may hold its pipes, and it has not ended before these are closed. */
  readonly onExit?: (pid: number) => void;
  /** Called with the process id once it runs; what it returns is called when it has ended. */
  readonly watch?: (pid: number, end: () => void) => () => void;
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
  /** Ends the program when what it does is not wanted any more. */
  readonly signal?: AbortSignal;
  /** Holds a conversation with it in place of `stdin`. Its stdout is not kept then; when this is over, it is ended. */
  readonly converse?: (conversation: Conversation) => Promise<void>;
};

/** What is said to a program, and heard from it, while it runs. */
export type Conversation = {
  /** What it writes to stdout. Nothing more is read than is asked for, so that it waits for whoever listens. */
  readonly heard: AsyncIterable<Uint8Array>;
  /** Writes to its stdin, and waits until that was taken. False: it reads no more. */
  readonly say: (text: string) => Promise<boolean>;
};

/** How a program ended: facts, never a parsed message. */
export type ProgramEnd = {
  /** Null where it was ended by a signal or could not be started. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut: boolean;
  readonly outputExceeded: boolean;
  /** The errno name where it could not be started, else null. */
  readonly startError: string | null;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  /** What it said on the descriptor it was given to tell on; empty where it had none. */
  readonly told: Uint8Array;
};

const DEFAULT_OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;
/** How long a program that was ended may still be heard: a child of its own can hold its pipes open for ever. */
const LAST_WORDS_MS = 1000;
/** How long a program may go on after its input was closed, because all is said. */
const FAREWELL_MS = 200;

const CLOSE_ON_EXEC = 0o2000000;

/** Whether a program we start would inherit a descriptor. One that is gone, or cannot be asked about, is none of ours. */
const isInherited = (descriptor: number): boolean => {
  try {
    const [, flags = ''] =
      /^flags:\s*([0-7]+)$/mu.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')) ?? [];
    return (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    return false;
  }
};

/** Descriptors above the three that whoever started Writ left open. */
const findInherited = (): readonly number[] => {
  try {
    return readdirSync('/proc/self/fd')
      .map(Number)
      .filter((descriptor) => descriptor > 2 && isInherited(descriptor));
  } catch {
    return [];
  }
};

let found: readonly number[] | undefined;
/**
 * The same, looked for once: Node keeps what it opens itself to itself, so there will never be more. Of what it was
 * given it keeps only the low numbers: a password on descriptor 200 would reach the agent.
 */
const inherited = (): readonly number[] => (found ??= findInherited());

let nothing: number | undefined;
/** Puts nothing in the place of every inherited descriptor that no pipe of ours takes. */
const covered = (pipes: number): readonly ('ignore' | number)[] => {
  const open = new Set(inherited());
  const places = Math.max(-1, ...open) + 1 - pipes;
  if (places <= 0) return [];
  const empty = (nothing ??= openSync('/dev/null', 'r+'));
  return Array.from({ length: places }, (_, index) => (open.has(pipes + index) ? empty : 'ignore'));
};

/** Starts a program, or says why not. Node throws where the kernel refuses the command line (too long, a NUL in it). */
export const startProgram = ({
  argv,
  cwd,
  env,
  stdin,
  converse,
  extra = [],
  tells = false,
  ownSession = false,
}: ProgramSpec): ChildProcess | string => {
  const [program, ...args] = argv;
  const more = [...extra.map(() => 'pipe' as const), ...(tells ? ['pipe' as const] : [])];
  try {
    const input = stdin === undefined && converse === undefined ? ('ignore' as const) : ('pipe' as const);
    const stdio = [input, 'pipe' as const, 'pipe' as const, ...more];
    const how = { cwd, env: { ...env }, detached: ownSession };
    return spawn(program, args, { ...how, stdio: [...stdio, ...covered(stdio.length)] });
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  }
};

const unstarted = (startError: string): ProgramEnd => ({
  ...{ exitCode: null, signal: null, timedOut: false, outputExceeded: false, startError },
  ...{ stdout: new Uint8Array(), stderr: new Uint8Array(), told: new Uint8Array() },
});

/** What a program writes, as it writes it. That it breaks off is its end. */
async function* hear(stdout: Readable, count: (bytes: Uint8Array) => Uint8Array): AsyncGenerator<Uint8Array> {
  try {
    for await (const bytes of stdout.iterator({ destroyOnReturn: false })) {
      const kept = bytes instanceof Uint8Array ? count(bytes) : new Uint8Array();
      if (kept.length > 0) yield kept;
    }
  } catch {
    return;
  } finally {
    // Whoever stopped listening lets it go on, so that it can come to its end.
    stdout.resume();
  }
}

const say =
  (stdin: Writable) =>
  (text: string): Promise<boolean> =>
    new Promise((resolve) => stdin.write(text, (error) => resolve(!error)));

/**
 * Begins the conversation with a program, if one is wanted. When all is said its input is closed, and soon after that it
 * is ended. Gives what is to be done when it is gone.
 */
const beginConversation = (
  { stdin, stdout }: ChildProcess,
  { converse }: ProgramSpec,
  { count, end }: { readonly count: (bytes: Uint8Array) => Uint8Array; readonly end: () => void },
): (() => void) | null => {
  if (converse === undefined || stdin === null || stdout === null) return null;
  let farewell: NodeJS.Timeout | undefined;
  const bidFarewell = (): void => {
    stdin.end();
    farewell = setTimeout(end, FAREWELL_MS);
  };
  converse({ heard: hear(stdout, count), say: say(stdin) }).then(bidFarewell, bidFarewell);
  return () => clearTimeout(farewell);
};

/** Runs a program to its end. Never throws: whatever happens is in the result. */
export const runProgram = (spec: ProgramSpec): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    const child = startProgram(spec);
    if (typeof child === 'string') return resolve(unstarted(child));
    const extra = spec.extra ?? [];
    const chunks: Record<'stdout' | 'stderr' | 'told', Uint8Array[]> = { stdout: [], stderr: [], told: [] };
    const limit = spec.outputLimitBytes ?? DEFAULT_OUTPUT_LIMIT_BYTES;
    let total = 0;
    let timedOut = false;
    let outputExceeded = false;
    let startError: string | null = null;
    let lastWords: NodeJS.Timeout | undefined;
    const end = (): void => {
      child.kill('SIGKILL');
      lastWords ??= setTimeout(() => child.stdio.forEach((pipe) => pipe?.destroy()), LAST_WORDS_MS);
    };
    const timer =
      spec.timeoutMs === undefined ? undefined : setTimeout(() => ((timedOut = true), end()), spec.timeoutMs);
    spec.signal?.addEventListener('abort', end);
    const count = (stream: 'stdout' | 'stderr', bytes: Uint8Array): Uint8Array => {
      const kept = bytes.subarray(0, Math.max(0, limit - total));
      total += bytes.length;
      if (kept.length > 0) spec.onOutput?.(stream, kept);
      if (total > limit && !outputExceeded) {
        outputExceeded = true;
        end();
      }
      return kept;
    };
    const take = (stream: 'stdout' | 'stderr') => (bytes: Uint8Array) => {
      const kept = count(stream, bytes);
      if (kept.length > 0) chunks[stream].push(kept);
    };
    const { stdin, stdout } = child;
    const over = beginConversation(child, spec, { count: (bytes) => count('stdout', bytes), end });
    if (over === null) stdout?.on('data', take('stdout'));
    child.stderr?.on('data', take('stderr'));
    if (spec.tells === true) child.stdio[extra.length + 3]?.on('data', (bytes: Uint8Array) => chunks.told.push(bytes));
    // A program that does not read its input is no fault of ours: the pipe's error says nothing.
    for (const pipe of child.stdio) pipe?.on('error', () => {});
    const unwatch = child.pid === undefined ? undefined : spec.watch?.(child.pid, end);
    child.on('error', (error: NodeJS.ErrnoException) => (startError = error.code ?? error.message));
    child.on('exit', () => void (child.pid !== undefined && spec.onExit?.(child.pid)));
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
      clearTimeout(lastWords);
      over?.();
      spec.signal?.removeEventListener('abort', end);
      unwatch?.();
      const started = startError === null;
      resolve({
        exitCode: started ? exitCode : null,
        signal,
        timedOut,
        outputExceeded,
        startError,
        stdout: Buffer.concat(chunks.stdout),
        stderr: Buffer.concat(chunks.stderr),
        told: Buffer.concat(chunks.told),
      });
    });
    if (spec.converse === undefined) stdin?.end(spec.stdin ?? '');
    extra.forEach((bytes, index) => {
      const pipe = child.stdio[index + 3];
      if (pipe && 'end' in pipe) pipe.end(bytes);
    });
  });

/** Where a program lies on the person's PATH, or null, without following links. A path is taken as it is. */
export const lookUpProgram = (name: string, path: string = process.env['PATH'] ?? ''): string | null => {
  const candidates = isAbsolute(name)
    ? [name]
    : name.includes('/')
      ? []
      : path
          .split(delimiter)
          .filter(isAbsolute)
          .map((folder) => join(folder, name));
  for (const candidate of candidates) {
    try {
      accessSync(candidate, files.X_OK);
      // A folder of that name can be entered, which is what X means for it, and is no program.
      if (statSync(candidate).isFile()) return candidate;
    } catch {
      continue;
    }
  }
  return null;
};

/** Where a program lies on the person's PATH, links resolved, or null. A path is taken as it is. */
export const findProgram = (name: string, path?: string): string | null => {
  const place = lookUpProgram(name, path);
  return place === null ? null : realpathSync(place);
};

/** The name of a signal's number as a shell reports it (128 + n), or null. */
export const signalOfExitCode = (exitCode: number | null): string | null => {
  if (exitCode === null || exitCode <= 128) return null;
  return Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0] ?? null;
};

/**
 * Hears of programs that have ended by now, so that what waits for them goes on before more is done at one stretch. Node
 * first tells that their pipes have ended and in the next turn that they have.
 */
export const hearPrograms = async (): Promise<void> => {
  const turn = () => new Promise((begun) => setImmediate(begun));
  await turn();
  await turn();
};
