import type { Digest } from '#contract';
import type { Holder } from '#events';
import { fail, ok, type Failure, type Result } from '#failure';
import { supersedeRefusal } from '#plan';
import { append, keepDocument, transact, type Connection } from './append.ts';
import { recordSigned, unlessDone, unlessRunning, usedNonce, type EventOf, type Refusal } from './ledger.ts';
import type { Ledger } from './open.ts';
import { readTaskState } from './states.ts';

/** What is recorded of a contract that was approved. */
export type ApprovedContractRecord = {
  readonly contract: Omit<EventOf<'contract.recorded'>, 'kind' | 'text'>;
  readonly approval: Omit<EventOf<'contract.approved'>, 'kind' | 'approval' | 'task' | 'version' | 'contract'>;
  readonly documents: {
    readonly contract: Uint8Array;
    /** The bytes of the task file. */
    readonly text: Uint8Array;
    readonly envelope: Uint8Array;
  };
  /** The task's newest approval when the person was shown what to sign; null where there was none. */
  readonly seen: Digest | null;
  readonly at: string;
};

type Newest = {
  readonly version: number;
  readonly contract: string;
  readonly approval: string | null;
  readonly state: string;
};

/** Who was first, as the one who comes second is told it. */
const told = async (tx: Connection, task: string, { version, approval }: Newest): Promise<Refusal> => {
  const row = await tx
    .selectFrom('nonces')
    .innerJoin('events', 'events.seq', 'nonces.seq')
    .select(['events.at', 'events.body'])
    .where('nonces.subject', '=', approval ?? '')
    .executeTakeFirst();
  const body: unknown = JSON.parse(row?.body ?? '{}');
  const said = (name: string): string => {
    const value =
      typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name)?.[1] : '';
    return typeof value === 'string' ? value : '';
  };
  const because = said('because');
  return fail(
    'approval.superseded',
    `${said('signer')} signed version ${version} of ${task} meanwhile, at ${row?.at ?? '?'}${because === '' ? '' : `, because ${because}`}; nothing of yours was recorded`,
    { remedy: `writ task show ${task}` },
  );
};

/**
 * Records a contract with its signed approval, and so the version that counts from now on: both or nothing. Whoever
 * was shown something that does not hold any more is told who was first.
 *
 * @param isAlive whether a process is still the one it was
 * @param keep puts the task file in order, within the transaction: only the first of several gets to do it
 */
export const recordApproval = async (
  ledger: Ledger,
  { contract, approval, documents, seen, at }: ApprovedContractRecord,
  isAlive: (holder: Holder) => boolean,
  keep: () => Result<null> = () => ok(null),
): Promise<Result<Digest>> => {
  const { task, version } = contract;
  const recorded = await transact(ledger, async (tx): Promise<Result<Digest>> => {
    const used = await usedNonce(approval.nonce)(tx);
    if (used !== null) return used;
    const newest = await tx
      .selectFrom('contracts')
      .select(['version', 'contract', 'approval', 'state'])
      .where('task', '=', task)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    const refused = newest === undefined ? null : await refusalFor(tx, newest);
    if (refused !== null) return refused;
    const kept = keep();
    if (!kept.ok) return kept;
    await keepDocument(tx, documents.contract);
    const text = await keepDocument(tx, documents.text);
    if (newest?.version !== version) await append(tx, { kind: 'contract.recorded', ...contract, text }, at);
    const digest = await keepDocument(tx, documents.envelope);
    const about = { task, version, contract: contract.contract, approval: digest };
    await append(tx, { kind: 'contract.approved', ...about, ...approval }, at);
    return ok(digest);
  });
  return standStill(ledger, recorded, { task, nonce: approval.nonce }, at);

  async function refusalFor(tx: Connection, newest: Newest): Promise<Refusal | null> {
    if (newest.approval !== seen || newest.version > version) return told(tx, task, newest);
    if (newest.version < version) {
      const open = supersedeRefusal(task, newest.version, readTaskState(newest.state));
      return open === null ? unlessRunning(tx, task, isAlive, at) : { ok: false, failures: [open] };
    }
    const done = await unlessDone(tx, task);
    if (done !== null) return done;
    return newest.contract === contract.contract
      ? null
      : fail('approval.foreign', `version ${version} of ${task} was approved with other bytes`, {
          remedy: `writ amend ${task}`,
        });
  }
};

/** Records the separate approval of a strict run. */
export const recordRunApproval = async (
  ledger: Ledger,
  event: Omit<EventOf<'run.approved'>, 'runApproval' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> => {
  const recorded = await recordSigned(ledger, { envelope, at }, usedNonce(event.nonce), (runApproval) => ({
    kind: 'run.approved',
    runApproval,
    ...event,
  }));
  return standStill(ledger, recorded, event, at);
};

/** Records that an approval was used for what it was not given for: the version that counts stands still (S3-R15). */
export const recordReuse = (
  ledger: Ledger,
  { task, nonce }: { readonly task: string; readonly nonce: string },
  at: string,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    const newest = await tx
      .selectFrom('contracts')
      .select('version')
      .where('task', '=', task)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    await append(tx, { kind: 'approval.reused', task, version: newest?.version ?? 1, nonce }, at);
    return ok(null);
  });

/** What came of recording an approval; one whose nonce was used before stops its task first. */
const standStill = async (
  ledger: Ledger,
  recorded: Result<Digest>,
  about: { readonly task: string; readonly nonce: string },
  at: string,
): Promise<Result<Digest>> => {
  if (recorded.ok || !recorded.failures.some(({ code }: Failure) => code === 'approval.used')) return recorded;
  const stopped = await recordReuse(ledger, about, at);
  return stopped.ok ? recorded : stopped;
};
