import { ok, type Result } from '#failure';
import { bottlenecks, criticalPath, parallelGroups, riskOf, riskPath, type ParallelGroup } from '#plan';
import type { Shown } from '../io.ts';
import { number, type Words } from '../words.ts';
import { briefly, idsAt, NOTHING, taskAt, withPlan, type View } from './plan-view.ts';

const shown = (lines: readonly string[], json: Shown['json']): Result<Shown> =>
  ok({ text: lines.length === 0 ? NOTHING : lines.join('\n'), json });

/** `writ plan order` */
export const planOrder = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ graph }) => {
    const order = graph.order.map((place, at) => ({ position: at + 1, ...briefly(graph, place) }));
    return shown(
      order.map(({ position, id, name }) => `${String(position).padStart(4)}  ${id}  ${name}`),
      { order },
    );
  });

const groupLines = ({ graph }: View, { tasks, batches }: ParallelGroup, at: number): readonly string[] => {
  const heading = `${at + 1}  ${tasks.length === 1 ? 'one task' : `${tasks.length} tasks that wait for nothing of each other`}`;
  if (batches.length < 2) return [heading, ...idsAt(graph, tasks).map((id) => `     ${id}`)];
  return [
    `${heading}, in ${batches.length} turns: in one turn no two may change the same file`,
    ...batches.flatMap((batch, turn) =>
      idsAt(graph, batch).map((id, first) => `   ${first === 0 ? turn + 1 : ' '} ${id}`),
    ),
  ];
};

/** `writ plan parallel` */
export const planParallel = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, (view) => {
    const { graph } = view;
    const groups = parallelGroups(graph);
    return shown(
      groups.flatMap((group, at) => groupLines(view, group, at)),
      {
        groups: groups.map(({ tasks, batches }) => ({
          tasks: idsAt(graph, tasks),
          batches: batches.map((batch) => idsAt(graph, batch)),
        })),
      },
    );
  });

/** `writ plan critical` */
export const planCritical = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ graph }) => {
    const path = criticalPath(graph).path.map((place) => briefly(graph, place));
    const lines = path.map(({ id, name }, at) => `${String(at + 1).padStart(4)}  ${id}  ${name}`);
    return shown(lines, { path, length: path.length });
  });

/** `writ plan risk-path` */
export const planRiskPath = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ graph }) => {
    const { path: places, weight } = riskPath(graph);
    const path = places.map((place) => ({ ...briefly(graph, place), risk: riskOf(taskAt(graph, place).estimate) }));
    const lines = path.map(({ id, name, risk }) => `${risk.toFixed(3)}  ${id}  ${name}`);
    const sum = path.length === 0 ? [] : [`${weight.toFixed(3)}  in all`];
    return shown([...lines, ...sum], { path, totalRisk: weight });
  });

const NARROWEST = 10;

/** `writ plan bottleneck` */
export const planBottleneck = (words: Words): Promise<Result<Shown>> =>
  withPlan(words, ({ graph }) => {
    const all = bottlenecks(graph);
    const first = all.slice(0, number(words, 'limit') ?? NARROWEST);
    const told = first.map(({ task, score, ways }) => ({ ...briefly(graph, task), score, ways }));
    const lines = told.map(({ id, name, score }) => `${score.toFixed(4)}  ${id}  ${name}`);
    const none = graph.tasks.length === 0 ? [] : ['No task stands between others.'];
    const more = all.length - first.length;
    const rest = more === 0 ? [] : [`${more} more: writ plan bottleneck --limit ${all.length}`];
    return shown(lines.length === 0 ? none : [...lines, ...rest], { bottlenecks: told, more });
  });
