import { sql, type Kysely } from 'kysely';
import { canonicalJson, sha256, type Digest } from '#contract';
import type { WritEvent } from '#events';
import { fail, type Result } from '#failure';
import { runStateAfter, stateAfter } from '#plan';
import type { Ledger } from './open.ts';
import type { Tables } from './schema.ts';
import { readRunState, readTaskState } from './states.ts';

export type Connection = Kysely<Tables>;

export const GENESIS = '0'.repeat(64);

/** What is hashed for an event: everything but the hash itself. */
export const eventHash = (event: {
  readonly seq: number;
  readonly at: string;
  readonly body: string;
  readonly prev: string;
}): Digest => sha256(canonicalJson({ seq: event.seq, at: event.at, body: event.body, prev: event.prev }));

const nonceOf = (event: WritEvent): { readonly nonce: string; readonly subject: string } | null => {
  switch (event.kind) {
    case 'repository.admitted':
      return { nonce: event.nonce, subject: event.admission };
    case 'contract.approved':
      return { nonce: event.nonce, subject: event.approval };
    case 'run.approved':
      return { nonce: event.nonce, subject: event.runApproval };
    case 'gate.waived':
    case 'run.waived':
      return { nonce: event.nonce, subject: event.waiver };
    case 'run.decided':
      return { nonce: event.nonce, subject: event.decision };
    case 'promotion.approved':
      return { nonce: event.nonce, subject: event.approval };
    default:
      return null;
  }
};

const projectContract = async (tx: Connection, event: WritEvent, at: string): Promise<void> => {
  if (event.kind === 'contract.recorded') {
    const { task, version, contract, name, strictness, tier, dependsOn } = event;
    await tx
      .updateTable('contracts')
      .set({ state: 'superseded' })
      .where('task', '=', task)
      .where('version', '<', version)
      .where('state', '!=', 'landed')
      .execute();
    await tx
      .insertInto('contracts')
      .values({
        task,
        version,
        contract,
        name,
        strictness,
        tier,
        depends_on: JSON.stringify(dependsOn),
        state: 'backlog',
        approval: null,
        run_approval: null,
        base: null,
        at,
      })
      .execute();
    return;
  }
  if (!('task' in event)) return;
  const version =
    'version' in event
      ? event.version
      : (await tx.selectFrom('runs').select('version').where('run', '=', event.run).executeTakeFirst())?.version;
  if (version === undefined) return;
  const row = await tx
    .selectFrom('contracts')
    .select('state')
    .where('task', '=', event.task)
    .where('version', '=', version)
    .executeTakeFirst();
  if (row === undefined) return;
  const state = stateAfter(readTaskState(row.state), event);
  const approved =
    event.kind === 'contract.approved' ? { approval: event.approval, run_approval: null, base: event.base } : {};
  const runApproved = event.kind === 'run.approved' ? { run_approval: event.runApproval } : {};
  await tx
    .updateTable('contracts')
    .set({ state, at, ...approved, ...runApproved })
    .where('task', '=', event.task)
    .where('version', '=', version)
    .execute();
};

const projectRun = async (tx: Connection, event: WritEvent, at: string): Promise<void> => {
  if (event.kind === 'run.started') {
    const { run, task, version, attempt, approval, backend, base, holder } = event;
    const empty = { manifest: null, tree: null, verdict: null, decision: null, landing: null };
    await tx
      .insertInto('runs')
      .values({
        run,
        task,
        version,
        attempt,
        approval,
        backend,
        base,
        state: 'running',
        ...empty,
        holder_pid: holder.pid,
        holder_start: holder.startedAt,
        at,
      })
      .execute();
    return;
  }
  if (!('run' in event)) return;
  const row = await tx.selectFrom('runs').select('state').where('run', '=', event.run).executeTakeFirst();
  if (row === undefined) return;
  const state = runStateAfter(readRunState(row.state), event);
  await tx
    .updateTable('runs')
    .set({ state, ...ofRun(event) })
    .where('run', '=', event.run)
    .execute();
};

/** What an event adds to the row of its run beside the state. */
const ofRun = (event: WritEvent) => {
  switch (event.kind) {
    case 'run.sealed':
      return { manifest: event.manifest, tree: event.tree };
    case 'run.judged':
    case 'run.waived':
      return { verdict: event.verdict, no_change: event.noChange ? 1 : 0 };
    case 'run.decided':
      return { decision: event.decision, awaits: JSON.stringify(event.outcome === 'accept' ? event.awaits : []) };
    case 'run.branched':
      return { branching: event.branching, branch: event.ref };
    case 'run.landed':
      return { landing: event.landing };
    default:
      return {};
  }
};

const projectWaiver = async (
  tx: Connection,
  event: Extract<WritEvent, { readonly kind: 'gate.waived' | 'run.waived' }>,
  seq: number,
): Promise<void> => {
  const about =
    event.kind === 'gate.waived'
      ? { contract: event.contract, run: null, over: null, verdict: null }
      : { contract: null, run: event.run, over: event.over, verdict: event.verdict };
  const { waiver, gate } = event;
  await tx
    .insertInto('waivers')
    .values({ waiver, gate, ...about, seq })
    .execute();
};

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
  const nonce = nonceOf(event);
  if (nonce !== null)
    await tx
      .insertInto('nonces')
      .values({ ...nonce, purpose: event.kind, seq: entry.seq })
      .execute();
  if (event.kind === 'repository.admitted') {
    const { admission, branch, until } = event;
    await tx.insertInto('admissions').values({ admission, branch, until, at }).execute();
  }
  if (event.kind === 'run.decided') {
    const { signer, decision, outcome } = event;
    await tx.insertInto('decisions').values({ run: event.run, signer, decision, outcome }).execute();
  }
  if (event.kind === 'gate.waived' || event.kind === 'run.waived') await projectWaiver(tx, event, entry.seq);
  await projectContract(tx, event, at);
  await projectRun(tx, event, at);
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

/**
 * Runs work in one transaction that begins IMMEDIATE, so that what it reads still holds when it writes. A refusal
 * rolls back. After an error of the storage the ledger takes nothing more from this process.
 */
export const transact = <T>(ledger: Ledger, work: (tx: Connection) => Promise<Result<T>>): Promise<Result<T>> =>
  ledger.db.connection().execute(async (connection) => {
    if (ledger.broken !== null) return { ok: false, failures: [ledger.broken] };
    try {
      await sql`begin immediate`.execute(connection);
    } catch (error) {
      return isBusy(error) ? fail('ledger.conflict', 'the ledger is busy') : breakDown(ledger, error);
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
  });
