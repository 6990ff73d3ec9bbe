import type { GateId } from '#contract';
import type { Failure } from '#failure';

/** What a gate decides. Notices go to the person who decides; they refuse nothing. */
export type GateOutcome =
  | { readonly outcome: 'pass'; readonly notices: readonly string[] }
  | {
      readonly outcome: 'fail';
      readonly failures: readonly [Failure, ...Failure[]];
      readonly notices: readonly string[];
    }
  | { readonly outcome: 'missing'; readonly what: string; readonly notices: readonly string[] };

/** A pure decision over evidence. It executes nothing and reads nothing but its argument. */
export type Gate<Evidence> = { readonly id: GateId; readonly judge: (evidence: Evidence) => GateOutcome };

export const pass = (notices: readonly string[] = []): GateOutcome => ({ outcome: 'pass', notices });

/** Has nothing to decide on. What was seen all the same is told, as it is of a failure. */
export const missing = (what: string, notices: readonly string[] = []): GateOutcome => ({
  outcome: 'missing',
  what,
  notices,
});

/**
 * Fails with all that was found, or passes where nothing was. What is told is told of a failure as well: whoever waives
 * it, or has it mended, decides about the same result.
 */
export const failIf = (failures: readonly Failure[], notices: readonly string[] = []): GateOutcome => {
  const [first, ...rest] = failures;
  return first === undefined ? pass(notices) : { outcome: 'fail', failures: [first, ...rest], notices };
};

/** One failure where a condition does not hold, none where it does: gates read as lists of these. */
export const unless = (holds: boolean, failure: Failure): readonly Failure[] => (holds ? [] : [failure]);
