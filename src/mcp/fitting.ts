import type { z } from 'zod';
import { invariant, ok, type Failure, type Result } from '#failure';

/** What is wrong with arguments, and what the tool takes instead. */
const misfit = (name: string, takes: z.ZodObject, { issues: [issue] }: z.ZodError): Failure => {
  invariant(issue !== undefined, 'what does not fit has a fault');
  const at = issue.path.join('.');
  const known = Object.keys(takes.shape);
  const what =
    issue.code === 'unrecognized_keys'
      ? `there is no ${issue.keys.map((key) => `“${key.slice(0, 60)}”`).join(', ')}${at === '' ? '' : ` in ${at}`}`
      : `${at === '' ? 'its arguments' : `“${at}”`}: ${issue.message}`;
  return { code: 'usage.argument', message: `${name}: ${what}; it takes ${known.join(', ') || 'nothing'}` };
};

/** What was said, as the tool takes it; or what does not fit, by name. */
export const fitting = <S extends z.ZodObject>(name: string, takes: S, args: unknown): Result<z.infer<S>> => {
  const parsed = takes.safeParse(args);
  return parsed.success ? ok(parsed.data) : { ok: false, failures: [misfit(name, takes, parsed.error)] };
};
