import { sql, type Generated, type Kysely } from 'kysely';

/** The tables. All but `events`, `documents` and `locks` are projections, kept in the transaction that appends. */
export type Tables = {
  events: {
    seq: number;
    at: string;
    kind: string;
    task: string | null;
    run: string | null;
    body: string;
    prev: string;
    hash: string;
  };
  documents: { digest: string; bytes: Uint8Array };
  nonces: { nonce: string; purpose: string; subject: string; seq: number };
  contracts: {
    task: string;
    version: number;
    contract: string;
    name: string;
    strictness: string;
    tier: string;
    depends_on: string;
    state: string;
    approval: string | null;
    run_approval: string | null;
    base: string | null;
    at: string;
    /** Why the task stands still until somebody signs afresh; null: it does not. */
    blocked: Generated<string | null>;
    /** How what it cites read when it was approved: digests and citations, as JSON. */
    cites: Generated<string>;
  };
  runs: {
    run: string;
    task: string;
    version: number;
    attempt: number;
    approval: string;
    backend: string;
    base: string;
    state: string;
    manifest: string | null;
    tree: string | null;
    verdict: string | null;
    decision: string | null;
    landing: string | null;
    /** 1 where the verdict is NO-CHANGE. */
    no_change: Generated<number>;
    holder_pid: number;
    holder_start: string;
    at: string;
    /** Who has to decide as well, as JSON. */
    awaits: Generated<string>;
    branching: Generated<string | null>;
    branch: Generated<string | null>;
    seq: Generated<number>;
  };
  decisions: { run: string; signer: string; decision: string; outcome: string; seq: Generated<number> };
  /** Who is at what right now. Not part of the record: a lock is worth as much as its process is alive. */
  locks: { name: string; holder_pid: number; holder_start: string; at: string };
  /** Of a contract, for runs to come; or of a run, between the verdict it is about and the one that came of it. */
  waivers: {
    waiver: string;
    gate: string;
    contract: string | null;
    run: string | null;
    over: string | null;
    verdict: string | null;
    seq: number;
  };
  admissions: { admission: string; branch: string; until: string; at: string };
};

type Migration = (db: Kysely<Tables>) => Promise<void>;

/** Migrations in order; the number of those done is SQLite's `user_version`. One is never changed once published. */
export const MIGRATIONS: readonly Migration[] = [
  async (db) => {
    await sql`create table events (seq integer primary key, at text not null, kind text not null, task text, run text, body text not null, prev text not null unique, hash text not null unique) strict`.execute(
      db,
    );
    await sql`create index events_task on events (task, seq)`.execute(db);
    await sql`create index events_run on events (run, seq)`.execute(db);
    await sql`create table documents (digest text primary key, bytes blob not null) strict`.execute(db);
    await sql`create table nonces (nonce text not null, purpose text not null, subject text not null, seq integer not null, unique (nonce)) strict`.execute(
      db,
    );
    await sql`create table contracts (task text not null, version integer not null, contract text not null unique, name text not null, strictness text not null, tier text not null, depends_on text not null, state text not null, approval text, run_approval text, base text, at text not null, primary key (task, version)) strict`.execute(
      db,
    );
    await sql`create table runs (seq integer primary key autoincrement, run text not null unique, task text not null, version integer not null, attempt integer not null, approval text not null, backend text not null, base text not null, state text not null, manifest text, tree text, verdict text, decision text unique, landing text unique, holder_pid integer not null, holder_start text not null, at text not null, unique (approval, attempt)) strict`.execute(
      db,
    );
    await sql`create index runs_task on runs (task, seq)`.execute(db);
    await sql`create table admissions (admission text primary key, branch text not null, until text not null, at text not null) strict`.execute(
      db,
    );
    await sql`create trigger events_append_only_update before update on events begin select raise(abort, 'the ledger is append-only'); end`.execute(
      db,
    );
    await sql`create trigger events_append_only_delete before delete on events begin select raise(abort, 'the ledger is append-only'); end`.execute(
      db,
    );
  },
  async (db) => {
    await sql`alter table runs add column no_change integer not null default 0`.execute(db);
    await sql`alter table contracts add column blocked text`.execute(db);
  },
  // Several may decide about one run, each once; and an accepted result may be put on a branch of its own.
  async (db) => {
    await sql`create table decisions (seq integer primary key autoincrement, run text not null, signer text not null, decision text not null unique, outcome text not null, unique (run, signer)) strict`.execute(
      db,
    );
    await sql`insert into decisions (run, signer, decision, outcome) select run, json_extract(body, '$.signer'), json_extract(body, '$.decision'), json_extract(body, '$.outcome') from events where kind = 'run.decided' order by seq`.execute(
      db,
    );
    await sql`alter table runs add column awaits text not null default '[]'`.execute(db);
    await sql`alter table runs add column branching text`.execute(db);
    await sql`alter table runs add column branch text`.execute(db);
  },
  async (db) => {
    await sql`create table locks (name text primary key, holder_pid integer not null, holder_start text not null, at text not null) strict`.execute(
      db,
    );
  },
  async (db) => {
    // The board goes to the last run of a version; an index of the task alone would lead through all its runs.
    await sql`create index runs_version on runs (task, version, seq)`.execute(db);
    await sql`drop index runs_task`.execute(db);
    // Without this, "insert or replace" would get past the two triggers above: it deletes without firing any.
    await sql`create trigger events_append_only_insert before insert on events when new.seq is not (select coalesce(max(seq), 0) + 1 from events) begin select raise(abort, 'the ledger is append-only'); end`.execute(
      db,
    );
  },
  async (db) => {
    await sql`create table waivers (waiver text primary key, gate text not null, contract text, run text, over text unique, verdict text unique, seq integer not null) strict`.execute(
      db,
    );
    await sql`create index waivers_contract on waivers (contract, seq)`.execute(db);
    await sql`create index waivers_run on waivers (run, seq)`.execute(db);
  },
  async (db) => {
    await sql`alter table contracts add column cites text not null default '[]'`.execute(db);
  },
];
