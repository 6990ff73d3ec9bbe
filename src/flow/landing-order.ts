import { citationsOf, type Contract, type LandingPolicy } from '#contract';
import { isReason, type RunEvidence } from '#evidence';
import { fail, ok, okUnless, type Result } from '#failure';
import { failuresOf, judgeLanding, pinsOf, type CarriedEvidence, type Currency, type LandingEvidence } from '#gates';
import { now, openStore, resolveRef } from '#host';
import type { RunRow } from '#ledger';
import { digestsOf, lookAtCited } from '#run';
import { verifyStatement } from '#signoff';
import { decisionsAbout } from './decisions.ts';
import { landingCommit, type LandingCommit } from './landing-commit.ts';
import { policyOf } from './landing-policy.ts';
import type { Project } from './project.ts';
import { refuseSuperseded, review, type Review } from './review.ts';

/** Everything a landing is made from. */
export type Found = LandingCommit & {
  readonly row: RunRow;
  readonly reviewed: Review;
  readonly contract: Contract;
  readonly base: string;
  /** The commit the branch moves from: the base or, after carrying, where the target stands. */
  readonly onto: string;
  /** The tree that lands. */
  readonly tree: string;
  readonly targetRef: string;
  /** Where the target branch stands now; null where it is not there. */
  readonly target: string | null;
  /** The raw envelopes of the decisions, in order. */
  readonly decisions: readonly Uint8Array[];
  /** The patch on a moved target; null where it lands on the commit it was made from. */
  readonly carried: CarriedEvidence | null;
  /** What holds for the target branch now. */
  readonly policy: LandingPolicy;
  /** The result goes on a branch of its own; the target stays where it is. */
  readonly ownBranch: boolean;
  /** How what is cited reads where the target stands; null where nobody has to ask. */
  readonly currency: Currency | null;
  /** The moment it is judged for. */
  readonly at: string;
};

declare const allowed: unique symbol;
/** A landing that every landing gate let pass. Only `landingOrder` makes one, and no branch moves without one. */
export type LandingOrder = Found & { readonly [allowed]: true };

/**
 * Reads a run, its decisions, the policy, and where the target stands. Judges nothing yet.
 *
 * @param at the moment the landing is judged for; now, where none is given
 */
export const foundFor = async (
  project: Project,
  row: RunRow,
  { ownBranch, at: moment }: Pick<Found, 'ownBranch'> & { readonly at?: string },
): Promise<Result<Found>> => {
  if (row.state === 'landed') return fail('landing.taken', `run ${row.run} has landed already`);
  const current = refuseSuperseded(row);
  if (!current.ok) return current;
  const decided = await decisionsAbout(project, row.run);
  if (!decided.ok) return decided;
  const at = moment ?? now();
  const last = decided.value.at(-1);
  const verified = last === undefined ? null : verifyStatement('decision', last.envelope, project.trust, at);
  // Evidence has to be fresh when it is accepted; what was accepted in time may land later.
  const reviewed = await review(project, row, verified?.ok === true ? verified.value.statement.at : at);
  if (!reviewed.ok) return reviewed;
  const { contract, freshness, changes } = reviewed.value.evidence;
  if (contract === undefined || freshness === undefined || changes === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const { base, targetRef } = freshness;
  const target = await resolveRef(project.repository, targetRef);
  if (!target.ok) return target;
  const policy = await policyOf(project, { targetRef, at: base });
  if (!policy.ok) return policy;
  const commits = await landingCommit(project, reviewed.value, policy.value);
  if (!commits.ok) return commits;
  const currency = await currencyAt(project, reviewed.value.evidence, target.value);
  if (!currency.ok) return currency;
  return ok({
    ...commits.value,
    ...{ row, reviewed: reviewed.value, contract: contract.value, base, onto: base, tree: changes.tree },
    targetRef,
    ...{
      carried: null,
      currency: currency.value,
      target: target.value,
      decisions: decided.value.map(({ envelope }) => envelope),
      policy: policy.value,
      ownBranch,
      at,
    },
  });
};

/** How what a contract cites reads where its target stands by now, beside how it was approved. */
const currencyAt = async (
  { repository }: Project,
  { contract, freshness, approval, specs }: RunEvidence,
  target: string | null,
): Promise<Result<Currency | null>> => {
  const isAsked = contract !== undefined && citationsOf(contract.value).length > 0 && target !== freshness?.base;
  const pins = approval === undefined ? null : pinsOf({ approval });
  if (!isAsked || target === null || pins === null) return ok(null);
  const store = await openStore(repository);
  if (!store.ok) return store;
  const found = await lookAtCited(store.value, target, contract.value);
  if (!found.ok) return found;
  const approved = new Map(pins.map(({ cite, digest }) => [cite, digest] as const));
  const own = new Map((specs?.result?.cites ?? []).map(({ cite, digest }) => [cite, digest] as const));
  const reasons = new Set((specs?.cites ?? []).filter((one) => isReason(one.found)).map(({ cite }) => cite));
  const still = new Set(found.value.cites.filter((one) => isReason(one.found)).map(({ cite }) => cite));
  const cites = digestsOf(found.value.cites).map(({ cite, digest }) => ({
    lapsed: reasons.has(cite) && !still.has(cite),
    ...{ cite, approved: approved.get(cite) ?? null, own: own.get(cite) ?? null, now: digest },
  }));
  return ok({ commit: target, cites });
};

const evidenceOf = (project: Project, found: Found, target: string | null): LandingEvidence => {
  const { reviewed, base, carried, currency, targetRef, decisions, policy, ownBranch, at } = found;
  const { recorded, again, manifest, evidence } = reviewed;
  return {
    ...{ at, trust: project.trust, recorded, again, manifest, base, targetRef, target, failures: [] },
    ...(evidence.changes === undefined ? {} : { tree: evidence.changes.tree }),
    ...(carried === null ? {} : { carried }),
    ...(currency === null ? {} : { currency }),
    ...{ policy, ownBranch },
    ...(evidence.contract === undefined ? {} : { contract: evidence.contract }),
    ...(decisions.length === 0 ? {} : { decisions }),
  };
};

/** The landing of what was carried over to a moved target, and the commits it would make there. */
export const withCarried = async (project: Project, found: Found, carried: CarriedEvidence): Promise<Result<Found>> => {
  const { onto, tree } = carried.carried.statement;
  const commits = await landingCommit(project, found.reviewed, found.policy, carried);
  if (!commits.ok) return commits;
  const currency = await currencyAt(project, found.reviewed.evidence, onto);
  return currency.ok ? ok({ ...found, ...commits.value, currency: currency.value, carried, onto, tree }) : currency;
};

const isAllowed = (project: Project, found: Found, target: string | null): found is LandingOrder =>
  judgeLanding(found.contract, evidenceOf(project, found, target)).result === 'PASS';

/**
 * Judges the landing gates over an accepted run. Fails with all they found: no verdict, no decision, a moved target.
 * Where the target stands already at the commit this would move it to, a landing that was cut off has moved it, and
 * only has to be recorded.
 */
export const landingOrder = (project: Project, found: Found): Result<LandingOrder> => {
  const target = found.target === found.tip ? found.onto : found.target;
  if (isAllowed(project, found, target)) return ok(found);
  return okUnless(failuresOf(judgeLanding(found.contract, evidenceOf(project, found, target))), (): never => {
    throw new Error('a refusal without a reason');
  });
};
