import type { Contract, Digest, LandingPolicy } from '#contract';
import type { Carried, ChangedPath } from '#evidence';
import type { Failure } from '#failure';
import type { Trust, VerdictStatement } from '#signoff';
import type { Verdict } from './verdict.ts';

/** A patch that was carried over to a moved target, and is to land there. */
export type CarriedEvidence = {
  readonly carried: Carried;
  /** The paths of the accepted patch, as the run sealed them. */
  readonly accepted: readonly ChangedPath[];
  /** The verdict over it as recorded, its signature verified, and the digest of its envelope. */
  readonly recorded: { readonly verdict: VerdictStatement; readonly digest: Digest };
  /** The verdict as judged again for its moment. */
  readonly again: Verdict;
};

/** What each citation was approved as, what the accepted work made of it, and what it finds at a commit; null: nothing. */
export type Currency = {
  readonly commit: string;
  readonly cites: readonly {
    readonly cite: string;
    readonly approved: string | null;
    readonly own: string | null;
    readonly now: string | null;
    /** It was a reason to work where it was approved, and is none any more. */
    readonly lapsed: boolean;
  }[];
};

/** What the landing gates look at. A part that is not there is `undefined`, which refuses. */
export type LandingEvidence = {
  readonly at: string;
  readonly trust: Trust;
  /** The verdict as recorded beside the bundle, its signature verified, and the digest of its envelope. */
  readonly recorded?: { readonly verdict: VerdictStatement; readonly digest: Digest };
  /** The verdict as judged again, now, from the sealed bundle. */
  readonly again?: Verdict;
  readonly manifest?: Digest;
  readonly contract?: { readonly value: Contract; readonly digest: Digest };
  readonly tree?: string;
  readonly base?: string;
  readonly targetRef?: string;
  /** The raw envelopes of the decisions, in the order in which they were signed. */
  readonly decisions?: readonly Uint8Array[];
  /** What holds for the target branch now. */
  readonly policy?: LandingPolicy;
  /** What the citations were approved as, and what they find where the target stands; only asked where it has moved. */
  readonly currency?: Currency;
  /** The result goes on a branch of its own, and the target stays where it is. */
  readonly ownBranch: boolean;
  /** Where the target branch stands now; null where it does not exist. */
  readonly target?: string | null;
  /** Where the patch was put on a moved target: what came of it, and the verdict over it. */
  readonly carried?: CarriedEvidence;
  /** What was found while these were read. */
  readonly failures: readonly Failure[];
};
