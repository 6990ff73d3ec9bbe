import { z } from 'zod';
import { TIERS, type Tier } from './contract.ts';

/** What a review can do: nobody asks for it; what it blocks refuses; or without one nothing passes. */
export const REVIEW_DEMANDS = ['none', 'heed', 'required'] as const;
export type ReviewDemand = (typeof REVIEW_DEMANDS)[number];

/** What is asked for of each risk tier; what is not named is left to the others. */
export type ReviewLevels = Readonly<Partial<Record<Tier, ReviewDemand>>>;

/** What holds where a reviewer is named, and nobody says more (S3-R48). */
export const REVIEW_LEVELS: Readonly<Record<Tier, ReviewDemand>> = { LOW: 'none', MEDIUM: 'heed', HIGH: 'required' };

/** What was asked for as a run began: which of the person's backends is to review, and what that counts for. */
export type ReviewTerms = { readonly by: string | null; readonly demand: ReviewDemand };

export const reviewLevelsSchema = z.partialRecord(z.enum(TIERS), z.enum(REVIEW_DEMANDS));
export const reviewTermsSchema: z.ZodType<ReviewTerms> = z.strictObject({
  by: z.string().min(1).nullable(),
  demand: z.enum(REVIEW_DEMANDS),
});

/** What is asked for of a tier: the strictest of all sources, and of the table where a reviewer is named. */
export const reviewTerms = (tier: Tier, by: string | null, sources: readonly ReviewLevels[]): ReviewTerms => {
  const asked = [...sources.map((levels) => levels[tier]), by === null ? undefined : REVIEW_LEVELS[tier]];
  const demand = REVIEW_DEMANDS.findLast((one) => asked.includes(one)) ?? 'none';
  return { by, demand };
};
