import type { EventKind, WritEvent } from '#events';
import type { Result } from '#failure';
import { isEvent } from './derive.ts';
import type { Ledger } from './open.ts';
import { reading } from './read.ts';

/** The events of some kinds, the oldest first, each with its place in the ledger. Fails where one cannot be read. */
export const readHappened = (
  ledger: Ledger,
  kinds: readonly EventKind[],
): Promise<Result<readonly { readonly seq: number; readonly at: string; readonly event: WritEvent }[]>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('events')
      .select(['seq', 'at', 'body'])
      .where('kind', 'in', kinds)
      .orderBy('seq')
      .execute();
    return rows.map(({ seq, at, body }) => {
      const event: unknown = JSON.parse(body);
      if (!isEvent(event)) throw new Error(`event ${seq} is none`);
      return { seq, at, event };
    });
  });
