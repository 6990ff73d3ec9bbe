import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { fail, ok } from '#failure';
import { OPERATIONS } from './operations.ts';
import { orchestrating } from './orchestrator.ts';
import { SCOPES, type OrchestratorDoors } from './orchestrator-doors.ts';
import { serveOrchestrator } from './serve-orchestrator.ts';

const NOW = 1_000_000;
const nobody = new AbortController().signal;

type Log = string[];
const doorsOf = (log: Log, more: Partial<OrchestratorDoors> = {}): OrchestratorDoors => ({
  ...{ id: 'lead', scopes: SCOPES },
  current: () => ({ sessionId: 'lead' }),
  spawn: async (task) => {
    log.push(`spawn ${task}`);
    if (task === 'WP-9-none') return fail('usage.unknown', 'there is no task');
    if (task === 'WP-8-bug') throw new Error('ours');
    return task === 'WP-2-open' ? fail('task.waiting', 'not signed', { remedy: 'writ approve WP-2-open' }) : ok({ sessionId: 'R-1', task }); // prettier-ignore
  },
  sessions: async (which) => (log.push(`sessions ${JSON.stringify(which)}`), ok({ sessions: [] })),
  dashboard: async () => (log.push('dashboard'), ok({ ready: [] })),
  message: async (session, text, urgent) => (log.push(`message ${session} ${text} ${urgent}`), ok({ taken: true })),
  abort: async (session, because) =>
    session === 'R-7' ? fail('session.refused', 'not yours') : (log.push(`abort ${session} ${because}`), ok({})),
  cleanup: async (one) => (log.push(`cleanup ${one}`), ok({ removed: [] })),
  ...more,
});

const scene = (more: Partial<OrchestratorDoors> = {}) => {
  const log: Log = [];
  const bugs: unknown[] = [];
  const clock = { now: NOW };
  const answers = orchestrating(doorsOf(log, more), {
    now: () => clock.now,
    bug: (error) => void bugs.push(error),
  });
  let requests = 0;
  const call = async (tool: string, args: unknown, signal = nobody) => {
    const { text, refused } = await answers.call({ tool, args }, signal);
    return { ...JSON.parse(text), isError: refused };
  };
  /** A call as an envelope, by its own identity where nothing else is said. */
  const coord = (operationId: string, input: unknown = {}, besides: Record<string, unknown> = {}) =>
    call('coord', { requestId: `q-${(requests += 1)}`, operationId, input, identity: { id: 'lead' }, ...besides });
  return { log, bugs, clock, answers, call, coord };
};

describe('an orchestrator', () => {
  it('reaches each operation by either tool', async () => {
    const { log, call, coord } = scene();
    await call('worktree', { action: 'spawn', args: { tasks: ['WP-1-a', 'WP-1-a', 'WP-3-c'] } });
    await call('worktree', { action: 'sessions', args: { sessionIDs: ['R-1'], status: 'active' } });
    await call('worktree', { action: 'dashboard' });
    await call('worktree', { action: 'message', args: { sessionID: 'R-1', message: 'm', now: true } });
    await call('worktree', { action: 'abort', args: { sessionID: 'R-1' } });
    await call('worktree', { action: 'cleanup', args: { action: 'remove', pathOrBranch: 'WP-1-a' } });
    await call('worktree', { action: 'cleanup', args: { action: 'prune' } });
    const byWorktree = [
      ...['spawn WP-1-a', 'spawn WP-3-c', 'sessions {"sessionIds":["R-1"],"status":"active"}', 'dashboard'],
      ...['message R-1 m true', 'abort R-1 null', 'cleanup WP-1-a', 'cleanup null'],
    ];
    expect(log.splice(0)).toEqual(byWorktree);
    await coord('coord.spawn', { task: 'WP-1-a' });
    await coord('coord.spawn', { task: 'WP-3-c' });
    await coord('coord.status', { parentSessionId: 'lead', sessionIds: ['R-1'], status: 'active' });
    await coord('coord.dashboard');
    await coord('coord.message', { sessionId: 'R-1', message: 'm', now: true });
    await coord('coord.abort', { sessionId: 'R-1' });
    await coord('coord.cleanup', { pathOrBranch: 'WP-1-a' });
    await coord('coord.cleanup');
    expect(log).toEqual(byWorktree);
  });

  it('is answered in the form in which it asked', async () => {
    const { call, coord } = scene();
    expect(await coord('coord.current')).toEqual({
      ...{ type: 'call.responded', requestId: 'q-1', output: { sessionId: 'lead' }, meta: { source: 'mcp' } },
      isError: false,
    });
    expect(await coord('coord.spawn', { task: 'WP-2-open' })).toEqual({
      ...{ type: 'call.error', requestId: 'q-2', code: 'EXECUTION_ERROR', message: 'not signed', isError: true },
      details: { failures: [{ code: 'task.waiting', message: 'not signed', next: 'writ approve WP-2-open' }] },
    });
    expect(await call('worktree', { action: 'current' })).toEqual({ sessionId: 'lead', isError: false });
  });

  it('has begun what may begin, and is told of the rest', async () => {
    const { call } = scene();
    const both = await call('worktree', { action: 'spawn', args: { tasks: ['WP-2-open', 'WP-1-a'] } });
    expect(both).toMatchObject({ refused: [{ task: 'WP-2-open', code: 'EXECUTION_ERROR' }], spawned: [{ sessionId: 'R-1' }] }); // prettier-ignore
    const none = await call('worktree', { action: 'spawn', args: { tasks: ['WP-2-open'] } });
    expect(none).toMatchObject({ isError: true, code: 'EXECUTION_ERROR', message: 'not signed' });
  });
});

describe('whoever is not that orchestrator gets nothing', () => {
  const INPUTS: Readonly<Record<string, unknown>> = {
    'coord.spawn': { task: 'WP-1-a' },
    'coord.message': { sessionId: 'R-1', message: 'm' },
    'coord.abort': { sessionId: 'R-1' },
  };

  it.each([...OPERATIONS.keys()])('%s', async (operation) => {
    const { log, coord } = scene();
    const input = INPUTS[operation];
    for (const identity of [undefined, { id: 'other' }, { id: 'Lead' }, { id: 'lead', scopes: [] }])
      expect(await coord(operation, input, { identity })).toMatchObject({ code: 'ACCESS_DENIED', isError: true });
    expect(log).toEqual([]);
    expect(await coord(operation, input)).toMatchObject({ type: 'call.responded' });
  });

  it('one that may only look on cannot act by claiming that it may', async () => {
    const { log, call, coord } = scene({ scopes: ['look'] });
    for (const [operation, { type }] of OPERATIONS) {
      const claimed = { identity: { id: 'lead', scopes: ['look', 'act'] } };
      const answer = await coord(operation, INPUTS[operation], claimed);
      expect([operation, answer.isError]).toEqual([operation, type === 'mutation']);
    }
    expect(log).toEqual(expect.not.arrayContaining([expect.stringMatching(/spawn|message|abort|cleanup/u)]));
    const spawned = await call('worktree', { action: 'spawn', args: { tasks: ['WP-1-a'] } });
    expect(spawned).toMatchObject({ code: 'ACCESS_DENIED', isError: true });
  });

  it('nor does it see the sessions of another, or end one', async () => {
    const { log, coord } = scene();
    expect(await coord('coord.status', { parentSessionId: 'other' })).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(await coord('coord.abort', { sessionId: 'R-7' })).toMatchObject({ code: 'ACCESS_DENIED' });
    expect(log).toEqual([]);
  });
});

describe('each error has its code', () => {
  it.each<readonly [string, string, unknown, readonly [string, RegExp]]>([
    ['no tool', 'push', {}, ['OPERATION_NOT_FOUND', /no tool “push”; there are worktree, coord/u]],
    ['no action', 'worktree', { action: 'merge' }, ['OPERATION_NOT_FOUND', /no action “merge”.*spawn/u]],
    ['what every object has', 'worktree', { action: 'toString' }, ['OPERATION_NOT_FOUND', /toString/u]],
    ['no action at all', 'worktree', {}, ['VALIDATION_ERROR', /“action”/u]],
    ['an argument too many', 'worktree', { action: 'dashboard', args: { deep: 1 } }, ['VALIDATION_ERROR', /“deep”/u]],
    [
      'a prompt',
      'worktree',
      { action: 'spawn', args: { tasks: ['a'], prompt: 'x' } },
      ['VALIDATION_ERROR', /“prompt”/u],
    ],
    ['no tasks', 'worktree', { action: 'spawn', args: { tasks: [] } }, ['VALIDATION_ERROR', /“tasks”/u]],
    [
      'remove without what',
      'worktree',
      { action: 'cleanup', args: { action: 'remove' } },
      ['VALIDATION_ERROR', /which/u],
    ],
    ['nothing said', 'worktree', { action: 'message', args: { sessionID: 'R', message: '' } }, ['VALIDATION_ERROR', /“message”/u]], // prettier-ignore
    ['no envelope', 'coord', { operationId: 'coord.current' }, ['VALIDATION_ERROR', /“requestId”/u]],
    ['a task that is none', 'worktree', { action: 'spawn', args: { tasks: ['WP-9-none'] } }, ['VALIDATION_ERROR', /no task/u]], // prettier-ignore
  ])('%s', async (_, tool, args, [code, says]) => {
    const { call } = scene();
    const answer = await call(tool, args);
    expect(answer).toMatchObject({ code, isError: true });
    expect(answer.message).toMatch(says);
  });

  it('an operation that there is not', async () => {
    expect(await scene().coord('coord.merge')).toMatchObject({ code: 'OPERATION_NOT_FOUND', requestId: 'q-1' });
  });

  it('a request is made once', async () => {
    const { log, coord } = scene();
    await coord('coord.spawn', { task: 'WP-1-a' }, { requestId: 'same' });
    const again = await coord('coord.spawn', { task: 'WP-1-a' }, { requestId: 'same' });
    expect(again).toMatchObject({ code: 'VALIDATION_ERROR', requestId: 'same' });
    expect(log).toEqual(['spawn WP-1-a']);
  });

  it('a bug of ours is one, and the next call is answered', async () => {
    const { bugs, coord } = scene();
    expect(await coord('coord.spawn', { task: 'WP-8-bug' })).toMatchObject({ code: 'UNKNOWN_ERROR' });
    expect(bugs).toMatchObject([{ message: 'ours' }]);
    expect(await coord('coord.current')).toMatchObject({ isError: false });
  });

  it('what is too late is not begun', async () => {
    const { log, coord } = scene();
    const late = await coord('coord.spawn', { task: 'WP-1-a' }, { deadline: NOW });
    expect(late).toMatchObject({ code: 'TIMEOUT', isError: true });
    await coord('coord.dashboard');
    expect(log).toEqual(['dashboard']);
  });

  it('what takes too long is not waited for, and what waits behind it is not begun either', async () => {
    const held = Promise.withResolvers<null>();
    const { log, clock, coord } = scene({
      spawn: async (task) => (await held.promise, log.push(`spawn ${task}`), ok({})),
    });
    const slow = coord('coord.spawn', { task: 'WP-1-a' }, { deadline: NOW + 20 });
    const behind = coord('coord.spawn', { task: 'WP-3-c' }, { deadline: NOW + 20 });
    expect(await slow).toMatchObject({ code: 'TIMEOUT' });
    expect(await behind).toMatchObject({ code: 'TIMEOUT' });
    clock.now = NOW + 20;
    held.resolve(null);
    expect(await coord('coord.dashboard')).toMatchObject({ isError: false });
    expect(log).toEqual(['spawn WP-1-a', 'dashboard']);
  });

  it('what was taken back is not begun', async () => {
    const { log, call, answers } = scene();
    const gone = AbortSignal.abort();
    const args = { action: 'spawn', args: { tasks: ['WP-1-a'] } };
    expect(await call('worktree', args, gone)).toMatchObject({ code: 'ABORTED', isError: true });
    await answers.end();
    expect(await call('worktree', args)).toMatchObject({ code: 'ABORTED' });
    expect(log).toEqual([]);
  });
});

it('is served until it closes its end', async () => {
  const { answers } = scene();
  const [input, output] = [new PassThrough(), new PassThrough()];
  const served = serveOrchestrator({ input, output }, answers);
  const clientInfo = { name: 'c', version: '1' };
  const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo };
  input.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })}\n`);
  const said = await new Promise<string>((resolve) => output.once('data', (bytes) => resolve(String(bytes))));
  expect(JSON.parse(said).result).toMatchObject({
    instructions: expect.stringContaining('You never sign'),
    serverInfo: { name: 'writ' },
  });
  input.end();
  await served;
});
