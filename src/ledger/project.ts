import type { Kysely } from 'kysely';
import type { WritEvent } from '#events';
import { runStateAfter, stateAfter } from '#plan';
import type { Tables } from './schema.ts';
import { readRunState, readTaskState } from './states.ts';

export type Connection = Kysely<Tables>;

const nonceOf = (event: WritEvent): { readonly nonce: string; readonly subject: string } | null => {
  switch (event.kind) {
    case 'repository.admitted':
      return { nonce: event.nonce, subject: event.admission };
    case 'backend.switched':
      return { nonce: event.nonce, subject: event.statement };
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

/** Why a task stands still whose approval was used for what it was not given for. */
export const REUSED = 'an approval was used twice';

/** Why a task stands still after an event, where it does. */
const standsStill = (event: WritEvent): string | null => {
  if (event.kind === 'approval.reused') return REUSED;
  return event.kind === 'task.stopped' ? `${event.because}; see ${event.blocker}` : null;
};

/** How what is cited read, as a list of names: what the work itself is to write has read in no way. */
const pinsOf = ({ cites = [] }: Extract<WritEvent, { readonly kind: 'contract.approved' }>): string =>
  JSON.stringify(cites.flatMap(({ cite, digest }) => (digest === null ? [] : [`${digest} ${cite}`])));

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
    // Only a version that nobody approved is ever recorded twice: see recordContract.
    await tx.deleteFrom('contracts').where('task', '=', task).where('version', '=', version).execute();
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
  // A task is no further for a process that was started: its run says so itself.
  if (!('task' in event) || event.kind === 'session.spawned') return;
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
    event.kind === 'contract.approved'
      ? { approval: event.approval, run_approval: null, base: event.base, blocked: null, cites: pinsOf(event) }
      : {};
  const stands = standsStill(event);
  const blocked = stands === null ? {} : { blocked: stands };
  const runApproved = event.kind === 'run.approved' ? { run_approval: event.runApproval } : {};
  await tx
    .updateTable('contracts')
    .set({ state, at, ...approved, ...runApproved, ...blocked })
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

/**
 * Changes the tables computed from events as one event says, within the transaction that appends it; or anywhere, to
 * derive them anew.
 */
export const project = async (
  tx: Connection,
  event: WritEvent,
  { seq, at }: { readonly seq: number; readonly at: string },
): Promise<void> => {
  const nonce = nonceOf(event);
  if (nonce !== null)
    await tx
      .insertInto('nonces')
      .values({ ...nonce, purpose: event.kind, seq })
      .execute();
  if (event.kind === 'repository.admitted') {
    const { admission, branch, until } = event;
    await tx.insertInto('admissions').values({ admission, branch, until, at }).execute();
  }
  if (event.kind === 'run.decided') {
    const { signer, decision, outcome } = event;
    await tx.insertInto('decisions').values({ run: event.run, signer, decision, outcome }).execute();
  }
  if (event.kind === 'gate.waived' || event.kind === 'run.waived') await projectWaiver(tx, event, seq);
  await projectContract(tx, event, at);
  await projectRun(tx, event, at);
};
