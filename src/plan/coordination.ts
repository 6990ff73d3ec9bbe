import type { Contract } from '#contract';
import type { AfterRuns } from './again.ts';
import { heldPaths, type HeldPaths } from './held-paths.ts';
import { contactText } from './overlap.ts';
import type { PlanState, RunState } from './task-state.ts';

/** Where a task stands at one moment, as far as it matters to who is to do what next. */
export type Position = {
  readonly task: string;
  readonly state: PlanState;
  /** The tasks before it that have not landed. */
  readonly waitsFor: readonly string[];
  /** Why it stands still until somebody signs afresh; null: it does not. */
  readonly stopped: string | null;
  readonly paths: Contract['paths'];
  /** How many tasks stand one behind the other from here to the end, itself included. */
  readonly chain: number;
  /** The branch its result is for, and where that stands; null where it is not there. */
  readonly targetRef: string;
  readonly target: string | null;
  /** What was signed for it, by everybody who has to; null: not all of that. */
  readonly approval: Approval | null;
  /** What comes after the runs under that approval, and how many there were. */
  readonly after: AfterRuns;
  readonly used: number;
  readonly run: LastRun | null;
  /** What it was refused with when it was last tried and nothing came of it, and what to type; null: it was not. */
  readonly refused: Refused | null;
  /** It has landed, and its branch does not hold it any more: what to say of that, and what to type. */
  readonly lost?: Refused;
};

export type Approval = {
  readonly base: string;
  /** Whether a run may begin where the target stands by then. */
  readonly ifMoved: boolean;
  /** The only backend it is for; null: any. */
  readonly backend: string | null;
  readonly attempts: number;
};

/** The last run of a task. */
export type LastRun = {
  readonly run: string;
  readonly state: RunState;
  readonly backend: string;
  /** The commit it began at. */
  readonly base: string;
  /** Whether its process is at work. */
  readonly underWay: boolean;
  /** Whether its process is gone before it came to its end. */
  readonly cutOff: boolean;
  readonly noChange: boolean;
  readonly awaits: readonly string[];
  /** The branch of its own that holds the result, or null. */
  readonly branch: string | null;
  /** Whether it may land where the target has moved to as well. */
  readonly movable: boolean;
  /** Why its agent said that it cannot go on without a person; null: it did not, or somebody has signed afresh since. */
  readonly stuck: string | null;
};

export type Refused = { readonly says: string; readonly command: string | null };

/** How much may go on at once, and how much at all. */
export type Limits = {
  readonly max: number;
  /** The same for single backends. */
  readonly each: ReadonlyMap<string, number>;
  /** Who carries out what is signed for any backend; null: nobody. */
  readonly backend: string | null;
  /** How many runs may still be begun. */
  readonly runsLeft: number;
  /** Nothing new is begun any more. */
  readonly ending: boolean;
  /** The only tasks that are asked for; absent: all. What others have begun keeps its place all the same. */
  readonly only?: ReadonlySet<string>;
};

/** What the coordinator is to do now. */
export type Order =
  | { readonly kind: 'finish'; readonly task: string; readonly run: string }
  | { readonly kind: 'run'; readonly task: string; readonly backend: string }
  | { readonly kind: 'land'; readonly task: string; readonly run: string }
  | { readonly kind: 'exit'; readonly task: string; readonly run: string; readonly because: string };

/** What only a person can do, and the command for it; or what something waits for otherwise. */
export type Waits = {
  readonly task: string;
  readonly run: string | null;
  readonly kind:
    | 'draft'
    | 'approve'
    | 'stopped'
    | 'decide'
    | 'amend'
    | 'refused'
    | 'merge'
    | 'backend'
    | 'held'
    | 'before'
    | 'limit';
  readonly says: string;
  readonly command: string | null;
};

export type Orders = {
  readonly orders: readonly Order[];
  /** In the order of ids, what needs a person and what waits for other tasks. */
  readonly waiting: readonly Waits[];
  readonly underWay: number;
};

const OVER: ReadonlySet<PlanState> = new Set(['landed', 'superseded', 'abandoned']);

/** The run whose result waits to land, or null. */
const landableRun = ({ state, run }: Position): LastRun | null =>
  state === 'accepted' && run?.state === 'accepted' && run.branch === null ? run : null;

type Said = Omit<Waits, 'task'>;
const says = (kind: Waits['kind'], sentence: string, command: string | null, run: string | null = null): Said => ({
  ...{ kind, says: sentence, command, run },
});

/** Whether what was signed is for a place where the target does not stand any more, and for no other. */
const isOutdated = ({ approval, target }: Position): boolean =>
  approval !== null && !approval.ifMoved && approval.base !== target;

/** What keeps a task from being run now that no other task is to blame for, or null. */
const lacks = (position: Position): Said | null => {
  const { task, state, approval, targetRef, target, after, used, refused, stopped, run } = position;
  if (stopped !== null) return says('stopped', stopped, `writ approve ${task}`);
  if (state === 'draft') return says('draft', 'its task file cannot be signed yet', 'writ task validate');
  if (approval === null)
    return refused === null
      ? says('approve', 'its contract is not signed', `writ approve ${task}`)
      : says('refused', refused.says, refused.command);
  const branch = targetRef.replace('refs/heads/', '');
  if (target === null) return says('refused', `there is no branch ${branch} any more`, `git branch ${branch} COMMIT`, run?.run); // prettier-ignore
  if (isOutdated(position))
    return says('approve', `${branch} has moved since it was signed`, `writ approve ${task} --if-moved`, run?.run);
  if (run?.stuck != null)
    return says('refused', `its agent cannot go on: ${run.stuck}`, `writ review ${run.run}`, run.run);
  // One that was accepted and could not land counts as an attempt too.
  if (after.kind === 'used-up' || (after.kind === 'enough' && used >= approval.attempts))
    return says('amend', `all ${approval.attempts} attempts are used`, `writ amend ${task} --attempts ${approval.attempts + 2}`, run?.run); // prettier-ignore
  return refused === null ? null : says('refused', refused.says, refused.command, run?.run);
};

/** What is to be decided about a run by a person, or null. */
const asksPerson = ({ state, run, target, lost }: Position): Said | null => {
  if (lost !== undefined) return says('merge', lost.says, lost.command, run?.run);
  if (run === null) return null;
  if (state === 'validated') {
    const moved = run.base === target ? '' : ' --if-moved';
    const by = run.awaits.length === 0 ? '' : `, by ${run.awaits.join(', then ')}`;
    return says('decide', `passed${run.noChange ? ' with NO-CHANGE' : ''}, and waits for a decision${by}`, `writ accept ${run.run}${moved}`, run.run); // prettier-ignore
  }
  if (state === 'accepted' && run.branch !== null)
    return says('merge', `its result is on ${run.branch.replace('refs/heads/', '')}, to be merged`, `writ land ${run.run}`, run.run); // prettier-ignore
  return state === 'ready_for_validation' ? says('refused', 'sealed, and not judged', `writ review ${run.run}`, run.run) : null; // prettier-ignore
};

/** Whether a task has made something that nobody else may build beside: it is not on the target yet. */
const holds = ({ state, run, stopped }: Position): boolean =>
  run !== null &&
  stopped === null &&
  (run.underWay || run.cutOff || state === 'ready_for_validation' || state === 'validated' || state === 'accepted');

type Landable = Position & { readonly run: LastRun };
type Sorted = {
  readonly orders: Order[];
  readonly waiting: Waits[];
  readonly landable: Landable[];
  readonly startable: Position[];
};

/** What there is to do about a task that nobody works on: to be landed, run, given up, or waited for. */
const sort = (position: Position, into: Sorted): void => {
  const { task, run, waitsFor } = position;
  const wait = (said: Said): void => void into.waiting.push({ task, ...said });
  const landable = landableRun(position);
  if (landable !== null) {
    if (position.refused === null) into.landable.push({ ...position, run: landable });
    else wait(says('refused', position.refused.says, position.refused.command, landable.run));
    return;
  }
  const asked = asksPerson(position);
  if (asked !== null) return wait(asked);
  if (waitsFor.length > 0) return wait(says('before', `waits for ${waitsFor.join(', ')}`, null));
  const { stopped, after } = position;
  if (stopped === null && after.kind === 'safe-exit' && run !== null)
    return void into.orders.push({ kind: 'exit', task, run: run.run, because: after.because });
  const lacking = lacks(position);
  if (lacking === null) into.startable.push(position);
  else wait(lacking);
};

/** What was begun is finished first; then what has the longest chain behind it. */
const byUrgency = (a: Position, b: Position): number =>
  Number(b.state === 'in_progress') - Number(a.state === 'in_progress') ||
  b.chain - a.chain ||
  (a.task < b.task ? -1 : 1);

/** Begins what may go beside what is under way, and with each other, as far as there is room. */
const begin = (
  { orders, waiting, startable }: Sorted,
  limits: Limits,
  { held, underWay, busy }: { readonly held: HeldPaths; readonly underWay: number; readonly busy: Map<string, number> },
): void => {
  let room = limits.ending ? 0 : Math.min(limits.max - underWay, limits.runsLeft);
  for (const { task, approval, paths, state } of startable.toSorted(byUrgency)) {
    const wait = (said: Said): void => void waiting.push({ task, ...said });
    if (limits.only?.has(task) === false) {
      wait(says('limit', 'nobody has asked for it', null));
      if (state === 'in_progress') held.hold({ task, paths });
      continue;
    }
    const backend = approval?.backend ?? limits.backend;
    if (backend === null) {
      wait(says('backend', 'no backend is named for it', 'writ coordinate --backend ID'));
      continue;
    }
    // Where there is no room, whom it may meet is of no matter: to find out takes the longest of all.
    const by = room <= 0 ? null : held.heldBy({ task, paths });
    if (by !== null) {
      wait(says('held', `not beside ${by.task}: both may change ${contactText(by.contact)}`, null));
      continue;
    }
    const its = busy.get(backend) ?? 0;
    if (room <= 0 || its >= (limits.each.get(backend) ?? limits.max)) {
      wait(says('limit', limits.runsLeft <= 0 ? 'no more runs may be begun' : 'waits for room', null));
      // What it has begun with is its own meanwhile.
      if (state === 'in_progress') held.hold({ task, paths });
      continue;
    }
    room -= 1;
    busy.set(backend, its + 1);
    held.hold({ task, paths });
    orders.push({ kind: 'run', task, backend });
  }
};

/** What may land at this place of the target alone comes first; then what sets free the longest chain. */
const byHurry = (a: Landable, b: Landable): number =>
  Number(a.run.movable) - Number(b.run.movable) || b.chain - a.chain || (a.task < b.task ? -1 : 1);

/** Whether work goes on, or could, under an approval for the place where its target stands now, and for no other. */
const isBound = ({ approval, target }: Position): boolean =>
  approval !== null && !approval.ifMoved && approval.base === target;

/**
 * What is to be done now, and what waits. It keeps nothing in mind: the same positions give the same orders, so that a
 * coordinator that was killed goes on where it was.
 *
 * A landing waits for no run that may begin further on: what landed during a run is accounted for when it ends. But it
 * would put an approval for one place of the target out of date. So whatever is signed like that is begun first, and
 * ended; then what was accepted lands, one after another.
 */
export const ordersFor = (positions: readonly Position[], limits: Limits): Orders => {
  const sorted: Sorted = { orders: [], waiting: [], landable: [], startable: [] };
  const held = heldPaths();
  const busy = new Map<string, number>();
  let underWay = 0;
  const bound = new Set<string>();
  for (const position of positions) {
    if (OVER.has(position.state)) continue;
    const { run } = position;
    if (holds(position)) held.hold(position);
    if (run?.underWay === true) {
      underWay += 1;
      if (isBound(position)) bound.add(position.targetRef);
      busy.set(run.backend, (busy.get(run.backend) ?? 0) + 1);
    } else if (run?.cutOff !== true) sort(position, sorted);
    else if (position.refused === null) sorted.orders.push({ kind: 'finish', task: position.task, run: run.run });
    else sorted.waiting.push({ task: position.task, ...says('refused', position.refused.says, position.refused.command, run.run) }); // prettier-ignore
  }
  begin(sorted, limits, { held, underWay, busy });
  const begun = new Set(sorted.orders.flatMap(({ kind, task }) => (kind === 'run' ? [task] : [])));
  for (const one of sorted.startable) if (begun.has(one.task) && isBound(one)) bound.add(one.targetRef);
  const isFinishing = sorted.orders.some(({ kind }) => kind === 'finish');
  for (const { task, run, targetRef } of sorted.landable.toSorted(byHurry))
    if (!limits.ending && !isFinishing && !bound.has(targetRef))
      sorted.orders.push({ kind: 'land', task, run: run.run });
    else sorted.waiting.push({ task, ...says('limit', 'accepted, and lands when what is under way has ended', null, run.run) }); // prettier-ignore
  const byTask = (a: Waits, b: Waits): number => (a.task < b.task ? -1 : a.task > b.task ? 1 : 0);
  return { orders: sorted.orders, waiting: sorted.waiting.toSorted(byTask), underWay };
};

/** Whether a person is needed: everything else goes on by itself. */
export const needsPerson = ({ kind }: Waits): boolean => kind !== 'held' && kind !== 'before' && kind !== 'limit';
