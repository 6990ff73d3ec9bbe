import { Bug, fail, type ExitCode, type Result } from '#failure';
import { refusedBySystem } from '#host';
import { finish, makeIo, type Shown } from './io.ts';
import type { Entry } from './table/entry.ts';
import type { Words } from './words.ts';

const flag = (words: Words, name: string): boolean => words[name] === true;

const badNumber = (words: Words): string | undefined =>
  Object.entries(words).find(
    ([, value]) => Number.isNaN(value) || (Array.isArray(value) && value.some((one) => Number.isNaN(one))),
  )?.[0];

/** What a command comes to. Our own bugs are caught here and nowhere else but in `judge`. */
export const resultOf = async (run: () => Promise<Result<Shown>>): Promise<Result<Shown>> => {
  try {
    return await run();
  } catch (error) {
    const refused = refusedBySystem(error);
    if (refused !== null) return { ok: false, failures: [refused] };
    return fail('bug', error instanceof Bug || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)); // prettier-ignore
  }
};

/** Loads a command, runs it, prints what it came to, and returns the exit code. */
export const runCommand = async (load: Entry['load'], words: Words, name: string): Promise<ExitCode> => {
  const io = makeIo({ json: flag(words, 'json'), yes: flag(words, 'yes'), quiet: flag(words, 'quiet') });
  const wrong = badNumber(words);
  if (wrong !== undefined) return finish(name, fail('usage.argument', `--${wrong} takes a whole number`), io);
  return finish(name, await resultOf(async () => (await load())(words, io)), io);
};
