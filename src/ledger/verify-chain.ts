import { sql } from 'kysely';
import { z } from 'zod';
import { sha256 } from '#contract';
import type { WritEvent } from '#events';
import { fail, ok, type Result } from '#failure';
import { eventHash, GENESIS } from './append.ts';
import { isEvent, withDerived, type Derived } from './derive.ts';
import type { Ledger } from './open.ts';
import type { Connection } from './project.ts';
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

/** A record that is dated long before the one it follows: what had run out by then may have counted again. */
export type SetBack = { readonly seq: number; readonly at: string; readonly before: string };

/** A ledger that holds together: how many records, the hash of the last, and where its clock was set back. */
export type VerifiedLedger = {
  readonly events: number;
  readonly head: string;
  readonly setBack: readonly SetBack[];
};

/** A record is dated when what it tells began to be recorded: beside others, and behind packages that had to be installed. */
const BESIDE_MS = 1_800_000;

const isSetBack = (before: string, at: string): boolean => Date.parse(at) < Date.parse(before) - BESIDE_MS;

/** Goes along the chain, and does with each event what the caller wants of it. */
const verifyEvents = async (
  db: Connection,
  take: (event: WritEvent, at: { readonly seq: number; readonly at: string }) => Promise<void>,
): Promise<Result<VerifiedLedger>> => {
  const setBack: SetBack[] = [];
  let before = '';
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
      const event: unknown = JSON.parse(row.body);
      if (!isEvent(event)) return fail('ledger.broken', `record ${row.seq} is of a kind that there is not`);
      await take(event, row);
      if (isSetBack(before, row.at)) setBack.push({ seq: row.seq, at: row.at, before });
      before = row.at;
      head = row.hash;
      seq = row.seq;
      after = row.seq;
    }
    if (rows.length < PAGE) return ok({ events: seq, head, setBack });
  }
};

const verifyDocuments = async (db: Connection, derived: Derived): Promise<Result<null>> => {
  for await (const { digest, bytes } of db.selectFrom('documents').selectAll().orderBy('digest').stream()) {
    if (sha256(bytes) !== digest) return fail('ledger.broken', `document ${digest} was altered`);
    if (!(await derived.isNamed(digest)))
      return fail('ledger.broken', `no record names document ${digest}: records after the last one are missing`);
  }
  return ok(null);
};

const verifyAll = async (db: Connection, derived: Derived): Promise<Result<VerifiedLedger>> => {
  const events = await verifyEvents(db, derived.take);
  if (!events.ok) return events;
  const documents = await verifyDocuments(db, derived);
  if (!documents.ok) return documents;
  const difference = await derived.differenceFrom(db);
  return difference === null ? events : fail('ledger.broken', difference);
};

/**
 * Verifies the ledger: numbers without a gap, each record after the one it names, every hash, every document; and that
 * the tables computed from the records are what the records say, row by row, and no document is there that none names.
 *
 * All of it is read once, in the order in which it lies, and one moment of it: what is appended meanwhile is not seen.
 * A tail that was cut off together with its documents and its rows leaves a shorter ledger that holds together:
 * compare the head with one that was kept elsewhere. That a clock was set back breaks no chain; it is told.
 */
export const verifyLedger = async (ledger: Ledger): Promise<Result<VerifiedLedger>> => {
  const verified = await reading(() =>
    ledger.db.connection().execute(async (db) => {
      await sql`begin`.execute(db);
      try {
        return await withDerived((derived) => verifyAll(db, derived));
      } finally {
        await sql`rollback`.execute(db);
      }
    }),
  );
  return verified.ok ? verified.value : verified;
};
