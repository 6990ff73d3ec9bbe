/** What somebody has touched, by the change times that the kernel sets: whatever is written, renamed, linked, or given other rights gets a new one. */
import { runProgram, type ProgramEnd } from './programs.ts';
import { runByShell } from './standing-shell.ts';

const BILLION = 1_000_000_000n;
const NS_IN_MS = 1_000_000n;

/** A moment as `find` takes it. */
const momentOf = (ns: bigint): string => `@${ns / BILLION}.${String(ns % BILLION).padStart(9, '0')}`;

/** Has `find` look, in a folder, so that this process can do something else. */
const find = (cwd: string, words: readonly string[]): Promise<ProgramEnd> => {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  return (
    runByShell({ script: 'exec find "$@"', words, cwd, env }) ?? runProgram({ argv: ['find', ...words], cwd, env })
  );
};

/**
 * Whether nothing in a folder was written, renamed, added or removed since a moment, nor the folder itself. What cannot
 * be looked at, or not by this `find`, counts as touched.
 */
export const isUntouched = async (folder: string, sinceNs: bigint): Promise<boolean> => {
  const { exitCode, stdout, stderr } = await find(folder, ['.', '-newerct', momentOf(sinceNs), '-print', '-quit']);
  return exitCode === 0 && stdout.length + stderr.length === 0;
};

/**
 * All files and folders of a work tree that were touched since a moment, by their paths; of its git folder nothing is
 * said. Null where that cannot be said for certain: something cannot be looked at, a name is no UTF-8, or this `find`
 * cannot do it.
 *
 * @param sinceMs the moment, in milliseconds. The clock of files ticks slowly; what was touched in that tick counts.
 */
export const touchedSince = async (workTree: string, sinceMs: number): Promise<ReadonlySet<string> | null> => {
  const moment = momentOf(BigInt(Math.floor(sinceMs) - 1) * NS_IN_MS);
  const words = ['.', '-mindepth', '1', '-path', './.git', '-prune', '-o', '-newerct', moment, '-print0'];
  const { exitCode, stdout, stderr } = await find(workTree, words);
  const text = new TextDecoder().decode(stdout);
  const [last, ...paths] = text.split('\0').toReversed();
  const isWhole = last === '' && !text.includes('\uFFFD') && paths.every((path) => path.startsWith('./'));
  if (exitCode !== 0 || stderr.length > 0 || !isWhole) return null;
  return new Set(paths.map((path) => path.slice('./'.length)));
};
