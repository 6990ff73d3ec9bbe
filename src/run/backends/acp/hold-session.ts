import type {
  ContentBlock,
  RequestPermissionRequest,
  RequestPermissionResponse,
  Stream,
} from '@agentclientprotocol/sdk';
import { z } from 'zod';
import type { Conversation } from '#host';
import type { Inbox, Word } from '../../inbox.ts';
import { sayOf } from './error-says.ts';
import { NOTHING_SAID, openSession, type Agent, type OpeningOrder, type Replay } from './open-session.ts';
import { answerTo, type Terms } from './permission.ts';
import { protocolLines } from './protocol-lines.ts';
import { stateSaid, substitution } from './substitution.ts';
import { toolFacts } from './tool-facts.ts';

/** What a session is held for. */
export type SessionOrder = Terms &
  OpeningOrder & {
    readonly brief: string;
    /** What is to be said to it after the brief, when it comes. */
    readonly inbox: Pick<Inbox, 'take' | 'onUrgent'>;
    /** Somebody wants it to end. */
    readonly aborting: AbortSignal;
  };

/** How a session came to its end. */
export type SessionEnd = {
  /** Why the turn was over, as the agent says; null where it did not come to say it. */
  readonly stopReason: string | null;
  /** What went wrong, or null. */
  readonly failure: string | null;
  /** How what ran is not what was ordered, or null. */
  readonly substituted: string | null;
  /** What it goes by with its agent, and whether that says that it can load it again; null where it was not opened. */
  readonly opened: { readonly session: string; readonly loads: boolean } | null;
};

/** How long an agent may take to end its turn when it is told to. */
const CANCEL_MS = 3000;

const NOT_ENDED: SessionEnd = { stopReason: null, failure: null, substituted: null, opened: null };

const thread = z.object({ codex: z.object({ threadStatus: z.object({ type: z.string() }) }) });
const withMeta = z.object({ _meta: thread }).transform(({ _meta: meta }) => meta);

/** How the thread of Codex is, where an update tells: codex-acp ends a turn that its model refused like any other. */
const threadStatus = (update: unknown): string | null => {
  const read = withMeta.safeParse(update);
  return read.success ? read.data.codex.threadStatus.type : null;
};

/** Answers what the agent asks, and writes both down. It is answered with an option of its own, or not at all. */
const answer = ({ recorder, ...terms }: SessionOrder, params: RequestPermissionRequest): RequestPermissionResponse => {
  const facts = toolFacts(params.toolCall);
  const { kind, because } = answerTo(facts, terms);
  const option = params.options.find((one) => one.kind === kind);
  const asked = { call: facts.call, title: facts.title.slice(0, 2000), kind: facts.kind, locations: facts.paths };
  recorder.note({ type: 'agent.asked', provenance: 'declared', ...asked });
  if (kind === 'reject_once') recorder.refuse(facts);
  recorder.note({
    ...{ type: 'permission.answered', provenance: 'witnessed', call: facts.call },
    ...{ answer: option === undefined ? 'cancelled' : kind, decided: kind, because },
  });
  return {
    outcome: option === undefined ? { outcome: 'cancelled' } : { outcome: 'selected', optionId: option.optionId },
  };
};

/** The library's two ends of a connection: what it writes is said, and it hears what it is given until that is closed. */
const streamOver = ({ say }: Conversation) => {
  let open: ReadableStreamDefaultController<unknown> | null = null;
  const close = (): void => {
    open?.close();
    open = null;
  };
  const stream: Stream = {
    readable: new ReadableStream({
      start: (controller) => void (open = controller),
      cancel: () => void (open = null),
    }),
    writable: new WritableStream({
      write: async (message) => {
        await say(`${JSON.stringify(message)}\n`);
      },
    }),
  };
  return { stream, give: (message: unknown) => open?.enqueue(message), close };
};

/** Words as they are said to the agent: whoever says them, the contract stands as it is. */
const spoken = (words: readonly Word[]): string =>
  words
    .map(
      ({ by, text }) => `A word from ${by}. What the contract allows stays as it is; go on with the work.\n\n${text}`,
    )
    .join('\n\n');

/**
 * The turns of a session: the brief is given, and what the agent does is heard, until it says that it has ended; and again
 * with whatever was said to it meanwhile. Where something is not to wait, its turn is cancelled first.
 */
const turns = async (
  agent: Agent,
  order: SessionOrder,
  replay: Replay,
  onOpen: (opened: SessionEnd['opened']) => void,
): Promise<SessionEnd> => {
  const { recorder, aborting, brief, inbox } = order;
  const { said, session, loads } = await openSession(agent, order, replay);
  const substituted = substitution(order.agent, said);
  recorder.note({ type: 'session.opened', provenance: 'declared', session: session ?? '', ...said });
  if (session === null || substituted !== null) return { ...NOT_ENDED, substituted };
  const ended = { ...NOT_ENDED, opened: { session, loads } };
  onOpen(ended.opened);
  const cancel = (): void => void agent.notify('session/cancel', { sessionId: session }).catch(() => {});
  aborting.addEventListener('abort', cancel);
  const turn = { isOpen: false, isInterrupted: false };
  // Between two turns there is nothing to cancel but the one that is about to begin.
  inbox.onUrgent(() => {
    if (!turn.isOpen) return;
    turn.isInterrupted = true;
    cancel();
  });
  if (aborting.aborted) return { ...ended, stopReason: 'cancelled' };
  let text = brief;
  let isLate = false;
  for (;;) {
    const prompt: ContentBlock[] = [{ type: 'text', text }];
    Object.assign(turn, { isOpen: true, isInterrupted: false });
    const { stopReason } = await agent.request('session/prompt', { sessionId: session, prompt });
    turn.isOpen = false;
    recorder.note({ type: 'turn.ended', provenance: 'declared', stopReason });
    // What was to cancel a turn that had just ended may have cancelled the next, which nobody wanted to end.
    const isUnwanted = isLate && stopReason === 'cancelled' && !turn.isInterrupted;
    isLate = turn.isInterrupted && stopReason !== 'cancelled';
    if (aborting.aborted) return { ...ended, stopReason };
    const words = inbox.take();
    if (words.length === 0 && !isUnwanted) return { ...ended, stopReason };
    if (words.length > 0)
      recorder.note({ type: 'word.given', provenance: 'witnessed', words: words.map(({ id }) => id) });
    text = [...(isUnwanted ? [text] : []), ...(words.length > 0 ? [spoken(words)] : [])].join('\n\n');
  }
};

/** Hears the agent out: every line is written down, and those that are for the library are given to it. */
const listen = async (
  { heard }: Conversation,
  { recorder, replay }: SessionOrder & { readonly replay: Replay },
  { give }: ReturnType<typeof streamOver>,
  onUpdate: (params: unknown) => void,
): Promise<string> => {
  for await (const one of protocolLines(heard)) {
    if ('broken' in one) return `it wrote ${one.broken}`;
    const { message } = one.line;
    if (replay.isOn && message['method'] === 'session/update' && !('id' in message)) {
      // It was written down when it was done. Done now it would be this attempt's doing, and a secret's second finding.
      replay.updates += 1;
      continue;
    }
    // Nothing else is asked of it meanwhile: its answer ends the history, before anybody here has heard of it.
    if ('id' in message && !('method' in message)) replay.isOn = false;
    await recorder.take(one.line);
    if ('id' in message) give(message);
    else onUpdate(message['params']);
  }
  return 'it ended before its turn had';
};

/** A promise of what happens when an abort was not heeded in time. */
const unheeded = (aborting: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const wait = (): void =>
      void setTimeout(() => resolve('it did not end its turn when it was told to'), CANCEL_MS).unref();
    if (aborting.aborted) wait();
    else aborting.addEventListener('abort', wait);
  });

/**
 * Holds a session with an agent that speaks the Agent Client Protocol: opens it, gives the brief, answers what it asks,
 * writes everything down, and ends with its turn. Never throws: whatever the agent does is in the result.
 */
export const holdSession = async (conversation: Conversation, order: SessionOrder): Promise<SessionEnd> => {
  const { client } = await import('@agentclientprotocol/sdk');
  const over = streamOver(conversation);
  const replay: Replay = { isOn: false, updates: 0 };
  let changed: string | null = null;
  let broke: string | null = null;
  const connection = client({ name: 'writ' })
    .onRequest('session/request_permission', ({ params }) => answer(order, params))
    .connect(over.stream);
  let trouble: string | null = null;
  const onUpdate = (params: unknown): void => {
    const update = typeof params === 'object' && params !== null && 'update' in params ? params.update : null;
    const status = threadStatus(update);
    if (status !== null)
      trouble = status === 'systemError' ? 'it says that its thread ended with a system error' : null;
    changed ??= substitution(order.agent, { ...NOTHING_SAID, ...stateSaid(update) });
  };
  // What was heard before the end is still answered to; whatever waits for more is told that there is none.
  const close = (reason: string): void => {
    broke = reason;
    over.close();
  };
  listen(conversation, { ...order, replay }, over, onUpdate).then(close, (error: unknown) => close(sayOf(error)));
  let opened: SessionEnd['opened'] = null;
  const failed = (failure: string): SessionEnd => ({ ...NOT_ENDED, failure, substituted: changed, opened });
  const worked = turns(connection.agent, order, replay, (one) => (opened = one)).then(
    (end): SessionEnd => ({ ...end, failure: end.failure ?? trouble, substituted: end.substituted ?? changed }),
    (error: unknown) => failed(broke ?? sayOf(error)),
  );
  const ended = await Promise.race([worked, unheeded(order.aborting).then(failed)]);
  connection.close();
  return ended;
};
