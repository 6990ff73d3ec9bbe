import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { canonicalJson, sha256, type Digest } from '#contract';
import type { WritEvent } from '#events';
import { fail, ok, type Result } from '#failure';
import type { Ledger } from './open.ts';
import { project, type Connection } from './project.ts';

export type { Connection } from './project.ts';

export const GENESIS = '0'.repeat(64);

/** What is hashed for an event: everything but the hash itself. */
export const eventHash = (event: {
  readonly seq: number;
  readonly at: string;
  readonly body: string;
  readonly prev: string;
}): Digest => sha256(canonicalJson({ seq: event.seq, at: event.at, body: event.body, prev: event.prev }));

/** Appends one event within a transaction: chain, nonce, projections. */
export const append = async (tx: Connection, event: WritEvent, at: string): Promise<void> => {
  const last = await tx.selectFrom('events').select(['seq', 'hash']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const entry = { seq: (last?.seq ?? 0) + 1, at, body: canonicalJson(event).trimEnd(), prev: last?.hash ?? GENESIS };
  const task = 'task' in event ? event.task : null;
  const run = 'run' in event ? event.run : null;
  await tx
    .insertInto('events')
    .values({ ...entry, kind: event.kind, task, run, hash: eventHash(entry) })
    .execute();
  await project(tx, event, entry);
};

/** Keeps a document by its digest. The same bytes are kept once. */
export const keepDocument = async (tx: Connection, bytes: Uint8Array): Promise<Digest> => {
  const digest = sha256(bytes);
  await tx
    .insertInto('documents')
    .values({ digest, bytes })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .execute();
  return digest;
};

const isUnique = (error: unknown): boolean => error instanceof Error && /UNIQUE constraint failed/u.test(error.message);
const isBusy = (error: unknown): boolean => error instanceof Error && /database is (locked|busy)/u.test(error.message);

const breakDown = (ledger: Ledger, error: unknown): Result<never> => {
  ledger.broken = {
    code: 'machine.storage',
    message: `the ledger could not be written: ${error instanceof Error ? error.message : String(error)}`,
  };
  return { ok: false, failures: [ledger.broken] };
};

/** How long a process waits for its turn to write. A run that ends after hours must not be lost to a crowd. */
const PATIENCE_MS = 120_000;

/**
 * Begins a transaction that may write. SQLite lets those who wait try again in no order, so that with a dozen at once
 * one of them can be passed over for longer than a single wait takes: it waits again, after a pause in which this
 * process sees to what else it does.
 */
const begin = async (connection: Connection): Promise<Result<null>> => {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await sql`begin immediate`.execute(connection);
      return ok(null);
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() > until)
        return fail(
          'ledger.conflict',
          `others have been writing to the ledger for ${PATIENCE_MS / 1000} s without a pause`,
        );
    }
    await sleep(20 + Math.random() * 80);
  }
};

const transactOn = async <T>(
  connection: Connection,
  ledger: Ledger,
  work: (tx: Connection) => Promise<Result<T>>,
): Promise<Result<T>> => {
  if (ledger.broken !== null) return { ok: false, failures: [ledger.broken] };
  try {
    const begun = await begin(connection);
    if (!begun.ok) return begun;
  } catch (error) {
    return breakDown(ledger, error);
  }
  try {
    const result = await work(connection);
    await sql.raw(result.ok ? 'commit' : 'rollback').execute(connection);
    return result;
  } catch (error) {
    await sql`rollback`.execute(connection).catch(() => {});
    if (isUnique(error))
      return fail('ledger.conflict', `another process was first: ${error instanceof Error ? error.message : ''}`);
    return breakDown(ledger, error);
  }
};

/** The last of those in this process who write or wait to, by the database's file. */
const writers = new Map<string, Promise<unknown>>();

/**
 * One after another where several connections of this process are open to the same file. SQLite waits for a lock without
 * letting this process do anything else: what it waits for would be held for ever by somebody who cannot go on.
 */
const inTurn = async <T>({ path }: Pick<Ledger, 'path'>, work: () => Promise<T>): Promise<T> => {
  if (path === '' || path === ':memory:') return work();
  const mine = (writers.get(path) ?? Promise.resolve()).then(work, work);
  writers.set(path, mine);
  try {
    return await mine;
  } finally {
    if (writers.get(path) === mine) writers.delete(path);
  }
};

/**
 * Runs work in one transaction that begins IMMEDIATE, so that what it reads still holds when it writes. A refusal
 * rolls back. After an error of the storage the ledger takes nothing more from this process.
 */
export const transact = <T>(ledger: Ledger, work: (tx: Connection) => Promise<Result<T>>): Promise<Result<T>> =>
  inTurn(ledger, () => ledger.db.connection().execute((connection) => transactOn(connection, ledger, work)));
