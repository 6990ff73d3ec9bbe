import type { Contract, Digest } from '#contract';
import type { RunEvidence } from '#evidence';
import { failuresOf, judgeRun } from '#gates';
import { okUnless, type Result } from '#failure';

/** Everything a run is made from. `start` is the evidence its start gates were judged by. */
export type Order = {
  readonly run: string;
  readonly attempt: number;
  readonly contract: Contract;
  readonly digest: Digest;
  readonly contractBytes: Uint8Array;
  readonly base: string;
  readonly targetRef: string;
  /** The tree the attempt starts from; null: the base's own. */
  readonly startTree: string | null;
  /** What was found against the attempt before, which the backend is told; empty for the first. */
  readonly findings: readonly string[];
  readonly start: RunEvidence;
};

type Complete = Required<Pick<RunEvidence, 'admission' | 'approval' | 'use' | 'freshness' | 'backend' | 'specs'>> &
  RunEvidence;

declare const approved: unique symbol;
/** An order whose start gates all passed. Only `approvedContract` makes one, and nothing runs without one. */
export type ApprovedContract = Omit<Order, 'start'> & { readonly start: Complete; readonly [approved]: true };

const isComplete = ({ admission, approval, use, freshness, backend, specs }: RunEvidence): boolean =>
  [admission, approval, use, freshness, backend, specs].every((part) => part !== undefined);

const isApproved = (order: Order): order is Order & ApprovedContract =>
  isComplete(order.start) && judgeRun(order.start, ['start']).result === 'PASS';

/** Judges the start gates over an order. Fails with all they found: missing approval, lapsed admission, dirty tree, … */
export const approvedContract = (order: Order): Result<ApprovedContract> => {
  if (isApproved(order)) return { ok: true, value: order };
  return okUnless(failuresOf(judgeRun(order.start, ['start'])), (): never => {
    throw new Error('a refusal without a reason');
  });
};
