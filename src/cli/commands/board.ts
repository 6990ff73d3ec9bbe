import { TIERS } from '#contract';
import { ok, type Result } from '#failure';
import { listTasks } from '#flow';
import { isAlive } from '#host';
import { readBoard, readRuns, type Ledger } from '#ledger';
import { boardOf, TASK_STATES, type BoardLine, type BoardTask } from '#plan';
import type { Shown } from '../io.ts';
import { withProject } from './with-project.ts';

const HEADINGS: Record<string, string> = {
  backlog: 'Backlog',
  ready: 'Ready',
  in_progress: 'In progress',
  ready_for_validation: 'Ready for validation',
  validated: 'Validated: waits for a decision',
  accepted: 'Accepted: waits to land',
  landed: 'Landed',
  superseded: 'Superseded',
  abandoned: 'Abandoned',
};

const lineText = ({ task, tier, name, run, blockedBy, unblocks, next }: BoardLine): readonly string[] => [
  `  ${task}  ${tier}  ${name}${run === null ? '' : `  (${run.run}, attempt ${run.attempt}: ${run.cutOff === true ? 'cut off' : run.state}${run.noChange ? ', no change' : ''})`}`,
  ...(run === null || run.awaits.length === 0 ? [] : [`      waits for the decision of ${run.awaits.join(', then ')}`]),
  ...(blockedBy.length === 0 ? [] : [`      blocked by ${blockedBy.join(', ')}`]),
  ...(unblocks.length === 0 ? [] : [`      unblocks ${unblocks.join(', ')}`]),
  ...(next === null ? [] : [`      next: ${next}`]),
];

/** Tells runs whose process is gone from those that are under way; the board finishes none, because it writes nothing. */
const withCutOff = async (ledger: Ledger, tasks: readonly BoardTask[]): Promise<Result<readonly BoardTask[]>> => {
  const told: BoardTask[] = [];
  for (const task of tasks) {
    const { run } = task;
    if (run === null || (run.state !== 'running' && run.state !== 'sealed')) {
      told.push(task);
      continue;
    }
    const rows = await readRuns(ledger, { run: run.run });
    if (!rows.ok) return rows;
    told.push({ ...task, run: { ...run, cutOff: rows.value.every(({ holder }) => !isAlive(holder)) } });
  }
  return ok(told);
};

/** `writ board` */
export const board = (): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const read = await readBoard(project.ledger);
    if (!read.ok) return read;
    const known = await withCutOff(project.ledger, read.value);
    if (!known.ok) return known;
    const ids = new Set(known.value.map(({ task }) => task));
    const files = listTasks(project);
    const unseen = files.flatMap(({ task }): BoardTask[] => {
      if (!task.ok || ids.has(task.value.contract.id)) return [];
      const { id, version, name, riskTier } = task.value.contract;
      return [
        {
          task: id,
          version,
          name,
          state: 'backlog',
          tier: TIERS.find((tier) => tier === riskTier.tier) ?? 'HIGH',
          dependsOn: task.value.dependsOn,
          run: null,
          since: null,
        },
      ];
    });
    const lines = boardOf([...known.value, ...unseen]);
    const unreadable = files.filter(({ task }) => !task.ok).length;
    const sections = TASK_STATES.flatMap((state) => {
      const here = lines.filter((line) => line.state === state);
      return here.length === 0 ? [] : [HEADINGS[state] ?? state, ...here.flatMap(lineText)];
    });
    const warning =
      unreadable === 0
        ? []
        : [`${unreadable} task file${unreadable === 1 ? '' : 's'} cannot be read: writ task validate`];
    return ok({
      text: [
        ...(sections.length === 0 ? ['Nothing yet. Next: writ task new, or writ run "…"'] : sections),
        ...warning,
      ].join('\n'),
      json: { tasks: lines, unreadable },
    });
  });
