/** How big, how uncertain, how far-reaching, of which kind: categories, never time (S2-R7, S2-R28 to R30). */

export const ESTIMATE_SCOPES = ['single', 'narrow', 'moderate', 'broad', 'system'] as const;
export const ESTIMATE_RISKS = ['trivial', 'low', 'medium', 'high', 'critical'] as const;
export const ESTIMATE_IMPACTS = ['isolated', 'component', 'phase', 'project'] as const;
export const ESTIMATE_LEVELS = ['planning', 'decomposition', 'implementation', 'review', 'research'] as const;

/** `risk` is how likely the work fails; the contract's risk tier is how much proof it owes (X-D7). */
export type Estimate = {
  readonly scope: (typeof ESTIMATE_SCOPES)[number];
  readonly risk: (typeof ESTIMATE_RISKS)[number];
  readonly impact: (typeof ESTIMATE_IMPACTS)[number];
  readonly level: (typeof ESTIMATE_LEVELS)[number];
};
