import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { accessSync, constants as files, realpathSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** How a program is started. The environment is exactly `env`: nothing is inherited. */
export type ProgramSpec = {
  readonly argv: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | string;
  /** Bytes handed over on descriptor 3, 4, … */
  readonly extra?: readonly (Uint8Array | string)[];
  readonly timeoutMs?: number;
  /** The most that stdout and stderr may hold together; more ends the program. */
  readonly outputLimitBytes?: number;
  /** Called with the process id once it runs; what it returns is called when it has ended. */
  readonly watch?: (pid: number, end: () => void) => () => void;
  readonly onOutput?: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void;
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
};

const DEFAULT_OUTPUT_LIMIT_BYTES = 256 * 1024 * 1024;

/** Runs a program to its end. Never throws: whatever happens is in the result. */
export const runProgram = (spec: ProgramSpec): Promise<ProgramEnd> =>
  new Promise((resolve) => {
    const [program, ...args] = spec.argv;
    const extra = spec.extra ?? [];
    const child = spawn(program, args, {
      cwd: spec.cwd,
      env: { ...spec.env },
      stdio: ['pipe', 'pipe', 'pipe', ...extra.map(() => 'pipe' as const)],
    });
    const chunks: Record<'stdout' | 'stderr', Uint8Array[]> = { stdout: [], stderr: [] };
    const limit = spec.outputLimitBytes ?? DEFAULT_OUTPUT_LIMIT_BYTES;
    let total = 0;
    let timedOut = false;
    let outputExceeded = false;
    let startError: string | null = null;
    const end = (): void => void child.kill('SIGKILL');
    const timer =
      spec.timeoutMs === undefined ? undefined : setTimeout(() => ((timedOut = true), end()), spec.timeoutMs);
    const take = (stream: 'stdout' | 'stderr') => (bytes: Uint8Array) => {
      const kept = bytes.subarray(0, Math.max(0, limit - total));
      total += bytes.length;
      if (kept.length > 0) {
        chunks[stream].push(kept);
        spec.onOutput?.(stream, kept);
      }
      if (total > limit && !outputExceeded) {
        outputExceeded = true;
        end();
      }
    };
    child.stdout?.on('data', take('stdout'));
    child.stderr?.on('data', take('stderr'));
    // A program that does not read its input is no fault of ours: the pipe's error says nothing.
    for (const pipe of child.stdio) pipe?.on('error', () => {});
    const unwatch = child.pid === undefined ? undefined : spec.watch?.(child.pid, end);
    child.on('error', (error: NodeJS.ErrnoException) => (startError = error.code ?? error.message));
    child.on('close', (exitCode, signal) => {
      clearTimeout(timer);
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
      });
    });
    child.stdin?.end(spec.stdin ?? '');
    extra.forEach((bytes, index) => {
      const pipe = child.stdio[index + 3];
      if (pipe && 'end' in pipe) pipe.end(bytes);
    });
  });

/** Where a program lies on the person's PATH, links resolved, or null. A path is taken as it is. */
export const findProgram = (name: string, path: string = process.env['PATH'] ?? ''): string | null => {
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
      return realpathSync(candidate);
    } catch {
      continue;
    }
  }
  return null;
};

/** The name of a signal's number as a shell reports it (128 + n), or null. */
export const signalOfExitCode = (exitCode: number | null): string | null => {
  if (exitCode === null || exitCode <= 128) return null;
  return Object.entries(constants.signals).find(([, number]) => number === exitCode - 128)?.[0] ?? null;
};
