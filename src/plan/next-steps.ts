import type { BoardLine } from './board.ts';
import { riskOf } from './estimate-numbers.ts';
import type { PlanTask, TaskGraph } from './graph.ts';
import { heaviestOf, tailsOf } from './order.ts';
import { contactFinder, type Contact } from './overlap.ts';
import { delayCount, delayCounts, isOver } from './reach.ts';

/** Something that is worth doing now. */
export type NextStep = {
  readonly task: string;
  readonly name: string;
  readonly state: PlanTask['state'];
  /** What to type. */
  readonly next: string;
  /** What was begun is finished first: it takes a word, and sets free what waits. */
  readonly finishes: boolean;
  /** How many tasks stand one behind the other from here to the end, itself included. */
  readonly chain: number;
  readonly critical: boolean;
  /** The chance to fail, times how far it reaches. */
  readonly risk: number;
  /** How many tasks wait for it, directly or through others. */
  readonly delays: number;
  /** Tasks it may meet in a file: under way, or before it in this list. */
  readonly notBeside: readonly { readonly task: string; readonly contact: Contact }[];
};

/** What can be done now, and how much of it there is beyond what was asked for. */
export type NextSteps = { readonly steps: readonly NextStep[]; readonly more: number };

const BEGUN: ReadonlySet<string> = new Set(['in_progress', 'ready_for_validation', 'validated', 'accepted']);

const isBegun = ({ state }: Pick<PlanTask, 'state'>): boolean => BEGUN.has(state);

type Candidate = Omit<NextStep, 'notBeside' | 'delays'> & { readonly place: number };

/** Begun before new, then by the chain, then by the risk. */
const byKind = (a: Candidate, b: Candidate): number =>
  Number(b.finishes) - Number(a.finishes) || b.chain - a.chain || b.risk - a.risk;

const candidatesIn = (graph: TaskGraph, lines: readonly BoardLine[]): readonly Candidate[] => {
  const tails = tailsOf(graph, () => 1);
  const chains = tails.weights;
  const critical = new Set(heaviestOf(tails).path);
  return lines.flatMap((line): readonly Candidate[] => {
    const place = graph.placeOf.get(line.task);
    const task = place === undefined ? undefined : graph.tasks[place];
    if (place === undefined || task === undefined || line.next === null || isOver(task)) return [];
    return [
      {
        ...{ task: task.id, name: task.name, state: task.state, next: line.next, finishes: isBegun(task) },
        ...{ chain: chains[place] ?? 1, critical: critical.has(place), risk: riskOf(task.estimate), place },
      },
    ];
  });
};

/** For so many each is asked for itself; for more it is quicker to count for all tasks at once. */
const FEW = 64;

/** The first of the candidates, the most urgent first: equals by how many wait for them, then in the order of ids. */
const mostUrgent = (graph: TaskGraph, candidates: readonly Candidate[], limit: number) => {
  const ranked = candidates.toSorted(byKind);
  const last = ranked[limit - 1];
  // How many wait is counted only of those that can be among the first.
  const first = last === undefined ? ranked : ranked.filter((one) => byKind(one, last) <= 0);
  const counts = first.length > FEW ? delayCounts(graph) : null;
  return first
    .map((one) => ({ ...one, delays: counts?.[one.place] ?? delayCount(graph, one.place) }))
    .toSorted((a, b) => byKind(a, b) || b.delays - a.delays || a.place - b.place)
    .slice(0, limit);
};

/**
 * What is worth doing now: every task that the board has a command for, since all it waits for has landed.
 *
 * @param graph what is open
 * @param lines the board's lines of all tasks
 * @param limit how many are wanted
 */
export const nextSteps = (graph: TaskGraph, lines: readonly BoardLine[], limit: number): NextSteps => {
  const candidates = candidatesIn(graph, lines);
  const chosen = mostUrgent(graph, candidates, limit);
  const contactOf = contactFinder();
  const begun = graph.tasks.filter(isBegun);
  const steps = chosen.map(({ place, ...step }, at): NextStep => {
    const own = graph.tasks[place];
    const ahead = chosen.slice(0, at).flatMap((other) => graph.tasks[other.place] ?? []);
    const others = new Set(step.finishes ? [] : [...begun, ...ahead]);
    const notBeside = [...others].flatMap(({ id, paths }) => {
      const contact = own === undefined || id === own.id ? null : contactOf(paths, own.paths);
      return contact === null ? [] : [{ task: id, contact }];
    });
    return { ...step, notBeside };
  });
  return { steps, more: candidates.length - chosen.length };
};
