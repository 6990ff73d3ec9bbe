/** For what the places of a rehearsal stood idle, by its ledger alone: others who use the machine make all of it longer. */
import type { LedgerEvent } from './rehearsal.ts';
import type { RehearsedTask } from './tasks.ts';

type Standing = 'open' | 'at work' | 'passed' | 'accepted' | 'landed' | 'stopped';
const AFTER: Readonly<Record<string, Standing>> = {
  ...{ 'run.started': 'at work', 'run.closed': 'open', 'run.decided': 'accepted', 'run.landed': 'landed' },
  ...{ 'landing.refused': 'open', 'task.stopped': 'stopped' },
};
const standingAfter = ({ kind, body }: LedgerEvent): Standing | undefined =>
  kind === 'run.judged' ? (body.includes('"PASS"') ? 'passed' : 'open') : AFTER[kind];

/** What a place that is free waits for. */
export type IdleFor = 'a task that could begin' | 'a landing' | 'a decision' | 'other sessions';
const HOLDING: ReadonlySet<Standing | undefined> = new Set<Standing>(['at work', 'passed', 'accepted']);

const couldBegin = (tasks: readonly RehearsedTask[], standing: ReadonlyMap<string, Standing>): number =>
  tasks.filter(
    ({ id, dependsOn, files }) =>
      standing.get(id) === 'open' &&
      dependsOn.every((on) => standing.get(on) === 'landed') &&
      !tasks.some((one) => HOLDING.has(standing.get(one.id)) && one.files.some((file) => files.includes(file))),
  ).length;

/** How long all places together stood idle for each of these, in milliseconds, from the first run to the last event. */
export const idlePlaces = (
  tasks: readonly RehearsedTask[],
  events: readonly LedgerEvent[],
  max: number,
): ReadonlyMap<IdleFor, number> => {
  const standing = new Map<string, Standing>(tasks.map(({ id }) => [id, 'open']));
  const idle = new Map<IdleFor, number>();
  const add = (why: IdleFor, ms: number): void => void (ms > 0 && idle.set(why, (idle.get(why) ?? 0) + ms));
  const first = events.findIndex(({ kind }) => kind === 'run.started');
  let last = Date.parse(events[first]?.at ?? '');
  for (const event of events.slice(Math.max(0, first))) {
    const [ms, all] = [Date.parse(event.at) - last, [...standing.values()]];
    last += ms;
    const free = max - all.filter((one) => one === 'at work').length;
    const late = Math.min(free, couldBegin(tasks, standing));
    add('a task that could begin', late * ms);
    add(all.includes('accepted') ? 'a landing' : all.includes('passed') ? 'a decision' : 'other sessions', (free - late) * ms); // prettier-ignore
    const after = standingAfter(event);
    if (after !== undefined && event.task !== null && standing.has(event.task)) standing.set(event.task, after);
  }
  return idle;
};
