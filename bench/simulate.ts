/**
 * The coordinator with 1,000 agents and 10,000 tasks, on a clock of its own: the very function that orders what is done
 * next, over positions that change as sessions end, fail, are accepted and land. What it took to decide is measured;
 * sessions, answers and landings only let the clock go on. The baseline is the time of all sessions, had every agent been
 * at work all the time.
 */
import { afterRuns, ordersFor, type LastRun, type Limits, type Position, type Tried } from '#plan';
import type { Bench } from './rig/figure.ts';
import { fractionsFrom } from '../test/rig/numbers.ts';

const [AGENTS, TASKS, EDGES] = [1000, 10_000, 20_000];
const MINUTE = 60_000;
const LANDING_MS = 2000;
const ATTEMPTS = 5;
const BACKEND = 'agent';

type Task = { readonly id: string; readonly before: ReadonlySet<number>; readonly after: number[] };

const makeTasks = (random: () => number): readonly Task[] => {
  const before = Array.from({ length: TASKS }, () => new Set<number>());
  for (let made = 0; made < EDGES; made += 1) {
    const task = 1 + Math.floor(random() * (TASKS - 1));
    before[task]?.add(Math.floor(random() * task));
  }
  const tasks = before.map((its, n): Task => ({ id: `WP-${n}`, before: its, after: [] }));
  tasks.forEach(({ before: its }, n) => its.forEach((on) => tasks[on]?.after.push(n)));
  return tasks;
};

/** Most tasks have files of their own; some share one, and a few may change whatever lies in a folder. */
const allowOf = (n: number, random: () => number): readonly string[] => {
  const kind = random();
  if (kind < 0.02) return [`src/m${n % 500}/**`];
  return [`src/m${n % 500}/f${n}.ts`, ...(kind < 0.15 ? [`src/shared-${n % 700}.ts`] : [])];
};

type Under = { readonly task: number; readonly ends: number };

/** What came of it. Times in milliseconds: of this machine for what was decided, of the clock for all else. */
type Came = { readonly decidingMs: number; readonly decisions: number; readonly sessionsMs: number; readonly clockMs: number; readonly landingMs: number; readonly open: number }; // prettier-ignore

const approval = (base: number) => ({ base: String(base), ifMoved: false, backend: null, attempts: ATTEMPTS });

const lastRun = (n: number, state: LastRun['state']): LastRun => ({
  ...{
    run: `R-${n}`,
    state,
    backend: BACKEND,
    base: '',
    underWay: state === 'running',
    cutOff: false,
    noChange: false,
  },
  ...{ awaits: [], branch: null, movable: true, stuck: null },
});

const LIMITS: Limits = { max: AGENTS, each: new Map(), backend: BACKEND, runsLeft: Infinity, ending: false };

const atStart = (tasks: readonly Task[], random: () => number): Position[] => {
  const paths = tasks.map((_, n) => ({ allow: allowOf(n, random), deny: [] }));
  return tasks.map(({ id, before }, n) => ({
    ...{ task: id, state: 'ready', waitsFor: before.size === 0 ? [] : ['another'], stopped: null, chain: 1 },
    ...{ paths: paths[n] ?? { allow: [], deny: [] }, targetRef: 'refs/heads/main', target: '0' },
    ...{ approval: approval(0), after: afterRuns([], 'a', ATTEMPTS), used: 0, run: null, refused: null },
  }));
};

const simulate = (): Came => {
  const random = fractionsFrom(7);
  const tasks = makeTasks(random);
  const numberOf = new Map(tasks.map(({ id }, n) => [id, n]));
  const runs: Tried[][] = tasks.map(() => []);
  const waits = tasks.map(({ before }) => before.size);
  let target = 0;
  const positions = atStart(tasks, random);
  const change = (n: number, to: Partial<Position>): void => {
    const before = positions[n];
    if (before !== undefined) positions[n] = { ...before, ...to };
  };
  let [clock, decidingMs, decisions, sessionsMs, landingMs] = [0, 0, 0, 0, 0];
  let under: Under[] = [];

  const begin = (n: number): void => {
    const ms = (2 + random() * 28) * MINUTE;
    sessionsMs += ms;
    under.push({ task: n, ends: clock + ms });
    change(n, { state: 'in_progress', run: lastRun(n, 'running') });
  };
  const land = (n: number): void => {
    clock += LANDING_MS;
    landingMs += LANDING_MS;
    target += 1;
    change(n, { state: 'landed', run: lastRun(n, 'landed') });
    for (const other of tasks[n]?.after ?? []) {
      waits[other] = (waits[other] ?? 1) - 1;
      if (waits[other] === 0) change(other, { waitsFor: [] });
    }
  };
  /** What has ended by now is judged, and accepted by a person at once. */
  const end = (): void => {
    for (const { task } of under.filter(({ ends }) => ends <= clock)) {
      const isGood = random() < 0.85;
      runs[task]?.push({ state: isGood ? 'accepted' : 'failed', approval: 'a' });
      const after = afterRuns(runs[task] ?? [], 'a', ATTEMPTS);
      if (isGood) change(task, { state: 'accepted', run: lastRun(task, 'accepted'), after });
      else change(task, { state: 'in_progress', run: lastRun(task, 'failed'), after });
    }
    under = under.filter(({ ends }) => ends > clock);
  };

  for (;;) {
    // Whoever signed sees to it that it holds where the target stands, as a person would.
    for (const [n, { approval: signed, state }] of positions.entries())
      if (signed?.base !== String(target) && state !== 'landed') change(n, { approval: approval(target), target: String(target) }); // prettier-ignore
    const began = performance.now();
    const { orders } = ordersFor(positions, LIMITS);
    const took = performance.now() - began;
    decidingMs += took;
    decisions += 1;
    clock += took;
    for (const order of orders) {
      const n = numberOf.get(order.task) ?? 0;
      if (order.kind === 'run') begin(n);
      else if (order.kind === 'land') land(n);
      else change(n, { state: 'abandoned' });
    }
    if (orders.length === 0 && under.length === 0) break;
    // It looks again when a session ends, or after a second.
    if (!orders.some(({ kind }) => kind === 'land')) {
      const next = under.reduce((least, { ends }) => Math.min(least, ends), Infinity);
      if (Number.isFinite(next)) clock = Math.max(clock + 1000, next);
    }
    end();
  }
  const open = positions.filter(({ state }) => state !== 'landed' && state !== 'abandoned').length;
  return { decidingMs, decisions, sessionsMs, clockMs: clock, landingMs, open };
};

export const bench: Bench = async () => {
  let came: Came | null = null;
  const once = (): Came => (came ??= simulate());
  const { decidingMs, decisions, sessionsMs, clockMs, landingMs, open } = once();
  const minutes = (ms: number): string => `${(ms / MINUTE).toFixed(1)} min`;
  console.error(
    `${TASKS} tasks, ${AGENTS} agents: sessions ${minutes(sessionsMs)} in all, ${minutes(sessionsMs / AGENTS)} if all were at work all the time; ` +
      `by the clock ${minutes(clockMs)}, of it landing ${minutes(landingMs)}; ` +
      `${decisions} decisions in ${(decidingMs / 1000).toFixed(1)} s, ${(decidingMs / decisions).toFixed(2)} ms each; ${open} tasks left open behind what was given up`,
  );
  const says = `deciding what is next, ${TASKS} tasks, ${AGENTS} agents`;
  return [
    {
      name: 'simulate.orders',
      measured: { says, run: () => once().decidingMs },
      baseline: { says: 'the time of their sessions', run: () => once().sessionsMs / AGENTS },
      allowed: { ratio: 0.05 },
      rounds: 1,
    },
  ];
};
