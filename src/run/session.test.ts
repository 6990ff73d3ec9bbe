/** Sessions with an agent that speaks the Agent Client Protocol: a scripted one, in a real jail. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { Contract } from '#contract';
import type { BackendSettings } from '#host';
import { scratch, textOf, valueOf } from '../host/scratch.fixture.ts';
import type { AcpScript, AcpStep } from '../../test/rig/acp-agent.ts';
import { attemptIn, carried, contractFor, projectIn, takenBy } from './attempt.fixture.ts';
import type { Attempt } from './attempt.ts';
import { resolveBackend } from './backends/resolve.ts';
import { capture } from './capture.ts';
import { endedWell, execute } from './execute.ts';
import { askToAbort, livePlace } from './live.ts';

const root = scratch();
const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = join(ROOT, 'test/rig/acp-agent.ts');
const project = await projectIn(root, { 'src/a': 'base\n', other: 'o\n' });

type How = { readonly script?: Partial<AcpScript>; readonly settings?: BackendSettings; readonly contract?: Contract };

const attemptBy = async (steps: readonly AcpStep[], { script, settings, contract }: How = {}): Promise<Attempt> => {
  const run: [string, string, string] = ['node', PROGRAM, JSON.stringify({ ...script, steps })];
  const mine = { preset: 'acp' as const, run, mounts: [PROGRAM, join(ROOT, 'node_modules')], ...settings };
  const place = { cwd: root, root: '/repository', settings: { backends: { mine } } };
  const backend = valueOf(await resolveBackend('mine', place));
  return attemptIn(project, [], { backend, ...(contract !== undefined && { contract }) });
};

type Line = Readonly<Record<string, unknown>>;
const eventsOf = (attempt: Attempt): readonly Line[] => attempt.events.lines().map((line): Line => JSON.parse(line));

const worked = async (attempt: Attempt) => {
  const workspace = await takenBy(attempt);
  const executed = valueOf(await execute(attempt, workspace));
  const changed = async () => valueOf(await capture(attempt, workspace)).changes.paths.map(({ path }) => path);
  return { executed, events: eventsOf(attempt), end: executed.record.end, changed };
};
const typesOf = (events: readonly Line[]) => events.map(({ type }) => type);
/** What was said as a whole: on a machine that is busy, a message may be written down in pieces while it is said. */
const joined = (events: readonly Line[]): readonly Line[] => {
  const all: Line[] = [];
  for (const event of events) {
    const last = all.at(-1);
    if (last?.['type'] === 'agent.message' && last['message'] === event['message'])
      all.splice(-1, 1, { ...last, text: `${String(last['text'])}${String(event['text'])}` });
    else all.push(event);
  }
  return all;
};
const withLimits = (limits: Partial<Contract['limits']>): Contract =>
  contractFor({ limits: { ...contractFor().limits, ...limits } });

describe('a session', () => {
  it('does the work, and all that the agent says and does is written down, in order', async () => {
    const attempt = await attemptBy([
      { think: 'well' },
      { say: ['I ', 'am ', 'on it'] },
      { plan: ['look', 'write'] },
      { edit: '/writ/work/src/a', text: 'new\n' },
      { shell: 'cat src/a' },
      { say: 'Done.' },
    ]);
    const { executed, events: written, end, changed } = await worked(attempt);
    const events = joined(written);
    expect(end).toMatchObject({ declaredFailure: null, turn: { stopReason: 'end_turn' }, timedOut: false });
    expect([endedWell(executed), executed.survivors]).toEqual([true, 0]);
    expect(await changed()).toEqual(['src/a']);
    expect(typesOf(events)).toEqual([
      ...[
        'chain.opened',
        'backend.started',
        'brief.given',
        'jail.tried',
        'session.opened',
        'agent.thought',
        'agent.message',
        'agent.plan',
      ],
      ...['agent.tool', 'agent.asked', 'permission.answered', 'agent.tool.update', 'agent.tool', 'agent.tool.update'],
      ...['agent.message', 'turn.ended', 'session.closed', 'backend.ended'],
    ]);
    expect(events).toContainEqual(expect.objectContaining({ text: 'I am on it', message: 2, provenance: 'declared' }));
    expect(events).toContainEqual(expect.objectContaining({ type: 'permission.answered', provenance: 'witnessed' }));
    expect(events).toContainEqual(expect.objectContaining({ status: 'completed', text: 'new\n' }));
    const raw = textOf(executed.stdout).trim().split('\n');
    expect(raw.map((line): unknown => JSON.parse(line))).toHaveLength(14);
    const spans = attempt.trace.lines().map((line): Line => JSON.parse(line));
    expect(spans.map(({ name, status }) => [name, status])).toEqual([
      ...[
        [undefined, undefined],
        ['execute_tool edit', 'OK'],
        ['execute_tool execute', 'OK'],
        ['invoke_agent mine', 'OK'],
      ],
    ]);
    expect(new Set(spans.slice(1).map(({ traceId }) => traceId)).size).toBe(1);
  });

  it('by hanging runs out of time, and leaves nothing behind', async () => {
    const { executed, end, events } = await worked(
      await attemptBy([{ hang: true }], { contract: withLimits({ timeMs: 2500 }) }),
    );
    expect(end).toMatchObject({ timedOut: true, turn: { stopReason: null }, declaredFailure: null });
    expect([executed.survivors, endedWell(executed)]).toEqual([0, false]);
    // However short its time is, the person is told before it is over.
    expect(events.filter(({ rule }) => rule === 'budget').map(({ does }) => does)).toEqual(['tell']);
  });

  it('by saying too much goes over the limit', async () => {
    const contract = withLimits({ outputBytes: 100_000 });
    const { executed, end } = await worked(
      await attemptBy([{ say: 'x'.repeat(90_000) }, { updates: 1000 }], { contract }),
    );
    expect([end?.limit, endedWell(executed)]).toEqual(['output', false]);
  });
});

describe('an abort', () => {
  it('ends a call of a tool, says who wanted it, and keeps what was done', async () => {
    const attempt = await attemptBy([{ write: 'src/a', text: 'half\n' }, { say: 'working' }, { shell: 'sleep 600' }]);
    const working = worked(attempt);
    const place = livePlace(project.repository, attempt.order.run);
    await vi.waitFor(() => expect(typesOf(eventsOf(attempt))).toContain('agent.message'), {
      timeout: 60_000,
      interval: 50,
    });
    valueOf(askToAbort(place, { by: 'ada', because: 'wrong way' }));
    const { executed, end, changed } = await working;
    expect(end).toMatchObject({ aborted: { by: 'ada', because: 'wrong way' }, timedOut: false, declaredFailure: null });
    expect([executed.survivors, endedWell(executed), await changed()]).toEqual([0, false, ['src/a']]);
  });
});

it('a whole run by an agent that speaks is judged like any other, and what was live is gone once it is sealed', async () => {
  const attempt = await attemptBy([{ edit: 'src/a', text: 'new\n' }, { say: 'Done.' }]);
  const { end, sealed, row } = await carried(project, attempt);
  expect([end.ok, row?.state]).toEqual([true, 'passed']);
  expect(JSON.parse(readFileSync(join(sealed, 'backend/backend.json'), 'utf8'))).toMatchObject({
    ...{ kind: 'acp', id: 'mine', end: { turn: { stopReason: 'end_turn' } } },
  });
  expect(readFileSync(join(sealed, 'events.normalized.jsonl'), 'utf8')).toContain('"type":"session.opened"');
  expect(existsSync(livePlace(project.repository, attempt.order.run).folder)).toBe(false);
});
