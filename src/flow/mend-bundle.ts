import { remedyOf, type Failure, type Result } from '#failure';
import { resolveRef, type Repository } from '#host';
import { runRef } from '#run';
import type { BundleFolder } from './bundle-folder.ts';

/** What a bundle that does not hold together says. That it is not whole nobody mends who looks at it. */
const OF_BUNDLE =
  /^(?:evidence|verdict|approval|admission|decision|waiver|policy|gate)\.|^signature\.(?:malformed|wrong|namespace|presence)$/u;
/** What helps somebody who makes a run, and nobody who verifies one. */
const MAKES_ANEW = /\bwrit (?:run|approve|admit|accept|review|verify|waive|land|explain)\b|^sign again/u;

/** What helps where a bundle in a folder does not verify, which came from somewhere else. */
export const elsewhere = (name: string): string => `fetch it again from where it came, then: writ verify ${name}`;

/** What helps where the bundle of a run does not verify: the same as it was sealed, if git has kept it, or as others have it. */
export const whereKept = async (
  repository: Repository,
  { run, folder, isFetched }: Pick<BundleFolder, 'run' | 'folder' | 'isFetched'>,
): Promise<Result<string>> => {
  const ref = runRef(run);
  const kept = await resolveRef(repository, ref);
  if (!kept.ok) return kept;
  const fetched = `fetch it from where it was made: git fetch REMOTE '+${ref}:${ref}'`;
  if (isFetched) return { ok: true, value: `${fetched}, then: writ verify ${run}` };
  return {
    ok: true,
    value:
      kept.value === null
        ? `nothing here has kept what was sealed; if another clone has: move ${folder} away, ${fetched}`
        : `git has kept what was sealed as ${ref}: move ${folder} away, then: writ verify ${run}`,
  };
};

/** The reasons why a bundle does not verify, each with what helps whoever verifies it. */
export const forVerifier = <T>(result: Result<T>, remedy: string): Result<T> => {
  if (result.ok) return result;
  const told = (failure: Failure): Failure =>
    OF_BUNDLE.test(failure.code) && MAKES_ANEW.test(remedyOf(failure)) ? { ...failure, remedy } : failure;
  const [first, ...rest] = result.failures;
  return { ok: false, failures: [told(first), ...rest.map(told)] };
};
