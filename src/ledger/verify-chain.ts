import { fail, ok, type Result } from '#failure';
import { eventHash, GENESIS } from './append.ts';
import type { Ledger } from './open.ts';

const PAGE = 10_000;

/** Verifies the whole chain of the ledger: numbers without a gap, each record after the one it names, every hash. */
export const verifyLedger = async (
  ledger: Ledger,
): Promise<Result<{ readonly events: number; readonly head: string }>> => {
  let head = GENESIS;
  let seq = 0;
  for (;;) {
    const rows = await ledger.db
      .selectFrom('events')
      .select(['seq', 'at', 'body', 'prev', 'hash'])
      .where('seq', '>', seq)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      if (row.seq !== seq + 1) return fail('ledger.broken', `record ${seq + 1} is missing`);
      if (row.prev !== head) return fail('ledger.broken', `record ${row.seq} does not follow record ${seq}`);
      if (row.hash !== eventHash(row)) return fail('ledger.broken', `record ${row.seq} was altered`);
      head = row.hash;
      seq = row.seq;
    }
    if (rows.length < PAGE) return ok({ events: seq, head });
  }
};
