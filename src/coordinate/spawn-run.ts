import { setTimeout as sleep } from 'node:timers/promises';
import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { findRun, withLock, type Project } from '#flow';
import { now } from '#host';
import { readRuns, recordSpawn, type RunRow } from '#ledger';
import type { Answer } from '#mcp';
import { ordersFor, type Order, type Position } from '#plan';
import { workspacePath } from '#run';
import { startRun, type Child } from './children.ts';
import { leasedTasks } from './leases.ts';
import { withLease } from './look-on.ts';
import type { OrchestratorTerms } from './orchestrator-terms.ts';
import { readPositions, rememberRefusal, type Remembered } from './positions.ts';

/** What an orchestrator's session has begun so far, and what was refused to it a moment ago. */
export type Spawning = {
  readonly terms: OrchestratorTerms;
  readonly remembered: Remembered;
  begun: number;
  /** What it has begun and what has not ended yet. */
  readonly children: Set<Child>;
};

/** The ledger that stays open for as long as a lease of it is held, and the project as it stands now. */
export type Places = { readonly recording: Project; readonly project: Project };
type RunOrder = Order & { readonly kind: 'run' };
type Chosen = { readonly order: RunOrder; readonly position: Position };

const POLL_MS = 100;
/** How long is waited for whoever else is just deciding what to begin. */
const BUSY_MS = 10_000;
/** How long is waited until a run that was begun stands in the ledger. */
const STANDS_MS = 60_000;

const OVER: ReadonlySet<Position['state']> = new Set(['landed', 'superseded', 'abandoned']);

/** Why a task is not begun, by what waits: the words and the command are those of `writ coordinate`. */
const notNow = ({ task, state, run }: Position, waiting: ReturnType<typeof ordersFor>): Result<never> => {
  const remedy = 'writ coordinate --waiting';
  if (OVER.has(state)) return fail('task.waiting', `${task} is ${state}`, { remedy: 'writ board' });
  if (run?.underWay === true)
    return fail('task.waiting', `${task} has a run under way${run.run === '' ? '' : `, ${run.run}`}`, {
      remedy: 'writ session list',
    });
  const waits = waiting.waiting.find((one) => one.task === task);
  if (waits !== undefined)
    return fail('task.waiting', visibleLine(`${task}: ${waits.says}`), { remedy: waits.command ?? remedy });
  const other = waiting.orders.find((one) => one.task === task);
  const says = other === undefined ? 'there is nothing to begin' : `writ coordinate is to ${other.kind} it first`;
  return fail('task.waiting', `${task}: ${says}`, { remedy: 'writ coordinate' });
};

/** What would be begun for a task now, by the very function by which the coordinator goes. */
const choose = async (
  { project }: Places,
  spawning: Spawning,
  task: string,
  isSecondLook = false,
): Promise<Result<Chosen>> => {
  const { terms, remembered, begun } = spawning;
  const standing = await readPositions(project, remembered);
  if (!standing.ok) return standing;
  const leased = await leasedTasks(project);
  if (!leased.ok) return leased;
  const positions = standing.value.positions.map((one) => withLease(one, leased.value));
  const position = positions.find((one) => one.task === task);
  if (position === undefined)
    return fail('usage.unknown', `there is no task “${visibleLine(task)}”`, { remedy: 'writ task list' });
  const { runs, ...limits } = terms.limits;
  const orders = ordersFor(positions, { ...limits, runsLeft: runs - begun, ending: false, only: new Set([task]) });
  const order = orders.orders.find((one) => one.task === task && one.kind !== 'land');
  if (order?.kind === 'run') return ok({ order, position });
  if (order?.kind !== 'finish' || isSecondLook) return notNow(position, orders);
  // Whoever meets a run that was cut off brings it to its end, and sees then what comes after it.
  const finished = await findRun(project, order.run);
  return finished.ok ? choose({ project, recording: project }, spawning, task, true) : finished;
};

/** Does something while nobody else decides what to begin; whoever coordinates all the time is told of at once. */
const alone = async <T>(
  recording: Project,
  signal: AbortSignal,
  work: () => Promise<Result<T>>,
): Promise<Result<T>> => {
  const until = performance.now() + BUSY_MS;
  for (;;) {
    const done = await withLock(recording, 'coordinator', work);
    if (done.ok || done.failures[0].code !== 'coordinator.busy') return done;
    if (signal.aborted || performance.now() > until)
      return fail('coordinator.busy', `writ coordinate is at work, and begins by itself what is ready: ${done.failures[0].message}`); // prettier-ignore
    await sleep(POLL_MS);
  }
};

const begin = async ({ recording, project }: Places, spawning: Spawning, { order }: Chosen): Promise<Result<Child>> => {
  const child = await startRun({ ...recording, settings: project.settings }, spawning.terms, order);
  if (!child.ok) return child;
  spawning.begun += 1;
  const { process: holder } = child.value.background;
  const event = { task: order.task, orchestrator: spawning.terms.name, holder };
  const recorded = await recordSpawn(recording.ledger, event, now());
  if (recorded.ok) {
    spawning.children.add(child.value);
    void child.value.ended.then(() => spawning.children.delete(child.value));
    return child;
  }
  // What is nobody's is not begun.
  child.value.background.end();
  return recorded;
};

const sameProcess = ({ holder }: RunRow, { pid, startedAt }: Child['background']['process']): boolean =>
  holder.pid === pid && holder.startedAt === startedAt;

/** Waits until a run stands in the ledger; null: it has not come so far while anybody waited. */
const standing = async ({ recording }: Places, child: Child, signal: AbortSignal): Promise<Result<RunRow | null>> => {
  const until = performance.now() + STANDS_MS;
  let ended = false;
  void child.ended.then(() => (ended = true));
  for (;;) {
    // Asked before the look: what stood there when it ended is seen by the look after it.
    const isLast = ended || signal.aborted || performance.now() > until;
    const rows = await readRuns(recording.ledger, { task: child.task });
    if (!rows.ok) return rows;
    const row = rows.value.find((one) => sameProcess(one, child.background.process));
    if (row !== undefined) return ok(row);
    if (isLast) return ok(null);
    await sleep(POLL_MS);
  }
};

/**
 * Begins a run of a task, if `writ coordinate` under the same terms would begin it, and waits until it stands in the
 * ledger. Fails with `task.waiting` and what it waits for, and with what the run was refused with.
 */
export const spawnRun = async (
  places: Places,
  spawning: Spawning,
  { task, signal }: { readonly task: string; readonly signal: AbortSignal },
): Promise<Result<Answer>> => {
  const begun = await alone(places.recording, signal, async () => {
    const chosen = await choose(places, spawning, task);
    if (!chosen.ok) return chosen;
    const child = await begin(places, spawning, chosen.value);
    return child.ok ? ok({ ...chosen.value, child: child.value }) : child;
  });
  if (!begun.ok) return begun;
  const { order, position, child } = begun.value;
  spawning.terms.tell(`${task}: begins, by ${order.backend}`);
  const row = await standing(places, child, signal);
  if (!row.ok) return row;
  const answer = { task, backend: order.backend, worktreePath: workspacePath(places.project.repository, task) };
  if (row.value !== null) return ok({ sessionId: row.value.run, ...answer, attempt: row.value.attempt });
  const end = await Promise.race([child.ended, Promise.resolve(null)]);
  if (end?.kind !== 'refused')
    return ok({ sessionId: null, ...answer, says: 'it begins, and is not in the record yet: see dashboard' });
  // Nothing was begun, so nothing of what may be begun is used up.
  spawning.begun -= 1;
  await rememberRefusal(places.recording, spawning.remembered, position, end.refused);
  const { says, command } = end.refused;
  return fail('task.waiting', `${task} was refused: ${says}`, command === null ? {} : { remedy: command });
};
