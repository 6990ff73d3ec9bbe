import { ok, type Result } from '#failure';
import { installHooks, uninstallHooks } from '#flow';
import type { Shown } from '../io.ts';
import { given, type Words } from '../words.ts';

/** `writ hooks install [--chain]` */
export const hooksInstall = async (words: Words): Promise<Result<Shown>> => {
  const done = await installHooks(process.cwd(), { chain: given(words, 'chain') });
  if (!done.ok) return done;
  const { folder, hooks, chained } = done.value;
  const before = chained.length === 0 ? '' : ` What was there before runs first: ${chained.join(', ')}.`;
  return ok({ text: `Installed ${hooks.join(' and ')} in ${folder}.${before}`, json: done.value });
};

/** `writ hooks uninstall` */
export const hooksUninstall = async (): Promise<Result<Shown>> => {
  const done = await uninstallHooks(process.cwd());
  if (!done.ok) return done;
  const { folder, hooks, chained } = done.value;
  const back = chained.length === 0 ? '' : ` Back in their place: ${chained.join(', ')}.`;
  const says =
    hooks.length === 0
      ? `There is no hook of Writ in ${folder}.`
      : `Removed ${hooks.join(' and ')} from ${folder}.${back}`;
  return ok({ text: says, json: done.value });
};
