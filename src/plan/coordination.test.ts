import { describe, expect, test } from 'vitest';
import { afterRuns, type Tried } from './again.ts';
import { needsPerson, ordersFor, type LastRun, type Limits, type Position } from './coordination.ts';

const BASE = 'a'.repeat(40);
const LATER = 'b'.repeat(40);
const LIMITS: Limits = { max: 3, each: new Map(), backend: 'mine', runsLeft: 100, ending: false };

const ready = (task: string, change: Partial<Position> = {}): Position => ({
  ...{ task, state: 'ready', waitsFor: [], stopped: null, paths: { allow: [`src/${task}.ts`], deny: [] }, chain: 1 },
  ...{
    targetRef: 'refs/heads/main',
    target: BASE,
    approval: { base: BASE, ifMoved: false, backend: null, attempts: 3 },
  },
  ...{ used: 0, after: afterRuns([], 'x', 3), run: null, refused: null },
  ...change,
});
/** Signed for where the target will stand, too. */
const LATER_TOO: Partial<Position> = { approval: { base: BASE, ifMoved: true, backend: null, attempts: 3 } };
const run = (state: LastRun['state'], change: Partial<LastRun> = {}): LastRun => ({
  ...{
    run: 'R-1',
    state,
    backend: 'mine',
    base: BASE,
    underWay: false,
    cutOff: false,
    noChange: false,
    awaits: [],
    branch: null,
  },
  ...{ movable: false, stuck: null },
  ...change,
});
const failures = (count: number, attempts = 3): Position['after'] =>
  afterRuns(
    Array.from({ length: count }, (): Tried => ({ state: 'failed', approval: 'x' })),
    'x',
    attempts,
  );
const underWay = (task: string, change: Partial<Position> = {}): Position =>
  ready(task, { state: 'in_progress', used: 1, run: run('running', { underWay: true }), ...change });
const failed = (task: string, change: Partial<Position> = {}): Position =>
  ready(task, { state: 'in_progress', used: 1, after: failures(1), run: run('failed'), ...change });
const accepted = (task: string, change: Partial<LastRun> = {}, more: Partial<Position> = {}): Position =>
  ready(task, { state: 'accepted', used: 1, run: run('accepted', { run: `R-${task}`, ...change }), ...more });

const said = (positions: readonly Position[], limits: Partial<Limits> = {}): readonly string[] =>
  ordersFor(positions, { ...LIMITS, ...limits }).orders.map(({ kind, task }) => `${kind} ${task}`);
const waits = (positions: readonly Position[], limits: Partial<Limits> = {}): readonly string[] =>
  ordersFor(positions, { ...LIMITS, ...limits }).waiting.map(({ kind, task }) => `${kind} ${task}`);

describe('what is begun', () => {
  test('whatever is ready, the longest chain first, as far as there is room', () => {
    const tasks = [ready('a'), ready('b', { chain: 3 }), ready('c', { chain: 2 }), ready('d')];
    expect(said(tasks)).toEqual(['run b', 'run c', 'run a']);
    expect(waits(tasks)).toEqual(['limit d']);
  });
  test('of those that are asked for, where some are', () => {
    const tasks = [ready('a'), ready('b', { chain: 3 }), ready('c')];
    expect(said(tasks, { only: new Set(['c']), max: 1 })).toEqual(['run c']);
    expect(waits(tasks, { only: new Set(['c']), max: 1 })).toEqual(['limit a', 'limit b']);
    expect(said(tasks, { only: new Set() })).toEqual([]);
  });
  test('of those that are asked for, none that may change what another has begun to change', () => {
    const paths = { allow: ['src/same.ts'], deny: [] };
    const only = new Set(['b']);
    expect(said([failed('a', { paths }), ready('b', { paths })], { only })).toEqual([]);
    expect(waits([failed('a', { paths }), ready('b', { paths })], { only })).toEqual(['limit a', 'held b']);
    expect(said([ready('a', { paths }), ready('b', { paths })], { only })).toEqual(['run b']);
  });
  test('beside what is under way', () => expect(said([underWay('a'), ready('b')], { max: 2 })).toEqual(['run b']));
  test('an attempt after a failed one comes before anything new', () =>
    expect(said([ready('a', { chain: 9 }), failed('b')], { max: 1 })).toEqual(['run b']));
  test('no more of a backend than was allowed of it', () =>
    expect(said([underWay('a'), ready('b')], { each: new Map([['mine', 1]]) })).toEqual([]));
  test('by the backend that was signed', () => {
    const orders = ordersFor(
      [ready('a', { approval: { base: BASE, ifMoved: false, backend: 'theirs', attempts: 1 } })],
      LIMITS,
    );
    expect(orders.orders).toEqual([{ kind: 'run', task: 'a', backend: 'theirs' }]);
  });
  test('nothing once it is ending, or no runs are left', () => {
    expect(said([ready('a'), accepted('b')], { ending: true })).toEqual([]);
    expect(said([ready('a')], { runsLeft: 0 })).toEqual([]);
  });
  test.each<readonly [string, Partial<Position>]>([
    ['draft', { state: 'draft', approval: null }],
    ['draft', { state: 'draft' }],
    ['approve', { approval: null }],
    ['approve', { target: LATER }],
    ['refused', { target: null }],
    ['refused', { target: null, approval: { base: BASE, ifMoved: true, backend: null, attempts: 3 } }],
    ['stopped', { stopped: 'given up' }],
    ['amend', { after: failures(1, 1) }],
    ['refused', { state: 'in_progress', run: run('failed', { stuck: 'more files' }) }],
    ['refused', { refused: { says: 'no', command: null } }],
    ['before', { waitsFor: ['z'] }],
  ])('not where something is missing: %s %j', (kind, change) => {
    expect(said([ready('a', change)])).toEqual([]);
    expect(waits([ready('a', change)])).toEqual([`${kind} a`]);
  });
  test('what may begin further on, where the target has moved', () =>
    expect(said([ready('a', { ...LATER_TOO, target: LATER })])).toEqual(['run a']));
  test('not without a backend', () => expect(waits([ready('a')], { backend: null })).toEqual(['backend a']));
});

describe('what may change the same file', () => {
  const same = { paths: { allow: ['src/x.ts'], deny: [] } };
  const glob = { paths: { allow: ['src/**'], deny: [] } };
  test.each<readonly [string, Position]>([
    ['is under way', underWay('a', same)],
    ['waits for a decision', ready('a', { ...same, state: 'validated', run: run('passed') })],
    ['is sealed', ready('a', { ...same, state: 'ready_for_validation', run: run('sealed') })],
  ])('is not begun while it %s', (_, holder) => {
    expect(said([holder, ready('b', same)])).not.toContain('run b');
    expect(said([holder, ready('b', glob)])).not.toContain('run b');
    expect(waits([holder, ready('b', glob)])).toContain('held b');
  });
  test('is begun one after the other', () => expect(said([ready('a', same), ready('b', glob)])).toEqual(['run a']));
  test('is begun where the other one was given up, or waits for a person to amend it', () => {
    expect(said([failed('a', { ...same, stopped: 'given up' }), ready('b', same)])).toEqual(['run b']);
    expect(said([failed('a', { ...same, after: failures(1, 1) }), ready('b', same)])).toEqual(['run b']);
  });
  test('two that both go on with what they began do not wait for each other', () =>
    expect(said([failed('a', same), failed('b', same)])).toEqual(['run a']));
  test('one that goes on keeps its paths where there is no room for it', () =>
    expect(said([underWay('x'), failed('a', same), ready('b', same)], { max: 1 })).toEqual([]));
});

describe('what lands', () => {
  test('nothing while a run is under way or is about to be', () => {
    expect(said([underWay('a'), accepted('b')])).toEqual([]);
    expect(said([ready('a'), accepted('b')])).toEqual(['run a']);
    expect(waits([underWay('a'), accepted('b')])).toEqual(['limit b']);
  });
  test('whatever is under way that may begin further on', () => {
    expect(said([underWay('a', LATER_TOO), accepted('b')])).toEqual(['land b']);
    expect(said([ready('a', LATER_TOO), accepted('b')])).toEqual(['run a', 'land b']);
    expect(said([underWay('a', LATER_TOO), ready('c'), accepted('b')])).toEqual(['run c']);
    expect(said([underWay('a', { ...LATER_TOO, targetRef: 'refs/heads/other' }), underWay('c'), accepted('b')])).toEqual([]); // prettier-ignore
    expect(said([underWay('a', { targetRef: 'refs/heads/other' }), accepted('b')])).toEqual(['land b']);
    expect(said([underWay('a', { target: LATER }), accepted('b')])).toEqual(['land b']);
  });
  test('nothing while it is ending', () => expect(said([accepted('b')], { ending: true })).toEqual([]));
  test('one after another, first what may land here alone, then what sets free most', () => {
    const tasks = [accepted('a', { movable: true }), accepted('b', { movable: true }, { chain: 4 }), accepted('c')];
    expect(said(tasks)).toEqual(['land c', 'land b', 'land a']);
  });
  test('not what is on a branch of its own, or was refused for another reason', () => {
    expect(said([accepted('a', { branch: 'refs/heads/feat/a' })])).toEqual([]);
    expect(waits([accepted('a', { branch: 'refs/heads/feat/a' })])).toEqual(['merge a']);
    expect(waits([accepted('a', {}, { refused: { says: 'dirty', command: null } })])).toEqual(['refused a']);
  });
});

describe('what is given up', () => {
  test('what was tried too often', () => {
    expect(said([failed('a', { after: failures(3) })])).toEqual(['exit a']);
    expect(said([failed('a', { after: failures(2) })])).toEqual(['run a']);
  });
  test('once', () => expect(waits([failed('a', { after: failures(3), stopped: 'given up' })])).toEqual(['stopped a']));
  test('not while something before it has not landed', () =>
    expect(waits([failed('a', { after: failures(3), stopped: 'given up', waitsFor: ['b'] })])).toEqual(['before a']));
});

test('what was cut off is finished first', () =>
  expect(said([underWay('a', { run: run('running', { cutOff: true }) }), accepted('b')])).toEqual(['finish a']));

test('what is over is left alone', () =>
  expect(said([ready('a', { state: 'landed' }), ready('b', { state: 'superseded' })])).toEqual([]));

test('what its branch has lost waits for a person, keeps its files, and is not run or landed again', () => {
  const lost = { says: 'landed, and main does not hold it any more', command: 'git merge c' };
  const paths = { allow: ['src/same.ts'], deny: [] };
  const tasks = [ready('a', { state: 'accepted', run: run('landed'), lost, paths }), ready('b', { paths })];
  expect(said(tasks)).toEqual([]);
  expect(waits(tasks)).toEqual(['merge a', 'held b']);
  expect(ordersFor(tasks, LIMITS).waiting[0]?.command).toBe('git merge c');
});

test('where the branch is gone it is not said to have moved', () => {
  for (const approval of [ready('a').approval, ready('a', LATER_TOO).approval]) {
    const [wait] = ordersFor([ready('a', { target: null, approval })], LIMITS).waiting;
    expect(wait).toMatchObject({ kind: 'refused', says: 'there is no branch main any more', command: 'git branch main COMMIT' }); // prettier-ignore
  }
});

test('what nobody has to sign is not asked for', () => {
  const refused = { says: 'not needed: a has landed without it', command: 'rm tasks/a.md' };
  const unsigned: Partial<Position> = { state: 'backlog', approval: null };
  expect(waits([ready('a', unsigned), ready('b', { ...unsigned, refused })])).toEqual(['approve a', 'refused b']);
});

test('a result is to be accepted for a moved target where it has moved', () => {
  const commands = [BASE, LATER].map(
    (target) => ordersFor([ready('a', { target, state: 'validated', run: run('passed') })], LIMITS).waiting[0]?.command,
  );
  expect(commands).toEqual(['writ accept R-1', 'writ accept R-1 --if-moved']);
});

test('a person is needed for what does not go on by itself', () => {
  const { waiting } = ordersFor(
    [
      ready('a', { approval: null }),
      ready('b', { waitsFor: ['a'] }),
      ready('c', { state: 'validated', run: run('passed') }),
    ],
    LIMITS,
  );
  expect(waiting.filter(needsPerson).map(({ task }) => task)).toEqual(['a', 'c']);
});

test('what was cut off and cannot be finished stops nothing else', () => {
  const broken = underWay('a', { run: run('running', { cutOff: true }), refused: { says: 'altered', command: 'x' } });
  expect(said([broken, accepted('b')])).toEqual(['land b']);
  expect(said([broken, ready('c')])).toEqual(['run c']);
  expect(waits([broken])).toEqual(['refused a']);
});

test('what was accepted and could not land is begun again while attempts are left', () => {
  const after = afterRuns([{ state: 'accepted', approval: 'x' }], 'x', 2);
  const again = failed('a', {
    after,
    run: run('accepted'),
    approval: { base: BASE, ifMoved: false, backend: null, attempts: 2 },
  });
  expect(said([again])).toEqual(['run a']);
  expect(said([{ ...again, used: 2 }])).toEqual([]);
  expect(waits([{ ...again, used: 2 }])).toEqual(['amend a']);
});
