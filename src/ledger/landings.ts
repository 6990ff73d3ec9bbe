import { z } from 'zod';
import { parseDigest, type Digest } from '#contract';
import type { Holder } from '#events';
import type { Result } from '#failure';
import type { Ledger } from './open.ts';
import { reading } from './read.ts';

/** The lock that is held while a branch goes forward, its checkouts follow, and that is recorded. */
export const MOVING = 'moving';

const bodySchema = z.record(z.string(), z.unknown());
const moveSchema = z
  .discriminatedUnion('kind', [
    z.object({ kind: z.literal('run.landed'), run: z.string(), ref: z.string(), tip: z.string(), landing: z.string() }),
    z.object({
      ...{ kind: z.literal('run.branched'), run: z.string(), ref: z.string(), commit: z.string() },
      branching: z.string(),
    }),
  ])
  .transform((move) =>
    move.kind === 'run.landed'
      ? move
      : { kind: move.kind, run: move.run, ref: move.ref, tip: move.commit, landing: move.branching },
  );

/** What moves branches under the lock: a landing, and a result that is put on a branch of its own. */
const MOVES = ['run.landed', 'run.branched'] as const;

/** A branch that was moved, or made: by which run, where that stood afterwards, and the digest of the statement. */
export type MoveEvent = {
  readonly kind: (typeof MOVES)[number];
  readonly run: string;
  readonly ref: string;
  readonly tip: string;
  readonly landing: Digest;
};

/** So many of the newest events are looked through for a move a moment ago. */
const NEWEST = 200;

/**
 * Whether a landing is moving a checkout at this moment, or making a branch, or has since another one.
 *
 * @param counts whether a process that was at it still matters
 */
export const isMovingSince = (
  ledger: Ledger,
  since: string,
  counts: (holder: Holder) => boolean,
): Promise<Result<boolean>> =>
  reading(async () => {
    const held = await ledger.db.selectFrom('locks').selectAll().where('name', '=', MOVING).executeTakeFirst();
    if (held !== undefined && counts({ pid: held.holder_pid, startedAt: held.holder_start })) return true;
    const rows = await ledger.db
      .selectFrom('events')
      .select(['kind', 'at'])
      .orderBy('seq', 'desc')
      .limit(NEWEST)
      .execute();
    return rows.some(({ kind, at }) => at >= since && MOVES.some((one) => one === kind));
  });

/** The newest landings and branches of their own, the last one first. */
export const newestMoves = (ledger: Ledger, limit: number): Promise<Result<readonly MoveEvent[]>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('events')
      .select(['kind', 'body'])
      .where('kind', 'in', MOVES)
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
    return rows.flatMap(({ kind, body }) => {
      const { landing, ...event } = moveSchema.parse({ ...bodySchema.parse(JSON.parse(body)), kind });
      const digest = parseDigest(landing);
      return digest.ok ? [{ ...event, landing: digest.value }] : [];
    });
  });
