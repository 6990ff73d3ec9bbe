import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, ok } from '#failure';
import { valueOf } from '../host/scratch.fixture.ts';
import { answering } from './answering.ts';
import { connectTo, type TestClient } from './client.fixture.ts';
import type { Call, Doors } from './doors.ts';
import { openListener, type Listener } from './listener.ts';

/** Doors that say which of them was gone through, and with what. */
const doorsOf = (log: (readonly [Call, string])[]): Doors => ({
  current: () => ({ door: 'current' }),
  status: async () => ok({ door: 'status' }),
  notify: (message, level) => ({ door: 'notify', message, level }),
  progress: (done, message) => ok({ door: 'progress', done, message }),
  blocked: (reason) => ({ door: 'blocked', reason }),
  completed: (summary) => ({ door: 'completed', summary }),
  scope: (path, action) => ({ door: 'scope', path, action }),
  bootstrap: async ({ plan }) => ok({ door: 'bootstrap', plan }),
  amendment: ({ allow }) => ok({ door: 'amendment', allow }),
  execute: async (tool, args) => ok({ door: 'execute', tool, args }),
  admit: async ({ args }) => (JSON.stringify(args).includes('secret') ? fail('session.refused', 'not this') : ok(null)),
  ended: (call, outcome) => void log.push([call, outcome]),
});

const log: (readonly [Call, string])[] = [];
const answers = answering(doorsOf(log));
let listener: Listener;
let client: TestClient;
beforeAll(async () => {
  listener = valueOf(await openListener(answers));
  client = await connectTo(listener.socket);
});
afterAll(() => {
  client.close();
  listener.close();
});

const SCOPE_ADEQUATE = { all_files_allowed: true, boundaries_clear: true, no_surprises: true, realistic: true };
const BOOTSTRAP = {
  ...{ plan: 'p', files: ['a'], searches: [], commands: ['x'], risks: [{ fails: 'f', where: 'w' }] },
  ...{ scope_adequate: SCOPE_ADEQUATE, because: 'b', done: [{ item: 1, how: 'h' }] },
};

it('is reached by way of Node too, where there is no Perl', async () => {
  const other = await connectTo(listener.socket, 'Node');
  expect(await other.list()).toEqual(await client.list());
  other.close();
  expect(await other.ended).toBe(0);
});

describe('an agent', () => {
  it('sees every tool, and each leads through its own door', async () => {
    expect(await client.list()).toEqual([
      ...['worktree', 'scope', 'bootstrap', 'progress', 'amendment', 'blocked', 'completed', 'execute'],
    ]);
    const answer = async (name: string, args: Record<string, unknown>) =>
      JSON.parse((await client.call(name, args)).text);
    expect(await answer('worktree', { action: 'current' })).toEqual({ door: 'current' });
    expect(await answer('worktree', { action: 'status', args: {} })).toEqual({ door: 'status' });
    const word = { message: 'm', level: 'info' };
    expect(await answer('worktree', { action: 'notify', args: word })).toEqual({ door: 'notify', ...word });
    expect(await answer('scope', { path: 'a', action: 'delete' })).toEqual({
      door: 'scope',
      path: 'a',
      action: 'delete',
    });
    expect(await answer('progress', { message: 'm' })).toEqual({ door: 'progress', done: [], message: 'm' });
    expect(await answer('blocked', { reason: 'r' })).toEqual({ door: 'blocked', reason: 'r' });
    expect(await answer('completed', { summary: 's' })).toEqual({ door: 'completed', summary: 's' });
    expect(await answer('bootstrap', BOOTSTRAP)).toEqual({ door: 'bootstrap', plan: 'p' });
    expect(await answer('amendment', { because: 'b', allow: ['x'] })).toEqual({ door: 'amendment', allow: ['x'] });
    expect(await answer('execute', { tool: 't', args: ['x'] })).toEqual({ door: 'execute', tool: 't', args: ['x'] });
  });

  it.each<readonly [string, string, Record<string, unknown>, RegExp]>([
    ['no tool', 'push', {}, /no tool “push”; there are worktree, scope,/u],
    ['no tool, by the name of something that every object has', 'toString', {}, /no tool “toString”/u],
    ['no action', 'worktree', { action: 'dance' }, /“action”.*current.*status.*notify/u],
    ['an action of the coordinator', 'worktree', { action: 'spawn', args: { x: 1 } }, /not allowed for a session/u],
    ['an argument too many', 'worktree', { action: 'status', args: { deep: true } }, /no “deep”.*takes nothing/u],
    ['a misspelt argument', 'scope', { path: 'a', acton: 'read' }, /no “acton”; it takes path, action/u],
    ['a level that is none', 'worktree', { action: 'notify', args: { message: 'x', level: 'loud' } }, /“level”.*info/u],
    ['nothing said', 'blocked', { reason: '' }, /“reason”/u],
    ['too much said', 'completed', { summary: 'x'.repeat(2001) }, /“summary”/u],
    ['a bootstrap with an answer left out', 'bootstrap', { ...BOOTSTRAP, scope_adequate: {} }, /scope_adequate/u],
    ['an amendment without a reason', 'amendment', { allow: ['a'] }, /“because”/u],
    ['what is not admitted', 'blocked', { reason: 'secret' }, /not this/u],
  ])('is told what is wrong: %s', async (_, tool, args, says) => {
    const before = log.length;
    const { text, refused } = await client.call(tool, args);
    expect(text).toMatch(says);
    expect(refused).toBe(true);
    // Each call is told of once, and of what was not admitted only that it was there.
    expect(log.slice(before).map(([, outcome]) => outcome)).toEqual(['refused']);
    expect(JSON.stringify(log.at(-1))).not.toContain('secret');
  });

  it('reaches the same session over a second connection', async () => {
    const before = log.length;
    const second = await connectTo(listener.socket);
    await second.call('blocked', { reason: 'second' });
    second.close();
    expect(await second.ended).toBe(0);
    expect(log.slice(before).map(([one]) => one.args)).toEqual([{ reason: 'second' }]);
  });

  it('may send ten thousand calls without waiting, and each is answered, in order', async () => {
    const before = log.length;
    const sent = Array.from({ length: 10_000 }, (_, n) => n);
    const replies = await Promise.all(sent.map((n) => client.call('completed', { summary: `s${n}` })));
    expect(replies.every((one) => !one.refused)).toBe(true);
    expect(log.slice(before).map(([one]) => one.args)).toEqual(sent.map((n) => ({ summary: `s${n}` })));
  });
});

/** What comes back on a raw connection until it is closed. */
const raw = (...messages: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect(listener.socket);
    let said = '';
    socket.on('data', (bytes) => (said += String(bytes)));
    socket.on('error', () => {});
    socket.on('close', () => resolve(said));
    for (const message of messages) socket.write(message);
  });

it('cuts off whoever sends ten megabytes in one message, and goes on for all others', async () => {
  const before = listener.unreadable();
  const huge = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'x'.repeat(1e7) } });
  expect(await raw(`${huge}\n`)).not.toContain('"result"');
  expect(listener.unreadable()).toBeGreaterThan(before);
  expect((await client.call('scope', { path: 'a' })).refused).toBe(false);
});

it('does not hide that it could not answer', async () => {
  const mute = valueOf(await openListener(answers, () => Promise.reject(new Error('not there'))));
  expect(mute.broken()).toBeNull();
  const cutOff = new Promise((resolve) => connect({ path: mute.socket }).on('error', resolve).on('close', resolve));
  await cutOff;
  expect(mute.broken()?.message).toBe('not there');
  mute.close();
  expect(listener.broken()).toBeNull();
});

it('answers nobody any more when it is over', async () => {
  const before = log.length;
  await answers.end();
  expect(await client.call('completed', { summary: 's' })).toEqual({ text: 'the session has ended', refused: true });
  listener.close();
  expect(existsSync(listener.socket)).toBe(false);
  await expect(connectTo(listener.socket)).rejects.toThrow('the session has ended');
  expect(log).toHaveLength(before);
});
