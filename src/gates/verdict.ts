import type { GateId } from '#contract';
import type { Failure } from '#failure';
import type { CountedWaiver } from '#signoff';
import type { GateOutcome } from './gate.ts';

/** What one gate said, in the form that is recorded. */
export type GateFinding = {
  readonly gate: GateId;
  readonly outcome: GateOutcome['outcome'];
  readonly notices: readonly string[];
  readonly findings: readonly Failure[];
  /** The waiver by which a failing gate does not refuse; its findings stay. */
  readonly waiver: CountedWaiver | null;
};

/** PASS only where every demanded gate passed, or failed and is waived. */
export type Verdict = {
  readonly result: 'PASS' | 'FAIL';
  /** There where a PASS is NO-CHANGE: the result is the base itself. */
  readonly noChange?: true;
  readonly gates: readonly GateFinding[];
  readonly notices: readonly string[];
};
