import { sql, type Selectable } from 'kysely';
import { parseDigest, sha256, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import type { RunState, TaskState } from '#plan';
import type { Ledger } from './open.ts';
import type { Tables } from './schema.ts';
import { readNames, readRunState, readTaskState } from './states.ts';

/** A contract version as the ledger knows it. */
export type ContractRow = {
  readonly task: string;
  readonly version: number;
  readonly contract: Digest;
  readonly name: string;
  readonly state: TaskState;
  readonly approval: Digest | null;
  readonly runApproval: Digest | null;
  readonly base: string | null;
  readonly dependsOn: readonly string[];
  /** Why the task stands still until somebody signs afresh; null: it does not. */
  readonly blocked: string | null;
};

/** A run as the ledger knows it. */
export type RunRow = {
  readonly run: string;
  readonly task: string;
  readonly version: number;
  readonly attempt: number;
  readonly contract: Digest;
  /** A newer version has taken the place of the one this is a run of. */
  readonly superseded: boolean;
  readonly approval: Digest;
  readonly backend: string;
  readonly base: string;
  readonly state: RunState;
  readonly manifest: Digest | null;
  readonly tree: string | null;
  readonly verdict: Digest | null;
  readonly decision: Digest | null;
  readonly landing: Digest | null;
  /** Who has to decide as well before it is accepted. */
  readonly awaits: readonly string[];
  /** The statement by which the result was put on a branch of its own, and that branch. */
  readonly branching: Digest | null;
  readonly branch: string | null;
  readonly holder: { readonly pid: number; readonly startedAt: string };
  readonly at: string;
};

/** One event as it stands in the ledger. */
export type EventRow = {
  readonly seq: number;
  readonly at: string;
  readonly kind: string;
  readonly task: string | null;
  readonly run: string | null;
  readonly body: string;
  readonly hash: string;
};

const digestOf = (text: string): Digest => {
  const digest = parseDigest(text);
  if (!digest.ok) throw new Error('a digest in the ledger is none');
  return digest.value;
};
const digestOrNull = (text: string | null): Digest | null => (text === null ? null : digestOf(text));

/** Reads, and turns what SQLite throws into a failure. */
export const reading = async <T>(read: () => Promise<T>): Promise<Result<T>> => {
  try {
    return ok(await read());
  } catch (error) {
    return fail(
      'ledger.broken',
      `the ledger cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
};

/** A document by its digest, or null. Other bytes than those the digest is of are refused. */
export const readDocument = async (ledger: Ledger, digest: Digest): Promise<Result<Uint8Array | null>> => {
  const row = await reading(() =>
    ledger.db.selectFrom('documents').select('bytes').where('digest', '=', digest).executeTakeFirst(),
  );
  if (!row.ok) return row;
  const bytes = row.value?.bytes ?? null;
  return bytes === null || sha256(bytes) === digest
    ? ok(bytes)
    : fail('ledger.broken', `document ${digest} was altered`);
};

/**
 * How often the nonce of an approval was consumed for something else than this approval of this contract: for another
 * approval, or by an approval of another contract that was put in this one's place.
 */
export const foreignUses = (
  ledger: Ledger,
  { approval, contract }: Pick<ContractRow, 'approval' | 'contract'>,
  nonce: string,
): Promise<Result<number>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('nonces')
      .innerJoin('events', 'events.seq', 'nonces.seq')
      .select(['subject', sql<string | null>`json_extract(body, '$.contract')`.as('of')])
      .where('nonce', '=', nonce)
      .execute();
    // A nonce nobody recorded was never consumed for this approval: that is no less foreign.
    const foreign = rows.filter(({ subject, of }) => subject !== approval || of !== contract);
    return rows.length === 0 ? 1 : foreign.length;
  });

/** The bytes of the task file a version of a contract was made of, or null. */
export const readTaskText = async (
  ledger: Ledger,
  task: string,
  version: number,
): Promise<Result<Uint8Array | null>> => {
  const row = await reading(() =>
    ledger.db
      .selectFrom('events')
      .select(sql<string>`json_extract(body, '$.text')`.as('text'))
      .where('task', '=', task)
      .where('kind', '=', 'contract.recorded')
      .where(sql`json_extract(body, '$.version')`, '=', version)
      .orderBy('seq', 'desc')
      .executeTakeFirst(),
  );
  if (!row.ok) return row;
  return row.value === undefined ? ok(null) : readDocument(ledger, digestOf(row.value.text));
};

const contractRow = (row: Selectable<Tables['contracts']>): ContractRow => {
  const { task, version, name, base, blocked } = row;
  return {
    ...{ task, version, name, base, blocked },
    contract: digestOf(row.contract),
    state: readTaskState(row.state),
    approval: digestOrNull(row.approval),
    runApproval: digestOrNull(row.run_approval),
    dependsOn: readNames(row.depends_on),
  };
};

const versionsOf = (ledger: Ledger, task: string) =>
  ledger.db.selectFrom('contracts').selectAll().where('task', '=', task).orderBy('version', 'desc').limit(1);

/** The newest version of a task's contract, or null. */
export const newestContract = (ledger: Ledger, task: string): Promise<Result<ContractRow | null>> =>
  reading(async () => {
    const row = await versionsOf(ledger, task).executeTakeFirst();
    return row === undefined ? null : contractRow(row);
  });

/** The newest version of every task's contract. */
export const newestContracts = (ledger: Ledger): Promise<Result<readonly ContractRow[]>> =>
  reading(async () => {
    const rows = await ledger.db.selectFrom('contracts').selectAll().orderBy('task').orderBy('version').execute();
    return [...new Map(rows.map((row) => [row.task, contractRow(row)])).values()];
  });

/** The newest version before this one that somebody approved, or null: the one that it takes the place of. */
export const approvedBefore = (ledger: Ledger, task: string, version: number): Promise<Result<ContractRow | null>> =>
  reading(async () => {
    const row = await versionsOf(ledger, task)
      .where('version', '<', version)
      .where('approval', 'is not', null)
      .executeTakeFirst();
    return row === undefined ? null : contractRow(row);
  });

type RunSelection = { readonly run: string } | { readonly task: string } | 'all';

/** Runs in order: those of a task, all, or one by its id. */
export const readRuns = (ledger: Ledger, of: RunSelection): Promise<Result<readonly RunRow[]>> =>
  reading(async () => {
    const all = ledger.db
      .selectFrom('runs')
      .innerJoin('contracts', (join) =>
        join.onRef('contracts.task', '=', 'runs.task').onRef('contracts.version', '=', 'runs.version'),
      )
      .selectAll('runs')
      .select(['contracts.contract', 'contracts.state as contractState'])
      .orderBy('runs.seq');
    const rows = await (
      of === 'all' ? all : 'run' in of ? all.where('runs.run', '=', of.run) : all.where('runs.task', '=', of.task)
    ).execute();
    return rows.map((row) => ({
      ...{
        run: row.run,
        task: row.task,
        version: row.version,
        attempt: row.attempt,
        backend: row.backend,
        base: row.base,
        tree: row.tree,
        at: row.at,
      },
      contract: digestOf(row.contract),
      superseded: row.contractState === 'superseded',
      approval: digestOf(row.approval),
      state: readRunState(row.state),
      manifest: digestOrNull(row.manifest),
      verdict: digestOrNull(row.verdict),
      decision: digestOrNull(row.decision),
      landing: digestOrNull(row.landing),
      awaits: readNames(row.awaits),
      branching: digestOrNull(row.branching),
      branch: row.branch,
      holder: { pid: row.holder_pid, startedAt: row.holder_start },
    }));
  });

/** Who decided about a run, and how, in order. */
export const readDecisions = (
  ledger: Ledger,
  run: string,
): Promise<Result<readonly { readonly signer: string; readonly decision: Digest; readonly outcome: string }[]>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('decisions')
      .select(['signer', 'decision', 'outcome'])
      .where('run', '=', run)
      .orderBy('seq')
      .execute();
    return rows.map(({ signer, decision, outcome }) => ({ signer, outcome, decision: digestOf(decision) }));
  });

/** Run ids that begin with a prefix, newest first; all of them for an empty prefix. */
export const findRuns = (ledger: Ledger, prefix: string): Promise<Result<readonly string[]>> =>
  reading(async () => {
    const all = ledger.db.selectFrom('runs').select('run').orderBy('seq', 'desc').limit(100);
    // Asked for no beginning, SQLite would still go through all runs by their names before it looks for the last ones.
    const some = prefix === '' ? all : all.where('run', '>=', prefix).where('run', '<', `${prefix}\u{10ffff}`);
    const rows = await some.execute();
    return rows.map(({ run }) => run);
  });

/** The newest admission of a branch, or null. */
export const newestAdmission = (ledger: Ledger, branch: string): Promise<Result<Digest | null>> =>
  reading(async () => {
    const row = await ledger.db
      .selectFrom('admissions')
      .select('admission')
      .where('branch', '=', branch)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : digestOf(row.admission);
  });

/** The last word about a backend: the signed statement, and what the event that names it says it is. */
export type SwitchRow = { readonly backend: string; readonly nonce: string; readonly statement: Digest };

/** The last word about each backend. A statement counts where it was said first: it is said once. */
export const newestSwitches = (ledger: Ledger): Promise<Result<readonly SwitchRow[]>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('events')
      .select([
        sql<string>`json_extract(body, '$.backend')`.as('backend'),
        sql<string>`json_extract(body, '$.nonce')`.as('nonce'),
        sql<string>`json_extract(body, '$.statement')`.as('statement'),
      ])
      .where('kind', '=', 'backend.switched')
      .orderBy('seq')
      .execute();
    const said = new Set<string>();
    const first = rows.filter(({ statement }) => !said.has(statement) && said.add(statement));
    return [...new Map(first.map((row) => [row.backend, { ...row, statement: digestOf(row.statement) }])).values()];
  });

/** The waivers for runs to come under a contract: the newest of each gate, whether it still holds or not. */
export const contractWaivers = (ledger: Ledger, contract: Digest): Promise<Result<ReadonlyMap<string, Digest>>> =>
  reading(async () => {
    const rows = await ledger.db
      .selectFrom('waivers')
      .select(['gate', 'waiver'])
      .where('contract', '=', contract)
      .orderBy('seq')
      .execute();
    return new Map(rows.map(({ gate, waiver }) => [gate, digestOf(waiver)]));
  });

/** A waiver of a run, between the verdict it is about and the one that came of it. */
export type WaiverRow = { readonly waiver: Digest; readonly over: Digest; readonly verdict: Digest };

/** The waivers of a run in order. */
export const runWaivers = (ledger: Ledger, run: string): Promise<Result<readonly WaiverRow[]>> =>
  reading(async () => {
    const rows = await ledger.db.selectFrom('waivers').selectAll().where('run', '=', run).orderBy('seq').execute();
    return rows.map(({ waiver, over, verdict }) => ({
      waiver: digestOf(waiver),
      over: digestOf(over ?? ''),
      verdict: digestOf(verdict ?? ''),
    }));
  });

/** Events, newest last; of one task or run, or of all. */
export const readEvents = (
  ledger: Ledger,
  of: { readonly task?: string; readonly run?: string; readonly limit: number },
): Promise<Result<readonly EventRow[]>> =>
  reading(async () => {
    let query = ledger.db
      .selectFrom('events')
      .select(['seq', 'at', 'kind', 'task', 'run', 'body', 'hash'])
      .orderBy('seq', 'desc')
      .limit(of.limit);
    if (of.task !== undefined) query = query.where('task', '=', of.task);
    if (of.run !== undefined) query = query.where('run', '=', of.run);
    return (await query.execute()).toReversed();
  });
