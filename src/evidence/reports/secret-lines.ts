/** What the reports of all runners share: lines that begin with a secret of the check, and an exit code that agrees. */
import type { z } from 'zod';
import type { TestReport } from '../run-evidence.ts';

/** What begins every line that a program of the harness writes inside the jail. */
export const linePrefix = (canary: string): string => `writ:${canary} `;

/** What a runner left behind, with the secret its lines begin with; null where the check was executed without one. */
export type RawReport = {
  readonly stdout: Uint8Array;
  readonly exitCode: number | null;
  readonly canary: string | null;
};

/** Whether there is a secret, and one that nobody guesses. */
export const isSecret = (canary: string | null): canary is string => canary !== null && canary.length >= 32;

/** The report of a check that was executed without a secret: it says nothing. */
export const WITHOUT_SECRET: TestReport = {
  tests: [],
  canaries: [],
  problems: ['the check was executed without a canary'],
};

/** Half a character, which only an escape can say: nothing that holds one can be sealed, and tests choose their names. */
const HALF = /\\ud[89a-f]/iu;
const wholeCharacters = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** The value of a line after its prefix, in whole characters; undefined where that is no JSON. */
export const parseLine = (raw: string, prefix: string): unknown => {
  try {
    return HALF.test(raw)
      ? JSON.parse(raw.slice(prefix.length), wholeCharacters)
      : JSON.parse(raw.slice(prefix.length));
  } catch {
    return undefined;
  }
};

/**
 * Every line of stdout, where nothing but lines with the secret may stand there, up to the first that is none.
 *
 * @param by who writes the lines, for the problem that is told
 */
export const readOnlyLines = <T extends z.ZodType>(
  stdout: Uint8Array,
  { prefix, line, by }: { readonly prefix: string; readonly line: T; readonly by: string },
): { readonly lines: readonly z.infer<T>[]; readonly problems: readonly string[] } => {
  const lines: z.infer<T>[] = [];
  const stop = (problem: string) => ({ lines, problems: [problem] });
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stdout);
  } catch {
    return stop('the output is not UTF-8');
  }
  if (!text.endsWith('\n')) return stop(text === '' ? `the ${by} wrote nothing` : 'the output ends within a line');
  for (const [at, raw] of text.slice(0, -1).split('\n').entries()) {
    if (!raw.startsWith(prefix)) return stop(`line ${at + 1} of the output is not the ${by}'s`);
    const read = line.safeParse(parseLine(raw, prefix));
    if (!read.success) return stop(`line ${at + 1} of the output is malformed`);
    lines.push(read.data);
  }
  return { lines, problems: [] };
};

/**
 * What speaks against an exit code: it has to say what the tests say. Canaries leave it to them.
 *
 * @param by who exited
 */
export const exitProblems = (by: string, exitCode: number | null, failed: boolean): readonly string[] => {
  if (exitCode === null) return [`the ${by} was ended by a signal`];
  if (exitCode === 0 && failed) return [`the ${by} exited with 0 although a test failed`];
  if (exitCode === 1 && !failed) return [`the ${by} exited with 1 although no test failed`];
  return exitCode === 0 || exitCode === 1 ? [] : [`the ${by} exited with ${exitCode}`];
};
