import { z } from 'zod';

/** What of the code can be counted as having run. */
export const METRICS = ['lines', 'branches', 'functions', 'statements'] as const;
export type Metric = (typeof METRICS)[number];

/** What can be asked for: a share of all the code, by each metric, and of the lines that the change has added. */
export const MEASURES = [...METRICS, 'changed'] as const;
export type Measure = (typeof MEASURES)[number];

/** The least percentage that is enough; `above`: it alone is not (X-D1). */
export type Threshold = { readonly percent: number; readonly above: boolean };
/** What is asked for; what is not named is not asked for. */
export type CoverageTerms = Readonly<Partial<Record<Measure, Threshold>>>;

/** How much ran: so many of so many. */
export type Share = { readonly hit: number; readonly of: number };

const percent = z.number().gt(0).max(100);
const above = z.strictObject({ above: percent.lt(100) });

/** As it stands in settings: `lines: 80` for 80 and more, `lines: { above: 80 }` for more than that. */
export const coverageSettings = z.partialRecord(
  z.enum(MEASURES),
  z.union([percent, above], { error: 'is a percentage such as 80, or { above: 80 }' }),
);

/** The form in which terms are sealed with a run. */
export const coverageTermsSchema: z.ZodType<CoverageTerms> = z.partialRecord(
  z.enum(MEASURES),
  z.strictObject({ percent, above: z.boolean() }),
);

/** Settings as terms. */
export const coverageTermsOf = (settings: z.infer<typeof coverageSettings> = {}): CoverageTerms =>
  Object.fromEntries(
    Object.entries(settings).map(([measure, asked]) => [
      measure,
      typeof asked === 'number' ? { percent: asked, above: false } : { percent: asked.above, above: true },
    ]),
  );

const stricterThreshold = (one: Threshold, other: Threshold): Threshold => {
  if (one.percent !== other.percent) return one.percent > other.percent ? one : other;
  return one.above ? one : other;
};

/** The terms of several sources as one: of each measure the strictest, so that none of them loosens another. */
export const strictestCoverage = (sources: readonly CoverageTerms[]): CoverageTerms =>
  Object.fromEntries(
    MEASURES.flatMap((measure) => {
      const asked = sources.flatMap((terms) => terms[measure] ?? []);
      return asked.length === 0 ? [] : [[measure, asked.reduce(stricterThreshold)]];
    }),
  );

/** Whether a share reaches a threshold, exactly. A share of nothing reaches none. */
export const isReached = ({ hit, of }: Share, { percent: least, above: isAbove }: Threshold): boolean =>
  of > 0 && (isAbove ? hit * 100 > least * of : hit * 100 >= least * of);

/** A share as people read it, rounded down so that what was not reached never looks as if it had been. */
export const shareText = ({ hit, of }: Share): string =>
  of === 0 ? 'nothing of nothing' : `${String(Math.floor((hit * 1000) / of) / 10)} % (${hit} of ${of})`;

/** A threshold as people read it. */
export const thresholdText = ({ percent: least, above: isAbove }: Threshold): string =>
  `${isAbove ? 'more than ' : ''}${least} %`;
