import { sql } from 'kysely';
import type { EventKind, WritEvent } from '#events';
import { openLedger } from './open.ts';
import { project, type Connection } from './project.ts';
import type { Tables } from './schema.ts';

/** The tables that are computed from events: all but the record itself, and the locks, which are no part of it. */
type DerivedTable = Exclude<keyof Tables, 'events' | 'documents' | 'locks'>;
/** Each with the columns that name a row of it. A new table that is not here does not compile. */
const DERIVED: Readonly<Record<DerivedTable, readonly [string, ...string[]]>> = {
  contracts: ['task', 'version'],
  runs: ['run'],
  nonces: ['nonce'],
  decisions: ['decision'],
  waivers: ['waiver'],
  admissions: ['admission'],
};
type Row = Readonly<Record<string, unknown>>;

const KINDS: Readonly<Record<EventKind, true>> = {
  'repository.admitted': true,
  'backend.switched': true,
  'contract.recorded': true,
  'contract.approved': true,
  'run.approved': true,
  'approval.reused': true,
  'task.stopped': true,
  'gate.waived': true,
  'run.started': true,
  'session.spawned': true,
  'step.begun': true,
  'step.ended': true,
  'run.sealed': true,
  'run.judged': true,
  'run.waived': true,
  'run.closed': true,
  'run.decided': true,
  'run.carried': true,
  'landing.refused': true,
  'run.branched': true,
  'run.landed': true,
  'promotion.approved': true,
  'branch.promoted': true,
};

/** Whether a record is an event: the chain says that we wrote it, and its kind what it is. */
export const isEvent = (value: unknown): value is WritEvent =>
  typeof value === 'object' && value !== null && 'kind' in value && Object.hasOwn(KINDS, String(value.kind));

/** The tables derived anew from events, apart from those of the ledger. */
export type Derived = {
  readonly take: (event: WritEvent, at: { readonly seq: number; readonly at: string }) => Promise<void>;
  /** Whether an event named a document. */
  readonly isNamed: (digest: string) => Promise<boolean>;
  /** The first row of a ledger that is not what the events say, in a sentence, or null. */
  readonly differenceFrom: (ledger: Connection) => Promise<string | null>;
};

const nameOf = (table: DerivedTable, row: Row): string =>
  `the row ${DERIVED[table].map((column) => String(row[column])).join(' ')} of ${table}`;

/** Rows in one order on both sides, which is SQLite's. */
const rowsOf = async function* (db: Connection, table: DerivedTable): AsyncGenerator<Row> {
  const order = sql.raw(DERIVED[table].join(', '));
  yield* db.selectFrom(table).selectAll().orderBy(order).stream();
};

const compareTable = async (ledger: Connection, scratch: Connection, table: DerivedTable): Promise<string | null> => {
  const [there, wanted] = [rowsOf(ledger, table), rowsOf(scratch, table)];
  try {
    for (;;) {
      const [is, must] = [await there.next(), await wanted.next()];
      if (is.done === true && must.done === true) return null;
      if (is.done === true) return `${nameOf(table, must.value)} is missing`;
      if (must.done === true) return `${nameOf(table, is.value)} is one too many`;
      if (nameOf(table, is.value) !== nameOf(table, must.value))
        return `${nameOf(table, must.value)} is missing, or ${nameOf(table, is.value)} is one too many`;
      const column = Object.keys(must.value).find((name) => must.value[name] !== is.value[name]);
      if (column !== undefined)
        return `${nameOf(table, is.value)} was altered: its ${column} is not what the records say`;
    }
  } finally {
    await there.return(null);
    await wanted.return(null);
  }
};

const isDerived = (name: string): name is DerivedTable => Object.hasOwn(DERIVED, name);
const tables = Object.keys(DERIVED).filter(isDerived);

const DIGEST = /[0-9a-f]{64}/gu;

/**
 * Derives the tables anew, by the very code that keeps them, into a database that SQLite holds for itself and spills to
 * a file that nobody else can open: so memory does not grow with the ledger.
 */
export const withDerived = async <T>(use: (derived: Derived) => Promise<T>): Promise<T> => {
  const opened = await openLedger('');
  if (!opened.ok) throw new Error(opened.failures[0].message);
  try {
    return await opened.value.db.connection().execute(async (scratch) => {
      await sql`create temp table named (digest text primary key) strict, without rowid`.execute(scratch);
      await sql`begin`.execute(scratch);
      return use({
        take: async (event, at) => {
          for (const [digest] of JSON.stringify(event).matchAll(DIGEST))
            await sql`insert or ignore into named values (${digest})`.execute(scratch);
          await project(scratch, event, at);
        },
        isNamed: async (digest) =>
          (await sql`select 1 from named where digest = ${digest}`.execute(scratch)).rows.length > 0,
        differenceFrom: async (ledger) => {
          for (const table of tables) {
            const difference = await compareTable(ledger, scratch, table);
            if (difference !== null) return difference;
          }
          return null;
        },
      });
    });
  } finally {
    await opened.value.close();
  }
};
