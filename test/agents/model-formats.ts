/** What the scripted model says in the formats of Anthropic's Messages and of Gemini's generateContent. */
import type { ServerResponse } from 'node:http';
import { z } from 'zod';
import { say, writeRefusal, type Call, type Script } from './model-script.ts';

const JSON_TYPE = { 'content-type': 'application/json' };
const STREAM_TYPE = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };

const block = z.looseObject({ type: z.string() });
const messagesSchema = z.looseObject({
  messages: z.array(z.looseObject({ role: z.string(), content: z.union([z.string(), z.array(block)]) })),
  tools: z.array(z.looseObject({ name: z.string() })).optional(),
  stream: z.boolean().optional(),
});
type Messages = z.infer<typeof messagesSchema>;

const resultsIn = ({ content }: Messages['messages'][number]): number =>
  typeof content === 'string' ? 0 : content.filter(({ type }) => type === 'tool_result').length;

/** How many results there are since a person last spoke: results come in messages of the user's, too. */
const stepOfMessages = ({ messages }: Messages): number =>
  messages
    .slice(messages.findLastIndex((one) => one.role === 'user' && resultsIn(one) === 0) + 1)
    .reduce((sum, one) => sum + resultsIn(one), 0);

const writeMessage = (response: ServerResponse, content: object, isCall: boolean, isStream: boolean): void => {
  const usage = { input_tokens: 1, output_tokens: 1 };
  const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'scripted', usage };
  const stop = { stop_reason: isCall ? 'tool_use' : 'end_turn', stop_sequence: null };
  if (!isStream) {
    response.writeHead(200, JSON_TYPE).end(JSON.stringify({ ...message, ...stop, content: [content] }));
    return;
  }
  const text = 'text' in content ? content.text : '';
  const input = 'input' in content ? JSON.stringify(content.input) : '';
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null, stop_sequence: null } },
    {
      type: 'content_block_start',
      index: 0,
      content_block: { ...content, ...(isCall ? { input: {} } : { text: '' }) },
    },
    {
      ...{ type: 'content_block_delta', index: 0 },
      delta: isCall ? { type: 'input_json_delta', partial_json: input } : { type: 'text_delta', text },
    },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: stop, usage },
    { type: 'message_stop' },
  ];
  response.writeHead(200, STREAM_TYPE);
  for (const event of events) response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  response.end();
};

/** Answers a request for a message. Tokens are counted to one. */
export const answerMessages = (script: Script, body: unknown, response: ServerResponse): void => {
  const parsed = messagesSchema.safeParse(body);
  if (!parsed.success) return writeRefusal(response, 400, z.prettifyError(parsed.error));
  const { tools = [], stream = false } = parsed.data;
  const called = ({ name, server, arguments: input }: Call, at: number) => ({
    ...{ type: 'tool_use', id: `toolu_${at}`, name: server === undefined ? name : `mcp__${server}__${name}`, input },
  });
  say(script, stepOfMessages(parsed.data), tools.length > 0, {
    response,
    shell: (command) => ({ name: 'Bash', arguments: { command, description: 'does what the script says' } }),
    call: (call, at) => writeMessage(response, called(call, at), true, stream),
    text: (text) => writeMessage(response, { type: 'text', text }, false, stream),
  });
};

const partSchema = z.looseObject({ functionResponse: z.unknown().optional() });
const contentsSchema = z.looseObject({
  contents: z.array(z.looseObject({ role: z.string().optional(), parts: z.array(partSchema) })),
  tools: z
    .array(z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).optional() }))
    .optional(),
});
type Contents = z.infer<typeof contentsSchema>;

const answersIn = ({ parts }: Contents['contents'][number]): number =>
  parts.filter(({ functionResponse }) => functionResponse !== undefined).length;

const stepOfContents = ({ contents }: Contents): number =>
  contents
    .slice(contents.findLastIndex((one) => one.role !== 'model' && answersIn(one) === 0) + 1)
    .reduce((sum, one) => sum + answersIn(one), 0);

/** Answers a request for content. What a tool of a server is called, its own version of the program decides. */
export const answerGemini = (
  script: Script,
  { path, body }: { readonly path: string; readonly body: unknown },
  response: ServerResponse,
): void => {
  if (path.includes(':countTokens')) return void response.writeHead(200, JSON_TYPE).end('{"totalTokens":1}');
  const parsed = contentsSchema.safeParse(body);
  if (!parsed.success) return writeRefusal(response, 400, z.prettifyError(parsed.error));
  const names = (parsed.data.tools ?? []).flatMap((tool) => (tool.functionDeclarations ?? []).map(({ name }) => name));
  const named = ({ name, server }: Call): string =>
    server === undefined ? name : (names.find((one) => one.includes(server) && one.endsWith(`_${name}`)) ?? name);
  const write = (part: object): void => {
    const candidate = { index: 0, content: { role: 'model', parts: [part] }, finishReason: 'STOP' };
    const usageMetadata = { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 };
    const text = JSON.stringify({ candidates: [candidate], usageMetadata, modelVersion: 'scripted' });
    if (path.includes(':streamGenerateContent')) response.writeHead(200, STREAM_TYPE).end(`data: ${text}\n\n`);
    else response.writeHead(200, JSON_TYPE).end(text);
  };
  say(script, stepOfContents(parsed.data), names.length > 0, {
    response,
    shell: (command) => ({ name: 'run_shell_command', arguments: { command, description: 'as the script says' } }),
    call: (call) => write({ functionCall: { name: named(call), args: call.arguments } }),
    text: (text) => write({ text }),
  });
};
