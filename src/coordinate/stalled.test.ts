import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '#contract';
import { openChain } from '#evidence';
import type { LastRun } from '#plan';
import { livePlace } from '#run';
import { opened, repositoryIn, scratch } from '../host/scratch.fixture.ts';
import { endStalled } from './stalled.ts';

const root = join(scratch(), 'repository');
mkdirSync(root);
repositoryIn(root, { a: 'x\n' });
const repository = await opened(root);

const RUN: LastRun = {
  ...{ run: '', state: 'running', backend: 'mine', base: 'a'.repeat(40), underWay: true, cutOff: false },
  ...{ noChange: false, awaits: [], branch: null, movable: false, stuck: null },
};

/** A session that was last heard of so long ago, and whether it is asked to end. */
const ended = (
  run: string,
  {
    types,
    agoMs,
    more = {},
  }: { readonly types: readonly string[]; readonly agoMs: number; readonly more?: Partial<LastRun> },
): { readonly asked: boolean; readonly told: readonly string[] } => {
  const place = livePlace(repository, run);
  mkdirSync(place.folder, { recursive: true });
  const chain = openChain({ contract: sha256('c'), run });
  for (const type of types) chain.append({ type });
  writeFileSync(place.events, chain.lines().join(''));
  const at = (Date.now() - agoMs) / 1000;
  utimesSync(place.events, at, at);
  const told: string[] = [];
  const tell = (sentence: string): void => void told.push(sentence);
  endStalled({ repository }, [{ task: 'T', run: { ...RUN, run, ...more } }], { stallMs: 600_000, tell });
  return { asked: existsSync(place.abort), told };
};

const WORKS = ['backend.started', 'agent.message'];
const HOUR = 3_600_000;

it('a backend that has said nothing for too long is ended once, and the run says why', () => {
  const says = 'T: nothing was heard of it for 600 s; its backend is ended';
  expect(ended('R-1', { types: WORKS, agoMs: HOUR })).toEqual({ asked: true, told: [says] });
  const wish = readFileSync(livePlace(repository, 'R-1').abort, 'utf8');
  expect(JSON.parse(wish)).toEqual({ by: 'the coordinator', because: 'nothing was heard of it for 600 s' });
  expect(ended('R-1', { types: WORKS, agoMs: HOUR }).told).toEqual([]);
});

it.each<readonly [string, Parameters<typeof ended>[1]]>([
  ['was heard of', { types: WORKS, agoMs: 0 }],
  ['has not begun: the harness takes its time', { types: ['run.started'], agoMs: HOUR }],
  ['has ended: its checks take their time', { types: [...WORKS, 'backend.ended'], agoMs: HOUR }],
  ['is sealed', { types: WORKS, agoMs: HOUR, more: { state: 'sealed' } }],
  ['is not under way', { types: WORKS, agoMs: HOUR, more: { underWay: false } }],
])('one that %s is left alone', (what, session) => {
  expect(ended(`R-${sha256(what).slice(0, 8)}`, session)).toEqual({ asked: false, told: [] });
});
