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

/** How likely some attempt succeeds. */
export const succeedsAtLast = ({ success, retries }: Pick<Work, 'success' | 'retries'>): number =>
  1 - (1 - success) ** (retries + 1);

/** How many attempts after the first it takes where one succeeds. */
export const retriesExpected = ({ success, retries }: Pick<Work, 'success' | 'retries'>): number => {
  const atLast = succeedsAtLast({ success, retries });
  if (success >= 1 || atLast <= 0) return 0;
  const failure = 1 - success;
  return ((failure / success) * (1 - failure ** (retries + 1) - (retries + 1) * success * failure ** retries)) / atLast;
};

/** What a piece of work is expected to cost: its attempts where one succeeds; those, the fallback and the time where none does. */
export const expectedCost = (work: Work, { fallback, timeLostHours, valuePerHour }: CostTerms): number => {
  const { cost, impact, retries } = work;
  const atLast = succeedsAtLast(work);
  const done = cost + cost * retriesExpected(work);
  const failed = cost + retries * cost + fallback + timeLostHours * valuePerHour;
  return (atLast * done + (1 - atLast) * failed) * impact;
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
  const work = { ...own.work, success };
  return { success, atLast: succeedsAtLast(work), expected: expectedCost(work, terms) };
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

type Costed = {
  readonly graph: TaskGraph;
  readonly terms: CostTerms;
  readonly all: readonly Waiting[];
  readonly now: readonly Propagated[];
  /** Each task's place in an order in which it comes after all it waits for. */
  readonly rank: readonly number[];
};

/** What everything costs less when one task is a step less risky, itself and all that waits for it. */
const savedBy = ({ graph, terms, all, now, rank }: Costed, task: number, better: Waiting): number => {
  const then = new Map<number, Propagated>();
  const touched = [task];
  let saved = 0;
  while (touched.length > 0) {
    // Nearly always one or two, so nothing cleverer pays.
    const at = touched.reduce((first, other) => ((rank[other] ?? 0) < (rank[first] ?? 0) ? other : first));
    touched.splice(touched.indexOf(at), 1);
    const [own, before] = [at === task ? better : all[at], now[at]];
    if (own === undefined || before === undefined) continue;
    const after = propagated(own, (on) => then.get(on) ?? now[on], terms);
    then.set(at, after);
    saved += before.expected - after.expected;
    if (Math.abs(after.atLast - before.atLast) < NOTHING) continue;
    touched.push(...(graph.after[at] ?? []).filter((next) => !touched.includes(next)));
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
  const rank: number[] = [];
  graph.order.forEach((task, at) => (rank[task] = at));
  const costs = expectedCost({ ...RESEARCH, retries: terms.retries }, terms);
  const isResearch = (task: number): boolean => graph.tasks[task]?.estimate?.level === 'research';
  return graph.tasks
    .flatMap((task, at): readonly WorthResearch[] => {
      const lower = ESTIMATE_RISKS[ESTIMATE_RISKS.indexOf(assessed(task.estimate).risk) - 1];
      const own = all[at];
      if (lower === undefined || own === undefined || own.work === null) return [];
      if (isResearch(at) || (graph.before[at] ?? []).some(isResearch)) return [];
      const better = { ...own, work: { ...own.work, success: RISK_SUCCESS[lower] } };
      const saves = savedBy({ graph, terms, all, now, rank }, at, better);
      return saves > costs ? [{ task: at, saves, costs }] : [];
    })
    .toSorted((a, b) => b.saves - a.saves || a.task - b.task);
};
