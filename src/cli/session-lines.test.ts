import { describe, expect, it } from 'vitest';
import { contextUse, doingNow, messagesIn, sessionLine } from './session-lines.ts';

const AT = '2026-11-21T18:49:04.123Z';

describe('a line of a session', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, string | null]>([
    ['says what an agent said', { type: 'agent.message', at: AT, text: 'on it' }, '18:49:04  says        on it'],
    [
      'says which tool is called, and for what',
      { type: 'agent.tool', at: AT, kind: 'edit', title: 'edit a', locations: ['src/a'] },
      '18:49:04  edit        edit a  src/a',
    ],
    [
      'says what was answered, and why',
      { type: 'permission.answered', at: AT, answer: 'reject_once', because: 'outside' },
      '18:49:04  not allowed outside',
    ],
    [
      'says what it asks its session',
      { type: 'session.called', at: AT, tool: 'scope', outcome: 'answered', text: '{"path":"src/a"}' },
      '18:49:04  calls       scope  {"path":"src/a"}',
    ],
    [
      'says what its session refuses',
      { type: 'session.called', at: AT, tool: 'worktree', outcome: 'refused', text: '{"action":"create"}' },
      '18:49:04  refused     worktree  {"action":"create"}',
    ],
    [
      'takes a call of which nobody knows how it was answered for a refused one',
      { type: 'session.called', at: AT, tool: 'scope', text: '{}' },
      '18:49:04  refused     scope  {}',
    ],
    [
      'says what was executed for it, and how that ended',
      { type: 'session.executed', at: AT, argv: 'npx oxlint src', exitCode: 1 },
      '18:49:04  executed    npx oxlint src → 1',
    ],
    [
      'says what was executed and had to be ended',
      { type: 'session.executed', at: AT, argv: 'cat /dev/zero', exitCode: null, timedOut: false, limit: 'output' },
      '18:49:04  executed    cat /dev/zero → ended, over the limit of output',
    ],
    [
      'says what was executed for too long',
      { type: 'session.executed', at: AT, argv: 'sleep 9', exitCode: null, timedOut: true, limit: null },
      '18:49:04  executed    sleep 9 → ended, out of time',
    ],
    [
      'marks where a line ended',
      { type: 'agent.tool.update', at: AT, status: 'completed', title: 'ls', text: 'a\n  b\r\n\nc\n' },
      '18:49:04  completed   ls  a ⏎ b ⏎ c',
    ],
    ['leaves out news of a call that goes on', { type: 'agent.tool.update', at: AT, status: 'in_progress' }, null],
    ['leaves out what it does not know', { type: 'agent.usage', at: AT, text: '{}' }, null],
    ['has room for a time that is not told', { type: 'agent.failed', text: 'no' }, '          failed      no'],
  ])('%s', (_, event, line) => expect(sessionLine(event)).toBe(line));

  it('is one line without control characters, whatever an agent says', () => {
    const line = sessionLine({ type: 'agent.message', at: AT, text: 'a\n18:49:05  check  exit code 0\u001b[2J' });
    expect([line?.includes('\n'), line?.includes('\u001b')]).toEqual([false, false]);
  });
});

describe('what a session does now', () => {
  const message = (number: number, piece: string) => ({ type: 'agent.message', at: AT, message: number, text: piece });
  it.each<readonly [string, readonly Readonly<Record<string, unknown>>[], string]>([
    ['nothing where nothing is known', [], ''],
    ['nothing where all is of no use to whoever looks on', [{ type: 'agent.usage', text: '{}' }], ''],
    ['the newest thing that says something', [message(1, 'on it'), { type: 'agent.tool', kind: 'edit', title: 'edit a' }, { type: 'agent.usage', text: '{}' }], 'edit edit a'], // prettier-ignore
    ['what it says, put together, the last line of it', [message(1, 'Done.'), message(2, 'First.\nI re'), message(2, 'ad src/a')], 'says I read src/a'], // prettier-ignore
    ['that it is at work, until something is heard of it', [{ type: 'run.started', backend: 'b' }, { type: 'backend.started', backend: 'b' }], 'at work'], // prettier-ignore
    ['that the harness is at it, once it has ended', [message(1, 'Done.'), { type: 'backend.ended' }], 'has ended, and is checked'], // prettier-ignore
    ['what it thinks', [{ type: 'agent.thought', message: 1, text: 'hm' }], 'thinks hm'],
    ['one line, whatever it says', [message(1, 'a\u001b[2Jb\tc')], 'says a\\u{1b}[2Jb c'],
  ])('is %s', (_, events, says) => expect(doingNow(events)).toBe(says));
});

it('messages are put together by their number, and what was told whole stays apart', () => {
  const said = (text: string, message?: number) => ({
    type: 'agent.message',
    text,
    ...(message !== undefined && { message }),
  });
  const thought = { type: 'agent.thought', text: 'hm', message: 2 };
  expect(messagesIn([said('I ', 1), said('am', 1), thought, { type: 'agent.plan' }, said('Done.', 3)])).toEqual([
    { message: 1, type: 'agent.message', text: 'I am' },
    { message: 2, type: 'agent.thought', text: 'hm' },
    { message: 3, type: 'agent.message', text: 'Done.' },
  ]);
  expect(messagesIn([said('one'), said('two')]).map(({ text }) => text)).toEqual(['one', 'two']);
});

describe('how full a context is', () => {
  const used = (text: string) =>
    contextUse([
      { type: 'agent.usage', text: '{"used":1,"size":9}' },
      { type: 'agent.usage', text },
    ]);
  it.each([
    [69.9, 'green'],
    [70, 'yellow'],
    [84.9, 'yellow'],
    [85, 'red'],
    [91.9, 'red'],
    [92, 'critical'],
    [130, 'critical'],
  ])('%s %%: %s', (share, band) => {
    expect(used(JSON.stringify({ used: share * 10, size: 1000 }))?.band).toBe(band);
  });

  it.each(['', '{}', 'none', '{"used":1}', '{"used":1,"size":0}', '{"used":-1,"size":9}', '{"used":"1","size":9}'])(
    'is not known by %j',
    (text) => expect(used(text)).toBe(null),
  );
});
