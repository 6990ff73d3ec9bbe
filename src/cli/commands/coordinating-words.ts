import { fail, ok, type Result } from '#failure';
import type { Limits } from '#plan';
import { backendOf, number, texts, type Words } from '../words.ts';

/**
 * What a run is made with where many go on side by side: little room for what is young, which is half of what a run
 * holds. The launcher (bin/writ) gives the one that a person waits for more room, and it ends a little sooner.
 */
const RUN_FLAGS = ['--max-semi-space-size=2', '--single-threaded-gc'];
const ROOM = /^--(?:max|min)-semi-space-size=|^--single-threaded-gc$/u;

/** This program, to be started once more. */
export const ourselves = (): readonly [string, ...string[]] => {
  const flags = process.execArgv.filter((flag) => !ROOM.test(flag));
  return [process.execPath, ...RUN_FLAGS, ...flags, process.argv[1] ?? ''];
};

/** How much goes on at once, as it was typed. */
export const limitsOf = (words: Words): Result<Omit<Limits, 'runsLeft' | 'ending'>> => {
  const each = new Map<string, number>();
  for (const limit of texts(words, 'limit')) {
    const [, name = '', count = ''] = /^(.+)=(\d+)$/u.exec(limit) ?? [];
    if (name === '' || Number(count) === 0)
      return fail(
        'usage.argument',
        `--limit ${limit} is not BACKEND=N${name === '' ? '' : ' with an N of at least 1'}`,
        {
          remedy: `writ coordinate --limit ${name === '' ? 'codex' : name}=1`,
        },
      );
    each.set(name, Number(count));
  }
  return ok({ max: number(words, 'max') ?? 2, each, backend: backendOf(words) ?? null });
};
