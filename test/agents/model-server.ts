/**
 * A scripted "model" on this machine, speaking enough of the OpenAI Responses format to drive a real coding agent.
 * It keeps no state between requests: which step comes next is the number of tool results since the last user
 * message, so a retry, a second conversation or a restart gets the answer its own history deserves.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { z } from 'zod';

/** One answer of the model: a shell command to be executed, a refusal of the provider, or silence. */
export type Step = string | { readonly status: number; readonly message: string } | { readonly silent: true };

/** What the model does, step by step, and the text it closes its turn with. */
export type Script = { readonly steps: readonly Step[]; readonly closing: string };

/** A request as it arrived. Header values are left out: they may be secrets. `body` is the parsed JSON, or null. */
export type LoggedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: unknown;
};

export type ModelServer = {
  /** The base URL for an agent's configuration, `http://127.0.0.1:PORT/v1`; empty on a unix socket. */
  readonly url: string;
  /** The TCP port; 0 on a unix socket. */
  readonly port: number;
  readonly requests: readonly LoggedRequest[];
  readonly close: () => Promise<void>;
};

const stepSchema = z.union([
  z.string().min(1),
  z.strictObject({ status: z.int().min(400).max(599), message: z.string() }),
  z.strictObject({ silent: z.literal(true) }),
]);
const scriptSchema = z.strictObject({ steps: z.array(stepSchema), closing: z.string().min(1) });
const itemSchema = z.looseObject({ type: z.string().optional(), role: z.string().optional() });
const requestSchema = z.looseObject({
  input: z.array(itemSchema),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
});
type ModelRequest = z.infer<typeof requestSchema>;
type Item = { readonly id: string; readonly type: string; readonly [field: string]: unknown };

/** How many tool results the conversation holds since a person last spoke. */
const stepOf = ({ input }: ModelRequest): number =>
  input
    .slice(input.findLastIndex((item) => item.role === 'user') + 1)
    .filter((item) => item.type?.endsWith('_call_output') === true).length;

/** A shell command as a call of the tool Codex offers to models it does not know. */
const shellCall = (command: string, step: number): Item => ({
  id: `fc_${step}`,
  type: 'function_call',
  status: 'completed',
  call_id: `call_${step}`,
  name: 'exec_command',
  arguments: JSON.stringify({ cmd: command, yield_time_ms: 30_000 }),
});

const spokenText = (text: string): Item => ({
  id: 'msg_closing',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [{ type: 'output_text', text, annotations: [] }],
});

const writeStream = (response: ServerResponse, item: Item): void => {
  const head = { id: `resp_${item.id}`, object: 'response', status: 'in_progress', model: 'scripted', output: [] };
  const usage = {
    input_tokens: 1,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 1,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 2,
  };
  const events = [
    { type: 'response.created', response: head },
    { type: 'response.output_item.added', output_index: 0, item },
    { type: 'response.output_item.done', output_index: 0, item },
    { type: 'response.completed', response: { ...head, status: 'completed', output: [item], usage } },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
};

const writeRefusal = (response: ServerResponse, status: number, message: string): void => {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ error: { message, type: 'scripted', code: null, param: null } }));
};

/** Answers one request for a response. A request that offers no tools (a title, a summary) gets a short text. */
const answer = (script: Script, request: ModelRequest, response: ServerResponse): void => {
  const index = stepOf(request);
  const step = script.steps[index];
  if (step === undefined || (request.tools ?? []).length === 0) writeStream(response, spokenText(script.closing));
  else if (typeof step === 'string') writeStream(response, shellCall(step, index));
  else if ('status' in step) writeRefusal(response, step.status, step.message);
  // `silent`: the connection stays open and nothing is ever said; only the other side can end this.
};

const readBody = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Uint8Array[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Uint8Array).parse(chunk));
  try {
    return JSON.parse(new TextDecoder().decode(Buffer.concat(chunks)));
  } catch {
    return null;
  }
};

const serve = async (script: Script, log: LoggedRequest[], request: IncomingMessage, response: ServerResponse) => {
  const [method, path] = [request.method ?? '', request.url ?? ''];
  const body = await readBody(request);
  log.push({ method, path, headers: Object.keys(request.headers).toSorted(), body });
  if (method !== 'POST' || !path.endsWith('/responses'))
    return writeRefusal(response, 404, `nothing at ${method} ${path}`);
  const parsed = requestSchema.safeParse(body);
  if (!parsed.success) return writeRefusal(response, 400, z.prettifyError(parsed.error));
  return answer(script, parsed.data, response);
};

const listening = (server: Server, socket: string | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    if (socket === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(socket, resolve);
  });

/**
 * Starts the scripted model on a free port of 127.0.0.1, or on a unix socket if a path is given.
 * Rejects only if it cannot listen. `close` also ends connections that are still open.
 */
export const startModelServer = async (
  script: Script,
  options: { readonly socket?: string } = {},
): Promise<ModelServer> => {
  const requests: LoggedRequest[] = [];
  const server = createServer((request, response) => {
    serve(script, requests, request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await listening(server, options.socket);
  const address = server.address();
  const port = address !== null && typeof address === 'object' ? address.port : 0;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: port === 0 ? '' : `http://127.0.0.1:${port}/v1`, port, requests, close };
};

/** Reads a script file: JSON of the shape `Script`. Throws on anything else. */
export const readScript = (file: string): Script => scriptSchema.parse(JSON.parse(readFileSync(file, 'utf8')));

/** `--script FILE --port-file F [--socket PATH] [--log FILE] [--seconds N]`; ends when stdin closes or time is up. */
const main = async (): Promise<void> => {
  const { values } = parseArgs({
    options: {
      script: { type: 'string' },
      'port-file': { type: 'string' },
      socket: { type: 'string' },
      log: { type: 'string' },
      seconds: { type: 'string', default: '600' },
    },
  });
  const { script, socket, log, 'port-file': portFile } = values;
  if (script === undefined) throw new Error('usage: model-server.ts --script FILE --port-file F');
  const server = await startModelServer(readScript(script), socket === undefined ? {} : { socket });
  // Renamed into place, so that whoever waits for the file never reads half a number.
  if (portFile !== undefined) {
    writeFileSync(`${portFile}.new`, `${server.port}\n`);
    renameSync(`${portFile}.new`, portFile);
  }
  const end = async (): Promise<void> => {
    if (log !== undefined)
      writeFileSync(log, server.requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
    await server.close();
    process.exit(0);
  };
  process.stdin.resume().once('end', end).once('error', end);
  setTimeout(end, Number(values.seconds) * 1000);
};

if (import.meta.main) await main();
