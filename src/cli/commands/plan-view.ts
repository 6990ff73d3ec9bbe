import { fail, ok, type Result } from '#failure';
import { readPlan, type Plan } from '#flow';
import { openPart, wayToPhase, type PlanTask, type TaskGraph } from '#plan';
import type { Shown } from '../io.ts';
import { given, number, type Words } from '../words.ts';

/** The part of the plan that a command was asked about. */
export type View = { readonly plan: Plan; readonly graph: TaskGraph };

/** The task at a place of a graph. */
export const taskAt = ({ tasks }: TaskGraph, place: number): PlanTask => {
  const task = tasks[place];
  if (task === undefined) throw new RangeError(`there is no task at ${place}`);
  return task;
};
export const idAt = (graph: TaskGraph, place: number): string => taskAt(graph, place).id;
export const idsAt = (graph: TaskGraph, places: readonly number[]): readonly string[] =>
  places.map((place) => idAt(graph, place));

/** What every line about a task says of it. */
export const briefly = (graph: TaskGraph, place: number) => {
  const { id, name, state } = taskAt(graph, place);
  return { id, name, state };
};

const onTheWay = (graph: TaskGraph, phase: number | undefined): Result<TaskGraph> => {
  if (phase === undefined) return ok(graph);
  const phases = [...new Set(graph.tasks.flatMap((task) => task.phase ?? []))].toSorted((a, b) => a - b);
  if (phases.includes(phase)) return ok(wayToPhase(graph, phase));
  const there = phases.length === 0 ? 'no task names one' : `there are ${phases.join(', ')}`;
  return fail('usage.unknown', `no task is of phase ${phase}; ${there}`, { remedy: 'writ plan show' });
};

const unreadableLine = ({ unreadable }: Plan): readonly string[] =>
  unreadable.length === 0
    ? []
    : [
        `${unreadable.length} task file${unreadable.length === 1 ? ' is' : 's are'} not in the plan: writ plan validate`,
      ];

/** What a command says where there is nothing to say it about. */
export const NOTHING = 'Nothing is left to be done here. Next: writ task new';

type Show = (view: View) => Result<Shown> | Promise<Result<Shown>>;

/** Takes the part of a plan that was asked for, and shows it. What could not be read is told by every command. */
export const shownOf = async (
  words: Words,
  plan: Plan,
  show: Show,
  as: 'sentences' | 'picture' = 'sentences',
): Promise<Result<Shown>> => {
  const way = onTheWay(plan.graph, number(words, 'phase'));
  if (!way.ok) return way;
  const graph = given(words, 'all') ? way.value : openPart(way.value);
  const shown = await show({ plan, graph });
  if (!shown.ok) return shown;
  const { json, ...rest } = shown.value;
  const { graph: all, unreadable } = plan;
  // Where nothing could be read, nobody knows what is left to be done.
  const text = all.tasks.length === 0 && unreadable.length > 0 ? 'No task file here can be read.' : shown.value.text;
  return ok({
    ...rest,
    // What another tool reads holds nothing but what it understands.
    text: as === 'picture' ? text : [text.trimEnd(), ...unreadableLine(plan)].join('\n'),
    json: { ...json, unreadable: unreadable.length },
  });
};

/** Reads the plan, takes the part that was asked for (`--phase`, and what is open unless `--all`), and shows it. */
export const withPlan = async (words: Words, show: Show, as?: 'sentences' | 'picture'): Promise<Result<Shown>> => {
  const plan = await readPlan(process.cwd());
  return plan.ok ? shownOf(words, plan.value, show, as) : plan;
};
