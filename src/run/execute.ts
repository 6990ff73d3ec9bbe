import { mkdirSync } from 'node:fs';
import { sha256, type Digest } from '#contract';
import type { ActionRecord, BackendEnd, BackendRecord, SecretFinding } from '#evidence';
import { ok, type Result } from '#failure';
import { now, openBridge, type Bridge } from '#host';
import type { Attempt } from './attempt.ts';
import { gatherBrief } from './brief-parts.ts';
import { endOf, hear } from './hear-backend.ts';
import { livePlace, watchForAbort } from './live.ts';
import { digestOfFile } from './program-digest.ts';
import { openSessionTools, serversOf, type SaidInSession, type SessionTools } from './session/open.ts';

/** What a backend left behind. */
export type Executed = {
  readonly record: BackendRecord;
  readonly stdout: Uint8Array;
  readonly stderr: Uint8Array;
  readonly actions: readonly ActionRecord[];
  readonly survivors: number;
  /** What was said in its session, and what its tools put out; null where none was served. */
  readonly said: Omit<SaidInSession, 'secrets'> | null;
  /** The secrets that were withheld from all of this. */
  readonly secrets: readonly SecretFinding[];
};

/** The record of a backend before it starts: what the start gates look at. */
export const backendRecord = (backend: Attempt['backend'], before: Digest): BackendRecord => ({
  writ: 1,
  id: backend.id,
  kind: backend.kind,
  // The brief is in the contract; here it would only repeat it.
  argv: [...backend.argv('{brief}', serversOf(backend))],
  program: backend.program,
  programDigest: { before, after: null },
  version: backend.version,
  endpoints: [],
  environment: [...backend.passes],
  ...(backend.logins.length > 0 && { logins: backend.logins.map(({ path }) => path) }),
  tiers: [...backend.tiers],
  session: backend.speaks ? 'served' : 'none',
  end: null,
});

/** How much is said of what was left out of a brief. */
const MOST_LEFT = 2000;

/** Opens what a jail may reach beside its workspace. What was opened is closed again where the rest cannot be. */
const openReach = async (
  attempt: Attempt,
  workspace: string,
): Promise<Result<{ readonly bridge: Bridge | null; readonly session: SessionTools | null }>> => {
  const { backend } = attempt;
  const bridge = backend.endpoint === null ? ok(null) : await openBridge(backend.endpoint);
  if (!bridge.ok) return bridge;
  const session = backend.speaks ? await openSessionTools(attempt, workspace) : ok(null);
  if (session.ok) return ok({ bridge: bridge.value, session: session.value });
  bridge.value?.close();
  return session;
};

/**
 * Runs the backend in the jail over the workspace. How it ended is evidence, not a failure of this function, which
 * fails only where no jail can be made.
 */
export const execute = async (attempt: Attempt, workspace: string): Promise<Result<Executed>> => {
  const { backend, order, events } = attempt;
  const gathered = await gatherBrief(attempt);
  if (!gathered.ok) return gathered;
  const { text: brief, left } = gathered.value;
  const opened = await openReach(attempt, workspace);
  if (!opened.ok) return opened;
  const { bridge, session } = opened.value;
  events.append({
    type: 'backend.started',
    provenance: 'witnessed',
    at: now(),
    backend: backend.id,
    version: backend.version,
    scripted: backend.kind === 'scripted',
  });
  events.append({
    ...{ type: 'brief.given', provenance: 'witnessed', digest: sha256(brief), bytes: Buffer.byteLength(brief) },
    left: left.join(', ').slice(0, MOST_LEFT),
  });
  const place = livePlace(attempt.repository, order.run);
  const abort = watchForAbort(place);
  try {
    mkdirSync(place.folder, { recursive: true });
    const worked = await hear({ attempt, brief, workspace, bridge, session, abort });
    if (!worked.ok) return worked;
    const said = (await session?.end()) ?? null;
    const heard = worked.value;
    const end = endOf(heard, abort.asked());
    events.append({
      ...{ type: 'backend.ended', provenance: 'witnessed', at: now(), exitCode: end.exitCode, signal: end.signal },
      ...{ timedOut: end.timedOut, limit: end.limit },
      ...{ stdoutBytes: heard.stdout.length, stderrBytes: heard.stderr.length },
      ...(end.aborted !== undefined && { aborted: end.aborted.by }),
    });
    const after = await digestOfFile(backend.program);
    if (!after.ok) return after;
    const record: BackendRecord = {
      ...order.start.backend,
      programDigest: { before: order.start.backend.programDigest.before, after: after.value },
      endpoints:
        backend.endpoint === null
          ? []
          : [{ origin: new URL(backend.endpoint.url).origin, requests: bridge?.requests() ?? 0 }],
      end,
    };
    const { stdout, stderr, actions } = heard;
    const secrets = [...heard.findings, ...(said?.secrets ?? [])];
    return ok({ record, stdout, stderr, actions, survivors: heard.end.survivors, secrets, said });
  } finally {
    abort.stop();
    bridge?.close();
    await session?.end();
  }
};

const isHindered = ({ timedOut, limit, aborted, substituted }: BackendEnd): boolean =>
  timedOut || limit !== null || aborted !== undefined || substituted !== undefined;

/** Whether a backend ended as one that did its work would. Only then are the checks worth running. */
export const endedWell = ({ record: { end, kind } }: Executed): boolean => {
  const isDone = kind === 'acp' ? end?.turn?.stopReason === 'end_turn' : end?.exitCode === 0;
  return end !== null && isDone && !isHindered(end) && end.declaredFailure === null;
};
