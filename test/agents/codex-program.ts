/**
 * How the real Codex is started by the agent tests: where its program lies, what it is called with, what it prints.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const platformFolder = join(
  import.meta.dirname,
  'node_modules',
  '@openai',
  `codex-${process.platform}-${process.arch}`,
  'vendor',
);

/**
 * The folder that holds the real program and what it starts itself (`bin/codex`, its helpers beside it). The npm
 * package's own `codex` is only a Node script that looks for this folder, and of no use in a jail.
 * Throws when `npm ci` was not run in this folder.
 */
export const codexFolder = (): string => {
  const [target] = readdirSync(platformFolder);
  if (target === undefined) throw new Error(`nothing in ${platformFolder}: run npm ci in test/agents`);
  return join(platformFolder, target);
};

/**
 * The arguments of `codex` for one prompt, without any configuration file. Its own sandbox is off, because it cannot
 * nest in ours; plugins are off, because they call out at start; unbounded retries are off, because with them a
 * missing model never ends.
 */
export const codexArguments = (baseUrl: string, prompt: string): readonly string[] => [
  ...['exec', '--json', '--color', 'never', '--skip-git-repo-check', '--ephemeral'],
  ...['--ignore-user-config', '--ignore-rules', '-s', 'danger-full-access'],
  ...['--disable', 'plugins', '--disable', 'unbounded_connection_retries'],
  ...['-c', 'web_search="disabled"', '-c', 'check_for_update_on_startup=false', '-c', 'analytics.enabled=false'],
  ...['-c', 'model_provider="scripted"', '-c', `model_providers.scripted=${providerTable(baseUrl)}`],
  ...['-m', 'scripted', prompt],
];

const providerTable = (baseUrl: string): string =>
  `{name="scripted",base_url="${baseUrl}",wire_api="responses",env_key="SCRIPTED_KEY",request_max_retries=0,stream_max_retries=0}`;

const itemSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({
    type: z.literal('command_execution'),
    command: z.string(),
    aggregated_output: z.string(),
    exit_code: z.int().nullable(),
    status: z.enum(['in_progress', 'completed', 'failed']),
  }),
  z.object({
    type: z.literal('file_change'),
    changes: z.array(z.object({ path: z.string(), kind: z.enum(['add', 'update', 'delete']) })),
    status: z.enum(['in_progress', 'completed', 'failed']),
  }),
  z.object({ type: z.literal('agent_message'), text: z.string() }),
]);

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('thread.started'), thread_id: z.string() }),
  z.object({ type: z.literal('turn.started') }),
  z.object({ type: z.literal('item.started'), item: itemSchema }),
  z.object({ type: z.literal('item.completed'), item: itemSchema }),
  z.object({ type: z.literal('error'), message: z.string() }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
  z.object({ type: z.literal('turn.completed'), usage: z.record(z.string(), z.number()) }),
]);

/** One line of what `codex exec --json` prints, as far as version 0.169.0 was seen to print it. */
export type CodexEvent = z.infer<typeof eventSchema>;

/** Every line of stdout as an event; throws on a line that is anything else. */
export const codexEvents = (stdout: string): readonly CodexEvent[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => eventSchema.parse(JSON.parse(line)));
