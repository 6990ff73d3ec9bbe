import { requiredTests, standsElsewhere, TRIES_ELSEWHERE } from '#evidence';
import { ok, type Result } from '#failure';
import type { Proving, ToldCheck } from './proving.ts';

/** Runs what proves something of one check in another place; again, where it fails there, in case it fails now and then. */
const tryElsewhere = async (
  { contract, bench, tree }: Proving,
  { check, result }: ToldCheck,
): Promise<Result<null>> => {
  const items = contract.done.filter(({ proof }) => proof.kind === 'test' && proof.check === check.id);
  const files = items.flatMap((item) => requiredTests(item, result)).map(({ file }) => file);
  const isWhole = items.some(({ proof }) => proof.kind === 'test' && proof.test === null) || files.includes(null);
  const only = isWhole || files.length === 0 ? null : [...new Set(files.flatMap((file) => file ?? []))];
  for (let time = 1; time <= TRIES_ELSEWHERE; time += 1) {
    const ran = await bench.run({ check, purpose: 'elsewhere', tree, only, elsewhere: time });
    if (!ran.ok) return ran;
    if (!items.some((item) => standsElsewhere(item, result, ran.value) === 'fails')) break;
  }
  return ok(null);
};

/**
 * Begins to run the result in another place than checks are usually run in: what proves something has to hold there,
 * too (red team H14). What else is tried out waits for none of it.
 */
export const beginElsewhere = (proving: Proving): (() => Promise<Result<null>>) => {
  const tries = proving.checks.map((one) => tryElsewhere(proving, one));
  // How each went is told to whoever waits for them.
  for (const one of tries) one.catch(() => {});
  return async () => (await Promise.all(tries)).find((ran) => !ran.ok) ?? ok(null);
};
