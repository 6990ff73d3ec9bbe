import type { Check, Contract } from '#contract';
import type { CheckRecord, Freshness } from '#evidence';
import { ok, type Result } from '#failure';
import type { Attempt } from './attempt.ts';
import type { CheckFolders } from './check-folders.ts';
import { runCheck, searchCheck, type CheckOrder, type RanCheck, type SearchedCheck } from './checks.ts';
import type { Held } from './jail-kind.ts';
import { exchangesOf, forgetExchanges, type ExchangePlace } from './exchanges.ts';

/** What running the checks of a contract needs: of an attempt, or of a carrying, which is none. */
export type ChecksPlace = Pick<Attempt, 'repository' | 'store' | 'provided' | 'packages' | 'secrets' | 'tell'> & {
  readonly order: { readonly contract: Pick<Contract, 'id' | 'checks' | 'limits' | 'cites' | 'done'> } & Held['order'];
};

/** Whether to measure what the checks run through: only where somebody asks, for it takes time. */
export const isCoverageAsked = ({ coverage = {} }: Pick<Freshness, 'coverage'>): boolean =>
  Object.keys(coverage).length > 0;

/** What a check came to, with what its exchanges show where the contract asks for some. */
const withExchanges = async (
  place: ExchangePlace,
  folder: string,
  [{ exchanges }, ran]: readonly [Check, RanCheck],
): Promise<Result<RanCheck>> => {
  if (exchanges === undefined) return ok(ran);
  const left = await exchangesOf(place, folder, exchanges);
  return left.ok ? ok({ ...ran, record: { ...ran.record, exchanges: left.value } }) : left;
};

/**
 * Runs every check of a contract on a tree, one after another: each has the machine to itself, so that one cannot
 * starve another into a timeout.
 *
 * @param on the tree, whether to measure what the checks run through in it, and the commit whose descriptions of APIs hold
 * @param tellEnded is told of each as it has ended
 */
export const runChecks = async (
  attempt: ChecksPlace,
  folders: CheckFolders,
  { tree, coverage, base }: Pick<CheckOrder, 'tree' | 'coverage'> & { readonly base: string },
  tellEnded: (record: CheckRecord) => void,
): Promise<Result<readonly SearchedCheck[]>> => {
  const ran: SearchedCheck[] = [];
  for (const check of attempt.order.contract.checks) {
    attempt.tell(`check ${check.id}: ${check.run.join(' ')}`);
    const folder = await folders.hold(tree);
    if (!folder.ok) return folder;
    forgetExchanges(folder.value, check);
    const ended = await runCheck(attempt, check, { tree, folder: folder.value, coverage: coverage === true });
    if (!ended.ok) return ended;
    const one = await withExchanges({ ...attempt, contract: attempt.order.contract, base }, folder.value, [
      check,
      ended.value,
    ]);
    if (!one.ok) return one;
    tellEnded(one.value.record);
    ran.push(await searchCheck(attempt.secrets, one.value));
  }
  return ok(ran);
};
