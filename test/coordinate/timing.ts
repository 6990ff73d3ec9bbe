/** What the time of a rehearsal was made of. */
import { loadavg } from 'node:os';
import type { Taken } from './cpu.ts';
import { idealTime, leastPossible } from './ideal.ts';
import { idlePlaces } from './idle-places.ts';
import type { LedgerEvent } from './rehearsal.ts';
import type { RehearsedTask } from './tasks.ts';

const total = (all: Iterable<number>): number => [...all].reduce((sum, ms) => sum + ms, 0);

/** How long the sessions of each task took: the agents alone, or all of their runs. */
const spentBy = (events: readonly LedgerEvent[], of: 'agents' | 'runs'): ReadonlyMap<string, number> => {
  const spent = new Map<string, number>();
  const begins = (one: LedgerEvent): boolean =>
    of === 'runs' ? one.kind === 'run.started' : one.kind === 'step.begun' && one.body.includes('"backend"');
  const ends = (one: LedgerEvent): boolean =>
    of === 'runs' ? one.kind === 'run.judged' || one.kind === 'run.closed' : one.kind === 'step.begun' && one.body.includes('"capture"'); // prettier-ignore
  for (const begun of events) {
    if (!begins(begun) || begun.task === null) continue;
    const end = events.find((one) => one.run === begun.run && one.seq > begun.seq && ends(one));
    spent.set(begun.task, (spent.get(begun.task) ?? 0) + (end === undefined ? 0 : Date.parse(end.at) - Date.parse(begun.at))); // prettier-ignore
  }
  return spent;
};

/** How long it takes from one kind of event of a run to another, on average. */
const between = (events: readonly LedgerEvent[], from: string, to: string): number => {
  const took = events
    .filter(({ kind }) => kind === to)
    .flatMap((end) => {
      const start = events.findLast((one) => one.kind === from && one.run === end.run && one.seq < end.seq);
      return start === undefined ? [] : [Date.parse(end.at) - Date.parse(start.at)];
    });
  return total(took) / Math.max(1, took.length);
};

export type Rehearsal = {
  readonly tasks: readonly RehearsedTask[];
  readonly events: readonly LedgerEvent[];
  /** How long all of it took, in milliseconds. */
  readonly wall: number;
  readonly max: number;
  readonly cpu: ReadonlyMap<string, Taken>;
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;

/** What a command took of the processors each time, or for each of those that one process carried out. */
const takenBy = (cpu: ReadonlyMap<string, Taken>, command: string, count?: number): string => {
  const { times, ms } = cpu.get(command) ?? { times: 0, ms: 0 };
  const each = count ?? times;
  return `${command} ${seconds(ms / Math.max(1, each))} each of ${each}`;
};

/**
 * How much longer it took than the least possible: the longest chain of sessions, or all of them with as many at a time
 * as may be. And where that came from, which others who use the machine make longer, but for what is of the processors.
 */
export const timingOf = ({
  tasks,
  events,
  wall,
  max,
  cpu,
}: Rehearsal): { readonly ratio: number; readonly says: string } => {
  const [agents, runs] = [spentBy(events, 'agents'), spentBy(events, 'runs')];
  const { work, critical, least } = leastPossible(tasks, agents, max);
  const ratio = wall / least;
  const started = events.filter(({ kind }) => kind === 'run.started').length;
  const [all, landings] = [total([...cpu.values()].map(({ ms }) => ms)), cpu.get('coordinate')?.ms ?? 0];
  const says = [
    `${seconds(wall)}: ${ratio.toFixed(2)} × the least possible with ${max} at a time (an ideal list scheduler, with nothing of ours between these sessions: ${(idealTime(tasks, agents, max) / least).toFixed(2)} ×)`,
    `sessions ${seconds(work)} in all, their longest chain ${seconds(critical)}`,
    `of a run beside its session ${seconds((total(runs.values()) - work) / Math.max(1, started))}, from the verdict to the decision ${seconds(between(events, 'run.judged', 'run.decided'))}, from there to the landing ${seconds(between(events, 'run.decided', 'run.landed'))}`,
    `of the processors ${seconds(all)} in all, ${seconds(all / tasks.length)} a task: ${takenBy(cpu, 'run', started)}, ${takenBy(cpu, 'accept')}, coordinating and landing ${seconds(landings)}`,
    `idle places waited for ${[...idlePlaces(tasks, events, max)].map(([why, ms]) => `${why} ${seconds(ms / max)}`).join(', ')}`,
    `load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  ];
  return { ratio, says: says.join('; ') };
};
