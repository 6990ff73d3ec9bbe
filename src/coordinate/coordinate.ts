import { setTimeout as sleep } from 'node:timers/promises';
import { fail, ok, remedyOf, type Result } from '#failure';
import { findRun, keepLandings, openProject, safeExit, startRecording, withLock } from '#flow';
import { callShells, dismissShells } from '#host';
import { sinceThen } from '#ledger';
import { needsPerson, ordersFor, type Order, type Orders, type Position, type Waits } from '#plan';
import { newestEvents } from '#run';
import { callCrew, type Crew } from './crew.ts';
import { beginLanding, keepBeside } from './landing.ts';
import { leasedTasks } from './leases.ts';
import { withLease } from './look-on.ts';
import { stopsEverything, type Failures, type Mind, type Terms } from './mind.ts';
import { nothingRemembered, readPositions, rememberRefusal, type Standing } from './positions.ts';
import { endStalled } from './stalled.ts';

/** What it came to. */
export type Coordinated = {
  readonly begun: number;
  readonly landed: readonly string[];
  readonly exits: readonly { readonly task: string; readonly blocker: string }[];
  readonly waiting: readonly Waits[];
  /** Tasks that have not come to their end. */
  readonly open: number;
};

/** How long it waits before it looks again, where nothing told it to: for other processes, and for people. */
const POLL_MS = 1000;
/** So often it asks the ledger whether somebody else has done something. */
const GLANCE_MS = 100;

const crewOf = async ({ project, terms, crews }: Mind): Promise<Result<Crew>> => {
  const last = crews.at(-1);
  if (last !== undefined && !last.isSpent()) return ok(last);
  const called = await callCrew(project, terms);
  if (called.ok) crews.push(called.value);
  return called;
};

const begin = async (
  mind: Mind,
  order: Order & { readonly kind: 'run' },
  position: Position,
): Promise<Result<null>> => {
  const { project, terms, remembered, begunRuns } = mind;
  const crew = await crewOf(mind);
  if (!crew.ok) return crew;
  const run = await crew.value.begin(order);
  if (!run.ok) return run;
  mind.begun += 1;
  terms.tell(`${order.task}: attempt ${position.used + 1} of ${position.approval?.attempts ?? 1} begins, by ${order.backend}`); // prettier-ignore
  const heed = async (): Promise<void> => {
    const end = await run.value.ended;
    if (end.kind === 'refused') {
      // Nothing was begun, so nothing of what may be begun is used up.
      mind.begun -= 1;
      await rememberRefusal(project, remembered, position, end.refused);
    }
    begunRuns.delete(order.task);
    terms.tell(`${order.task}: ${end.kind === 'ran' ? end.says : `refused: ${end.refused.says}`}`);
  };
  begunRuns.set(order.task, heed());
  return ok(null);
};

const exiting = async (mind: Mind, { task, because }: Order & { readonly kind: 'exit' }): Promise<Result<null>> => {
  const { project, terms, exits } = mind;
  const exit = await safeExit(project, task, because);
  if (!exit.ok) return exit;
  exits.push({ task, blocker: exit.value.blocker });
  terms.tell(`${task}: stopped: ${because}; ${exit.value.file} is for finding out why, and nothing was deleted`);
  return ok(null);
};

/** One run that cannot be finished stops its task alone; nothing goes on without the ledger or the disk. */
const notFinished = async (
  { project, terms, remembered }: Mind,
  position: Position,
  failures: Failures,
): Promise<Result<null>> => {
  const [first] = failures;
  if (stopsEverything(first.code)) return { ok: false, failures };
  terms.tell(`${position.task}: refused: ${first.message}`);
  await rememberRefusal(project, remembered, position, { says: first.message, command: remedyOf(first) });
  return ok(null);
};

/** Does what was ordered. Runs go on by themselves; everything else is over when this is. */
const carryOut = async (mind: Mind, standing: Standing, order: Order): Promise<Result<null>> => {
  const position = standing.positions.find(({ task }) => task === order.task);
  if (position === undefined) return fail('bug', `there is no task ${order.task}`);
  switch (order.kind) {
    case 'run':
      return begin(mind, order, position);
    case 'land':
      beginLanding(mind, order, position);
      return ok(null);
    case 'exit':
      return exiting(mind, order);
    default: {
      const row = await findRun(mind.project, order.run);
      if (!row.ok) return notFinished(mind, position, row.failures);
      mind.terms.tell(`${order.task}: run ${order.run} was cut off; it is ${row.value.state} now`);
      return ok(null);
    }
  }
};

/** Waits until a run or a landing has ended, somebody has decided something or wants it to stop, or it is time to look again. */
const waitForSomething = async ({
  begunRuns,
  landing,
  keeping,
  looked,
  project: { ledger },
  terms: { ending, ended },
}: Mind): Promise<void> => {
  const all = [...begunRuns.values(), ...(landing === null ? [] : [landing]), ...keeping];
  const controller = new AbortController();
  const stop = AbortSignal.any([
    controller.signal,
    ...(ending.aborted ? [] : [ending]),
    ...(ended.aborted ? [] : [ended]),
  ]);
  const slept = async (): Promise<void> => {
    const until = performance.now() + POLL_MS;
    while (!stop.aborted && performance.now() < until) {
      await sleep(GLANCE_MS, undefined, { signal: stop }).catch(() => {});
      const since = await sinceThen(ledger, looked);
      if (!since.ok || since.value.matters) return;
    }
  };
  await Promise.race([slept(), ...all]);
  controller.abort();
};

type Round = { readonly orders: Orders; readonly standing: Standing; readonly isIdle: boolean };

const round = async (mind: Mind): Promise<Result<Round>> => {
  const { project, terms, begunRuns, remembered } = mind;
  // What lands while everything is read may seem to wait for it still.
  const isLanding = mind.landing !== null;
  if (mind.fault !== null) return { ok: false, failures: mind.fault };
  const end = await sinceThen(project.ledger, null);
  if (!end.ok) return end;
  mind.looked = end.value.seq;
  const standing = await readPositions(project, remembered);
  if (!standing.ok) return standing;
  const leased = await leasedTasks(project);
  if (!leased.ok) return leased;
  const busy = new Set([...leased.value, ...begunRuns.keys()]);
  const positions = standing.value.positions.map((one) => withLease(one, busy));
  const { runs, ...limits } = terms.limits;
  const orders = ordersFor(positions, { ...limits, runsLeft: runs - mind.begun, ending: terms.ending.aborted });
  terms.show(positions, orders, (run) => newestEvents(project.repository, run));
  // What a person has begun is that person's to end.
  endStalled(project, positions.filter(({ task }) => busy.has(task)), terms); // prettier-ignore
  for (const order of orders.orders) {
    if (order.kind === 'land' && isLanding) continue;
    const done = await carryOut(mind, { ...standing.value, positions }, order);
    if (!done.ok) return done;
    if (terms.ending.aborted && order.kind !== 'run') break;
  }
  const isIdle = orders.underWay + orders.orders.length + mind.keeping.size === 0 && mind.landing === null;
  return ok({ orders, standing: standing.value, isIdle });
};

/** Says once what waits for a person, where that person is waited for. */
const tellWaiting = ({ terms, told }: Mind, { waiting }: Orders): void => {
  for (const { task, says, command } of waiting.filter(needsPerson)) {
    const sentence = `${task}: ${says}${command === null ? '' : `: ${command}`}`;
    if (told.has(sentence)) continue;
    told.add(sentence);
    terms.tell(sentence);
  }
};

const isOpen = ({ state }: Position): boolean => state !== 'landed' && state !== 'superseded' && state !== 'abandoned';

const endAll = ({ crews }: Pick<Mind, 'crews'>): void => {
  for (const crew of crews) crew.end();
};

const goOn = async (mind: Mind): Promise<Result<Coordinated>> => {
  for (;;) {
    if (mind.terms.ended.aborted) endAll(mind);
    const done = await round(mind);
    if (!done.ok) return done;
    const { orders, standing, isIdle } = done.value;
    const open = standing.positions.filter(isOpen).length;
    const { begun, landed, exits, terms } = mind;
    // Whoever is to end does not wait for what others have under way.
    const isEnded = terms.ended.aborted && mind.begunRuns.size === 0 && mind.landing === null;
    if (isEnded || (isIdle && (terms.ending.aborted || !terms.watch || open === 0)))
      // What failed while all of this was read is no less in the way.
      return mind.fault === null
        ? ok({ begun, landed, exits, waiting: orders.waiting, open })
        : { ok: false, failures: mind.fault };
    if (terms.watch) tellWaiting(mind, orders);
    // What goes on by itself is waited for; after anything else it looks at once.
    if (orders.orders.every(({ kind }) => kind === 'run' || kind === 'land')) await waitForSomething(mind);
  }
};

/**
 * Runs what is ready side by side, lands what was accepted, and goes on until nothing can be done without a person. All
 * runs go on in one process beside this one, which outlives it where it is killed. One coordinates at a time: fails
 * with `coordinator.busy` where another one does, and with what is wrong with the plan, the ledger or the machine.
 */
export const coordinate = async (cwd: string, terms: Terms): Promise<Result<Coordinated>> => {
  const looked = await openProject(cwd);
  if (!looked.ok) return looked;
  const project = await startRecording(looked.value);
  await looked.value.close();
  if (!project.ok) return project;
  // A landing asks git some fifty times, and each look at where everything stands twice: shells start it for less.
  callShells();
  const mind: Mind = {
    ...{ project: project.value, terms, remembered: nothingRemembered(), crews: [], begunRuns: new Map() },
    ...{ landed: [], exits: [], told: new Set(), begun: 0, landing: null, keeping: new Set(), fault: null, looked: 0 },
  };
  try {
    return await withLock(project.value, 'coordinator', () => {
      // One that was killed may not have come to it.
      keepBeside(mind, 'something', () => keepLandings(project.value));
      return goOn(mind);
    });
  } finally {
    // Whatever went wrong here, what was begun comes to its end, sooner if asked; the next one finds it in the ledger.
    if (terms.ended.aborted) endAll(mind);
    terms.ended.addEventListener('abort', () => endAll(mind), { once: true });
    await Promise.allSettled([mind.landing, ...mind.begunRuns.values()]);
    await Promise.allSettled(mind.keeping);
    await Promise.all(mind.crews.map(({ dismiss }) => dismiss()));
    await Promise.all([dismissShells(), project.value.close()]);
  }
};
