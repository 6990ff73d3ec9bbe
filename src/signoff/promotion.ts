import { z } from 'zod';
import { landingPolicySchema, parseCanonicalJson, type Digest, type LandingPolicy } from '#contract';
import { fail, ok, type Result } from '#failure';
import { firstIssue } from './first-issue.ts';
import { branchRefSchema, digestSchema, gitIdSchema, momentSchema, wordsSchema } from './statement-schema.ts';

export const PROMOTION_PAYLOAD_TYPE = 'application/vnd.writ.promotion.v1+json';

/** How a health check ended on the tree that is promoted. */
export type HealthCheck = {
  readonly argv: readonly [string, ...string[]];
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  /** SHA-256 of stdout and stderr, one after the other. */
  readonly output: Digest;
};

/** What the harness says of a branch that was moved forward: by whose approval, over which commits, and how healthy. */
export type Promotion = {
  readonly writ: 1;
  readonly kind: 'promotion';
  readonly at: string;
  readonly ref: string;
  readonly old: string;
  readonly commit: string;
  readonly tree: string;
  readonly from: string;
  /** Digests of the approvals' envelopes, in the order in which they were signed. */
  readonly approvals: readonly Digest[];
  /** Every commit on the way with the run whose landing accounts for it; null where the signers vouch for it. */
  readonly commits: readonly { readonly commit: string; readonly run: string | null }[];
  readonly policy: LandingPolicy;
  readonly health: { readonly before: readonly HealthCheck[]; readonly after: readonly HealthCheck[] };
};

const checks = z.array(
  z.strictObject({
    argv: z.tuple([z.string().min(1)], z.string()),
    exitCode: z.int().nullable(),
    timedOut: z.boolean(),
    output: digestSchema,
  }),
);

const schema = z.strictObject({
  writ: z.literal(1),
  kind: z.literal('promotion'),
  at: momentSchema,
  ref: branchRefSchema,
  old: gitIdSchema,
  commit: gitIdSchema,
  tree: gitIdSchema,
  from: branchRefSchema,
  approvals: z.array(digestSchema).min(1),
  commits: z.array(z.strictObject({ commit: gitIdSchema, run: wordsSchema.nullable() })).min(1),
  policy: landingPolicySchema,
  health: z.strictObject({ before: checks, after: checks }),
});

/** Reads the payload `verifyHarness` gave for a promotion. Refuses with `evidence.malformed`. */
export const parsePromotion = (payload: Uint8Array): Result<Promotion> => {
  const json = parseCanonicalJson(payload, 'the promotion');
  if (!json.ok) return json;
  const read = schema.safeParse(json.value);
  return read.success
    ? ok(read.data)
    : fail('evidence.malformed', `the promotion is not what Writ writes: ${firstIssue(read.error)}`);
};

/** Whether a health check succeeded. */
export const isHealthy = ({ exitCode, timedOut }: HealthCheck): boolean => exitCode === 0 && !timedOut;
