import { z } from 'zod';
import type { Declared, DeclaredEvent } from './backend.ts';
import { actionsInCommand } from './forbidden-commands.ts';

/** The longest text of one event; the whole stays in the raw log. */
const TEXT_LIMIT = 2000;
/** The most events that are kept; the raw log has them all. */
const EVENT_LIMIT = 100_000;

const event = (type: DeclaredEvent['type'], text: string): DeclaredEvent => ({
  type,
  provenance: 'declared',
  text: text.slice(0, TEXT_LIMIT),
});

/** The JSON objects among the lines of an output, in order; what is no object is passed over. */
const jsonLines = (stdout: Uint8Array): readonly unknown[] =>
  new TextDecoder()
    .decode(stdout)
    .split('\n')
    .slice(0, EVENT_LIMIT)
    .flatMap((line): unknown[] => {
      if (!line.startsWith('{')) return [];
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });

/** A program that speaks no language of events: its output is the raw log, and nothing is declared. */
export const readPlain = (): Declared => ({ events: [], failure: null, actions: [] });

const actorLine = z.union([
  z.object({ type: z.literal('message'), text: z.string() }),
  z.object({ type: z.enum(['write', 'remove']), path: z.string() }),
  z.object({ type: z.literal('command'), command: z.string(), exitCode: z.number().nullable() }),
  z.object({ type: z.literal('failed'), message: z.string() }),
]);

/** What the scripted actor tells of its steps. */
export const readActor = (stdout: Uint8Array): Declared => {
  const lines = jsonLines(stdout).flatMap((line) => {
    const parsed = actorLine.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
  const failed = lines.find((line) => line.type === 'failed');
  return {
    events: lines.map((line) => {
      switch (line.type) {
        case 'message':
          return event('agent.message', line.text);
        case 'command':
          return event('agent.command', `${line.command} → ${String(line.exitCode)}`);
        case 'failed':
          return event('agent.failed', line.message);
        default:
          return event('agent.file', `${line.type} ${line.path}`);
      }
    }),
    failure: failed?.type === 'failed' ? failed.message : null,
    actions: lines.flatMap((line) => (line.type === 'command' ? actionsInCommand(line.command) : [])),
  };
};

const item = z.union([
  z.object({
    type: z.literal('command_execution'),
    command: z.string(),
    exit_code: z.number().nullish(),
    status: z.string().optional(),
  }),
  z.object({ type: z.literal('file_change'), changes: z.array(z.object({ path: z.string(), kind: z.string() })) }),
  z.object({ type: z.literal('agent_message'), text: z.string() }),
  z.object({ type: z.literal('error'), message: z.string() }),
]);
const codexLine = z.union([
  z.object({ type: z.literal('item.completed'), item }),
  z.object({ type: z.literal('turn.completed'), usage: z.record(z.string(), z.number()).optional() }),
  z.object({ type: z.literal('turn.failed'), error: z.object({ message: z.string() }) }),
]);

const codexEvents = (line: z.infer<typeof codexLine>): readonly DeclaredEvent[] => {
  if (line.type === 'turn.failed') return [event('agent.failed', line.error.message)];
  if (line.type === 'turn.completed') return [event('agent.usage', JSON.stringify(line.usage ?? {}))];
  switch (line.item.type) {
    case 'command_execution':
      return [event('agent.command', `${line.item.command} → ${String(line.item.exit_code ?? null)}`)];
    case 'file_change':
      return line.item.changes.map(({ path, kind }) => event('agent.file', `${kind} ${path}`));
    case 'agent_message':
      return [event('agent.message', line.item.text)];
    case 'error':
      // An item of this type is a notice of Codex about itself; a failed turn says so in a line of its own.
      return [event('agent.notice', line.item.message)];
  }
};

/** What `codex exec --json` tells. A turn that did not complete is a failure, whatever the exit code. */
export const readCodex = (stdout: Uint8Array): Declared => {
  const lines = jsonLines(stdout).flatMap((line) => {
    const parsed = codexLine.safeParse(line);
    return parsed.success ? [parsed.data] : [];
  });
  const failed = lines.find((line) => line.type === 'turn.failed');
  const completed = lines.at(-1)?.type === 'turn.completed';
  return {
    events: lines.flatMap(codexEvents),
    failure: failed?.type === 'turn.failed' ? failed.error.message : completed ? null : 'the turn did not complete',
    actions: lines.flatMap((line) =>
      line.type === 'item.completed' && line.item.type === 'command_execution'
        ? actionsInCommand(line.item.command)
        : [],
    ),
  };
};
