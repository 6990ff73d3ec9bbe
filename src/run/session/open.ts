import { demandedGates } from '#contract';
import type { SecretFinding, SessionRecord } from '#evidence';
import { ok, type Result } from '#failure';
import { bootstrapFaults } from '#gates';
import { now, type Mount } from '#host';
import { answering, openListener, SESSION_SERVER, sessionMounts, type ToolServer } from '#mcp';
import type { Attempt } from '../attempt.ts';
import { JAIL_NODE } from '../backends/resolve.ts';
import { openDoors } from './doors.ts';
import { executing, type ToolOutput, type ToolOutputs } from './execute-tool.ts';
import { openMinutes, type Minutes } from './minutes.ts';

/** What was said in a session, what its tools put out, and the secrets that were not kept of it. */
export type SaidInSession = {
  readonly record: SessionRecord;
  readonly outputs: readonly ToolOutput[];
  readonly secrets: readonly SecretFinding[];
};

/** The tools of one session, while it lasts. */
export type SessionTools = {
  /** What its jail needs to reach them. */
  readonly mounts: readonly Mount[];
  /** What its agent is told to start: one MCP server on stdio, by its places in the jail. */
  readonly servers: readonly ToolServer[];
  /** Loads what answers, while its agent starts. */
  readonly prepare: () => void;
  /** Whether its agent has said how it will go about the work, and well enough; true where the contract asks for none of it. */
  readonly isPrepared: () => boolean;
  /** Ends the session: nobody is answered any more. Gives what was said in it. To end it twice is to end it once. */
  readonly end: () => Promise<SaidInSession>;
};

/** The servers that a backend is told of. The same for every session: by its jail it reaches its own. */
export const serversOf = ({ speaks }: Pick<Attempt['backend'], 'speaks'>): readonly ToolServer[] =>
  speaks ? [SESSION_SERVER(JAIL_NODE)] : [];

const ASKS = 'bootstrap.adequate';

/** What the gate will ask for in the end, asked beforehand; nothing, where a signer has waived that for runs to come. */
const preparedIn = ({ order: { contract, start } }: Attempt, { record }: Minutes) => {
  const gates = demandedGates(contract.strictness, contract.riskTier.tier, ['verdict']);
  const isAsked = gates.includes(ASKS) && start.waivers?.some(({ name }) => name === ASKS) !== true;
  return (): boolean => {
    const { bootstrap } = record();
    return !isAsked || (bootstrap !== null && bootstrapFaults(contract, bootstrap).length === 0);
  };
};

/**
 * Opens the tools of a session for one run: a socket that only this run's jail has, and what answers behind it.
 * Fails with `machine.storage` where the socket cannot be made. Whoever opens it ends it.
 */
export const openSessionTools = async (attempt: Attempt, workspace: string): Promise<Result<SessionTools>> => {
  const minutes = openMinutes(attempt);
  const outputs: ToolOutputs = { files: [], secrets: [] };
  const over = new AbortController();
  const execute = executing(attempt, workspace, { minutes, outputs, signal: over.signal });
  const answers = answering({ ...openDoors(attempt, workspace, minutes), execute });
  const listener = await openListener(answers);
  if (!listener.ok) return listener;
  const end = async (): Promise<SaidInSession> => {
    listener.value.close();
    over.abort();
    await answers.end();
    // An agent that was not heard may have said that it is blocked: what it did is worth nothing then.
    const broken = listener.value.broken();
    if (broken !== null) throw broken;
    const record = minutes.record();
    const { calls, refused } = record;
    const ended = { type: 'session.closed', provenance: 'witnessed', at: now(), calls, refused };
    attempt.events.append({ ...ended, unreadable: listener.value.unreadable() });
    return { record, outputs: outputs.files, secrets: [...minutes.secrets(), ...outputs.secrets] };
  };
  let ending: Promise<SaidInSession> | null = null;
  return ok({
    mounts: sessionMounts(listener.value.socket),
    servers: [SESSION_SERVER(JAIL_NODE)],
    prepare: listener.value.prepare,
    isPrepared: preparedIn(attempt, minutes),
    end: () => (ending ??= end()),
  });
};
