import type { RunState } from './task-state.ts';

/** A run, as far as it says whether another one is worth making. */
export type Tried = { readonly state: RunState; readonly approval: string };

/** What comes after the runs so far of a task, while nobody is asked. */
export type AfterRuns =
  /** Another run, with what was found against the last one. */
  | { readonly kind: 'again'; readonly attempt: number; readonly attempts: number }
  /** A person decides, or nothing is left to do. */
  | { readonly kind: 'enough' }
  /** It goes on just now. */
  | { readonly kind: 'under-way' }
  /** The approved attempts are used up: a person may grant more. */
  | { readonly kind: 'used-up'; readonly attempts: number }
  /** The task is untenable as it is: it is stopped, with a task for whoever finds out why. */
  | { readonly kind: 'safe-exit'; readonly because: string };

/** As many failed verifications, or attempts at all, stop a task by themselves (S2-R35). */
export const MOST_FAILED = 3;
export const MOST_ATTEMPTS = 5;

const ENOUGH: ReadonlySet<RunState> = new Set(['passed', 'accepted', 'landed']);
const UNDER_WAY: ReadonlySet<RunState> = new Set(['running', 'sealed']);

/**
 * Again, or safe exit? Only the runs under the approval that holds now count: whoever signs afresh, after reading why a
 * task was stopped, begins to count anew, so that stopping never bars its own repair. A run that was cut off is an
 * attempt and no failed verification; what a person rejected is both or neither, by its verdict: it had passed.
 *
 * @param runs those of the task, in order
 * @param approval the approval that holds now
 * @param attempts how many it covers
 */
export const afterRuns = (runs: readonly Tried[], approval: string | null, attempts: number): AfterRuns => {
  const own = runs.filter((run) => run.approval === approval);
  const last = own.at(-1);
  if (last !== undefined && ENOUGH.has(last.state)) return { kind: 'enough' };
  if (last !== undefined && UNDER_WAY.has(last.state)) return { kind: 'under-way' };
  const failed = own.filter(({ state }) => state === 'failed').length;
  if (failed >= MOST_FAILED) return { kind: 'safe-exit', because: `it failed verification ${failed} times` };
  if (own.length >= MOST_ATTEMPTS) return { kind: 'safe-exit', because: `${own.length} attempts came to nothing` };
  return own.length >= attempts ? { kind: 'used-up', attempts } : { kind: 'again', attempt: own.length + 1, attempts };
};
