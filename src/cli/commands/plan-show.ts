import { didYouMean, visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import {
  contactText,
  COST_TERMS,
  criticalPath,
  delayedBy,
  drawn,
  isOver,
  overlapsIn,
  requirementOf,
  slackOf,
  waitedForBy,
  worthResearch,
  type Overlap,
  type Row,
  type TaskGraph,
  type WorthResearch,
} from '#plan';
import { COLUMNS, cut, padded, widthOf } from '../columns.ts';
import type { Shown } from '../io.ts';
import { text, type Words } from '../words.ts';
import { briefly, idAt, idsAt, NOTHING, taskAt, withPlan, type View } from './plan-view.ts';

/** More edges than that nobody can see. */
export const OVERLAPS_SHOWN = 10_000;

/** What the drawing is made of beside the tasks. */
type Drawing = {
  readonly graph: TaskGraph;
  readonly critical: ReadonlySet<number>;
  readonly overlaps: ReadonlyMap<number, readonly Overlap[]>;
  readonly research: ReadonlyMap<number, WorthResearch>;
  /** Why a task stands still until somebody signs afresh, by its id. */
  readonly stopped: ReadonlyMap<string, string>;
  /** The columns that ids and what leads to them take. */
  readonly left: number;
};

const markOf = (isDone: boolean, isCritical: boolean): string => (isDone ? '✓' : isCritical ? '◆' : '○');

/** That it is worth its cost to find something out before a task is begun. */
const researchText = ({ saves, costs }: WorthResearch): string =>
  `worth a research task first: it costs ${costs.toFixed(2)} and may save ${saves.toFixed(2)}`;

const rowLines = ({ graph, critical, overlaps, research, stopped, left }: Drawing, row: Row): readonly string[] => {
  const task = taskAt(graph, row.task);
  const head = `${row.lead}${markOf(isOver(task), critical.has(row.task))} ${task.id}`;
  const state = task.state.replaceAll('_', ' ');
  const line = `${padded(head, left)}  ${state}`;
  const aside = (says: string): string => cut(`${row.below}    ${says}`, COLUMNS);
  const first = research.get(row.task);
  const why = stopped.get(task.id);
  return [
    `${line}  ${cut(task.name, COLUMNS - widthOf(line) - 2)}`.trimEnd(),
    ...(row.alsoAfter.length === 0 ? [] : [aside(`also after ${idsAt(graph, row.alsoAfter).join(', ')}`)]),
    ...(why === undefined ? [] : [aside(`blocked: ${visibleLine(why)}`)]),
    ...(first === undefined ? [] : [aside(researchText(first))]),
    ...(overlaps.get(row.task) ?? []).map(({ tasks: [, other], contact }) =>
      aside(`not beside ${idAt(graph, other)}: ${contactText(contact)}`),
    ),
  ];
};

const WIDEST_LEFT = 46;

const drawing = ({ graph, plan }: View, overlaps: readonly Overlap[], research: Drawing['research']): string => {
  const rows = drawn(graph);
  const widths = rows.map(({ lead, task }) => widthOf(`${lead}○ ${idAt(graph, task)}`));
  const given: Drawing = {
    graph,
    critical: new Set(criticalPath(graph).path),
    overlaps: Map.groupBy(overlaps, ({ tasks: [low] }) => low),
    research,
    stopped: new Map(plan.lines.flatMap(({ task, stopped }) => (stopped === null ? [] : [[task, stopped] as const]))),
    left: Math.min(
      WIDEST_LEFT,
      widths.reduce((most, one) => Math.max(most, one), 0),
    ),
  };
  return rows.flatMap((row, at) => [...(row.isRoot && at > 0 ? [''] : []), ...rowLines(given, row)]).join('\n');
};

/** Overlaps as they are told to programs. */
export const overlapsJson = (graph: TaskGraph, overlaps: readonly Overlap[]) =>
  overlaps.map(({ tasks, contact }) => ({
    tasks: idsAt(graph, tasks),
    ...contact,
    requirement: requirementOf(contact.path),
  }));

/** Everything that programs are told of the tasks of a graph. */
export const tasksJson = ({ plan, graph }: View) => {
  const critical = new Set(criticalPath(graph).path);
  return graph.tasks.map(({ id, name, state, tier, phase, estimate }, place) => ({
    ...{ id, name, state, tier, phase, estimate, file: plan.fileOf(id) },
    ...{ dependsOn: idsAt(graph, graph.before[place] ?? []), critical: critical.has(place) },
  }));
};

const listed = (says: string, ids: readonly string[]): string =>
  ids.length === 0 ? `${says} nothing` : `${says} ${ids.join(', ')}`;

/** Where research first is worth its cost, by the place of the task. */
const researchIn = (graph: TaskGraph): Drawing['research'] =>
  new Map(worthResearch(graph, COST_TERMS).map((worth) => [worth.task, worth]));

/** One task: what it waits for, what its slip delays, and how far it can slip. */
const showOne = ({ plan, graph }: View, id: string): Result<Shown> => {
  const place = graph.placeOf.get(id);
  if (place === undefined) {
    const known = [...plan.graph.placeOf.keys()];
    if (known.includes(id))
      return fail('usage.unknown', `${id} is done, or not on the way`, { remedy: `writ plan show ${id} --all` });
    const meant = didYouMean(id, known);
    return fail('usage.unknown', `there is no task ${id}${meant === null ? '' : `; did you mean ${meant}?`}`, {
      remedy: meant === null ? 'writ plan show' : `writ plan show ${meant}`,
    });
  }
  const [waitsFor, delays] = [idsAt(graph, waitedForBy(graph, place)), idsAt(graph, delayedBy(graph, place))];
  const slack = slackOf(graph)[place]?.slack ?? 0;
  const research = researchIn(graph).get(place);
  const { name, state } = briefly(graph, place);
  const slip =
    slack === 0 ? 'on the critical path: every slip delays the end' : `can slip by ${slack} before the end does`;
  return ok({
    text: [
      `${id}  ${state.replaceAll('_', ' ')}  ${name}`,
      listed('  waits for', waitsFor),
      listed('  delays', delays),
      `  ${slip}`,
      ...(research === undefined ? [] : [`  ${researchText(research)}`]),
    ].join('\n'),
    json: {
      ...{ task: { id, name, state }, waitsFor, delays, slack },
      research: research === undefined ? null : { saves: research.saves, costs: research.costs },
    },
  });
};

const LEGEND = '◆ on the critical path   ✓ done   below each task what waits for it';

/** `writ plan show` */
export const planShow = (words: Words): Promise<Result<Shown>> => {
  const one = text(words, 'task');
  return withPlan({ ...words, all: one === undefined || words['all'] }, (view) => {
    if (one !== undefined) return showOne(view, one);
    const { graph } = view;
    const { pairs, complete } = overlapsIn(graph, OVERLAPS_SHOWN);
    const open = pairs.filter(({ tasks }) => !tasks.some((task) => isOver(taskAt(graph, task))));
    return ok({
      text: graph.tasks.length === 0 ? NOTHING : `${drawing(view, open, researchIn(graph))}\n\n${LEGEND}`,
      json: { tasks: tasksJson(view), overlaps: overlapsJson(graph, open), overlapsComplete: complete },
    });
  });
};
