import type { Contract } from '#contract';
import type { CheckRecord, Freshness } from '#evidence';
import { ok, type Result } from '#failure';
import type { Attempt } from './attempt.ts';
import type { CheckFolders } from './check-folders.ts';
import { runCheck, searchCheck, type CheckOrder, type SearchedCheck } from './checks.ts';

/** What running the checks of a contract needs: of an attempt, or of a carrying, which is none. */
export type ChecksPlace = Pick<Attempt, 'repository' | 'store' | 'provided' | 'packages' | 'secrets' | 'tell'> & {
  readonly order: { readonly contract: Pick<Contract, 'id' | 'checks' | 'limits'> };
};

/** Whether to measure what the checks run through: only where somebody asks, for it takes time. */
export const isCoverageAsked = ({ coverage = {} }: Pick<Freshness, 'coverage'>): boolean =>
  Object.keys(coverage).length > 0;

/**
 * Runs every check of a contract on a tree, one after another: each has the machine to itself, so that one cannot
 * starve another into a timeout.
 *
 * @param on the tree, and whether to measure what the checks run through in it
 * @param ended is told of each as it has ended
 */
export const runChecks = async (
  attempt: ChecksPlace,
  folders: CheckFolders,
  { tree, coverage }: Pick<CheckOrder, 'tree' | 'coverage'>,
  ended: (record: CheckRecord) => void,
): Promise<Result<readonly SearchedCheck[]>> => {
  const ran: SearchedCheck[] = [];
  for (const check of attempt.order.contract.checks) {
    attempt.tell(`check ${check.id}: ${check.run.join(' ')}`);
    const folder = await folders.hold(tree);
    if (!folder.ok) return folder;
    const one = await runCheck(attempt, check, { tree, folder: folder.value, coverage: coverage === true });
    if (!one.ok) return one;
    ended(one.value.record);
    ran.push(await searchCheck(attempt.secrets, one.value));
  }
  return ok(ran);
};
