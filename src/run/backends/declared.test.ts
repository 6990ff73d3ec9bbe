import { describe, expect, it } from 'vitest';
import { readActor, readCodex, readPlain } from './declared.ts';

const lines = (...values: readonly unknown[]): Uint8Array =>
  new TextEncoder().encode(
    values.map((value) => (typeof value === 'string' ? value : JSON.stringify(value))).join('\n'),
  );
const told = ({ events }: ReturnType<typeof readCodex>): readonly string[] =>
  events.map(({ type, text }) => `${type}: ${text}`);

const command = (text: string) => ({
  type: 'item.completed',
  item: { type: 'command_execution', command: text, exit_code: 0 },
});
const completed = { type: 'turn.completed', usage: { input_tokens: 5 } };

describe('what Codex tells', () => {
  it('is read as events of our shape', () => {
    const read = readCodex(
      lines(
        { type: 'thread.started' },
        { type: 'item.completed', item: { type: 'agent_message', text: 'hello' } },
        { type: 'item.completed', item: { type: 'file_change', changes: [{ path: 'a', kind: 'update' }] } },
        { type: 'item.completed', item: { type: 'error', message: 'a notice' } },
        command('ls'),
        completed,
      ),
    );
    expect(told(read)).toEqual([
      'agent.message: hello',
      'agent.file: update a',
      'agent.notice: a notice',
      'agent.command: ls → 0',
      'agent.usage: {"input_tokens":5}',
    ]);
    expect([read.failure, read.actions]).toEqual([null, []]);
  });

  it.each<readonly [string, readonly unknown[], string]>([
    ['nothing at all', [], 'the turn did not complete'],
    ['no end', [command('ls')], 'the turn did not complete'],
    ['an end and then more', [completed, command('ls')], 'the turn did not complete'],
    ['a failed turn', [{ type: 'turn.failed', error: { message: 'no key' } }], 'no key'],
    ['a failed turn and a completed one', [{ type: 'turn.failed', error: { message: 'no key' } }, completed], 'no key'],
    ['no JSON', ['turn.completed', '{"type":"turn.completed"'], 'the turn did not complete'],
  ])('is a failure: %s', (_, values, failure) => {
    expect(readCodex(lines(...values)).failure).toBe(failure);
  });

  it('holds the forbidden actions of its commands', () => {
    expect(readCodex(lines(command("bash -lc 'git push'"), completed)).actions.map(({ action }) => action)).toEqual([
      'push',
    ]);
  });

  it('is cut to what an event may hold', () => {
    expect(readCodex(lines(command('x'.repeat(5000)))).events[0]?.text).toHaveLength(2000);
  });
});

it('reads what the scripted actor tells, and passes over what is nothing of the kind', () => {
  const read = readActor(
    lines(
      { type: 'message', text: 'hi' },
      { type: 'write', path: 'a' },
      { type: 'command', command: 'npm publish', exitCode: 1 },
      'noise',
      { type: 'odd' },
      '{}',
      'null',
    ),
  );
  expect(told(read)).toEqual(['agent.message: hi', 'agent.file: write a', 'agent.command: npm publish → 1']);
  expect([read.failure, read.actions.map(({ action }) => action)]).toEqual([null, ['publish']]);
  expect(readActor(lines({ type: 'failed', message: 'gave up' })).failure).toBe('gave up');
});

it('declares nothing of a program that speaks no such language', () => {
  expect(readPlain()).toEqual({ events: [], failure: null, actions: [] });
});
