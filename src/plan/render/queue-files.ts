import type { RoleId, Task, TaskType } from '#contract';
import { COST_TERMS, planCost } from '../cost.ts';
import { openPart } from '../reach.ts';
import { openLines } from './board-file.ts';
import type { RenderInput } from './input.ts';

/** A JSON string, number or list is one of YAML as well. */
const yaml = (value: unknown): string => JSON.stringify(value);

const item = (fields: readonly (readonly [string, unknown])[]): string =>
  fields.map(([name, value], at) => `${at === 0 ? '  - ' : '    '}${name}: ${yaml(value)}`).join('\n');

const listed = (name: string, items: readonly string[]): string =>
  items.length === 0 ? `${name}: []\n` : `${name}:\n${items.join('\n')}\n`;

/**
 * What is left to be done, by what it is worth over what it is expected to cost (S1-R39). What nobody has put a value on
 * comes last, in the order of the plan.
 */
export const workboardFile = ({ lines, graph, tasks }: RenderInput): string => {
  const open = openPart(graph);
  const costs = new Map(
    planCost(open, COST_TERMS).tasks.map(({ task, expected }) => [open.tasks[task]?.id ?? '', expected]),
  );
  const rank = new Map(graph.order.map((task, at) => [graph.tasks[task]?.id ?? '', at]));
  const worth = openLines(lines).map((line) => {
    const [value, cost] = [tasks.get(line.task)?.value ?? null, costs.get(line.task) ?? null];
    return { line, value, cost, roi: value === null || cost === null || cost === 0 ? null : value / cost };
  });
  const ordered = worth.toSorted(
    (a, b) =>
      (b.roi ?? -1) - (a.roi ?? -1) || (rank.get(a.line.task) ?? Infinity) - (rank.get(b.line.task) ?? Infinity),
  );
  const rounded = (amount: number | null): number | null => (amount === null ? null : Math.round(amount * 1000) / 1000);
  return listed(
    'items',
    ordered.map(({ line, value, cost, roi }) =>
      item([
        ['id', line.task],
        ['name', line.name],
        ['status', line.state],
        ['value', value],
        ['expected_cost', rounded(cost)],
        ['roi', rounded(roi)],
        ['depends_on', line.dependsOn],
        ['blocked_by', line.blockedBy],
        ['next', line.next],
      ]),
    ),
  );
};

/** Who carries out a task of a type, where its file names no role. */
const USUAL_ROLE: Readonly<Record<TaskType, RoleId>> = {
  feature: 'implementer',
  debug: 'implementer',
  refactor: 'implementer',
  hygiene: 'implementer',
  docs: 'architect',
  research: 'researcher',
};

const folderOf = (path: string): string => path.split('/')[0] ?? '';

const contractFields = (task: Task | undefined): readonly (readonly [string, unknown])[] => {
  if (task === undefined) return [];
  const { type, role, strictness, paths, riskTier, checks, cites } = task.contract;
  return [
    ['kind', type],
    ['role', role ?? USUAL_ROLE[type]],
    ['profile', strictness],
    ['owning_domain', [...new Set(paths.allow.map(folderOf))].toSorted()[0] ?? null],
    ['owning_layer', task.estimate?.impact ?? null],
    ['source_paths', cites],
    ['target_paths', paths.allow],
    ['review_domains', riskTier.floor.because],
    ['risk_level', riskTier.tier],
    ['acceptance_checks', checks.map(({ id, run }) => `${id}: ${run.join(' ')}`)],
  ];
};

/** The queue for agents (S4-D1): what is left, each after all it waits for, in the order of the plan. */
export const workQueueFile = ({ lines, graph, tasks }: RenderInput): string => {
  const byId = new Map(openLines(lines).map((line) => [line.task, line]));
  const ordered = graph.order.flatMap((task) => byId.get(graph.tasks[task]?.id ?? '') ?? []);
  return listed(
    'queue',
    ordered.map((line) =>
      item([
        ['id', line.task],
        ['title', line.name],
        ['state', line.state],
        ['phase', tasks.get(line.task)?.phase ?? null],
        ...contractFields(tasks.get(line.task)),
        ['depends_on', line.dependsOn],
        ['blocked_by', line.blockedBy],
      ]),
    ),
  );
};
