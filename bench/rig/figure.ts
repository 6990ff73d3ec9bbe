/** What a benchmark is: figures, each a measured act beside a baseline, and what is allowed. */
import type { Stage } from './stage.ts';

/** Something that is done once for each round. It throws where it does not do what it should: a refusal is not fast. */
export type Act = {
  /** As it is printed. */
  readonly says: string;
  /** What must be so before each round, without being measured. */
  readonly before?: () => void | Promise<void>;
  /** Does it, and says how long it took, in milliseconds. */
  readonly run: () => number | Promise<number>;
  /** Does it once more, and says how much memory its process held at the most, in bytes. */
  readonly peak?: () => number | Promise<number>;
};

/** What a figure may come to. Whatever is given must hold. */
export type Allowed = {
  /** Times the baseline, both as medians. */
  readonly ratio?: number;
  /** Milliseconds, as the median. */
  readonly ms?: number;
  /** Bytes of memory at the most. */
  readonly peakBytes?: number;
};

export type Figure = {
  /** `file.what`, to ask for it alone. */
  readonly name: string;
  readonly measured: Act;
  readonly baseline: Act;
  readonly allowed: Allowed;
  /** How many rounds, where the usual number would take too long. */
  readonly rounds?: number;
};

/** Every file `bench/NAME.ts` exports this as `bench`: it makes its fixtures on the stage and gives its figures. */
export type Bench = (stage: Stage) => Promise<readonly Figure[]>;

/** A figure as it came out. Times are in milliseconds. */
export type Measurement = {
  readonly name: string;
  readonly what: string;
  readonly ms: { readonly median: number; readonly min: number };
  readonly baseline: { readonly what: string; readonly median: number; readonly min: number };
  readonly ratio: number;
  readonly peakBytes: number | null;
  readonly allowed: Allowed;
  readonly rounds: number;
  readonly ok: boolean;
};
