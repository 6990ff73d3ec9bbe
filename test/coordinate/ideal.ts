/** What the tasks of a rehearsal would take with nothing of ours between their sessions: the graph and the overlaps alone. */
import { makeTasks, type Behaviour, type RehearsedTask } from './tasks.ts';

/** How many sessions each way to go about it comes to. */
const SESSIONS: Readonly<Record<Behaviour, number>> = {
  ...{ well: 1, lies: 2, 'lies-always': 3, stalls: 2, 'wants-more': 2, conflicts: 2, 'does-nothing': 3 },
};

/** How long the sessions of each task are going to take, in milliseconds, with the failures that are planted. */
export const plannedSessions = (tasks: readonly RehearsedTask[], stallMs: number): ReadonlyMap<string, number> =>
  new Map(tasks.map(({ id, behaves, ms }) => [id, SESSIONS[behaves] * ms + (behaves === 'stalls' ? stallMs : 0)]));

const longest = (all: Iterable<number>): number => [...all].reduce((most, one) => Math.max(most, one), 0);

/** The least possible: the longest chain of sessions, or all of them with as many at a time as may be. */
export const leastPossible = (
  tasks: readonly RehearsedTask[],
  sessions: ReadonlyMap<string, number>,
  max: number,
): { readonly critical: number; readonly work: number; readonly least: number } => {
  const chains = new Map<string, number>();
  for (const { id, dependsOn } of tasks)
    chains.set(id, (sessions.get(id) ?? 0) + longest(dependsOn.map((on) => chains.get(on) ?? 0)));
  const [critical, work] = [longest(chains.values()), [...sessions.values()].reduce((sum, ms) => sum + ms, 0)];
  return { critical, work, least: Math.max(critical, work / max) };
};

/** The longest chain of sessions that begins with each task. */
const tailsOf = (
  tasks: readonly RehearsedTask[],
  sessions: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> => {
  const tails = new Map<string, number>();
  for (const { id } of tasks.toReversed()) {
    const after = tasks.filter(({ dependsOn }) => dependsOn.includes(id)).map((one) => tails.get(one.id) ?? 0);
    tails.set(id, (sessions.get(id) ?? 0) + longest(after));
  }
  return tails;
};

type UnderWay = { readonly task: RehearsedTask; readonly until: number };

/** What begins next: of what waits for nothing and meets nothing that is under way, the one with the longest chain. */
const nextOf = (
  open: readonly RehearsedTask[],
  done: ReadonlySet<string>,
  underWay: readonly UnderWay[],
): RehearsedTask | undefined =>
  open.find(
    ({ dependsOn, files }) =>
      dependsOn.every((on) => done.has(on)) &&
      !underWay.some(({ task }) => task.files.some((file) => files.includes(file))),
  );

/**
 * How long an ideal list scheduler would take: it knows how long each session is going to be, begins the one with the
 * longest chain first, keeps what overlaps apart as it must, and nothing of what it does itself takes any time.
 *
 * @param sessions how long the sessions of each task take, in milliseconds
 */
export const idealTime = (
  tasks: readonly RehearsedTask[],
  sessions: ReadonlyMap<string, number>,
  max: number,
): number => {
  const tails = tailsOf(tasks, sessions);
  let open = tasks.toSorted((one, other) => (tails.get(other.id) ?? 0) - (tails.get(one.id) ?? 0));
  const underWay: UnderWay[] = [];
  const done = new Set<string>();
  for (let now = 0; ;) {
    const task = underWay.length < max ? nextOf(open, done, underWay) : undefined;
    if (task !== undefined) {
      open = open.filter((one) => one !== task);
      underWay.push({ task, until: now + (sessions.get(task.id) ?? 0) });
      continue;
    }
    const [ended] = underWay.toSorted((one, other) => one.until - other.until);
    if (ended === undefined) return now;
    underWay.splice(underWay.indexOf(ended), 1);
    now = ended.until;
    done.add(ended.task.id);
  }
};

/** What a rehearsal is made of, and how much longer than the least possible an ideal list scheduler may take with it. */
type Drawing = {
  readonly count: number;
  readonly ms: number;
  readonly max: number;
  readonly stallMs: number;
  readonly most: number;
  readonly draw: () => number;
};

/** Draws seeds until one leaves room for what is measured, and gives it with those that were passed over. */
export const drawSeed = ({ count, ms, max, stallMs, most, draw }: Drawing) => {
  const passedOver: number[] = [];
  for (;;) {
    const seed = draw();
    const tasks = makeTasks(count, seed, ms);
    const sessions = plannedSessions(tasks, stallMs);
    if (idealTime(tasks, sessions, max) / leastPossible(tasks, sessions, max).least <= most)
      return { seed, passedOver };
    passedOver.push(seed);
  }
};
