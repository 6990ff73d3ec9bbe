import { ok, type Result } from '#failure';
import { mixedTree } from '#host';
import { putAllBack } from './changed-files.ts';
import type { Proving, ToldCheck } from './proving.ts';

/**
 * Begins to run the result with all tests as they were, those too that the contract lets change: what they say of it
 * refuses nothing, and whoever decides sees which of them were changed so that they pass (red team H17). What else is
 * tried out waits for none of it.
 */
export const beginBefore = async (
  { contract, store, bench, change, tree }: Proving,
  checks: readonly ToldCheck[],
): Promise<Result<() => Promise<Result<null>>>> => {
  const old = putAllBack(change, contract.paths.allow);
  if (old.length === 0) return ok(() => Promise.resolve(ok(null)));
  const mixed = await mixedTree(store, tree, old);
  if (!mixed.ok) return mixed;
  if (mixed.value === tree) return ok(() => Promise.resolve(ok(null)));
  const named = old.flatMap(({ path }) => (contract.paths.allow.includes(path) ? [path] : []));
  const runs = checks.map(({ check, result }) => {
    const files = result.report.tests.map(({ file }) => file);
    // A test that is no more, and what tests only read, may be why any other fails.
    const only = named.every((path) => files.includes(path)) ? named : null;
    return bench.run({ check, purpose: 'before', tree: mixed.value, only });
  });
  // How each went is told to whoever waits for them.
  for (const run of runs) run.catch(() => {});
  return ok(async () => (await Promise.all(runs)).find((ran) => !ran.ok) ?? ok(null));
};
