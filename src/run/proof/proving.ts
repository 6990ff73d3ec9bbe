import type { Check, Contract } from '#contract';
import type { ChangedPath, ReadCheck } from '#evidence';
import type { HarnessStore } from '#host';
import type { SortedChange } from './changed-files.ts';
import type { ProofBench } from './proof-bench.ts';

/** A check of the contract with what it said on the result. */
export type ToldCheck = { readonly check: Check; readonly result: ReadCheck };

/** What every part of a proof works with. */
export type Proving = {
  readonly contract: Contract;
  readonly store: HarnessStore;
  readonly bench: ProofBench;
  readonly change: SortedChange;
  readonly paths: readonly ChangedPath[];
  readonly baseTree: string;
  readonly tree: string;
  /** The checks that done-items name, with what they said on the result. */
  readonly checks: readonly ToldCheck[];
  readonly tell: (sentence: string) => void;
};
