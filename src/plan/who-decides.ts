import { awaitedBy, awaitedWords, isAwaited, type LandingPolicy } from '#contract';
import type { Failure } from '#failure';
import type { RunState } from './task-state.ts';

/** A decision somebody wants to take about a run, and what was decided before. */
export type WantedDecision = {
  readonly run: string;
  readonly state: RunState;
  readonly signer: string;
  readonly outcome: 'accept' | 'reject';
  /** Who has accepted, in order. */
  readonly accepted: readonly string[];
  readonly policy: LandingPolicy;
};

/**
 * Says why a signer may not decide about a run any more, or not yet, or null: each decides once, one rejection ends it,
 * and only those may accept whom the policy of the target branch waits for.
 */
export const decisionRefusal = ({ run, state, signer, outcome, accepted, policy }: WantedDecision): Failure | null => {
  const taken = (message: string): Failure => ({ code: 'decision.taken', message });
  const awaited = awaitedBy(policy, accepted);
  if (state === 'rejected' || state === 'landed' || (state === 'accepted' && awaited.kind === 'nobody'))
    return taken(`run ${run} was ${state} already`);
  if (state !== 'passed' && state !== 'failed' && state !== 'accepted')
    return { code: 'verdict.missing', message: `run ${run} has no verdict: it is ${state}` };
  if (accepted.includes(signer)) return taken(`${signer} has accepted run ${run} already`);
  if (outcome === 'reject' || isAwaited(awaited, signer)) return null;
  return { code: 'policy.unmet', message: `${policy.branch} waits for ${awaitedWords(awaited)}, not for ${signer}` };
};
