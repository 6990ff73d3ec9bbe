import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
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

/** One of them that is told what to do, a line at a time, and says what came of it. Where we are gone, it hears no more. */
export type Spoken = Background & {
  /** Whoever is gone does not hear it. */
  readonly say: (line: string) => void;
  /** Says that nothing more will be said. */
  readonly hush: () => void;
};

const startedAs = (child: ChildProcess, over: 'exit' | 'close'): Promise<Background | string> =>
  new Promise((resolve) => {
    const ended = new Promise<number | null>((end) => child.on(over, (code: number | null) => end(code)));
    child.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
    child.on('spawn', () => {
      const { pid = 0 } = child;
      // One that is over already was never seen: nobody has its id.
      const identity = processWith(pid) ?? { pid, startedAt: '' };
      resolve({ process: identity, ended, end: () => void child.kill('SIGTERM'), leave: () => child.unref() });
    });
  });

const openLog = (path: string, flags: 'w' | 'a'): number => {
  mkdirSync(dirname(path), { recursive: true });
  return openSync(path, flags, 0o600);
};

/**
 * Starts Writ itself once more, beside us, with the environment of the person. What it says goes to files, which nobody
 * has to read for it to go on.
 *
 * @returns the program, or the name of the error for which it could not be started
 */
export const startBackground = (
  [program, ...args]: readonly [string, ...string[]],
  { cwd, out, errors }: { readonly cwd: string; readonly out: string; readonly errors: string },
): Promise<Background | string> => {
  const [said, complained] = [openLog(out, 'w'), openLog(errors, 'w')];
  const child = spawn(program, args, {
    ...{ cwd, env: process.env, detached: true },
    stdio: ['ignore', said, complained],
  });
  for (const file of [said, complained]) closeSync(file);
  return startedAs(child, 'exit');
};

const hearLines = (from: Readable, heard: (line: string) => void): void => {
  let begun = '';
  from.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${begun}${text}`.split('\n');
    begun = lines.pop() ?? '';
    for (const line of lines) heard(line);
  });
};

/**
 * The same, and it is spoken with. It goes on where we do not: what is to be kept of what it does is for it to write.
 *
 * @param heard is called with each line that it says, before its end
 */
export const startSpoken = async (
  [program, ...args]: readonly [string, ...string[]],
  { cwd, errors, heard }: { readonly cwd: string; readonly errors: string; readonly heard: (line: string) => void },
): Promise<Spoken | string> => {
  // One that is called after it leaves what it said in the end.
  const complained = openLog(errors, 'a');
  const child = spawn(program, args, {
    ...{ cwd, env: process.env, detached: true },
    stdio: ['pipe', 'pipe', complained],
  });
  closeSync(complained);
  const { stdin, stdout } = child;
  if (stdin === null || stdout === null) return 'EPIPE';
  stdin.on('error', () => {});
  hearLines(stdout, heard);
  const background = await startedAs(child, 'close');
  if (typeof background === 'string') return background;
  return { ...background, say: (line) => void stdin.write(`${line}\n`), hush: () => stdin.end() };
};
