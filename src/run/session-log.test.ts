import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#contract';
import { openChain, type ChainEvent } from '#evidence';
import { opened, repositoryIn, codesOf, scratch, valueOf } from '../host/scratch.fixture.ts';
import { askToAbort, livePlace, MOST_UNSHOWN, removeLive, showLive, watchForAbort } from './live.ts';
import { runFolder } from './run-folder.ts';
import { alertsIn, followSessionLog, newestEvents, readSessionLog } from './session-log.ts';

const root = join(scratch(), 'repository');
mkdirSync(root);
repositoryIn(root, { a: 'x\n' });
const repository = await opened(root);
const shown = (run: string) => showLive(openChain({ contract: sha256('c'), run }), livePlace(repository, run));
const numbers = (events: readonly ChainEvent[]) => events.flatMap(({ n }) => (typeof n === 'number' ? [n] : []));
const seal = (run: string, lines: readonly string[]): void => {
  const path = join(runFolder(repository, run).sealed, 'events.normalized.jsonl');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, lines.join(''));
};

describe('who follows a session', () => {
  it('is given every event once and in order, while it goes on and when it has been sealed', async () => {
    const chain = shown('R-1');
    const place = livePlace(repository, 'R-1');
    const seen: number[] = [];
    const follow = async () => {
      for await (const events of followSessionLog(repository, 'R-1', () => true)) seen.push(...numbers(events));
    };
    const following = follow();
    for (let n = 0; n < 3000; n += 1) {
      chain.append({ type: 'x', n });
      if (n % 300 === 0) await sleep(50);
    }
    await sleep(400);
    chain.append({ type: 'last', n: 3000 });
    chain.close();
    seal('R-1', chain.lines());
    removeLive(place);
    await following;
    expect(seen).toEqual(Array.from({ length: 3001 }, (_, n) => n));
  });

  it('never has more waiting before it than a few looks take, however much comes at once', () => {
    const chain = shown('R-4');
    const inFile = (): number => readFileSync(livePlace(repository, 'R-4').events, 'utf8').split('\n').length - 1;
    const unshown: number[] = [];
    // Not a moment is given to anybody: what is shown is shown by the one who adds.
    for (let n = 1; n <= 3 * MOST_UNSHOWN; n += 1) {
      chain.append({ type: 'x', n });
      if (n % 500 === 0) unshown.push(chain.lines().length - inFile());
    }
    expect(Math.max(...unshown)).toBeLessThan(MOST_UNSHOWN);
    chain.close();
    expect(inFile()).toBe(chain.lines().length);
  });

  it('is given what there is of a run that nobody carries out any more, and then no more', async () => {
    shown('R-2').append({ type: 'x', n: 1 });
    await sleep(150);
    const seen: number[] = [];
    for await (const events of followSessionLog(repository, 'R-2', () => false)) seen.push(...numbers(events));
    expect(seen).toEqual([1]);
  });
});

it('of a run without a session nothing is told', () => {
  expect(codesOf(readSessionLog(repository, 'R-none'))).toEqual(['usage.unknown']);
});

it('a line that is cut off is told when it is whole, and what is none is passed over', () => {
  const { folder, events } = livePlace(repository, 'R-3');
  mkdirSync(folder, { recursive: true });
  writeFileSync(events, '{"n":1}\nnonsense\n[1]\n{"n":2');
  expect(numbers(valueOf(readSessionLog(repository, 'R-3')))).toEqual([1]);
});

describe('a wish to abort', () => {
  it.each<readonly [string, string | null, string]>([
    ['is told with who wants it', null, 'ada'],
    ['that cannot be read is one all the same', '{', 'somebody'],
    ['by nobody is one all the same', '{"by":"","because":""}', 'somebody'],
  ])('%s', async (_, text, by) => {
    const place = livePlace(repository, `R-${by}-${String(text?.length)}`);
    mkdirSync(place.folder, { recursive: true });
    const watch = watchForAbort(place);
    expect([watch.signal.aborted, watch.asked()]).toEqual([false, null]);
    if (text === null) valueOf(askToAbort(place, { by: 'ada', because: 'wrong' }));
    else writeFileSync(place.abort, text);
    await sleep(450);
    watch.stop();
    expect([watch.signal.aborted, watch.asked()?.by]).toEqual([true, by]);
  });

  it('is told to whoever asks, also before it was looked for', () => {
    const place = livePlace(repository, 'R-late');
    mkdirSync(place.folder, { recursive: true });
    const watch = watchForAbort(place);
    valueOf(askToAbort(place, { by: 'ada', because: 'wrong' }));
    expect(watch.asked()?.by).toBe('ada');
    watch.stop();
  });
});

describe('a glance at a session', () => {
  it('sees the newest of its events, each whole, however long it has gone on', () => {
    const chain = shown('R-glance');
    for (let n = 0; n < 2000; n += 1) chain.append({ type: 'x', n });
    const seen = numbers(newestEvents(repository, 'R-glance'));
    expect(seen.at(-1)).toBe(1999);
    expect(seen).toEqual(Array.from({ length: seen.length }, (_, at) => 2000 - seen.length + at));
    expect(seen.length).toBeLessThan(500);
  });

  it('sees nothing where nothing is shown, and passes over a line that is not written to its end', () => {
    expect(newestEvents(repository, 'R-nobody')).toEqual([]);
    const { events } = livePlace(repository, 'R-half');
    mkdirSync(dirname(events), { recursive: true });
    writeFileSync(events, '{"type":"x","n":1}\n{"type":"x","n":2');
    expect(numbers(newestEvents(repository, 'R-half'))).toEqual([1]);
  });
});

it('what the watch told is found among the events, and what only looks like it is not', () => {
  const chain = openChain({ contract: sha256('c'), run: 'R-9' });
  chain.append({ type: 'agent.message', text: '"type":"session.alert"', says: 'no' });
  chain.append({ type: 'session.alert', rule: 'scope', does: 'tell', says: 'it asked 3 times' });
  chain.append({ type: 'x', text: 'session.alert' });
  chain.append({ type: 'session.alert', rule: 'stall', does: 'abort', says: 'nothing was heard' });
  expect(alertsIn(Buffer.from(chain.lines().join('')))).toEqual(['it asked 3 times', 'nothing was heard']);
  expect(alertsIn(new Uint8Array())).toEqual([]);
});
