import { joinWords } from '#contract';
import { openOrchestrator } from '#coordinate';
import { fail, ok, type Result } from '#failure';
import { orchestrating, SCOPES, serveOrchestrator } from '#mcp';
import type { Io, Shown } from '../io.ts';
import { given, number, text, type Words } from '../words.ts';
import { limitsOf, ourselves } from './coordinating-words.ts';

const EXAMPLE = ['writ', 'mcp', '--as', 'lead'];

/** What a person writes into the configuration of the client that they use, each with the flags that were typed. */
const configurations = (argv: readonly string[]): string => {
  const [command = 'writ', ...args] = argv;
  return [
    'A client of MCP starts this; put it into its configuration, as a person does:',
    '',
    'Claude Code',
    `  claude mcp add writ -- ${joinWords(argv)}`,
    'Codex, ~/.codex/config.toml',
    `  [mcp_servers.writ]\n  command = ${JSON.stringify(command)}\n  args = ${JSON.stringify(args)}`,
    'opencode, opencode.json',
    `  { "mcp": { "writ": { "type": "local", "command": ${JSON.stringify(argv)} } } }`,
    'others',
    `  { "mcpServers": { "writ": { "command": ${JSON.stringify(command)}, "args": ${JSON.stringify(args)} } } }`,
  ].join('\n');
};

/** `writ mcp` */
export const mcpCommand = async (words: Words, io: Io): Promise<Result<Shown>> => {
  const name = text(words, 'as');
  const limits = limitsOf(words);
  if (!limits.ok) return limits;
  if (process.stdin.isTTY === true) {
    const argv = name === undefined ? EXAMPLE : ['writ', ...process.argv.slice(2)];
    return ok({ text: configurations(argv), json: { command: argv } });
  }
  if (name === undefined)
    return fail('usage.argument', 'say as whom: a session that nobody named gets nothing', {
      remedy: EXAMPLE.join(' '),
    });
  const opened = await openOrchestrator(process.cwd(), {
    ...{ name, writ: ourselves(), tell: io.tell, scopes: given(words, 'lookOnly') ? ['look'] : SCOPES },
    limits: { ...limits.value, runs: number(words, 'runs') ?? Number.POSITIVE_INFINITY },
  });
  if (!opened.ok) return opened;
  const { doors, close } = opened.value;
  // What a caller is told is that there is a bug, and a person what it is.
  const bug = (error: unknown): void =>
    io.tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  const answers = orchestrating(doors, { now: Date.now, bug });
  try {
    await serveOrchestrator({ input: process.stdin, output: process.stdout }, answers);
  } finally {
    await close();
  }
  return ok({ text: '', json: {} });
};
