import type { BoardLine } from './board.ts';
import type { PlanTask, TaskGraph } from './graph.ts';
import { waitedForBy } from './reach.ts';

/** A phase with what is left of it. A phase is closed where all its tasks have landed; of none it is not. */
export type PhaseLine = {
  readonly phase: number;
  readonly tasks: number;
  readonly landed: number;
  /** What is left, by id. */
  readonly blocking: readonly string[];
};

const isLanded = ({ state }: Pick<PlanTask, 'state'>): boolean => state === 'landed';

/** All phases that tasks name, in order. */
export const phaseLines = ({ tasks }: TaskGraph): readonly PhaseLine[] =>
  [...Map.groupBy(tasks.filter(({ phase }) => phase !== null), ({ phase }) => phase ?? 0)]
    .toSorted(([a], [b]) => a - b)
    .map(([phase, all]) => ({
      ...{ phase, tasks: all.length, landed: all.filter(isLanded).length },
      blocking: all.filter((task) => !isLanded(task)).map(({ id }) => id),
    })); // prettier-ignore

/** What stands before a phase is closed (S3-R72, S2-R18), in this order. */
export const PHASE_GATES = [
  'phase.tasks',
  'phase.dependencies',
  'phase.plan',
  'phase.evidence',
  'phase.spec',
  'phase.architecture',
  'phase.integration',
] as const;
export type PhaseGateId = (typeof PHASE_GATES)[number];

/** What is found against a phase, and what to type. */
export type PhaseFinding = { readonly message: string; readonly next: string };

/** A gate of a phase: it passes, something speaks against it, or there is nothing to decide on. Missing refuses. */
export type PhaseGate = {
  readonly gate: PhaseGateId;
  readonly outcome: 'pass' | 'fail' | 'missing';
  readonly says: string;
  readonly findings: readonly PhaseFinding[];
};

/** A gate that passes only where nothing speaks against it. */
export const phaseGate = (gate: PhaseGateId, says: string, findings: readonly PhaseFinding[]): PhaseGate => ({
  ...{ gate, findings },
  // What holds where it passes is no news of one that does not.
  ...(findings.length === 0 ? { outcome: 'pass', says } : { outcome: 'fail', says: '' }),
});

/** A gate that has nothing to decide on. */
export const missingGate = (gate: PhaseGateId, message: string, next: string): PhaseGate => ({
  ...{ gate, outcome: 'missing', says: '' },
  findings: [{ message, next }],
});

/** A phase is closed where every gate there is has passed; one that nobody judged is missing. */
export const isClosed = (gates: readonly PhaseGate[]): boolean =>
  PHASE_GATES.every((id) => gates.some(({ gate, outcome }) => gate === id && outcome === 'pass'));

/** Of which phase, and what is known of the files that say so. */
type PhaseFiles = {
  readonly phase: number;
  readonly unreadable: readonly string[];
  readonly isFiled: (task: string) => boolean;
};

const isOver = ({ state }: PlanTask): boolean => state === 'landed' || state === 'superseded' || state === 'abandoned';

const openText = ({ id, name, state }: PlanTask): string => `${id} ${name}: ${state}`;

/**
 * The gates of a phase that the plan alone decides: every task of it has landed, and so has all that these wait for; and
 * every task file can be read, for one that cannot may be of this phase. So may an open task that has no file any more.
 *
 * @param unreadable task files that are none
 * @param isFiled whether a task has a file, which is what says its phase
 */
export const planGatesOf = (
  graph: TaskGraph,
  lines: readonly BoardLine[],
  { phase, unreadable, isFiled }: PhaseFiles,
): readonly PhaseGate[] => {
  const own = graph.tasks.flatMap((task, place) => (task.phase === phase ? [place] : []));
  const nextOf = (id: string): string => lines.find(({ task }) => task === id)?.next ?? `writ plan show ${id}`;
  const openAmong = (places: readonly number[]): readonly PhaseFinding[] =>
    places.flatMap((place) => {
      const task = graph.tasks[place];
      return task === undefined || isLanded(task) ? [] : [{ message: openText(task), next: nextOf(task.id) }];
    });
  const upstream = [...new Set(own.flatMap((place) => waitedForBy(graph, place)))].filter(
    (place) => !own.includes(place),
  );
  return [
    own.length === 0
      ? missingGate('phase.tasks', `no task is of phase ${phase}`, 'writ phase list')
      : phaseGate('phase.tasks', `${own.length} task${own.length === 1 ? '' : 's'} landed`, openAmong(own)),
    phaseGate('phase.dependencies', `${upstream.length} of other phases landed before`, openAmong(upstream)),
    phaseGate('phase.plan', 'every task file can be read', [
      ...unreadable.map((file) => ({
        message: `${file} is no task, and may be of this phase`,
        next: `writ task validate ${file}`,
      })),
      ...graph.tasks
        .filter((task) => !isOver(task) && !isFiled(task.id))
        .map((task) => ({
          message: `${openText(task)}, and no file is left that says its phase`,
          next: nextOf(task.id),
        })),
    ]),
  ];
};
