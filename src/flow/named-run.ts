import { few } from '#contract';
import { fail, ok, type Result } from '#failure';

/** As many are named where a name may be that of many. */
const SHOWN_RUNS = 5;

/**
 * The run that is meant, of those whose ids begin as it is named: one that is named whole, or the only one. Without a name
 * it is the last one. Undefined: there is none. Fails with `usage.argument` where it may be any of several.
 *
 * @param found ids, the newest first
 */
export const namedRun = (found: readonly string[], name: string | undefined): Result<string | undefined> => {
  if (name === undefined) return ok(found[0]);
  if (found.includes(name)) return ok(name);
  if (found.length < 2) return ok(found[0]);
  const named = few(found, SHOWN_RUNS, () => 'and more (writ session list)').join(', ');
  return fail('usage.argument', `${name} is the beginning of several runs`, { remedy: `name one of them: ${named}` });
};
