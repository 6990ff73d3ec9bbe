import type { ChainEvent } from '#evidence';
import { now } from '#host';
import type { Attempt } from './attempt.ts';
import { spanIds } from './span-ids.ts';

/** A call that has begun. */
type Begun = { readonly startedAt: string; readonly title: string; readonly kind: string };

/** The spans of a session, after the events that it is recorded by. */
export type SessionSpans = {
  readonly see: (event: ChainEvent) => void;
  /** Ends the session's own span, and those of calls whose end was not told. */
  readonly close: (stopReason: string | null) => void;
};

const textOf = (event: ChainEvent, name: string): string => {
  const value = event[name];
  return typeof value === 'string' ? value : '';
};

const STATUS: Readonly<Partial<Record<string, 'OK' | 'ERROR'>>> = { completed: 'OK', failed: 'ERROR' };

/** Turns what is recorded of a session into spans with the names that OpenTelemetry has for agents and their tools. */
export const openSessionSpans = ({ trace, order: { run }, backend }: Attempt): SessionSpans => {
  const startedAt = now();
  const own = spanIds(run, 'session');
  const calls = new Map<string, Begun>();
  let session: ChainEvent = {};
  const endCall = (call: string, status: 'OK' | 'ERROR' | 'UNSET'): void => {
    const begun = calls.get(call);
    if (begun === undefined) return;
    calls.delete(call);
    trace.append({
      ...{
        type: 'span',
        name: `execute_tool ${begun.kind}`,
        ...spanIds(run, `call ${call}`),
        parentSpanId: own.spanId,
      },
      ...{ startedAt: begun.startedAt, endedAt: now(), status },
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': begun.title,
        'gen_ai.tool.type': begun.kind,
        'gen_ai.tool.call.id': call,
      },
    });
  };
  return {
    see: (event) => {
      if (event['type'] === 'session.opened') session = event;
      if (event['type'] !== 'agent.tool' && event['type'] !== 'agent.tool.update') return;
      const call = textOf(event, 'call');
      const known = calls.get(call);
      const [title, kind] = [textOf(event, 'title'), textOf(event, 'kind')];
      if (event['type'] === 'agent.tool' || known !== undefined)
        calls.set(call, {
          startedAt: known?.startedAt ?? now(),
          title: title === '' ? (known?.title ?? '') : title,
          kind: kind === '' ? (known?.kind ?? 'other') : kind,
        });
      const status = STATUS[textOf(event, 'status')];
      if (status !== undefined) endCall(call, status);
    },
    close: (stopReason) => {
      for (const call of calls.keys()) endCall(call, 'UNSET');
      trace.append({
        ...{ type: 'span', name: `invoke_agent ${backend.id}`, ...own, parentSpanId: spanIds(run, 'backend').spanId },
        ...{ startedAt, endedAt: now(), status: stopReason === 'end_turn' ? 'OK' : 'ERROR' },
        attributes: {
          'gen_ai.operation.name': 'invoke_agent',
          'gen_ai.agent.name': textOf(session, 'name') || backend.id,
          'gen_ai.conversation.id': textOf(session, 'session'),
          'gen_ai.request.model': textOf(session, 'model'),
          'gen_ai.response.finish_reasons': stopReason ?? '',
        },
      });
    },
  };
};
