import type { Contract, CoverageTerms } from '#contract';
import type { CitedPlace, RunEvidence } from '#evidence';
import type { Failure } from '#failure';

/** A commit of a change that says it is the result of a run, and what looking for that run came to. */
export type ClaimedCommit = {
  readonly commit: string;
  readonly run: string;
  /** How far the run has come, where its bundle verifies. */
  readonly stage: string | null;
  /** What speaks against it: its bundle is not here, does not verify, or is about something else. */
  readonly failures: readonly Failure[];
};

/** A citation that a change says it is for, and what it finds in the result. */
export type SaidCite = {
  readonly cite: string;
  readonly found: CitedPlace;
  /** Whether it was written down as one, and not only looks like one. */
  readonly isDemanded: boolean;
};

/** What a change says it is for. */
export type CitesOfChange = {
  /** The tree in which they were looked up. */
  readonly tree: string;
  /** What was read: commits by their ids, the text of the change, contracts that were approved for it. */
  readonly read: readonly string[];
  readonly cites: readonly SaidCite[];
  /** How many binding places of contracts and specs its base has. */
  readonly anchors: number;
  /** How many phases the roadmap of its base has. */
  readonly phases: number;
};

/**
 * What is known of a change between two commits that no run has to have made. Its contract is made of what the base
 * declares and of what was signed for it; the parts that only a run has are absent.
 */
export type ChangeEvidence = RunEvidence & {
  /** How much of the code must have run under the tests. */
  readonly coverage: CoverageTerms;
  /** What it says it is for. */
  readonly said?: CitesOfChange;
  /** The contracts that trusted signers approved for this work; none where nobody limited it. */
  readonly signed: readonly Contract[];
  /** The commits that name a run. */
  readonly claimed: readonly ClaimedCommit[];
  /** What it names and nobody has approved here. */
  readonly unapproved: readonly Failure[];
  /** How many commits it has. */
  readonly commits: number;
};
