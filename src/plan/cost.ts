import { ESTIMATE_RISKS } from '#contract';
import { assessed, IMPACT_WEIGHT, RISK_SUCCESS, SCOPE_COST } from './estimate-numbers.ts';
import type { TaskGraph } from './graph.ts';
import { isOver } from './reach.ts';

/** What a task costs if it fails for good, in the units of SCOPE_COST; and how quality is handed on. */
export type CostTerms = {
  /** Attempts after the first. */
  readonly retries: number;
  /** What the work costs when somebody else has to do it. */
  readonly fallback: number;
  readonly timeLostHours: number;
  readonly valuePerHour: number;
  /** What of a task's success is left where one it waits for has failed; 1: everything, as if it waited for nothing. */
  readonly retention: number;
};

/** The terms where nothing else is said; `retention` is our own choice, all others are the source's. */
export const COST_TERMS: CostTerms = {
  retries: 2,
  fallback: 20,
  timeLostHours: 0.5,
  valuePerHour: 100,
  retention: 0.9,
};

/** A piece of work as numbers. */
export type Work = {
  /** How likely one attempt succeeds. */
  readonly success: number;
  readonly cost: number;
  readonly impact: number;
  readonly retries: number;
};

/** What comes of a piece of work. */
export type Outcome = {
  /** How likely some attempt succeeds. */
  readonly atLast: number;
  /** How many attempts after the first it takes where one succeeds. */
  readonly retries: number;
  /** What it is expected to cost: its attempts where one succeeds; those, the fallback and the time where none does. */
  readonly expected: number;
};

/** What is to be expected of a piece of work. */
export const outcomeOf = (work: Work, { fallback, timeLostHours, valuePerHour }: CostTerms): Outcome => {
  const { success, cost, impact, retries: most } = work;
  const failure = 1 - success;
  const allButLast = failure ** most;
  const never = failure * allButLast;
  const atLast = 1 - never;
  const retries =
    success >= 1 || atLast <= 0 ? 0 : ((failure / success) * (1 - never - (most + 1) * success * allButLast)) / atLast;
  const failed = cost + most * cost + fallback + timeLostHours * valuePerHour;
  return { atLast, retries, expected: (atLast * (cost + cost * retries) + never * failed) * impact };
};

/** Work that waits for other work; `retention` of each edge as in `CostTerms`. */
export type Waiting = {
  /** Null: it is done, and has succeeded. */
  readonly work: Work | null;
  readonly waitsFor: readonly { readonly on: number; readonly retention: number }[];
};

/** What propagation makes of a piece of work. */
export type Propagated = {
  /** How likely an attempt succeeds, after all it waits for; 1 where it is done. */
  readonly success: number;
  readonly atLast: number;
  readonly expected: number;
};

/** What is handed on by one that has succeeded with this likelihood. */
const handedOn = (atLast: number, retention: number): number => atLast + (1 - atLast) * retention;

const propagated = (own: Waiting, of: (on: number) => Propagated | undefined, terms: CostTerms): Propagated => {
  if (own.work === null) return { success: 1, atLast: 1, expected: 0 };
  const success = own.waitsFor.reduce(
    (left, { on, retention }) => left * handedOn(of(on)?.atLast ?? 1, retention),
    own.work.success,
  );
  const { atLast, expected } = outcomeOf({ ...own.work, success }, terms);
  return { success, atLast, expected };
};

/**
 * Hands the risk of each piece of work on to what waits for it.
 *
 * @param order every piece after all it waits for
 */
export const propagate = (
  all: readonly Waiting[],
  order: readonly number[],
  terms: CostTerms,
): readonly Propagated[] => {
  const of: Propagated[] = [];
  for (const at of order) {
    const own = all[at];
    if (own !== undefined) of[at] = propagated(own, (on) => of[on], terms);
  }
  return of;
};

const waitingOf = ({ tasks, before }: TaskGraph, { retention, retries }: CostTerms): readonly Waiting[] =>
  tasks.map((task, at) => {
    const { scope, risk, impact } = assessed(task.estimate);
    const work = { success: RISK_SUCCESS[risk], cost: SCOPE_COST[scope], impact: IMPACT_WEIGHT[impact], retries };
    const waitsFor = (before[at] ?? []).map((on) => ({ on, retention }));
    return { work: isOver(task) ? null : work, waitsFor };
  });

/** What a task is expected to cost. */
export type TaskCost = Propagated & { readonly task: number };

/** What all open tasks are expected to cost, the dearest first, and in sum. */
export type PlanCost = { readonly tasks: readonly TaskCost[]; readonly total: number; readonly average: number };

/** What is left to be done is expected to cost: what is done has succeeded, and costs nothing more. */
export const planCost = (graph: TaskGraph, terms: CostTerms): PlanCost => {
  const costs = propagate(waitingOf(graph, terms), graph.order, terms)
    .map((cost, task) => ({ task, ...cost }))
    .filter(({ task }) => !isOver(graph.tasks[task] ?? { state: 'landed' }));
  const total = costs.reduce((sum, { expected }) => sum + expected, 0);
  return {
    tasks: costs.toSorted((a, b) => b.expected - a.expected || a.task - b.task),
    total,
    average: costs.length === 0 ? 0 : total / costs.length,
  };
};

/** A task before which some research is worth its cost: it would save `saves`, and cost `costs`. */
export type WorthResearch = { readonly task: number; readonly saves: number; readonly costs: number };

/** What somebody looks into: one thing, for nobody else, and seldom in vain. */
const RESEARCH = { success: RISK_SUCCESS.low, cost: SCOPE_COST.single, impact: IMPACT_WEIGHT.isolated };
/** A change smaller than this reaches nobody further on. */
const NOTHING = 1e-10;

/** The plan in flat lists, for one question after another. */
type Costed = {
  readonly all: readonly Waiting[];
  readonly now: readonly Propagated[];
  readonly after: TaskGraph['after'];
  readonly terms: CostTerms;
  /** Each task's place in an order in which it comes after all it waits for, and the task at each such place. */
  readonly rank: Int32Array;
  readonly order: readonly number[];
  /** Of which question the likelihood in `likely` is: of any other, `now` holds. */
  readonly asked: Int32Array;
  readonly likely: Float64Array;
  /** Which places of the order are still to be looked at in this question: none between two. */
  readonly touched: Uint8Array;
};

const likelihoodOf = ({ asked, likely, now }: Costed, task: number, question: number): number =>
  asked[task] === question ? (likely[task] ?? 1) : (now[task]?.atLast ?? 1);

/** What everything costs less when one task is a step less risky, itself and all that waits for it. */
const savedBy = (room: Costed, task: number, better: Work): number => {
  const { all, now, after, terms, rank, order, asked, likely, touched } = room;
  let saved = 0;
  let last = rank[task] ?? 0;
  touched[last] = 1;
  for (let place = last; place <= last; place += 1) {
    if (touched[place] !== 1) continue;
    touched[place] = 0;
    const at = order[place] ?? 0;
    const [work, before] = [at === task ? better : (all[at]?.work ?? null), now[at]];
    if (work === null || before === undefined) continue;
    let { success } = work;
    for (const { on, retention } of all[at]?.waitsFor ?? [])
      success *= handedOn(likelihoodOf(room, on, task), retention);
    const { cost, impact, retries } = work;
    const { atLast, expected } = outcomeOf({ success, cost, impact, retries }, terms);
    saved += before.expected - expected;
    asked[at] = task;
    likely[at] = atLast;
    if (Math.abs(atLast - before.atLast) < NOTHING) continue;
    for (const next of after[at] ?? []) {
      const nextPlace = rank[next] ?? 0;
      touched[nextPlace] = 1;
      if (nextPlace > last) last = nextPlace;
    }
  }
  return saved;
};

/**
 * Where a research task first is worth its cost: it is taken to make the task one step less risky. Research itself, what
 * waits for research already, and what is done are left out. The most worthwhile first; equals in the order of ids.
 */
export const worthResearch = (graph: TaskGraph, terms: CostTerms): readonly WorthResearch[] => {
  const all = waitingOf(graph, terms);
  const now = propagate(all, graph.order, terms);
  const { length } = all;
  const rank = new Int32Array(length);
  graph.order.forEach((task, at) => (rank[task] = at));
  const room: Costed = {
    ...{ all, now, after: graph.after, terms, rank, order: graph.order },
    ...{ asked: new Int32Array(length).fill(-1), likely: new Float64Array(length), touched: new Uint8Array(length) },
  };
  const costs = outcomeOf({ ...RESEARCH, retries: terms.retries }, terms).expected;
  const isResearch = (task: number): boolean => graph.tasks[task]?.estimate?.level === 'research';
  return graph.tasks
    .flatMap((task, at): readonly WorthResearch[] => {
      const lower = ESTIMATE_RISKS[ESTIMATE_RISKS.indexOf(assessed(task.estimate).risk) - 1];
      const work = all[at]?.work ?? null;
      if (lower === undefined || work === null) return [];
      if (isResearch(at) || (graph.before[at] ?? []).some(isResearch)) return [];
      const saves = savedBy(room, at, { ...work, success: RISK_SUCCESS[lower] });
      return saves > costs ? [{ task: at, saves, costs }] : [];
    })
    .toSorted((a, b) => b.saves - a.saves || a.task - b.task);
};
