import type { Estimate } from '#contract';

/** What an estimate's words come to as numbers, relative to each other and to nothing else (S2-R7, facts: task graph). */
type Scope = Estimate['scope'];
type Risk = Estimate['risk'];
type Impact = Estimate['impact'];

export const SCOPE_COST: Readonly<Record<Scope, number>> = { single: 1, narrow: 2, moderate: 3, broad: 4, system: 5 };
export const SCOPE_TOKENS: Readonly<Record<Scope, number>> = {
  ...{ single: 500, narrow: 1500, moderate: 3000, broad: 6000, system: 10_000 },
};
/** How likely one attempt succeeds. */
export const RISK_SUCCESS: Readonly<Record<Risk, number>> = {
  ...{ trivial: 0.98, low: 0.9, medium: 0.8, high: 0.65, critical: 0.5 },
};
/** How likely one attempt fails: written out, so that no subtraction leaves a rest. */
export const RISK_WEIGHT: Readonly<Record<Risk, number>> = {
  ...{ trivial: 0.02, low: 0.1, medium: 0.2, high: 0.35, critical: 0.5 },
};
export const IMPACT_WEIGHT: Readonly<Record<Impact, number>> = { isolated: 1, component: 1.5, phase: 2, project: 3 };

/** What stands for what nobody has estimated. */
export const UNASSESSED = { scope: 'narrow', risk: 'medium', impact: 'isolated' } as const;

/** The estimate of a task, or what stands for it. */
export const assessed = (estimate: Estimate | null): Pick<Estimate, 'scope' | 'risk' | 'impact'> =>
  estimate ?? UNASSESSED;

/** How much failing would weigh: how likely it is, times how far it reaches. */
export const riskOf = (estimate: Estimate | null): number => {
  const { risk, impact } = assessed(estimate);
  return RISK_WEIGHT[risk] * IMPACT_WEIGHT[impact];
};
