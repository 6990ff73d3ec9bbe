import type { client, McpServerStdio } from '@agentclientprotocol/sdk';
import { z } from 'zod';
import { WORK_FOLDER } from '#evidence';
import type { ToolServer } from '#mcp';
import { sayOf } from './error-says.ts';
import type { Recorder } from './recorder.ts';
import { nameSaid, stateSaid, substitution, type AgentOrder, type AgentSaid } from './substitution.ts';

/** How a session is to be opened. */
export type OpeningOrder = {
  readonly agent: AgentOrder;
  readonly servers: readonly ToolServer[];
  readonly recorder: Recorder;
  /** The session to be gone on with, and the run it was of; or why it is a new one. Null: nobody could expect another. */
  readonly earlier: { readonly run: string; readonly session: string } | { readonly because: string } | null;
};

/** What an agent tells again of a session while it loads it: it is history, and nothing that it does now. */
export type Replay = { isOn: boolean; updates: number };

/** A session that was opened. */
export type Opened = {
  readonly said: AgentSaid;
  /** Null where somebody else was there than was ordered. */
  readonly session: string | null;
  /** Whether it says that it can load one. */
  readonly loads: boolean;
};

export type Agent = ReturnType<ReturnType<typeof client>['connect']>['agent'];

const PROTOCOL = 1;
export const NOTHING_SAID: AgentSaid = { name: null, version: null, model: null, mode: null };

const able = z.object({ agentCapabilities: z.object({ loadSession: z.literal(true) }) });

type Told = Pick<Opened, 'session'> & { readonly answer: unknown };

/** Has the agent load the session of the attempt before; null where it begins a new one, and why is written down. */
const load = async (
  agent: Agent,
  { earlier, recorder }: OpeningOrder,
  { loads, mcpServers, replay }: { loads: boolean; mcpServers: McpServerStdio[]; replay: Replay },
): Promise<Told | null> => {
  if (earlier === null) return null;
  const anew = (because: string): null => {
    recorder.note({ type: 'session.anew', provenance: 'witnessed', because });
    return null;
  };
  if ('because' in earlier) return anew(earlier.because);
  if (!loads) return anew('its agent says that it cannot load one');
  const { run, session } = earlier;
  replay.isOn = true;
  try {
    const answer = await agent.request('session/load', { sessionId: session, cwd: WORK_FOLDER, mcpServers });
    recorder.note({ type: 'session.loaded', provenance: 'witnessed', session, from: run, replayed: replay.updates });
    return { session, answer };
  } catch (error) {
    return anew(`its agent could not load it: ${sayOf(error)}`);
  } finally {
    replay.isOn = false;
  }
};

/** Opens the session, or the one of an attempt before: who is there, and is it who was ordered? */
export const openSession = async (agent: Agent, order: OpeningOrder, replay: Replay): Promise<Opened> => {
  const initialized = await agent.request('initialize', {
    protocolVersion: PROTOCOL,
    clientInfo: { name: 'writ', version: '1' },
    // It works on files and starts programs by itself, inside the jail; nothing is done for it out here.
    clientCapabilities: { fs: { readTextFile: false, writeTextFile: false }, terminal: false },
  });
  if (initialized.protocolVersion !== PROTOCOL)
    throw new Error(`it speaks version ${String(initialized.protocolVersion)} of the protocol, and not ${PROTOCOL}`);
  const loads = able.safeParse(initialized).success;
  const named: AgentSaid = { ...NOTHING_SAID, ...nameSaid(initialized) };
  if (substitution(order.agent, named) !== null) return { said: named, session: null, loads };
  const mcpServers: McpServerStdio[] = order.servers.map(({ name: called, argv: [command, ...args] }) => ({
    ...{ name: called, command, args, env: [] },
  }));
  const loaded = await load(agent, order, { loads, mcpServers, replay });
  if (loaded !== null) return { said: { ...named, ...stateSaid(loaded.answer) }, session: loaded.session, loads };
  const opened = await agent.request('session/new', { cwd: WORK_FOLDER, mcpServers });
  return { said: { ...named, ...stateSaid(opened) }, session: opened.sessionId, loads };
};
