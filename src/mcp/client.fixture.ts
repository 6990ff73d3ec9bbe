/** For tests only: an agent's side of a session, over the very program that agents start in the jail. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { packageFile } from '#host';

const reply = z.object({
  id: z.number(),
  result: z.record(z.string(), z.unknown()).optional(),
  error: z.object({ message: z.string() }).optional(),
});
const tools = z.object({ tools: z.array(z.object({ name: z.string(), inputSchema: z.object({ type: z.string() }) })) });
const answer = z.object({ content: z.tuple([z.object({ text: z.string() })]), isError: z.boolean().optional() });

export type TestClient = {
  readonly list: () => Promise<readonly string[]>;
  readonly call: (name: string, args: unknown) => Promise<{ readonly text: string; readonly refused: boolean }>;
  /** Waits until the program has ended, and gives its exit code. */
  readonly ended: Promise<number | null>;
  readonly close: () => void;
};

const shipped = (name: string): string => packageFile(`src/host/in-jail/${name}`);

/** Both programs that hand on bytes between an agent and its session. */
export const CARRIERS = {
  Perl: ['/bin/sh', shipped('carry.sh'), process.execPath, shipped('mcp.mjs')],
  Node: [process.execPath, shipped('mcp.mjs')],
} as const;

/** Connects to the session behind a socket. Fails where nobody is there. */
export const connectTo = async (socket: string, by: keyof typeof CARRIERS = 'Perl'): Promise<TestClient> => {
  const [first, ...rest] = CARRIERS[by];
  const program = spawn(first, [...rest, socket], { stdio: 'pipe' });
  const waiting = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  const send = (message: Record<string, unknown>): void =>
    void program.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  const request = (method: string, params: unknown): Promise<Record<string, unknown>> => {
    const id = waiting.size + 1;
    const asked = Promise.withResolvers<Record<string, unknown>>();
    waiting.set(id, asked);
    send({ id, method, params });
    return asked.promise;
  };
  createInterface({ input: program.stdout }).on('line', (line) => {
    const { id, result, error } = reply.parse(JSON.parse(line));
    if (result === undefined) waiting.get(id)?.reject(new Error(error?.message ?? 'no result'));
    else waiting.get(id)?.resolve(result);
  });
  program.stdin.on('error', () => {});
  const ended = new Promise<number | null>((resolve) => {
    program.on('close', (code) => {
      for (const { reject } of waiting.values()) reject(new Error('the session has ended'));
      resolve(code);
    });
  });
  const clientInfo = { name: 'agent', version: '1' };
  await request('initialize', { protocolVersion: '2025-06-18', capabilities: {}, clientInfo });
  send({ method: 'notifications/initialized' });
  return {
    list: async () => tools.parse(await request('tools/list', {})).tools.map(({ name }) => name),
    call: async (name, args) => {
      const { content, isError = false } = answer.parse(await request('tools/call', { name, arguments: args }));
      return { text: content[0].text, refused: isError };
    },
    ended,
    close: () => program.stdin.end(),
  };
};
