import { z } from 'zod';
import type { Digest } from '#contract';
import type { Result } from '#failure';
import { parseAfter } from './after.ts';
import { branchRefSchema, digestSchema, gitIdSchema, momentSchema, wordsSchema } from './statement-schema.ts';

/** The payload type of what the harness signs where it carried an accepted patch over to a moved target. */
export const CARRIED_PAYLOAD_TYPE = 'application/vnd.writ.carried.v1+json';

/**
 * The payload of `carried/carried.json`: the accepted patch of a run was put on another commit than the one it was made
 * from, and checked there. It is to the files beside it what the manifest is to the sealed ones.
 */
export type CarriedStatement = {
  readonly writ: 1;
  readonly kind: 'carried';
  readonly run: string;
  /** SHA-256 of the run's manifest, which is not touched. */
  readonly manifest: Digest;
  /** SHA-256 of the last decision's envelope, which allows it. */
  readonly decision: Digest;
  readonly ref: string;
  /** The commit at which the target stood, and the tree that came of putting the patch on it. */
  readonly onto: string;
  readonly tree: string;
  readonly startedAt: string;
  readonly endedAt: string;
  /** Every file beside it but the verdict, sorted by name. */
  readonly files: readonly { readonly name: string; readonly digest: Digest }[];
};

const carriedSchema = z
  .strictObject({
    writ: z.literal(1),
    kind: z.literal('carried'),
    run: wordsSchema,
    manifest: digestSchema,
    decision: digestSchema,
    ref: branchRefSchema,
    onto: gitIdSchema,
    tree: gitIdSchema,
    startedAt: momentSchema,
    endedAt: momentSchema,
    files: z
      .array(z.strictObject({ name: wordsSchema, digest: digestSchema }))
      .refine(
        (files) => files.every(({ name }, at) => at === 0 || (files[at - 1]?.name ?? '') < name),
        'are not sorted, or one is there twice',
      ),
  })
  .refine(({ startedAt, endedAt }) => startedAt <= endedAt, { path: ['endedAt'], error: 'is before it began' });

/** Reads the payload `verifyHarness` gave for what was carried over. Refuses with `evidence.malformed`. */
export const parseCarried = (payload: Uint8Array): Result<CarriedStatement> =>
  parseAfter(carriedSchema, payload, 'what was carried over');
