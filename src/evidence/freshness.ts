import type { CoverageTerms, Digest, JailKind, ReviewTerms } from '#contract';
import type { RepositoryIdentity } from '#signoff';

/** The state of the primary checkout: what a run must find clean and leave as it was. */
export type CheckoutState = {
  readonly head: string;
  /** Where the target branch stands. */
  readonly target: string;
  /** Digest over every ref but Writ's own and the remote-tracking ones. */
  readonly refs: Digest;
  /** Digest over the index's entries. */
  readonly index: Digest;
  /** Paths that no commit holds as they are; task files are not among them. */
  readonly dirty: readonly string[];
};

/** A run that began elsewhere than at the approved commit: whether the base holds that, and the target held the base. */
export type MovedBase = { readonly approved: string; readonly held: boolean };

/** A branch that a landing moved, or that was made for a result of its own: then `old` is all zeros. */
export type LandedLink = {
  readonly run: string;
  /** The digest of the statement: of the landing, or of the branch of its own. */
  readonly landing: Digest;
  readonly ref: string;
  readonly old: string;
  readonly new: string;
};

/** What moved or made branches during a run, in order, and what the checkout is without that. */
export type LandedMeanwhile = {
  readonly links: readonly LandedLink[];
  /** The refs and the index at the end, with what landed taken back. */
  readonly back: Pick<CheckoutState, 'refs' | 'index'>;
};

/** When and from what the evidence was made. */
export type Freshness = {
  readonly writ: 1;
  readonly run: string;
  readonly task: string;
  readonly attempt: number;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly base: string;
  /** The tree the attempt started from: the base's, or what the last attempt sealed. */
  readonly startTree: string;
  readonly tree: string;
  readonly repository: RepositoryIdentity;
  readonly targetRef: string;
  /** Where the base is another commit than the approved one, or the target stood further on. Since the fourth edition of evidence. */
  readonly moved?: MovedBase;
  readonly start: CheckoutState;
  /** Null before the run has ended. */
  readonly end: CheckoutState | null;
  /** What landed while the run was under way. Since the fourth edition of evidence. */
  readonly landed?: LandedMeanwhile;
  /** Processes of the jail that outlived it, or files of the workspace that are neither in the tree nor findings. */
  readonly residue: readonly string[];
  /** What held the backend and the checks. Absent: bubblewrap, as in all evidence from before there was anything else. */
  readonly jail?: JailKind;
  /** Who had to approve the contract, in this order, by the policy that held when the run began; empty: any signer may. */
  readonly approvers: readonly string[];
  /** The gates that the settings did not let anybody waive when the run began. Since the third edition of evidence. */
  readonly neverWaive?: readonly string[];
  /** How much of the code had to run under the tests, by the settings that held when the run began. Since the fourth edition of evidence. */
  readonly coverage?: CoverageTerms;
  /** What was asked of a review. Since the fourth edition of evidence. */
  readonly review?: ReviewTerms;
  readonly tools: Readonly<Record<string, string>>;
  /** The trust under which it was judged first: lines of allowed_signers and revoked keys. */
  readonly trust: { readonly allowedSigners: string; readonly revokedKeys: string };
};
