import { z } from 'zod';
import { sha256 } from '#contract';
import { fail, ok, type Result } from '#failure';
import { eventHash, GENESIS } from './append.ts';
import type { Ledger } from './open.ts';
import { reading } from './read.ts';

const PAGE = 10_000;

/** What of an event stands in columns of its own, for searching. */
const columns = z.object({ kind: z.string(), task: z.string().optional(), run: z.string().optional() });

type Row = {
  readonly kind: string;
  readonly task: string | null;
  readonly run: string | null;
  readonly body: string;
};

/** Whether the columns say what the body says: the hash is over the body, and the log is shown by the columns. */
const agrees = ({ kind, task, run, body }: Row): boolean => {
  const said = columns.parse(JSON.parse(body));
  return said.kind === kind && (said.task ?? null) === task && (said.run ?? null) === run;
};

const verifyEvents = async ({ db }: Ledger): Promise<Result<{ readonly events: number; readonly head: string }>> => {
  let head = GENESIS;
  let seq = 0;
  // From the lowest number there can be: a record before the first one is one too many.
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const rows = await db
      .selectFrom('events')
      .selectAll()
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(PAGE)
      .execute();
    for (const row of rows) {
      if (row.seq !== seq + 1) return fail('ledger.broken', `record ${seq + 1} is missing`);
      if (row.prev !== head) return fail('ledger.broken', `record ${row.seq} does not follow record ${seq}`);
      if (row.hash !== eventHash(row) || !agrees(row)) return fail('ledger.broken', `record ${row.seq} was altered`);
      head = row.hash;
      seq = row.seq;
      after = row.seq;
    }
    if (rows.length < PAGE) return ok({ events: seq, head });
  }
};

const verifyDocuments = async ({ db }: Ledger): Promise<Result<null>> => {
  const rows = await db.selectFrom('documents').select(['digest', 'bytes']).execute();
  const altered = rows.find(({ digest, bytes }) => sha256(bytes) !== digest);
  return altered === undefined ? ok(null) : fail('ledger.broken', `document ${altered.digest} was altered`);
};

/**
 * Verifies the ledger: numbers without a gap, each record after the one it names, every hash, every document.
 *
 * A tail that was cut off leaves a shorter chain that holds together, so this alone cannot see it: compare the head
 * with one that was kept elsewhere. The tables computed from the events are not looked at.
 */
export const verifyLedger = async (
  ledger: Ledger,
): Promise<Result<{ readonly events: number; readonly head: string }>> => {
  const documents = await reading(() => verifyDocuments(ledger));
  if (!documents.ok) return documents;
  if (!documents.value.ok) return documents.value;
  const events = await reading(() => verifyEvents(ledger));
  return events.ok ? events.value : events;
};
