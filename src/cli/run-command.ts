import { Bug, fail, type ExitCode } from '#failure';
import { refusedBySystem } from '#host';
import { finish, makeIo } from './io.ts';
import type { Entry } from './table/entry.ts';
import type { Words } from './words.ts';

const flag = (words: Words, name: string): boolean => words[name] === true;

const badNumber = (words: Words): string | undefined =>
  Object.entries(words).find(
    ([, value]) => Number.isNaN(value) || (Array.isArray(value) && value.some((one) => Number.isNaN(one))),
  )?.[0];

/**
 * Loads a command, runs it, prints what it came to, and returns the exit code. Our own bugs are caught here and nowhere
 * else but in `judge`.
 */
export const runCommand = async (load: Entry['load'], words: Words, name: string): Promise<ExitCode> => {
  const io = makeIo({ json: flag(words, 'json'), yes: flag(words, 'yes'), quiet: flag(words, 'quiet') });
  const wrong = badNumber(words);
  if (wrong !== undefined) return finish(name, fail('usage.argument', `--${wrong} takes a whole number`), io);
  try {
    return finish(name, await (await load())(words, io), io);
  } catch (error) {
    const refused = refusedBySystem(error);
    if (refused !== null) return finish(name, { ok: false, failures: [refused] }, io);
    const says = error instanceof Bug || !(error instanceof Error) ? String(error) : (error.stack ?? error.message);
    return finish(name, fail('bug', says), io);
  }
};
