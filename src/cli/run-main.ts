import type { ExitCode } from '#failure';
import { hearPrograms } from '#host';
import { begin } from './head-start.ts';

/**
 * The command line of `writ run`. git has as much to do before a run as we have to load: so it begins first, where the
 * line says at once that it is a run. What no run takes up is dropped.
 */
export const runMain = async (args: readonly string[], version: string): Promise<ExitCode> => {
  if (args.length === 2 && args[1] === '--orders') return (await import('./carry-orders.ts')).carryAll();
  const isPlain = args[1]?.startsWith('WP-') === true;
  const { drop } = isPlain ? await begin() : { drop: () => {} };
  const { main } = await import('./program.ts');
  await hearPrograms();
  return main(args, version).finally(drop);
};
