/**
 * An agent for tests that speaks the Agent Client Protocol and does what a script says. As a program it runs inside the
 * jail, as any other does: `acp-agent.ts SCRIPT`, where SCRIPT is JSON of the shape `AcpScript`.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  agent,
  ndJsonStream,
  type AgentContext,
  type McpServer,
  type RequestPermissionRequest,
  type SessionUpdate,
  type StopReason,
  type Stream,
} from '@agentclientprotocol/sdk';

/** One thing the agent does. */
export type AcpStep =
  | { readonly say: string | readonly string[] }
  | { readonly think: string }
  /** Writes a file and says so, without asking. */
  | { readonly write: string; readonly text: string }
  /** Writes the first file of its brief that is called like this. */
  | { readonly named: string; readonly text: string }
  /** Asks first, and writes only where it may. */
  | { readonly edit: string; readonly text: string }
  /** Runs a command, as a call of a tool. */
  | { readonly shell: string }
  | { readonly plan: readonly string[] }
  | { readonly mode: string }
  | { readonly updates: number }
  | { readonly sleep: number }
  /** Never ends, and does not heed that it is told to. */
  | { readonly hang: true }
  | { readonly error: string }
  | { readonly raw: string }
  | { readonly exit: number }
  | { readonly end: StopReason };

/** What it says it is, and what it does in its turn. */
export type AcpScript = {
  readonly name?: string;
  readonly model?: string;
  readonly protocol?: number;
  /** It heeds a cancellation only in its next turn. */
  readonly heeds?: 'late';
  /** It starts the MCP servers it is told of, as real agents do, and asks them for nothing. */
  readonly servers?: boolean;
  /** It can load a session that it has written down, and tells again what was done in it. */
  readonly loads?: boolean;
  readonly steps: readonly AcpStep[];
};

/** What the agent does beside speaking the protocol. */
export type Effects = {
  readonly write: (path: string, text: string) => void;
  /** Writes to its output what is no message. */
  readonly raw: (text: string) => void | Promise<void>;
  readonly exit: (code: number) => void;
  readonly start: (argv: readonly string[]) => void;
  /** Where it writes its sessions down: the briefs of one, in order; null where there is none of that name. */
  readonly sessions: {
    readonly read: (id: string) => readonly string[] | null;
    readonly write: (id: string, briefs: readonly string[]) => void;
  };
};

/** What a turn has at hand. */
type Turn = Effects & {
  readonly client: AgentContext;
  readonly sessionId: string;
  readonly cancelled: AbortSignal;
  readonly brief: string;
};

let calls = 0;

const tell = ({ client, sessionId }: Turn, update: SessionUpdate) =>
  client.notify('session/update', { sessionId, update });

const shell = async (turn: Turn, command: string): Promise<void> => {
  const toolCallId = `call-${(calls += 1)}`;
  const call = { toolCallId, title: command, kind: 'execute', rawInput: { command } } as const;
  await tell(turn, { sessionUpdate: 'tool_call', ...call, status: 'in_progress' });
  const child = spawn('/bin/sh', ['-c', command], { stdio: ['ignore', 'pipe', 'inherit'] });
  turn.cancelled.addEventListener('abort', () => child.kill('SIGKILL'));
  let output = '';
  child.stdout.on('data', (bytes: Uint8Array) => (output += Buffer.from(bytes).toString()));
  const code = await new Promise((resolve) => child.on('exit', resolve));
  const content = [{ type: 'content' as const, content: { type: 'text' as const, text: output } }];
  await tell(turn, {
    ...{ sessionUpdate: 'tool_call_update', toolCallId, status: code === 0 ? 'completed' : 'failed', content },
  });
};

const edit = async (turn: Turn, path: string, text: string): Promise<void> => {
  const toolCallId = `call-${(calls += 1)}`;
  const call = { toolCallId, title: `edit ${path}`, kind: 'edit' } as const;
  await tell(turn, { sessionUpdate: 'tool_call', ...call, status: 'pending' });
  const question: RequestPermissionRequest = {
    ...{ sessionId: turn.sessionId, toolCall: { ...call, locations: [{ path }] } },
    options: [
      { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
      { optionId: 'no', name: 'Reject', kind: 'reject_once' },
    ],
  };
  const { outcome } = await turn.client.request('session/request_permission', question);
  const may = outcome.outcome === 'selected' && outcome.optionId === 'yes';
  if (may) turn.write(path, text);
  await tell(turn, { sessionUpdate: 'tool_call_update', toolCallId, status: may ? 'completed' : 'failed' });
};

const text = (said: string) => ({ content: { type: 'text' as const, text: said } });

/** Written as text: to send them one by one would take longer than to hear them. */
const manyUpdates = async (turn: Turn, count: number): Promise<void> => {
  for (let at = 0; at < count; at += 1000) {
    const lines = Array.from({ length: Math.min(1000, count - at) }, (_, index) => ({
      ...{ jsonrpc: '2.0', method: 'session/update' },
      params: {
        sessionId: turn.sessionId,
        update: { sessionUpdate: 'tool_call_update', toolCallId: 'many', title: `update ${at + index + 1}` },
      },
    }));
    await turn.raw(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  }
};

const take = async (turn: Turn, step: AcpStep): Promise<StopReason | null> => {
  if ('say' in step)
    for (const one of [step.say].flat()) await tell(turn, { sessionUpdate: 'agent_message_chunk', ...text(one) });
  else if ('think' in step) await tell(turn, { sessionUpdate: 'agent_thought_chunk', ...text(step.think) });
  else if ('write' in step) turn.write(step.write, step.text);
  else if ('named' in step) turn.write(new RegExp(step.named, 'u').exec(turn.brief)?.[0] ?? '', step.text);
  else if ('edit' in step) await edit(turn, step.edit, step.text);
  else if ('shell' in step) await shell(turn, step.shell);
  else if ('plan' in step)
    await tell(turn, {
      sessionUpdate: 'plan',
      entries: step.plan.map((content) => ({ content, status: 'pending', priority: 'low' })),
    });
  else if ('mode' in step) await tell(turn, { sessionUpdate: 'current_mode_update', currentModeId: step.mode });
  else if ('updates' in step) await manyUpdates(turn, step.updates);
  else if ('sleep' in step) await sleep(step.sleep);
  else if ('hang' in step) await new Promise(() => setInterval(() => {}, 1000));
  else if ('error' in step) throw new Error(step.error);
  else if ('raw' in step) await turn.raw(step.raw);
  else if ('exit' in step) turn.exit(step.exit);
  else return step.end;
  return null;
};

/** Tells again what was done in a session: what it was told, and a call as it would make one now. */
const replay = async (client: AgentContext, sessionId: string, briefs: readonly string[]): Promise<void> => {
  for (const [index, brief] of briefs.entries()) {
    const call = {
      toolCallId: `old-${index}`,
      title: 'false && git push',
      kind: 'execute',
      rawInput: { command: 'false && git push' },
    } as const;
    await client.notify('session/update', {
      sessionId,
      update: { sessionUpdate: 'user_message_chunk', ...text(brief) },
    });
    await client.notify('session/update', {
      sessionId,
      update: { sessionUpdate: 'tool_call', ...call, status: 'failed' },
    });
  }
};

/** Serves a script over a connection. */
export const serveScript = (script: AcpScript, stream: Stream, effects: Effects): void => {
  let cancelling = new AbortController();
  let isStale = false;
  const options = [{ id: 'model', name: 'Model', category: 'model', type: 'select' as const, options: [] }];
  const start = (servers: readonly McpServer[]): void => {
    for (const server of script.servers === true ? servers : [])
      if ('command' in server) effects.start([server.command, ...server.args]);
  };
  agent({ name: 'scripted' })
    .onRequest('initialize', () => ({
      ...{
        protocolVersion: script.protocol ?? 1,
        agentCapabilities: script.loads === true ? { loadSession: true } : {},
      },
      agentInfo: { name: script.name ?? 'scripted-acp', version: '1' },
    }))
    .onRequest('session/new', ({ params }) => {
      start(params.mcpServers);
      return {
        sessionId: 'session-1',
        ...(script.model !== undefined && {
          configOptions: options.map((option) => ({ ...option, currentValue: script.model ?? '' })),
        }),
      };
    })
    .onRequest('session/load', async ({ client, params: { sessionId, mcpServers } }) => {
      const briefs = effects.sessions.read(sessionId);
      if (briefs === null) throw new Error(`there is no session ${sessionId}`);
      start(mcpServers);
      await replay(client, sessionId, briefs);
      return {};
    })
    .onNotification('session/cancel', () => {
      if (script.heeds === 'late') isStale = true;
      else cancelling.abort();
    })
    .onRequest('session/prompt', async ({ client, params: { sessionId, prompt } }) => {
      cancelling = new AbortController();
      if (isStale) {
        isStale = false;
        return { stopReason: 'cancelled' };
      }
      const brief = prompt.map((block) => (block.type === 'text' ? block.text : '')).join('\n');
      if (script.loads === true)
        effects.sessions.write(sessionId, [...(effects.sessions.read(sessionId) ?? []), brief]);
      const turn: Turn = { ...effects, client, sessionId, brief, cancelled: cancelling.signal };
      for (const step of script.steps) {
        const end = await take(turn, step);
        if (turn.cancelled.aborted) return { stopReason: 'cancelled' };
        if (end !== null) return { stopReason: end };
      }
      return { stopReason: 'end_turn' };
    })
    .connect(stream);
};

const sessionFile = (id: string): string => join(process.env['HOME'] ?? '/nowhere', '.acp-agent', `${id}.json`);

if (import.meta.main) {
  const [script = '{"steps":[]}'] = process.argv.slice(2);
  serveScript(JSON.parse(script), ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)), {
    write: (path, content) => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    },
    raw: (lines) => new Promise((resolve) => process.stdout.write(lines, () => resolve())),
    exit: (code) => process.exit(code),
    sessions: {
      read: (id) => (existsSync(sessionFile(id)) ? JSON.parse(readFileSync(sessionFile(id), 'utf8')) : null),
      write: (id, briefs) => {
        mkdirSync(dirname(sessionFile(id)), { recursive: true });
        writeFileSync(sessionFile(id), JSON.stringify(briefs));
      },
    },
    // They end with their input, which ends with the agent.
    start: ([program = '', ...args]) => void spawn(program, args, { stdio: ['pipe', 'ignore', 'inherit'] }),
  });
}
