import { z } from 'zod';
import type { ChainEvent } from '#evidence';
import { toolFacts } from './tool-facts.ts';

/** A piece of something the agent says, which continues what it said before under the same number. */
export type Chunk = { readonly type: 'agent.message' | 'agent.thought'; readonly id: string; readonly text: string };

/** What a message of the agent is for the record. */
export type Note = { readonly chunk: Chunk } | { readonly event: ChainEvent };

/** The longest text of one event that is not said in pieces; the whole stays in the raw log. */
const TEXT_LIMIT = 2000;
const LIST_LIMIT = 100;

const short = (text: string): string => text.slice(0, TEXT_LIMIT);
const asText = (value: unknown): string => short(JSON.stringify(value) ?? '');

const chunk = z.object({
  messageId: z.string().nullish().catch(null),
  content: z.object({ type: z.literal('text'), text: z.string() }),
});
const plan = z.object({
  entries: z
    .array(z.object({ content: z.string(), status: z.string().catch(''), priority: z.string().catch('') }))
    .catch([]),
});
const mode = z.object({ currentModeId: z.string() });
const update = z.object({ update: z.looseObject({ sessionUpdate: z.string() }) });

const declared = (type: string, what: ChainEvent): Note => ({ event: { type, provenance: 'declared', ...what } });

/** A call, or news of one: what it does not say is left out, because it says it the more often. */
const toolEvent = (type: string, told: unknown): Note => {
  const { call, title, kind, status, paths, outside, commands, output } = toolFacts(told);
  const all = {
    ...{ title: short(title), kind, status, text: short(output) },
    locations: [...paths, ...outside].slice(0, LIST_LIMIT).map(short),
    commands: commands.slice(0, LIST_LIMIT).map(short),
  };
  return declared(type, { call, ...Object.fromEntries(Object.entries(all).filter(([, value]) => value.length > 0)) });
};

const noteOfUpdate = (kind: string, told: unknown): Note => {
  if (kind === 'agent_message_chunk' || kind === 'agent_thought_chunk') {
    const read = chunk.safeParse(told);
    const type = kind === 'agent_message_chunk' ? 'agent.message' : 'agent.thought';
    if (!read.success) return declared(type, { text: asText(told) });
    return { chunk: { type, id: read.data.messageId ?? '', text: read.data.content.text } };
  }
  switch (kind) {
    case 'tool_call':
      return toolEvent('agent.tool', told);
    case 'tool_call_update':
      return toolEvent('agent.tool.update', told);
    case 'plan': {
      const read = plan.safeParse(told);
      const entries = read.success ? read.data.entries.slice(0, LIST_LIMIT) : [];
      return declared('agent.plan', {
        entries: entries.map(({ content, status, priority }) => ({ content: short(content), status, priority })),
      });
    }
    case 'usage_update':
      return declared('agent.usage', { text: asText(told) });
    case 'current_mode_update': {
      const read = mode.safeParse(told);
      return declared('agent.mode', { mode: read.success ? read.data.currentModeId : '' });
    }
    default:
      return declared('agent.update', { update: kind, text: asText(told) });
  }
};

/** What a notification of the agent says. Nothing that it says makes this fail: what is not understood is kept as text. */
export const noteOf = (method: string, params: unknown): Note => {
  if (method !== 'session/update') return declared('agent.notice', { text: `${short(method)} ${asText(params)}` });
  const read = update.safeParse(params);
  if (!read.success) return declared('agent.update', { update: '', text: asText(params) });
  return noteOfUpdate(read.data.update.sessionUpdate, read.data.update);
};
