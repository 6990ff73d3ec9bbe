/**
 * A scripted "model" on this machine, speaking enough of OpenAI's Responses and Chat Completions, Anthropic's Messages and
 * Gemini's generateContent to drive real coding agents.
 * It keeps no state between requests: which step comes next is the number of tool results since the last user
 * message, so a retry, a second conversation or a restart gets the answer its own history deserves.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { answerGemini, answerMessages } from './model-formats.ts';
import { say, writeRefusal, type Call, type Script, type Speaker } from './model-script.ts';

export type { Script, Step } from './model-script.ts';

/** A request as it arrived. Of all header values only the one that a test made up is kept. `body` is the parsed JSON, or null. */
export type LoggedRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  /** What it said of who sent it. */
  readonly authorization: string | null;
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
  z.strictObject({
    call: z.string().min(1),
    arguments: z.record(z.string(), z.unknown()),
    server: z.string().min(1).exactOptional(),
  }),
  z.strictObject({ status: z.int().min(400).max(599), message: z.string() }),
  z.strictObject({ silent: z.literal(true) }),
]);
const scriptSchema = z.strictObject({
  steps: z.array(stepSchema),
  closing: z.string().min(1),
  where: z.array(z.strictObject({ says: z.string().min(1), steps: z.array(stepSchema) })).exactOptional(),
});
const itemSchema = z.looseObject({ type: z.string().optional(), role: z.string().optional() });
const requestSchema = z.looseObject({
  input: z.array(itemSchema),
  tools: z.array(z.looseObject({ name: z.string().optional() })).optional(),
});
type ModelRequest = z.infer<typeof requestSchema>;
const chatSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string() })),
  tools: z.array(z.looseObject({})).optional(),
});
type Item = { readonly id: string; readonly type: string; readonly [field: string]: unknown };

/** How many tool results the conversation holds since a person last spoke. */
const stepOf = ({ input }: ModelRequest): number =>
  input
    .slice(input.findLastIndex((item) => item.role === 'user') + 1)
    .filter((item) => item.type?.endsWith('_call_output') === true).length;

const functionCall = (call: Call, step: number): Item => ({
  id: `fc_${step}`,
  type: 'function_call',
  status: 'completed',
  call_id: `call_${step}`,
  name: call.name,
  // The tools of an MCP server are in a namespace of their own, and a call has to say which.
  ...(call.server !== undefined && { namespace: `mcp__${call.server}` }),
  arguments: JSON.stringify(call.arguments),
});

/** The tool Codex offers to models it does not know. */
const codexShell = (command: string): Call => ({
  name: 'exec_command',
  arguments: { cmd: command, yield_time_ms: 30_000 },
});
const opencodeShell = (command: string): Call => ({
  name: 'bash',
  arguments: { command, description: 'does what the script says' },
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

/** Answers one request for a response. A request that offers no tools (a title, a summary) gets a short text. */
const answer = (script: Script, request: ModelRequest, response: ServerResponse): void => {
  const speaker: Speaker = {
    response,
    shell: codexShell,
    call: (call, at) => writeStream(response, functionCall(call, at)),
    text: (text) => writeStream(response, spokenText(text)),
  };
  say(script, stepOf(request), (request.tools ?? []).length > 0, speaker);
};

const writeChunks = (response: ServerResponse, delta: Readonly<Record<string, unknown>>, finish: string): void => {
  const head = { id: 'chat_1', object: 'chat.completion.chunk', created: 0, model: 'scripted' };
  const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
  const chunks = [
    { ...head, choices: [{ index: 0, delta: { role: 'assistant', ...delta }, finish_reason: null }] },
    { ...head, choices: [{ index: 0, delta: {}, finish_reason: finish }] },
    { ...head, choices: [], usage },
  ];
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  for (const chunk of chunks) response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  response.end('data: [DONE]\n\n');
};

/** The same for a request for a chat completion. */
const answerChat = (script: Script, request: z.infer<typeof chatSchema>, response: ServerResponse): void => {
  const { messages } = request;
  const since = messages.slice(messages.findLastIndex(({ role }) => role === 'user') + 1);
  const index = since.filter(({ role }) => role === 'tool').length;
  const called = ({ name: tool, server, arguments: args }: Call, at: number) => {
    const name = server === undefined ? tool : `${server}_${tool}`;
    return {
      tool_calls: [
        { index: 0, id: `call_${at}`, type: 'function', function: { name, arguments: JSON.stringify(args) } },
      ],
    };
  };
  const speaker: Speaker = {
    response,
    shell: opencodeShell,
    call: (call, at) => writeChunks(response, called(call, at), 'tool_calls'),
    text: (text) => writeChunks(response, { content: text }, 'stop'),
  };
  say(script, index, (request.tools ?? []).length > 0, speaker);
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

/** The script of one conversation. */
const scriptFor = ({ steps, closing, where = [] }: Script, body: unknown): Script => {
  const text = JSON.stringify(body);
  return { steps: where.find(({ says }) => text.includes(says))?.steps ?? steps, closing };
};

const serve = async (whole: Script, log: LoggedRequest[], request: IncomingMessage, response: ServerResponse) => {
  const [method, path] = [request.method ?? '', request.url ?? ''];
  const body = await readBody(request);
  const script = scriptFor(whole, body);
  const authorization = request.headers.authorization ?? null;
  log.push({ method, path, headers: Object.keys(request.headers).toSorted(), authorization, body });
  if (method === 'POST' && path.endsWith('/chat/completions')) {
    const chat = chatSchema.safeParse(body);
    if (!chat.success) return writeRefusal(response, 400, z.prettifyError(chat.error));
    return answerChat(script, chat.data, response);
  }
  if (method === 'HEAD') return void response.end();
  if (method === 'POST' && path.includes('/v1/messages')) return answerMessages(script, body, response);
  if (method === 'POST' && path.startsWith('/v1beta/')) return answerGemini(script, { path, body }, response);
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
 * With `unref` it keeps no process alive by itself. Rejects only if it cannot listen. `close` also ends connections that are still open.
 */
export const startModelServer = async (
  script: Script,
  options: { readonly socket?: string; readonly unref?: boolean } = {},
): Promise<ModelServer> => {
  const requests: LoggedRequest[] = [];
  const server = createServer((request, response) => {
    serve(script, requests, request, response).catch((error: unknown) =>
      response.destroy(error instanceof Error ? error : undefined),
    );
  });
  await listening(server, options.socket);
  if (options.unref === true) server.unref();
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
