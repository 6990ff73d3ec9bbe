import type { ChainEvent } from '#evidence';
import type { Failure, FailureCode } from '#failure';
import type { Project } from '#flow';
import type { Limits, Orders, Position } from '#plan';
import type { Bench } from './children.ts';
import type { Crew } from './crew.ts';
import type { Remembered } from './positions.ts';

/** The newest events of a run that is under way. */
export type NewestOf = (run: string) => readonly ChainEvent[];

/** How the coordinator is to go about it. */
export type Terms = Bench & {
  readonly limits: Omit<Limits, 'runsLeft' | 'ending'> & { readonly runs: number };
  /** Goes on when nothing can be done without a person, and waits for what that person decides. */
  readonly watch: boolean;
  /** How long a backend may say nothing before it is ended. */
  readonly stallMs: number;
  /** Begins nothing more once it is aborted, and ends what is under way once the second is. */
  readonly ending: AbortSignal;
  readonly ended: AbortSignal;
  readonly tell: (sentence: string) => void;
  /** Is shown where everything stands, each time something may be different, and can look at what a run does. */
  readonly show: (positions: readonly Position[], orders: Orders, newestOf: NewestOf) => void;
};

export type Failures = readonly [Failure, ...Failure[]];

/** Whether it is the record or the disk that fails, and no single run. */
export const stopsEverything = (code: FailureCode): boolean => code === 'machine.storage' || code.startsWith('ledger.');

/** What it has in mind while it goes on. None of it is needed by the next one. */
export type Mind = {
  readonly project: Project;
  readonly terms: Terms;
  readonly remembered: Remembered;
  /** Who carries out its runs, the last called last: one that could not write is followed by another one. */
  readonly crews: Crew[];
  /** The runs that it has begun itself, until it has taken note of what came of each. */
  readonly begunRuns: Map<string, Promise<void>>;
  /** The landing that is under way: one at a time. */
  landing: Promise<void> | null;
  /** What has landed, and is being kept. */
  readonly keeping: Set<Promise<void>>;
  /** Where the ledger ended before everything was read. */
  looked: number;
  /** What a landing failed with, where nothing can go on after that. */
  fault: Failures | null;
  readonly landed: string[];
  readonly exits: { readonly task: string; readonly blocker: string }[];
  /** What was said to wait for a person. */
  readonly told: Set<string>;
  begun: number;
};
