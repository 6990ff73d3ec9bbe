import type { Readable, Writable } from 'node:stream';
import { ORCHESTRATOR_TOOLS, type Orchestrating } from './orchestrator.ts';
import { listed } from './tools.ts';

/** What every client hands its model beforehand. It steers; what holds is that there is no operation for the rest. */
const INSTRUCTIONS = [
  'You are an orchestrator of Writ: you have ready work carried out, and write no code.',
  'Begin with the action `dashboard` of the tool `worktree`. A task can be spawned once a person has signed it and what it waits for has landed.',
  'You write planning files at most: tasks/, docs/task_packets/, docs/planning/.',
  'You never sign, approve, accept, waive or land, and never type the commands for that: tell the person the command that `forPerson` names, and wait.',
].join('\n');

const MOST_BYTES = 1024 * 1024;

/**
 * Serves an orchestrator over a pair of streams, which are its alone, until it closes its end. What it asked for and has
 * no answer to yet is done to its end, and told to nobody.
 */
export const serveOrchestrator = async (
  { input, output }: { readonly input: Readable; readonly output: Writable },
  answers: Orchestrating,
): Promise<void> => {
  const { Server } = await import('@modelcontextprotocol/server');
  const { serveStdio, StdioServerTransport } = await import('@modelcontextprotocol/server/stdio');
  const closed = new Promise<void>((resolve) => {
    for (const event of ['end', 'close', 'error'] as const) input.once(event, () => resolve());
  });
  serveStdio(
    () => {
      const server = new Server(
        { name: 'writ', version: '1' },
        { capabilities: { tools: {} }, instructions: INSTRUCTIONS },
      );
      server.setRequestHandler('tools/list', () => ({ tools: listed(ORCHESTRATOR_TOOLS) }));
      server.setRequestHandler('tools/call', async ({ params }, { mcpReq: { signal } }) => {
        const call = { tool: params.name, args: params.arguments ?? {} };
        const { text, refused } = await answers.call(call, signal);
        return { content: [{ type: 'text', text }], isError: refused };
      });
      return server;
    },
    { transport: new StdioServerTransport(input, output, { maxBufferSize: MOST_BYTES }) },
  );
  await closed;
  await answers.end();
};
