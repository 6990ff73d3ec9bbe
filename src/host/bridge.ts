import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { packageFile } from './package-file.ts';

/** The one place a backend may reach, and the credential that is added outside the jail. */
export type Endpoint = {
  /** Its origin counts, e.g. `https://api.example.com`; the paths are the agent's. */
  readonly url: string;
  /** A header set on every request, with a value that never enters the jail. */
  readonly credential: { readonly header: string; readonly value: string } | null;
};

/** The bridge's end on this side: a unix socket to mount into the jail. */
export type Bridge = {
  readonly socket: string;
  readonly requests: () => number;
  readonly close: () => void;
};

/** The program of the other end, which runs inside the jail. */
export const bridgeInside = (): string => readFileSync(packageFile('src/host/in-jail/bridge.mjs'), 'utf8');

/** The port the agent sees on the jail's own loopback. */
export const BRIDGE_PORT = 8787;

const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
  'host',
];

/** The headers that are about the message; those about one connection are not handed on to the next (RFC 9110, 7.6.1). */
const endToEnd = (headers: IncomingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.includes(name)));

/** Loaded only where there is something to bridge: importing them takes as long as starting Node does. */
const clients = async () => ({ http: await import('node:http'), https: await import('node:https') });
type Clients = Awaited<ReturnType<typeof clients>>;

const forward = (
  { http, https }: Clients,
  endpoint: Endpoint,
  incoming: IncomingMessage,
  answer: ServerResponse,
): void => {
  const base = new URL(endpoint.url);
  const path = incoming.url ?? '/';
  // The path is appended to the origin alone: an absolute URL or an authority in the request line leads nowhere else.
  if (!path.startsWith('/') || path.startsWith('//'))
    return void answer.writeHead(400).end('only paths are forwarded\n');
  const headers = endToEnd(incoming.headers);
  if (endpoint.credential !== null) headers[endpoint.credential.header.toLowerCase()] = endpoint.credential.value;
  const { request: send } = base.protocol === 'https:' ? https : http;
  const outgoing = send(
    { protocol: base.protocol, hostname: base.hostname, port: base.port, method: incoming.method, path, headers },
    (reply) => {
      answer.writeHead(reply.statusCode ?? 502, endToEnd(reply.headers));
      reply.pipe(answer);
      reply.on('error', () => answer.destroy());
    },
  );
  outgoing.on('error', (error) => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end(`the endpoint cannot be reached: ${error.message}\n`);
  });
  answer.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
};

/** Opens the outer end of the bridge: an HTTP forwarder on a unix socket that knows exactly one origin. */
export const openBridge = async (endpoint: Endpoint): Promise<Result<Bridge>> => {
  if (!/^https?:$/u.test(URL.parse(endpoint.url)?.protocol ?? ''))
    return fail('config.invalid', `an endpoint has to be an http or https address, not “${endpoint.url}”`);
  const loaded = await clients();
  // A unix socket's path holds 108 bytes at most: keep it short.
  const folder = mkdtempSync(join(tmpdir(), 'writ-'));
  const socket = join(folder, 'm.sock');
  let requests = 0;
  const server = loaded.http.createServer((incoming, answer) => {
    requests += 1;
    forward(loaded, endpoint, incoming, answer);
  });
  const close = (): void => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return new Promise((resolve) => {
    server.on('error', (error) => resolve(fail('machine.storage', `the bridge cannot listen: ${error.message}`)));
    server.listen(socket, () => resolve(ok({ socket, requests: () => requests, close })));
  });
};
