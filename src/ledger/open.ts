import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, SqliteDialect, sql, type SqliteDatabase } from 'kysely';
import { invariant, ok, type Failure, type Result } from '#failure';
import { cannotOpen, isLocked, LEDGER_VERSION, openDatabase } from './open-database.ts';
import { MIGRATIONS, type Tables } from './schema.ts';

/** An open ledger. Close it when done. */
export type Ledger = {
  readonly db: Kysely<Tables>;
  /** The database's file; another connection of this process may be open to the same one. */
  readonly path: string;
  /** Set after the first error of the storage: what is unknown must not be written over (facts: spike, fault tools). */
  broken: Failure | null;
  readonly close: () => Promise<void>;
};

/** What Kysely needs of a database, over `node:sqlite`. Statements are prepared once. */
export const adapt = (database: DatabaseSync): SqliteDatabase => {
  const prepared = new Map<string, StatementSync>();
  return {
    close: () => database.close(),
    prepare: (text) => {
      const statement = prepared.get(text) ?? database.prepare(text);
      prepared.set(text, statement);
      const values = (parameters: readonly unknown[]) => parameters.map(bindable);
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) => statement.iterate(...values(parameters)),
      };
    },
  };
};

const bindable = (value: unknown): string | number | bigint | null | Uint8Array => {
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    value instanceof Uint8Array
  )
    return value;
  throw new TypeError(`SQLite cannot hold a ${typeof value}`);
};

const migrate = async (db: Kysely<Tables>): Promise<void> => {
  invariant(MIGRATIONS.length === LEDGER_VERSION, 'the version of a ledger is the number of its migrations');
  const read = await sql<{ user_version: number }>`pragma user_version`.execute(db);
  if ((read.rows[0]?.user_version ?? 0) === MIGRATIONS.length) return;
  await db.connection().execute(async (connection) => {
    await sql`begin immediate`.execute(connection);
    try {
      // Another process may have migrated while this one waited for the lock.
      const again = await sql<{ user_version: number }>`pragma user_version`.execute(connection);
      const done = again.rows[0]?.user_version ?? 0;
      if (done > MIGRATIONS.length) throw new Error('this ledger was written by a newer Writ');
      for (const migration of MIGRATIONS.slice(done)) await migration(connection);
      await sql.raw(`pragma user_version = ${MIGRATIONS.length}`).execute(connection);
      await sql`commit`.execute(connection);
    } catch (error) {
      await sql`rollback`.execute(connection);
      throw error;
    }
  });
};

/** How long is waited for others who are just making the same ledger. */
const MAKING_MS = 30_000;
const AGAIN_MS = 50;

const openOnce = async (path: string): Promise<Result<Ledger>> => {
  const opened = openDatabase(path, { readOnly: false });
  if (!opened.ok) return opened;
  const database = opened.value;
  try {
    database.exec(
      'pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma trusted_schema = off',
    );
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: adapt(database) }) });
    await migrate(db);
    return ok({ db, path, broken: null, close: () => db.destroy() });
  } catch (error) {
    database.close();
    throw error;
  }
};

const openInTurn = async (path: string, until: number): Promise<Result<Ledger>> => {
  try {
    return await openOnce(path);
  } catch (error) {
    if (!isLocked(error) || Date.now() >= until) throw error;
  }
  await sleep(AGAIN_MS);
  return openInTurn(path, until);
};

/**
 * Opens the ledger of a repository, making it at first use.
 *
 * @param path the database's file; `:memory:` for one that lives as long as the process
 */
export const openLedger = async (path: string): Promise<Result<Ledger>> => {
  try {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    return await openInTurn(path, Date.now() + MAKING_MS);
  } catch (error) {
    return cannotOpen(error);
  }
};
