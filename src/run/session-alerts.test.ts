import { expect, it } from 'vitest';
import type { ChainEvent } from '#evidence';
import { MOST_ERRORS, STALL_MS, watchSession, type Alert } from './session-alerts.ts';

const opened: ChainEvent = { type: 'session.opened' };
const call = (id: number, more: object = {}): ChainEvent => ({
  type: 'agent.tool',
  call: `c${id}`,
  status: 'in_progress',
  ...more,
});
const update = (id: number, status: string): ChainEvent => ({ type: 'agent.tool.update', call: `c${id}`, status });
const rejected = (id: number): ChainEvent => ({
  ...{ type: 'permission.answered', call: `c${id}`, answer: 'reject_once', decided: 'reject_once' },
});
const watching = () => watchSession({ began: 0, timeMs: 1e9 });
const seen = (events: readonly ChainEvent[]): readonly Alert[] => {
  const watch = watching();
  return events.flatMap((event) => watch.see(event, 0));
};
const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index + 1);
const brief = ({ rule, does }: Alert): string => `${rule} ${does}`;

it('counts a failed call once, however often it is told of', () => {
  expect(seen(upTo(MOST_ERRORS - 1).flatMap((id) => [update(id, 'failed'), update(id, 'failed')]))).toEqual([]);
});

it('tells the person of calls that fail, and the agent where all of them do; and ends it where that does not help', () => {
  const failures = (count: number) => upTo(count).map((id) => update(id, 'failed'));
  expect(seen(failures(MOST_ERRORS)).map(brief)).toEqual(['errors tell', 'failing message']);
  expect(seen(failures(2 * MOST_ERRORS)).map(brief)).toEqual(['errors tell', 'failing message', 'failing abort']);
  expect(seen(failures(9 * MOST_ERRORS)).map(brief)).toEqual(['errors tell', 'failing message', 'failing abort']);
  const mixed = failures(9 * MOST_ERRORS).flatMap((event, at) => [event, update(1000 + at, 'completed')]);
  expect(seen(mixed).map(brief)).toEqual(['errors tell']);
});

it('once the session has ended an alert is only told: what is written down late ends nothing that was done well', () => {
  const watch = watching();
  watch.end();
  const failures = upTo(2 * MOST_ERRORS).map((id) => update(id, 'failed'));
  const alerts = failures.flatMap((event) => watch.see(event, 0));
  expect(alerts.map(brief)).toEqual(['errors tell', 'failing tell', 'failing tell']);
});

it('a call that was not allowed counts as that, and not as one that failed as well', () => {
  const refused = upTo(MOST_ERRORS).flatMap((id) => [call(id), rejected(id), update(id, 'failed')]);
  expect(seen(refused).map(brief)).toEqual(['scope tell']);
  // What it was allowed to do, and fails, counts as before.
  const allowed = { answer: 'allow_once', decided: 'allow_once' };
  const failures = upTo(MOST_ERRORS).flatMap((id) => [{ ...rejected(id), ...allowed }, update(id, 'failed')]);
  expect(seen(failures).map(brief)).toEqual(['errors tell', 'failing message']);
});

it.each(['tool', 'invalid'])('a call of “%s” is a model that degrades', (title) => {
  expect(seen([call(1, { title }), call(1, { title })]).map(brief)).toEqual(['degradation message']);
  expect(seen([call(1, { title }), call(2, { title })]).map(brief)).toEqual([
    'degradation message',
    'degradation abort',
  ]);
});

it('asking for what is not allowed is told, and then ended; what is allowed is no matter', () => {
  expect(seen([rejected(1), rejected(1), rejected(2)])).toEqual([]);
  expect(seen(upTo(9).map(rejected)).map(brief)).toEqual(['scope tell', 'scope message', 'scope abort']);
  const allowed = { answer: 'allow_once', decided: 'allow_once' };
  expect(seen(upTo(9).map((id) => ({ ...rejected(id), ...allowed })))).toEqual([]);
  // An agent that offers no option to be told no by, or none at all, is not answered; it counts all the same.
  const unanswered = upTo(9).map((id) => ({ ...rejected(id), answer: 'cancelled' }));
  expect(seen(unanswered).map(brief)).toEqual(['scope tell', 'scope message', 'scope abort']);
  expect(seen(unanswered.map((event) => ({ ...event, decided: 'allow_once' })))).toEqual([]);
});

it('stands still only while it is busy and no call is open', () => {
  const late = STALL_MS + 1;
  const after = (...events: readonly ChainEvent[]) => {
    const watch = watching();
    for (const event of events) watch.see(event, 0);
    return watch.look(late).map(brief);
  };
  expect(after()).toEqual([]);
  expect(after(opened)).toEqual(['stall tell']);
  expect(after(opened, call(1))).toEqual([]);
  expect(after(opened, call(1), update(1, 'completed'))).toEqual(['stall tell']);
  expect(after(opened, { type: 'turn.ended' })).toEqual([]);
  // Some agents say no status of a call that has begun.
  const mute: ChainEvent = { type: 'agent.tool', call: 'c1' };
  expect(after(opened, mute)).toEqual([]);
  expect(after(opened, mute, { type: 'agent.tool.update', call: 'c1' })).toEqual([]);
  expect(after(opened, mute, update(1, 'completed'), { type: 'agent.tool.update', call: 'c1' })).toEqual([
    'stall tell',
  ]);
  expect(after(opened, call(1), { type: 'turn.ended' }, { type: 'word.given' })).toEqual(['stall tell']);
});

it('what it was told does not count as a sign of life, and a third stall ends it', () => {
  const watch = watching();
  watch.see(opened, 0);
  expect(watch.look(STALL_MS)).toEqual([]);
  expect(watch.look(STALL_MS + 1).map(brief)).toEqual(['stall tell']);
  watch.see({ type: 'word.said' }, STALL_MS + 500);
  expect(watch.look(2 * STALL_MS)).toEqual([]);
  expect(watch.look(2 * STALL_MS + 2).map(brief)).toEqual(['stall message']);
  expect(watch.look(3 * STALL_MS + 3).map(brief)).toEqual(['stall abort']);
  expect(watch.look(9 * STALL_MS)).toEqual([]);
});

it('tells once that its model can hold little more, where its agent says so', () => {
  const usage = (used: number): ChainEvent => ({ type: 'agent.usage', text: JSON.stringify({ used, size: 1000 }) });
  expect(seen([usage(900)])).toEqual([]);
  expect(seen([usage(901), usage(950), usage(10), usage(999)]).map(brief)).toEqual(['budget tell']);
  expect(
    seen([
      { type: 'agent.usage', text: '{"used":9}' },
      { type: 'agent.usage', text: 'x' },
    ]),
  ).toEqual([]);
  const watch = watchSession({ began: 0, timeMs: 1000 });
  expect([...watch.look(901), ...watch.see(usage(901), 902), ...watch.look(903)].map(({ says }) => says)).toEqual([
    '90 % of its time is used',
    '90 % of what its model can hold is used',
  ]);
});

it('tells once that the time is nearly used', () => {
  const watch = watchSession({ began: 0, timeMs: 1000 });
  expect([watch.look(900), watch.look(901), watch.look(999)].map((all) => all.map(brief))).toEqual([
    [],
    ['budget tell'],
    [],
  ]);
});
