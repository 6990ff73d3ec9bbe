import type { Contract, Strictness, TaskType, Tier } from './contract.ts';

/** Types of task that leave behaviour as it is, so that no test can fail without the change. */
export const PRESERVING_TYPES: readonly TaskType[] = ['refactor', 'hygiene', 'docs', 'research'];

/**
 * How far a proof goes; each depth holds the ones before it. `first`: tests must fail without the change. `suspects`: what nothing seems to need is taken
 * away, all at once. `units`: each hunk and declaration by itself. `statements`: each statement too.
 */
export const PROOF_DEPTHS = ['first', 'suspects', 'units', 'statements'] as const;
export type ProofDepth = (typeof PROOF_DEPTHS)[number];

export type ProofTerms = {
  readonly depth: ProofDepth;
  /** After so long nothing more is begun. */
  readonly budgetMs: number;
};

const MINUTE_MS = 60_000;
const upTo = (depth: ProofTerms['depth'], minutes: number): ProofTerms => ({ depth, budgetMs: minutes * MINUTE_MS });

const PROOF: Readonly<Record<Strictness, Readonly<Record<Tier, ProofTerms>>>> = {
  light: { LOW: upTo('first', 2), MEDIUM: upTo('first', 2), HIGH: upTo('first', 2) },
  standard: { LOW: upTo('suspects', 2), MEDIUM: upTo('units', 5), HIGH: upTo('statements', 15) },
  strict: { LOW: upTo('units', 10), MEDIUM: upTo('statements', 30), HIGH: upTo('statements', 60) },
};

/** How far the proof of a contract goes, by its strictness and risk. */
export const proofTerms = ({ strictness, riskTier }: Pick<Contract, 'strictness' | 'riskTier'>): ProofTerms =>
  PROOF[strictness][riskTier.tier];
