import type { Contract } from '#contract';
import { fail, ok, okUnless, type Result } from '#failure';
import { failuresOf, judgeLanding, type LandingEvidence } from '#gates';
import { now, resolveRef } from '#host';
import { readDocument, type RunRow } from '#ledger';
import { verifyStatement } from '#signoff';
import type { Project } from './project.ts';
import { review, type Review } from './review.ts';

/** Everything a landing is made from. */
export type Found = {
  readonly row: RunRow;
  readonly reviewed: Review;
  readonly contract: Contract;
  readonly base: string;
  readonly tree: string;
  readonly targetRef: string;
  /** Where the target branch stands now; null where it is not there. */
  readonly target: string | null;
  /** The raw envelope of the decision, or null. */
  readonly decision: Uint8Array | null;
};

declare const allowed: unique symbol;
/** A landing that every landing gate let pass. Only `landingOrder` makes one, and no branch moves without one. */
export type LandingOrder = Found & { readonly [allowed]: true };

/** Reads a run, its decision and where the target stands. Judges nothing yet. */
export const foundFor = async (project: Project, row: RunRow): Promise<Result<Found>> => {
  if (row.state === 'landed') return fail('landing.taken', `run ${row.run} has landed already`);
  const bytes = row.decision === null ? ok(null) : await readDocument(project.ledger, row.decision);
  if (!bytes.ok) return bytes;
  const at = now();
  const verified = bytes.value === null ? null : verifyStatement('decision', bytes.value, project.trust, at);
  // Evidence has to be fresh when it is accepted; what was accepted in time may land later.
  const reviewed = await review(project, row, verified?.ok === true ? verified.value.statement.at : at);
  if (!reviewed.ok) return reviewed;
  const { contract, freshness, changes } = reviewed.value.evidence;
  if (contract === undefined || freshness === undefined || changes === undefined)
    return fail('evidence.incomplete', 'the bundle does not say what it is about');
  const { base, targetRef } = freshness;
  const target = await resolveRef(project.repository, targetRef);
  if (!target.ok) return target;
  return ok({
    ...{ row, reviewed: reviewed.value, contract: contract.value, base, tree: changes.tree, targetRef },
    ...{ target: target.value, decision: bytes.value },
  });
};

const evidenceOf = (project: Project, found: Found, target: string | null): LandingEvidence => {
  const { reviewed, base, tree, targetRef, decision } = found;
  const { recorded, again, manifest, evidence } = reviewed;
  return {
    ...{ at: now(), trust: project.trust, recorded, again, manifest, tree, base, targetRef, target, failures: [] },
    ...(evidence.contract === undefined ? {} : { contract: evidence.contract }),
    ...(decision === null ? {} : { decision }),
  };
};

const isAllowed = (project: Project, found: Found, target: string | null): found is LandingOrder =>
  judgeLanding(found.contract, evidenceOf(project, found, target)).result === 'PASS';

/**
 * Judges the landing gates over an accepted run. Fails with all they found: no verdict, no decision, a moved target.
 *
 * @param commitFor the commit this run lands as: where the branch stands at it already, a landing that was cut off has
 * moved the branch, and only has to be recorded
 */
export const landingOrder = async (
  project: Project,
  found: Found,
  commitFor: (reviewed: Review) => Promise<Result<string>>,
): Promise<Result<{ readonly order: LandingOrder; readonly commit: string }>> => {
  const commit = await commitFor(found.reviewed);
  if (!commit.ok) return commit;
  const target = found.target === commit.value ? found.base : found.target;
  if (isAllowed(project, found, target)) return ok({ order: found, commit: commit.value });
  return okUnless(failuresOf(judgeLanding(found.contract, evidenceOf(project, found, target))), (): never => {
    throw new Error('a refusal without a reason');
  });
};
