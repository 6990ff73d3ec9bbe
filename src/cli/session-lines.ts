import { visibleLine } from '#contract';
import type { ChainEvent } from '#evidence';
import { howEnded, usageIn, type Usage } from '#run';

const text = (event: ChainEvent, name: string): string => {
  const value = event[name];
  return typeof value === 'string' ? value : '';
};
const list = (event: ChainEvent, name: string): string => {
  const value = event[name];
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').join(', ') : '';
};
const plan = (event: ChainEvent): string => {
  const { entries } = event;
  return Array.isArray(entries)
    ? entries
        .flatMap((one: unknown) =>
          typeof one === 'object' && one !== null && 'content' in one ? [String(one.content)] : [],
        )
        .join(' · ')
    : '';
};

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== '').join('  ');

/** How a tool ended that the harness executed: one that was ended has no exit code. */
const executedEnd = (event: ChainEvent): string =>
  howEnded({
    exitCode: typeof event['exitCode'] === 'number' ? event['exitCode'] : null,
    timedOut: event['timedOut'] === true,
    limit: text(event, 'limit') || null,
  });

/** What an event says, by its type; what is of no use to somebody who looks on says nothing. */
const SAYS: Readonly<Partial<Record<string, (event: ChainEvent) => string>>> = {
  'run.started': (event) => join('run', text(event, 'backend')),
  'backend.started': (event) => join('backend', text(event, 'backend'), text(event, 'version')),
  'session.opened': (event) =>
    join('session', text(event, 'name'), text(event, 'version'), text(event, 'model'), text(event, 'mode')),
  'session.loaded': (event) => join('goes on', `with the session of run ${text(event, 'from')}`),
  'session.anew': (event) => join('anew', text(event, 'because')),
  'agent.message': (event) => join('says', text(event, 'text')),
  'agent.thought': (event) => join('thinks', text(event, 'text')),
  'agent.tool': (event) => join(text(event, 'kind') || 'tool', text(event, 'title'), list(event, 'locations')),
  'agent.tool.update': (event) =>
    /completed|failed/u.test(text(event, 'status'))
      ? join(text(event, 'status'), text(event, 'title'), text(event, 'text'))
      : '',
  'agent.command': (event) => join('execute', text(event, 'text')),
  'agent.file': (event) => join('file', text(event, 'text')),
  'agent.failed': (event) => join('failed', text(event, 'text')),
  'agent.plan': (event) => join('plan', plan(event)),
  'agent.mode': (event) => join('mode', text(event, 'mode')),
  'permission.answered': (event) =>
    join(text(event, 'answer') === 'allow_once' ? 'allowed' : 'not allowed', text(event, 'because')),
  // Of the agent it is known here what it asked its session, and of the harness what it answered.
  'session.called': (event) =>
    join(text(event, 'outcome') === 'answered' ? 'calls' : 'refused', text(event, 'tool'), text(event, 'text')),
  'session.executed': (event) => join('executed', `${text(event, 'argv')} → ${executedEnd(event)}`),
  'word.said': (event) => join('told', `by ${text(event, 'by')}: ${text(event, 'text')}`),
  'session.alert': (event) => join('alert', text(event, 'says')),
  'turn.ended': (event) => join('turn', text(event, 'stopReason')),
  'backend.ended': (event) =>
    join('ended', text(event, 'aborted') === '' ? '' : `aborted by ${text(event, 'aborted')}`),
  'check.ended': (event) => join('check', text(event, 'check'), `exit code ${String(event['exitCode'])}`),
};

const WIDTH = 11;

const saidBy = (event: ChainEvent): string => SAYS[text(event, 'type')]?.(event) ?? '';

/** A line of a session as it is told to a person, or null where there is nothing to tell. */
export const sessionLine = (event: ChainEvent): string | null => {
  const [what = '', ...rest] = saidBy(event).split('  ');
  if (what === '') return null;
  const at = text(event, 'at').slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM:SS'.length);
  const said = rest
    .join('  ')
    .trim()
    .replaceAll(/\s*\n\s*/gu, ' ⏎ ');
  return visibleLine(`${at.padEnd('HH:MM:SS'.length)}  ${what.padEnd(WIDTH)} ${said}`.trimEnd());
};

/** A message of an agent: all that it said under one number. */
export type Message = { readonly message: number; readonly type: string; readonly text: string };

/** What an agent said and thought, each message as a whole; and what backends say that tell it in one piece. */
export const messagesIn = (events: readonly ChainEvent[]): readonly Message[] => {
  const messages: Message[] = [];
  for (const event of events) {
    const type = text(event, 'type');
    if (type !== 'agent.message' && type !== 'agent.thought') continue;
    const { message } = event;
    const last = messages.at(-1);
    const number = typeof message === 'number' ? message : (last?.message ?? 0) + 1;
    if (last !== undefined && last.message === number)
      messages.splice(-1, 1, { ...last, text: last.text + text(event, 'text') });
    else messages.push({ message: number, type, text: text(event, 'text') });
  }
  return messages;
};

/** What goes on where nothing is heard of an agent: before it, while it says nothing, and after it. */
const IN_A_WORD: Readonly<Partial<Record<string, string>>> = {
  'run.started': 'begins',
  'backend.started': 'at work',
  'backend.ended': 'has ended, and is checked',
};

/**
 * What a session does, by the newest of its events that says something; nothing where none does. An agent speaks in
 * pieces: of what it says or thinks it is the last line as a whole.
 */
export const doingNow = (events: readonly ChainEvent[]): string => {
  const last = events.findLast((event) => saidBy(event) !== '') ?? {};
  const type = text(last, 'type');
  const word = IN_A_WORD[type];
  if (word !== undefined) return word;
  const spoken = type === 'agent.message' || type === 'agent.thought' ? (messagesIn(events).at(-1)?.text ?? '') : null;
  const says = spoken === null ? saidBy(last) : join(type === 'agent.message' ? 'says' : 'thinks', spoken.trim().split('\n').at(-1) ?? ''); // prettier-ignore
  return visibleLine(says.replaceAll(/\s+/gu, ' ').trim());
};

/** How full the context of a model is, by what its agent said last. */
export type ContextUse = Usage & {
  readonly band: 'green' | 'yellow' | 'red' | 'critical';
};

/** From so much on, in per cent, it is no longer as good as before. */
const BANDS = [
  [92, 'critical'],
  [85, 'red'],
  [70, 'yellow'],
] as const;

/** How full the context is, or null where nothing was said of it that makes sense (S2-R43). */
export const contextUse = (events: readonly ChainEvent[]): ContextUse | null => {
  const last = usageIn(events.findLast((event) => event['type'] === 'agent.usage') ?? {});
  if (last === null) return null;
  const { used, size } = last;
  return { used, size, band: BANDS.find(([from]) => 100 * used >= from * size)?.[1] ?? 'green' };
};
