import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { processWith, type ProcessIdentity } from './process-identity.ts';

/** A program of ours that goes on by itself: no key typed at our terminal ends it, and neither does our own end. */
export type Background = {
  readonly process: ProcessIdentity;
  /** How it ended; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  /** Ends it, politely. */
  readonly end: () => void;
  /** Does not wait for it any more, so that we can come to our own end before. */
  readonly leave: () => void;
};

/**
 * Starts Writ itself once more, beside us, with the environment of the person. What it says goes to files, which nobody
 * has to read for it to go on.
 *
 * @returns the program, or the name of the error for which it could not be started
 */
export const startBackground = (
  argv: readonly [string, ...string[]],
  { cwd, out, errors }: { readonly cwd: string; readonly out: string; readonly errors: string },
): Promise<Background | string> =>
  new Promise((resolve) => {
    mkdirSync(dirname(out), { recursive: true });
    const files = [out, errors].map((path) => openSync(path, 'w', 0o600));
    const [program, ...args] = argv;
    const child = spawn(program, args, {
      ...{ cwd, env: process.env, detached: true },
      stdio: ['ignore', files[0] ?? 'ignore', files[1] ?? 'ignore'],
    });
    files.forEach((file) => closeSync(file));
    const ended = new Promise<number | null>((over) => child.on('exit', (code) => over(code)));
    child.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    child.on('spawn', () => {
      const { pid = 0 } = child;
      // One that is over already was never seen: nobody has its id.
      const identity = processWith(pid) ?? { pid, startedAt: '' };
      resolve({ process: identity, ended, end: () => void child.kill('SIGTERM'), leave: () => child.unref() });
    });
  });
