/** Sessions with a scripted agent in this process: what is said, answered and written down, without a jail. */
import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { ndJsonStream } from '@agentclientprotocol/sdk';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#contract';
import { openChain, type ChainEvent } from '#evidence';
import { serveScript, type AcpScript, type AcpStep } from '../../../../test/rig/acp-agent.ts';
import { scratch, textOf } from '../../../host/scratch.fixture.ts';
import { loadPatterns } from '../../secrets/patterns.ts';
import { watchSecrets } from '../../secrets/watch.ts';
import { holdSession, type SessionOrder } from './hold-session.ts';
import { openRecorder } from './recorder.ts';

const root = scratch();
const patterns = loadPatterns();
const KEY = 'k-aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF';
const ENDPOINT = { url: 'https://model.example', credential: { header: 'authorization', value: `Bearer ${KEY}` } };

const NO_WORDS: SessionOrder['inbox'] = { take: () => [], onUrgent: () => {} };

type How = Partial<Omit<AcpScript, 'steps'>> & {
  readonly order?: Partial<SessionOrder>;
  /** The sessions it has written down. */
  readonly sessions?: Record<string, readonly string[]>;
};

const textsIn = (said: string): readonly string[] =>
  said
    .split('\n')
    .filter((line) => line.includes('"session/prompt"'))
    .map((line) => String(JSON.parse(line).params.prompt[0].text));

/** Holds a session with an agent that follows a script; gives how it ended, and what was written down of it. */
const held = async (steps: readonly AcpStep[], { order, sessions = {}, ...script }: How = {}) => {
  const [toAgent, fromAgent] = [new TransformStream<Uint8Array>(), new TransformStream<Uint8Array>()];
  const events = openChain({ contract: sha256('contract'), run: 'R-1' });
  const [secrets, rawFile] = [
    watchSecrets({ env: {}, passes: [], logins: [], endpoint: ENDPOINT }, patterns),
    join(mkdtempSync(join(root, 'raw-')), 'raw.log'),
  ];
  const seen: ChainEvent[] = [];
  const recorder = openRecorder({ events, secrets, rawFile, onEvent: (event) => seen.push(event) });
  const [writer, written] = [toAgent.writable.getWriter(), new Map<string, string>()];
  const started: (readonly string[])[] = [];
  let told = '';
  const stream = ndJsonStream(fromAgent.writable, toAgent.readable);
  const closed = async () => fromAgent.writable.close().catch(() => {});
  serveScript({ ...script, steps }, stream, {
    write: (path, text) => void written.set(path, text),
    raw: async (text) => {
      const out = fromAgent.writable.getWriter();
      await out.write(new TextEncoder().encode(text));
      out.releaseLock();
    },
    exit: closed,
    start: (argv) => void started.push(argv),
    sessions: { read: (id) => sessions[id] ?? null, write: (id, briefs) => void (sessions[id] = briefs) },
  });
  const end = await holdSession(
    {
      heard: fromAgent.readable,
      say: (text) => {
        told += text;
        return writer.write(new TextEncoder().encode(text)).then(
          () => true,
          () => false,
        );
      },
    },
    {
      ...{ agent: { name: null, model: null, mode: null }, brief: 'Do it.', servers: [], recorder },
      earlier: null,
      ...{
        mayChange: (path) => path.startsWith('src/'),
        aborting: new AbortController().signal,
        inbox: NO_WORDS,
        ...order,
      },
    },
  );
  const recorded = await recorder.close();
  const lines = events.lines().map((line): ChainEvent => JSON.parse(line));
  return {
    end,
    written,
    recorded,
    events: lines,
    seen,
    raw: textOf(recorded.raw),
    prompts: textsIn(told),
    told,
    started,
  };
};

describe('what an agent asks', () => {
  it('before a bootstrap that is adequate is not allowed, where the contract asks for one', async () => {
    let prepared = false;
    const order = { isPrepared: () => prepared };
    const before = await held(
      [
        { edit: 'src/a', text: 'x' },
        { edit: 'other', text: 'x' },
      ],
      { order },
    );
    const saysOf = ({ events }: typeof before) =>
      events.filter(({ type }) => type === 'permission.answered').map(({ answer, because }) => [answer, because]);
    expect(saysOf(before)).toEqual([
      ['reject_once', 'nothing is to be changed before a bootstrap that is adequate'],
      ['reject_once', 'the contract does not allow other to be changed'],
    ]);
    expect(before.written.size).toBe(0);
    prepared = true;
    const after = await held([{ edit: 'src/a', text: 'x' }], { order });
    expect(saysOf(after)).toEqual([['allow_once', 'the contract allows it']]);
  });

  it.each<readonly [path: string, answer: string, because: string]>([
    ['src/a', 'allow_once', 'the contract allows it'],
    ['/writ/work/src/a', 'allow_once', 'the contract allows it'],
    ['other', 'reject_once', 'the contract does not allow other to be changed'],
    ['src/../other', 'reject_once', 'the contract does not allow other to be changed'],
    ['/tmp/away', 'reject_once', '/tmp/away lies outside the workspace'],
    ['/writ/workshop/src/a', 'reject_once', '/writ/workshop/src/a lies outside the workspace'],
  ])('about %s is answered from the contract: %s', async (path, answer, because) => {
    const { events, written } = await held([{ edit: path, text: 'x' }]);
    const [asked, answered] = events.filter(({ type }) => type === 'agent.asked' || type === 'permission.answered');
    expect(asked).toMatchObject({ provenance: 'declared', kind: 'edit' });
    expect(answered).toMatchObject({ provenance: 'witnessed', answer, because });
    expect([...written.keys()]).toEqual(answer === 'allow_once' ? [path] : []);
  });
});

describe('a session that fails', () => {
  it.each<readonly [string, readonly AcpStep[], RegExp, How]>([
    ['by an error answer', [{ error: 'no credit' }], /no credit/u, {}],
    ['because its agent is gone', [{ exit: 0 }], /ended before its turn had/u, {}],
    ['by a line that is no JSON', [{ raw: 'Hello!\n' }], /a line that is not JSON: Hello!/u, {}],
    ['by a line that is other JSON', [{ raw: '{"a":1}\n' }], /a line that is no message/u, {}],
    ['by a list of messages', [{ raw: '[]\n' }], /a line that is no message/u, {}],
    ['by bytes that are no text', [{ raw: '{"jsonrpc":"2.0"' }, { exit: 0 }], /a line without an end/u, {}],
    ['by another version of the protocol', [], /speaks version 9 of the protocol/u, { protocol: 9 }],
  ])('%s says why', async (_, steps, says, how) => {
    const { end } = await held(steps, how);
    expect(end).toMatchObject({ stopReason: null, failure: expect.stringMatching(says) });
  });

  it('by an answer that is none of the protocol is no good end', async () => {
    const answer = { jsonrpc: '2.0', id: 2, result: { stopReason: 'all_done' } };
    const { end } = await held([{ raw: `${JSON.stringify(answer)}\n` }, { sleep: 50 }]);
    expect(end.stopReason).not.toBe('end_turn');
  });

  it('with a thread that broke is no good end, and with one that went on it is', async () => {
    const told = (type: string) => {
      const update = { sessionUpdate: 'session_info_update', _meta: { codex: { threadStatus: { type } } } };
      return {
        raw: `${JSON.stringify({ jsonrpc: '2.0', method: 'session/update', params: { sessionId: 's', update } })}\n`,
      };
    };
    expect((await held([told('systemError')])).end.failure).toMatch(/system error/u);
    expect((await held([told('systemError'), told('idle')])).end.failure).toBe(null);
  });

  it.each(['max_tokens', 'max_turn_requests', 'refusal', 'cancelled'] as const)('with %s tells that', async (stop) => {
    expect((await held([{ end: stop }])).end.stopReason).toBe(stop);
  });
});

describe('an agent', () => {
  const ordered = (agent: Partial<SessionOrder['agent']>) => ({
    order: { agent: { name: null, model: null, mode: null, ...agent } },
  });
  it.each<readonly [string, How, readonly AcpStep[], RegExp]>([
    ['of another name', ordered({ name: 'opencode' }), [], /says that it is scripted-acp, and opencode was ordered/u],
    [
      'with another model',
      { ...ordered({ model: 'big' }), model: 'writ/small' },
      [],
      /the model writ\/small, and big was/u,
    ],
    ['with a model that only ends alike', { ...ordered({ model: 'big' }), model: 'notbig' }, [], /the model notbig/u],
    [
      'that takes another mode later',
      ordered({ mode: 'build' }),
      [{ mode: 'plan' }],
      /in the mode plan, and build was/u,
    ],
  ])('%s is substituted, and is given no work', async (_, how, steps, says) => {
    const { end, written } = await held([...steps, ...(steps.length > 0 ? [] : [{ write: 'src/a', text: 'x' }])], how);
    expect([end.substituted, [...written]]).toEqual([expect.stringMatching(says), []]);
  });

  it('is what was ordered where it calls its model by its provider, and by how hard it thinks', async () => {
    const { end } = await held([], { ...ordered({ model: 'big', name: 'Scripted ACP' }), model: 'writ/big[high]' });
    expect(end).toMatchObject({ stopReason: 'end_turn', failure: null, substituted: null });
  });

  it('that does not end its turn when it is told to is not waited for', async () => {
    const aborting = AbortSignal.timeout(50);
    const { end } = await held([{ hang: true }], { order: { aborting } });
    expect(end).toMatchObject({ stopReason: null, failure: expect.stringMatching(/did not end its turn/u) });
  });
});

describe('what is written down', () => {
  it('joins what was said in chunks, and keeps messages and thoughts apart', async () => {
    const { events } = await held([{ say: ['I ', 'am ', 'on it'] }, { think: 'hm' }, { say: 'Done.' }]);
    expect(events.flatMap(({ type, text, message }) => (message === undefined ? [] : [[type, message, text]]))).toEqual(
      [
        ['agent.message', 1, 'I am on it'],
        ['agent.thought', 2, 'hm'],
        ['agent.message', 3, 'Done.'],
      ],
    );
  });

  it('holds no key, also where chunks cut it in pieces, in events as in the lines that came', async () => {
    const said = ['the key is ', KEY.slice(0, 9), KEY.slice(9, 20), KEY.slice(20), ' and no more'];
    const { events, raw, recorded } = await held([
      { say: said },
      { plan: [`use ${KEY}`] },
      { edit: 'src/a', text: KEY },
    ]);
    for (const piece of [KEY, KEY.slice(9, 20), KEY.slice(20)])
      expect(`${JSON.stringify(events)}${raw}`).not.toContain(piece);
    expect(JSON.stringify(events)).toContain('the key is [withheld: the key of the endpoint');
    expect(recorded.findings.length).toBeGreaterThanOrEqual(2);
  });

  it('has halves of characters replaced, and hostile names as they are', async () => {
    const halves = ['a \ud83d', '\u001b[2J', '__proto__'].map((text) => ({
      ...{ jsonrpc: '2.0', method: 'session/update' },
      params: { sessionId: 's', update: { sessionUpdate: text, [text]: text } },
    }));
    const { end, events } = await held(halves.map((message) => ({ raw: `${JSON.stringify(message)}\n` })));
    expect([end.stopReason, events.filter(({ type }) => type === 'agent.update').length]).toEqual(['end_turn', 3]);
  });

  it('tells which forbidden commands were run, and none that was refused', async () => {
    const call = (id: string) => ({
      toolCallId: id,
      title: 't',
      kind: 'execute',
      rawInput: { command: ['git', 'push', 'x y'] },
    });
    const update = { sessionId: 's', update: { sessionUpdate: 'tool_call', ...call('c') } };
    const line = { jsonrpc: '2.0', method: 'session/update', params: update };
    const { recorded } = await held([{ raw: `${JSON.stringify(line)}\n` }]);
    expect(recorded.actions).toMatchObject([{ action: 'push', detail: "git push 'x y'" }]);
  });

  it('is every one of many updates, in order', async () => {
    const { end, events } = await held([{ updates: 10_000 }]);
    const titles = events.flatMap(({ type, title }) => (type === 'agent.tool.update' ? [title] : []));
    expect([end.stopReason, titles.length]).toEqual(['end_turn', 10_000]);
    expect(titles.every((title, index) => title === `update ${index + 1}`)).toBe(true);
  });
});

describe('an agent that is spoken to', () => {
  const word = { id: 'w-1', by: 'ada', text: 'Leave the tests.', urgent: false };
  const once = (): SessionOrder['inbox']['take'] => {
    let words = [word];
    return () => {
      const taken = words;
      words = [];
      return taken;
    };
  };

  it('goes on in the same session when its turn has ended, and both turns are recorded', async () => {
    const { end, events } = await held([{ say: 'Done.' }], { order: { inbox: { take: once(), onUrgent: () => {} } } });
    expect(end).toMatchObject({ stopReason: 'end_turn', failure: null });
    const types = events.map(({ type }) => type).filter((type) => type !== 'agent.message');
    expect(types.slice(-4)).toEqual(['session.opened', 'turn.ended', 'word.given', 'turn.ended']);
    expect(events.find(({ type }) => type === 'word.given')).toMatchObject({ words: ['w-1'], provenance: 'witnessed' });
  });

  it('is cancelled first where that cannot wait, and goes on then', async () => {
    const inbox = { take: once(), onUrgent: (interrupt: () => void) => void setTimeout(interrupt, 20) };
    const { end, events } = await held([{ sleep: 150 }], { order: { inbox } });
    expect(end.stopReason).toBe('end_turn');
    expect(events.filter(({ type }) => type === 'turn.ended').map(({ stopReason }) => stopReason)).toEqual([
      'cancelled',
      'end_turn',
    ]);
  });

  /** Words that come one by one, each urgent where it comes while a turn goes on. */
  const interruptingAt = (moments: readonly ('between' | number)[]): SessionOrder['inbox'] => {
    let interrupt = (): void => {};
    const left = [...moments];
    return {
      onUrgent: (then) => {
        interrupt = then;
        for (const moment of moments) if (moment !== 'between') setTimeout(then, moment);
      },
      take: () => {
        const moment = left.shift();
        if (moment === undefined) return [];
        if (moment === 'between') interrupt();
        return [{ ...word, urgent: true }];
      },
    };
  };
  const turnsOf = (events: readonly ChainEvent[]) =>
    events.filter(({ type }) => type === 'turn.ended').map(({ stopReason }) => stopReason);

  it('is not cancelled by a word that came when its turn had just ended', async () => {
    const { end, events } = await held([{ sleep: 20 }], { order: { inbox: interruptingAt(['between']) } });
    expect([end.stopReason, turnsOf(events)]).toEqual(['end_turn', ['end_turn', 'end_turn']]);
  });

  it('is given its word again where what was to cancel one turn cancelled the next', async () => {
    // It heeds a cancellation in the turn after the one it was meant for.
    const { end, events, prompts } = await held([{ sleep: 60 }], {
      ...{ heeds: 'late' as const },
      order: { inbox: interruptingAt([20]) },
    });
    expect([end.stopReason, turnsOf(events)]).toEqual(['end_turn', ['end_turn', 'cancelled', 'end_turn']]);
    expect(prompts.map((text) => text.includes('Leave the tests.'))).toEqual([false, true, true]);
    expect(events.filter(({ type }) => type === 'word.given')).toHaveLength(1);
  });

  it('that ends its turn as cancelled although nobody asked for that is no good end', async () => {
    const { end } = await held([{ end: 'cancelled' }], { order: { inbox: interruptingAt(['between']) } });
    expect(end.stopReason).toBe('cancelled');
  });

  it('is not spoken to once somebody wants it to end', async () => {
    const aborting = new AbortController();
    setTimeout(() => aborting.abort(), 20);
    const order = { aborting: aborting.signal, inbox: { take: once(), onUrgent: () => {} } };
    const { end, events } = await held([{ sleep: 150 }], { order });
    expect(end.stopReason).toBe('cancelled');
    expect(events.some(({ type }) => type === 'word.given')).toBe(false);
  });
});

describe('a session that an attempt before has left', () => {
  const earlier = { run: 'R-0', session: 'session-0', digest: sha256('home') };
  const kinds = (events: readonly ChainEvent[]) => events.map(({ type }) => type);

  it('is loaded and gone on with; what is told again of it is counted, and is neither act nor word of this one', async () => {
    const how = { loads: true, sessions: { 'session-0': ['Do it.', 'Do it better.'] }, order: { earlier } };
    const { end, events, recorded, raw, prompts, told } = await held([{ shell: 'echo now' }], how);
    expect(end).toMatchObject({ stopReason: 'end_turn', opened: { session: 'session-0', loads: true } });
    expect(kinds(events)).toEqual([
      ...['chain.opened', 'session.loaded', 'session.opened', 'agent.tool', 'agent.tool.update', 'turn.ended'],
    ]);
    expect(events[1]).toMatchObject({ provenance: 'witnessed', from: 'R-0', session: 'session-0', replayed: 4 });
    expect(events.filter(({ type }) => type === 'agent.tool')).toMatchObject([{ commands: ['echo now'] }]);
    expect([recorded.actions, raw.includes('git push'), told.includes('session/new')]).toEqual([[], false, false]);
    expect(prompts).toEqual(['Do it.']);
  });

  it('would push again, were it not known as history: the same call now is an action', async () => {
    const { recorded } = await held([{ shell: 'false && git push' }], { loads: true });
    expect(recorded.actions.length).toBeGreaterThan(0);
  });

  it('is given the servers of this attempt', async () => {
    const servers = [{ name: 'writ', argv: ['/bin/sh', 'mine'] as const }];
    const how = { loads: true, servers: true, sessions: { 'session-0': ['Do it.'] }, order: { earlier, servers } };
    expect((await held([], how)).started).toEqual([['/bin/sh', 'mine']]);
  });

  it.each<readonly [why: string, how: How, because: string]>([
    ['its agent cannot load', { sessions: { 'session-0': ['Do it.'] } }, 'its agent says that it cannot load one'],
    ['its agent does not know it', { loads: true }, 'its agent could not load it: '],
    [
      'it cannot be used',
      { loads: true, order: { earlier: { because: 'run R-0 was by another backend' } } },
      'run R-0 was by another backend',
    ],
  ])('is not gone on with where %s: a new one begins, and says why', async (_, how, because) => {
    const { end, events, told } = await held([{ say: 'Hello.' }], { ...how, order: { earlier, ...how.order } });
    expect(end).toMatchObject({ stopReason: 'end_turn', failure: null, opened: { session: 'session-1' } });
    expect(kinds(events)).toEqual(['chain.opened', 'session.anew', 'session.opened', 'agent.message', 'turn.ended']);
    expect(events[1]).toMatchObject({ provenance: 'witnessed', because: expect.stringContaining(because) });
    expect(told).toContain('session/new');
  });
});
