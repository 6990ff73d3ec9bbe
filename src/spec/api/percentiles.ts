/** The percentiles that somebody may state a limit for; 95 where nothing else is needed (S0-D7). */
const PERCENTILES = [50, 90, 95, 99] as const;
type Percentile = (typeof PERCENTILES)[number];

/** The most, in milliseconds, that so many of 100 exchanges of an operation may take: `p95Ms`. */
export type TimeLimits = { readonly [P in Percentile as `p${P}Ms`]?: number };
export type TimeLimit = { readonly percent: number; readonly ms: number };

/** The limits that were stated, from the lowest percentile on. */
export const limitsOf = (limits: TimeLimits): readonly TimeLimit[] =>
  PERCENTILES.flatMap((percent) => {
    const ms = limits[`p${percent}Ms`];
    return ms === undefined ? [] : [{ percent, ms }];
  });

/** The least number of measured exchanges of which a percentile says anything: one of them may lie above it. */
export const leastSample = (percent: number): number => Math.max(20, Math.ceil(100 / (100 - percent)));
