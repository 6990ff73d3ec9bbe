import { mkdtempSync, rmSync } from 'node:fs';
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { formsOfKey, strikingOut, struckOut } from './key-forms.ts';
import { carrying, carryMounts } from './carry.ts';
import type { Mount } from './jail-spec.ts';

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
  /** Loads what answers. It is loaded for the first one who connects at the latest: so the jail can be made meanwhile. */
  readonly prepare: () => void;
  readonly close: () => void;
};

/** The port the agent sees on the jail's own loopback. */
export const BRIDGE_PORT = 8787;
const PROGRAM_FILE = '/writ/bridge.mjs';
const SOCKET_FILE = '/writ/model.sock';

/** What the other end needs inside the jail. */
export const bridgeMounts = ({ socket }: Pick<Bridge, 'socket'>): readonly Mount[] => [
  ...carryMounts(PROGRAM_FILE, 'bridge.mjs'),
  { kind: 'read-only', from: socket, to: SOCKET_FILE },
];

/** The command line that opens the other end, starts a program beside it, and ends as that one does. */
export const throughBridge = (node: string, argv: readonly string[]): readonly [string, ...string[]] =>
  carrying(node, PROGRAM_FILE, [String(BRIDGE_PORT), SOCKET_FILE, '--', ...argv]);

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

/**
 * What the agent may not choose where a key is added: the answer has to be one that can be searched for it. One in
 * another coding would hide it, and one in parts would hold it in none of them.
 */
const KEYED: OutgoingHttpHeaders = { 'accept-encoding': 'identity' };
const IN_PARTS = ['range', 'if-range'];

const isPlain = (headers: IncomingHttpHeaders): boolean =>
  /^(identity)?$/iu.test(headers['content-encoding']?.trim() ?? '');

/** Headers of an answer with a key struck out, wherever in them it stands. */
const withoutKey = (forms: readonly string[], headers: OutgoingHttpHeaders): OutgoingHttpHeaders =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      struckOut(forms, name),
      Array.isArray(value) ? value.map((one) => struckOut(forms, one)) : struckOut(forms, String(value)),
    ]),
  );

/** What is asked of the endpoint in place of the agent: the same, with the key and nothing that would hide it in the answer. */
const askedWith = (headers: IncomingHttpHeaders, credential: Endpoint['credential']): OutgoingHttpHeaders => {
  if (credential === null) return endToEnd(headers);
  const kept = Object.entries(endToEnd(headers)).filter(([name]) => !IN_PARTS.includes(name));
  return { ...Object.fromEntries(kept), ...KEYED, [credential.header.toLowerCase()]: credential.value };
};

/**
 * Hands an answer on. An endpoint may send back what it was asked with, as any does for TRACE where that is let in, and
 * many do that report what was wrong: the key, which is no business of the jail's, is struck out.
 */
const handOn = (reply: IncomingMessage, answer: ServerResponse, credential: Endpoint['credential']): void => {
  const forms = credential === null ? [] : formsOfKey(credential.value.replace(/^Bearer /u, ''));
  reply.on('error', () => answer.destroy());
  if (forms.length === 0) {
    answer.writeHead(reply.statusCode ?? 502, endToEnd(reply.headers));
    return void reply.pipe(answer);
  }
  if (!isPlain(reply.headers)) {
    reply.destroy();
    return void answer.writeHead(502).end('the endpoint answered in a coding that nobody asked for\n');
  }
  answer.writeHead(reply.statusCode ?? 502, withoutKey(forms, endToEnd(reply.headers)));
  reply.pipe(strikingOut(forms)).pipe(answer);
};

/** Loaded only where there is something to bridge: importing them takes as long as starting a program does. */
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
  const headers = askedWith(incoming.headers, endpoint.credential);
  const { request: send } = base.protocol === 'https:' ? https : http;
  const outgoing = send(
    { protocol: base.protocol, hostname: base.hostname, port: base.port, method: incoming.method, path, headers },
    (reply) => handOn(reply, answer, endpoint.credential),
  );
  outgoing.on('error', (error) => {
    if (answer.headersSent) answer.destroy();
    else answer.writeHead(502).end(`the endpoint cannot be reached: ${error.message}\n`);
  });
  answer.on('close', () => outgoing.destroy());
  incoming.pipe(outgoing);
};

/** What answers those who connect. Its connections are accepted elsewhere, and closed there. */
const openForwarder = async (endpoint: Endpoint, onRequest: () => void) => {
  const loaded = await clients();
  return loaded.http.createServer((incoming, answer) => {
    onRequest();
    forward(loaded, endpoint, incoming, answer);
  });
};

/** Opens the outer end of the bridge: an HTTP forwarder on a unix socket that knows exactly one origin. */
export const openBridge = async (endpoint: Endpoint): Promise<Result<Bridge>> => {
  if (!/^https?:$/u.test(URL.parse(endpoint.url)?.protocol ?? ''))
    return fail('config.invalid', `an endpoint has to be an http or https address, not “${endpoint.url}”`);
  // A unix socket's path holds 108 bytes at most: keep it short.
  const folder = mkdtempSync(join(tmpdir(), 'writ-'));
  const socket = join(folder, 'm.sock');
  let requests = 0;
  let forwarder: ReturnType<typeof openForwarder> | null = null;
  const loading = (): ReturnType<typeof openForwarder> =>
    (forwarder ??= openForwarder(endpoint, () => (requests += 1)));
  const connected = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (one) => {
    connected.add(one);
    one.on('close', () => connected.delete(one));
    one.on('error', () => one.destroy());
    const hand = async (): Promise<void> => {
      (await loading()).emit('connection', one);
      one.resume();
    };
    hand().catch(() => one.destroy());
  });
  const close = (): void => {
    for (const one of connected) one.destroy();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  const bridge: Bridge = { socket, requests: () => requests, prepare: () => void loading().catch(() => {}), close };
  return new Promise((resolve) => {
    server.on('error', (error) => resolve(fail('machine.storage', `the bridge cannot listen: ${error.message}`)));
    server.listen(socket, () => resolve(ok(bridge)));
  });
};
