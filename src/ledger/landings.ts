import { z } from 'zod';
import { parseDigest, type Digest } from '#contract';
import type { Holder } from '#events';
import type { Result } from '#failure';
import type { Ledger } from './open.ts';
import { reading } from './read.ts';

/** The lock that is held while a branch goes forward, its checkouts follow, and that is recorded. */
export const MOVING = 'moving';

const landedSchema = z.object({ run: z.string(), ref: z.string(), tip: z.string(), landing: z.string() });

/** A landing: of which run, on which branch, where that stood afterwards, and the digest of its statement. */
export type LandedEvent = {
  readonly run: string;
  readonly ref: string;
  readonly tip: string;
  readonly landing: Digest;
};

/** So many of the newest events are looked through for a landing a moment ago. */
const NEWEST = 200;

/**
 * Whether a landing is moving a checkout at this moment, or has since another one.
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
    return rows.some(({ kind, at }) => kind === 'run.landed' && at >= since);
  });

/** The newest landings, the last one first. */
export const newestLandings = (ledger: Ledger, limit: number): Promise<Result<readonly LandedEvent[]>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('events')
      .select('body')
      .where('kind', '=', 'run.landed')
      .orderBy('seq', 'desc')
      .limit(limit)
      .execute();
    return rows.flatMap(({ body }) => {
      const { landing, ...event } = landedSchema.parse(JSON.parse(body));
      const digest = parseDigest(landing);
      return digest.ok ? [{ ...event, landing: digest.value }] : [];
    });
  });
