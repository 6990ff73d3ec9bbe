import { stillNeeded, type Digest, type LandingPolicy } from '#contract';
import type { Holder, WritEvent } from '#events';
import { fail, ok, type Result } from '#failure';
import { decisionRefusal, doneRefusal, type RunState } from '#plan';
import { append, keepDocument, transact, type Connection } from './append.ts';
import type { Ledger } from './open.ts';
import { readRunState, readTaskState } from './states.ts';

export type EventOf<K extends WritEvent['kind']> = Extract<WritEvent, { readonly kind: K }>;
export type Refusal = ReturnType<typeof fail>;
type SignedDocument = { readonly envelope: Uint8Array; readonly at: string };

/** Records that a repository was admitted, with the signed admission. */
export const recordAdmission = (
  ledger: Ledger,
  event: Omit<EventOf<'repository.admitted'>, 'admission' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> =>
  transact(ledger, async (tx) => {
    const admission = await keepDocument(tx, envelope);
    await append(tx, { kind: 'repository.admitted', admission, ...event }, at);
    return ok(admission);
  });

/** Records whether a backend works where none is named, with the signed envelope that says so. */
export const recordBackend = (
  ledger: Ledger,
  event: Omit<EventOf<'backend.switched'>, 'statement' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> =>
  transact(ledger, async (tx) => {
    const statement = await keepDocument(tx, envelope);
    await append(tx, { kind: 'backend.switched', statement, ...event }, at);
    return ok(statement);
  });

/** One transaction that keeps a signed envelope and appends the event that names it, unless `refusal` says why not. */
export const recordSigned = (
  ledger: Ledger,
  { envelope, at }: SignedDocument,
  refusal: (tx: Connection) => Promise<Refusal | null>,
  eventFor: (digest: Digest) => WritEvent,
): Promise<Result<Digest>> =>
  transact(ledger, async (tx) => {
    const refused = await refusal(tx);
    if (refused !== null) return refused;
    const digest = await keepDocument(tx, envelope);
    await append(tx, eventFor(digest), at);
    return ok(digest);
  });

/** Looks whether a nonce was used before, in the transaction that is about to use it. */
export const usedNonce =
  (nonce: string) =>
  async (tx: Connection): Promise<Refusal | null> => {
    const used = await tx.selectFrom('nonces').select('purpose').where('nonce', '=', nonce).executeTakeFirst();
    return used === undefined ? null : fail('approval.used', 'the nonce of this approval was used before');
  };

/** Looks at the state of a run in the transaction that is about to write about it. */
const unlessState =
  (run: string, refusal: (state: RunState) => Refusal | null) =>
  async (tx: Connection): Promise<Refusal | null> => {
    const row = await tx.selectFrom('runs').select('state').where('run', '=', run).executeTakeFirst();
    return row === undefined ? fail('usage.unknown', `there is no run ${run}`) : refusal(readRunState(row.state));
  };

/** Sees to it that a task is not done: one result of a task lands, whatever else was signed, begun or accepted of it. */
export const unlessDone = async (tx: Connection, task: string): Promise<Refusal | null> => {
  const newest = await tx
    .selectFrom('contracts')
    .select('state')
    .where('task', '=', task)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  const done = newest === undefined ? null : doneRefusal(task, readTaskState(newest.state));
  return done === null ? null : { ok: false, failures: [done] };
};

/**
 * Sees to it that no run of a task is under way: refuses with `run.busy` where one is, and closes one whose process
 * is gone.
 *
 * @param isAlive whether a process is still the one it was
 */
export const unlessRunning = async (
  tx: Connection,
  task: string,
  isAlive: (holder: Holder) => boolean,
  at: string,
): Promise<Refusal | null> => {
  const active = await tx
    .selectFrom('runs')
    .select(['run', 'state', 'holder_pid', 'holder_start'])
    .where('task', '=', task)
    .where('state', 'in', ['running', 'sealed'])
    .execute();
  for (const { run, state, holder_pid, holder_start } of active) {
    if (isAlive({ pid: holder_pid, startedAt: holder_start }))
      return fail('run.busy', `run ${run} of ${task} is under way in process ${holder_pid}`);
    // What was sealed is whole, and can still be judged.
    if (state === 'running')
      await append(tx, { kind: 'run.closed', task, run, because: 'the process that ran it is gone' }, at);
  }
  return null;
};

/** What beginning a run gives: its number under the approval. */
export type Begun = { readonly attempt: number };

/**
 * Begins a run: gives it the next attempt under its approval, in the transaction that looks whether another run of
 * the task is under way, and whether the approval still is the one that counts.
 *
 * @param isAlive whether a process is still the one it was; a run whose process is gone is closed here
 */
export const beginRun = (
  ledger: Ledger,
  event: Omit<EventOf<'run.started'>, 'attempt' | 'kind'>,
  isAlive: (holder: Holder) => boolean,
  at: string,
): Promise<Result<Begun>> =>
  transact(ledger, async (tx) => {
    const refused = (await unlessDone(tx, event.task)) ?? (await unlessRunning(tx, event.task, isAlive, at));
    if (refused !== null) return refused;
    const newest = await tx
      .selectFrom('contracts')
      .select('approval')
      .where('task', '=', event.task)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest?.approval !== event.approval)
      return fail('approval.superseded', `${event.task} was approved anew at this very moment`);
    const used = await tx
      .selectFrom('runs')
      .select('attempt')
      .where('approval', '=', event.approval)
      .orderBy('attempt', 'desc')
      .limit(1)
      .executeTakeFirst();
    const attempt = (used?.attempt ?? 0) + 1;
    await append(tx, { kind: 'run.started', attempt, ...event }, at);
    return ok({ attempt });
  });

/** Writes down that a step is about to begin. */
export const beginStep = (
  ledger: Ledger,
  step: Omit<EventOf<'step.begun'>, 'kind'>,
  at: string,
): Promise<Result<null>> => record(ledger, { kind: 'step.begun', ...step }, at);

/** Writes down how a step ended. */
export const endStep = (ledger: Ledger, step: Omit<EventOf<'step.ended'>, 'kind'>, at: string): Promise<Result<null>> =>
  record(ledger, { kind: 'step.ended', ...step }, at);

/** Records one event that brings no document of its own. */
export const record = (
  ledger: Ledger,
  event: EventOf<'step.begun' | 'step.ended' | 'run.sealed' | 'run.closed'>,
  at: string,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    await append(tx, event, at);
    return ok(null);
  });

/** Records that a task stands still. Fails with `ledger.conflict` where it does already, or is another version by now. */
export const recordStop = (
  ledger: Ledger,
  event: Omit<EventOf<'task.stopped'>, 'kind'>,
  at: string,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    const { task, version } = event;
    const newest = await tx
      .selectFrom('contracts')
      .select(['version', 'blocked'])
      .where('task', '=', task)
      .orderBy('version', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (newest?.version !== version || newest.blocked !== null)
      return fail('ledger.conflict', `${task} was stopped, or signed anew, at the same moment`);
    await append(tx, { kind: 'task.stopped', ...event }, at);
    return ok(null);
  });

/** Records the one verdict over a sealed run, with its signed envelope. */
export const recordVerdict = (
  ledger: Ledger,
  event: Omit<EventOf<'run.judged'>, 'verdict' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> => {
  const refusal = unlessState(event.run, (state) =>
    state === 'sealed' ? null : fail('ledger.conflict', `run ${event.run} is ${state} already`),
  );
  return recordSigned(ledger, { envelope, at }, refusal, (verdict) => ({ kind: 'run.judged', verdict, ...event }));
};

/** Records a waiver for runs of a contract that are to come. */
export const recordGateWaiver = (
  ledger: Ledger,
  event: Omit<EventOf<'gate.waived'>, 'waiver' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> =>
  recordSigned(ledger, { envelope, at }, usedNonce(event.nonce), (waiver) => ({
    kind: 'gate.waived',
    waiver,
    ...event,
  }));

/**
 * Records a waiver of one verdict together with the verdict that came of it: both or neither. A run that was decided
 * meanwhile, or whose verdict is another one by now, is refused.
 */
export const recordRunWaiver = (
  ledger: Ledger,
  event: Omit<EventOf<'run.waived'>, 'waiver' | 'verdict' | 'kind'>,
  { waiver, verdict }: { readonly waiver: Uint8Array; readonly verdict: Uint8Array },
  at: string,
): Promise<Result<Digest>> => {
  const refusal = async (tx: Connection): Promise<Refusal | null> => {
    const used = await usedNonce(event.nonce)(tx);
    if (used !== null) return used;
    const row = await tx
      .selectFrom('runs')
      .select(['state', 'verdict'])
      .where('run', '=', event.run)
      .executeTakeFirst();
    if (row === undefined) return fail('usage.unknown', `there is no run ${event.run}`);
    if (row.state !== 'passed' && row.state !== 'failed')
      return fail('decision.taken', `run ${event.run} is ${row.state} already`);
    const decided = await tx.selectFrom('decisions').select('signer').where('run', '=', event.run).executeTakeFirst();
    if (decided !== undefined)
      return fail('decision.taken', `${decided.signer} has decided about run ${event.run} already`);
    return row.verdict === event.over
      ? null
      : fail('ledger.conflict', `another process gave run ${event.run} another verdict meanwhile`);
  };
  return transact(ledger, async (tx) => {
    const refused = await refusal(tx);
    if (refused !== null) return refused;
    const digests = { waiver: await keepDocument(tx, waiver), verdict: await keepDocument(tx, verdict) };
    await append(tx, { kind: 'run.waived', ...digests, ...event }, at);
    return ok(digests.verdict);
  });
};

/** What is about to be said of a run of a version whose place a newer one has taken. */
const unlessSuperseded = async (
  tx: Connection,
  { task, run }: { readonly task: string; readonly run: string },
): Promise<Refusal | null> => {
  const of = await tx.selectFrom('runs').select('version').where('run', '=', run).executeTakeFirst();
  const newer = await tx
    .selectFrom('contracts')
    .select('version')
    .where('task', '=', task)
    .where('version', '>', of?.version ?? 0)
    .executeTakeFirst();
  return newer === undefined
    ? null
    : fail(
        'approval.superseded',
        `version ${newer.version} of ${task} has taken the place of the one run ${run} is of`,
      );
};

/** A decision as it is recorded: by which policy it counts, and which decision its signer saw as the last one. */
export type SignedDecision = SignedDocument & { readonly policy: LandingPolicy; readonly after: Digest | null };

/**
 * Records a decision about a run: one for each signer whom the policy asks for, and none after a rejection. Whoever
 * comes second, from whichever process, is told what was decided.
 */
export const recordDecision = (
  ledger: Ledger,
  event: Omit<EventOf<'run.decided'>, 'decision' | 'kind' | 'awaits'>,
  { envelope, at, policy, after }: SignedDecision,
): Promise<Result<{ readonly decision: Digest; readonly awaits: readonly string[] }>> =>
  transact(ledger, async (tx) => {
    const { run, signer, outcome } = event;
    const row = await tx.selectFrom('runs').select('state').where('run', '=', run).executeTakeFirst();
    if (row === undefined) return fail('usage.unknown', `there is no run ${run}`);
    const before = await tx.selectFrom('decisions').selectAll().where('run', '=', run).orderBy('seq').execute();
    const accepted = before.map((one) => one.signer);
    const refusal = decisionRefusal({ run, state: readRunState(row.state), signer, outcome, accepted, policy });
    if (refusal !== null) return { ok: false, failures: [refusal] };
    const over =
      outcome === 'accept' ? ((await unlessDone(tx, event.task)) ?? (await unlessSuperseded(tx, event))) : null;
    if (over !== null) return over;
    if ((before.at(-1)?.decision ?? null) !== after)
      return fail('ledger.conflict', 'somebody else decided at the same moment');
    const awaits = stillNeeded(policy, [...accepted, signer]);
    const decision = await keepDocument(tx, envelope);
    await append(tx, { kind: 'run.decided', decision, awaits, ...event }, at);
    return ok({ decision, awaits });
  });

/** Records that an accepted patch was put on a moved target, and what the verdict over it was. */
export const recordCarrying = (
  ledger: Ledger,
  event: Omit<EventOf<'run.carried'>, 'carried' | 'verdict' | 'kind'>,
  { carried, verdict }: { readonly carried: Uint8Array; readonly verdict: Uint8Array },
  at: string,
): Promise<Result<null>> =>
  transact(ledger, async (tx) => {
    const refusal = unlessState(event.run, (state) =>
      state === 'accepted' ? null : fail('decision.missing', `run ${event.run} is ${state}, not accepted`),
    );
    const refused = await refusal(tx);
    if (refused !== null) return refused;
    const digests = { carried: await keepDocument(tx, carried), verdict: await keepDocument(tx, verdict) };
    await append(tx, { kind: 'run.carried', ...digests, ...event }, at);
    return ok(null);
  });

/** Records that an accepted result was put on a branch of its own. */
export const recordBranch = (
  ledger: Ledger,
  event: Omit<EventOf<'run.branched'>, 'branching' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> => {
  const refusal = unlessState(event.run, (state) =>
    state === 'accepted' ? null : fail('decision.missing', `run ${event.run} is ${state}, not accepted`),
  );
  return recordSigned(ledger, { envelope, at }, refusal, (branching) => ({
    kind: 'run.branched',
    branching,
    ...event,
  }));
};

/** Records that an accepted run has landed; once. */
export const recordLanding = (
  ledger: Ledger,
  event: Omit<EventOf<'run.landed'>, 'landing' | 'kind'>,
  envelope: Uint8Array,
  at: string,
): Promise<Result<Digest>> => {
  const isAccepted = unlessState(event.run, (state) => {
    if (state === 'landed') return fail('landing.taken', `run ${event.run} has landed already`);
    return state === 'accepted' ? null : fail('decision.missing', `run ${event.run} is not accepted`);
  });
  const refusal = async (tx: Connection): Promise<Refusal | null> =>
    (await isAccepted(tx)) ?? (await unlessDone(tx, event.task));
  return recordSigned(ledger, { envelope, at }, refusal, (landing) => ({ kind: 'run.landed', landing, ...event }));
};
