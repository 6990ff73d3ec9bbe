import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server as SocketServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as server from '@modelcontextprotocol/server';
import type * as stdio from '@modelcontextprotocol/server/stdio';
import { fail, ok, type Result } from '#failure';
import { carrying, carryMounts, type Mount } from '#host';
import type { Answering } from './answering.ts';
import { listed } from './tools.ts';

const PROGRAM_FILE = '/writ/mcp.mjs';
const SOCKET_FILE = '/writ/tools.sock';

/** A server of tools that an agent starts in its jail, and speaks MCP with on stdio. */
export type ToolServer = { readonly name: string; readonly argv: readonly [string, ...string[]] };

/** The server of every session, by the place of the harness's own Node in the jail. */
export const SESSION_SERVER = (node: string): ToolServer => ({
  name: 'writ',
  argv: carrying(node, PROGRAM_FILE, [SOCKET_FILE]),
});

/** The way from the jail to a session: one socket, and what speaks to it. */
export const sessionMounts = (socket: string): readonly Mount[] => [
  ...carryMounts(PROGRAM_FILE, 'mcp.mjs'),
  { kind: 'read-only', from: socket, to: SOCKET_FILE },
];

/** The outer end of a session's socket. */
export type Listener = {
  readonly socket: string;
  /** Messages that nobody could read: no JSON, or too long. */
  readonly unreadable: () => number;
  /** Our own bug that kept somebody who connected from being answered, or null. Whoever ends the session must not hide it. */
  readonly broken: () => Error | null;
  /** Loads what answers, before somebody connects and waits for it. */
  readonly prepare: () => void;
  /** Nobody can connect any more, and who is connected is cut off. */
  readonly close: () => void;
};

/** One message; whoever sends a longer one is cut off. */
const MOST_BYTES = 1024 * 1024;
const MOST_CONNECTIONS = 16;
/** So many calls of one connection may wait for an answer; then it is not read from for a while. */
const MOST_WAITING = 256;

type Library = typeof server & typeof stdio;

/** Loaded for the first one who connects at the latest: it takes as long as starting Node does. */
const library = async (): Promise<Library> => ({
  ...(await import('@modelcontextprotocol/server')),
  ...(await import('@modelcontextprotocol/server/stdio')),
});

/** Keeps a connection from being read while too much of it waits. */
const paced = (socket: Socket) => {
  let waiting = 0;
  return async <T>(work: Promise<T>): Promise<T> => {
    waiting += 1;
    if (waiting === MOST_WAITING) socket.pause();
    try {
      return await work;
    } finally {
      waiting -= 1;
      if (waiting === MOST_WAITING - 1) socket.resume();
    }
  };
};

const serve = (
  socket: Socket,
  answers: Answering,
  { Server, serveStdio, StdioServerTransport }: Library,
  unreadable: () => void,
): void => {
  const pace = paced(socket);
  // Each answer that has to wait for the socket listens to it.
  socket.setMaxListeners(0);
  const transport = new StdioServerTransport(socket, socket, { maxBufferSize: MOST_BYTES });
  const close = transport.close.bind(transport);
  // The library leaves open what it stops to read: whoever was cut off should see that.
  transport.close = async () => {
    await close();
    socket.destroySoon();
  };
  serveStdio(
    () => {
      const server = new Server({ name: 'writ', version: '1' }, { capabilities: { tools: {} } });
      server.setRequestHandler('tools/list', () => ({ tools: listed() }));
      server.setRequestHandler('tools/call', async ({ params }) => {
        const { text, refused } = await pace(answers.call({ tool: params.name, args: params.arguments ?? {} }));
        return { content: [{ type: 'text', text }], isError: refused };
      });
      return server;
    },
    { transport, onerror: unreadable },
  );
};

const listening = (server: SocketServer, socket: string): Promise<Result<null>> =>
  new Promise((resolve) => {
    server.on('error', (error) => resolve(fail('machine.storage', `the session cannot listen: ${error.message}`)));
    server.listen(socket, () => resolve(ok(null)));
  });

/**
 * Opens the socket of one session. All who connect to it speak to that session. Fails with `machine.storage`.
 *
 * @param load gives what speaks the protocol
 */
export const openListener = async (
  answers: Answering,
  load: () => Promise<Library> = library,
): Promise<Result<Listener>> => {
  // A unix socket's path holds 108 bytes at most: keep it short.
  const folder = mkdtempSync(join(tmpdir(), 'writ-'));
  const socket = join(folder, 't.sock');
  const connected = new Set<Socket>();
  let unreadable = 0;
  let broken: Error | null = null;
  const server = createServer({ allowHalfOpen: true }, (one) => {
    connected.add(one);
    one.on('close', () => connected.delete(one));
    one.on('error', () => one.destroy());
    const served = load().then((loaded) => serve(one, answers, loaded, () => void (unreadable += 1)));
    served.catch((error: unknown) => {
      broken = error instanceof Error ? error : new Error(String(error));
      one.destroy();
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  const close = (): void => {
    for (const one of connected) one.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const opened = await listening(server, socket);
  const prepare = (): void => void load().catch(() => {});
  if (opened.ok) return ok({ socket, unreadable: () => unreadable, broken: () => broken, prepare, close });
  close();
  return opened;
};
