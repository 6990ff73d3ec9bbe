import type { Tier, WeakJail } from '#contract';
import { BLOCKER, unblockedBy } from './blocked-task.ts';
import type { PlanTask } from './graph.ts';
import type { PlanState, RunState } from './task-state.ts';

/** What is known of a task: from the ledger, or only from its file. */
export type BoardTask = {
  readonly task: string;
  readonly version: number;
  readonly name: string;
  readonly state: PlanState;
  readonly tier: Tier;
  readonly dependsOn: readonly string[];
  /** The last run, if there is one. */
  readonly run: {
    readonly run: string;
    readonly attempt: number;
    /** How many attempts were approved for what this one is of; absent where it is not known to have come to nothing. */
    readonly attempts?: number;
    readonly state: RunState;
    readonly noChange: boolean;
    /** There where nothing held its work, or nothing that anybody has tested; known once it was judged. */
    readonly jail?: WeakJail;
    /** Whether its process is gone before it came to its end. */
    readonly cutOff?: boolean;
    /** Who has to decide as well before it is accepted. */
    readonly awaits: readonly string[];
    /** The branch of its own that holds the result, or null. */
    readonly branch: string | null;
  } | null;
  readonly since: string | null;
  /** Why it stands still until somebody signs afresh; null: it does not. */
  readonly stopped: string | null;
  /** The file of a draft. */
  readonly draft?: string;
  /** How what it cites read when it was approved; absent where it cites nothing, or nobody has approved it. */
  readonly cites?: readonly { readonly cite: string; readonly digest: string }[];
  /** The commit they were read at then. */
  readonly citedAt?: string;
  /** Where it has landed: the branch, and what that stood at since. */
  readonly landed?: { readonly ref: string; readonly tip: string };
  /** The branch was rewritten or is gone, and does not hold what has landed any more: then it is no more than accepted. */
  readonly lost?: { readonly ref: string; readonly commit: string; readonly isGone: boolean };
};

/** What board and plan have to know of a task file. */
export type FiledTask = Pick<BoardTask, 'task' | 'version' | 'name' | 'tier' | 'dependsOn'> &
  Pick<PlanTask, 'estimate' | 'phase' | 'paths'> & {
    /** Its file cannot be signed yet. */
    readonly draft?: true;
  };

/** A line of the board. */
export type BoardLine = BoardTask & {
  readonly blockedBy: readonly string[];
  readonly unblocks: readonly string[];
  /** Nobody has signed it, and what it is for is over already: why it is not needed. */
  readonly needless?: string;
  readonly next: string | null;
};

/** What follows on an attempt that came to nothing: to run once more helps only where one more was approved. */
const afterAttempt = (task: string, { run, state, attempt, attempts }: NonNullable<BoardTask['run']>): string => {
  const isLast = attempts !== undefined && attempt >= attempts;
  const more = isLast ? `writ amend ${task} --attempts ${attempts + 2}` : `writ run ${task} --backend ID`;
  if (state !== 'failed') return more;
  return isLast ? `writ review ${run}, then: ${more}` : `writ review ${run}`;
};

/** How a branch holds a commit again that it has lost, or that went with it. */
const gettingBack = ({ ref, commit, isGone }: NonNullable<BoardTask['lost']>): string => {
  const short = commit.slice(0, 12);
  return isGone ? `git branch ${ref.replace('refs/heads/', '')} ${short}` : `git merge ${short}`;
};

const nextCommand = ({ task, state, run, draft, lost }: BoardTask): string | null => {
  if (lost !== undefined) return gettingBack(lost);
  if (run?.cutOff === true) return `writ run --resume ${run.run}`;
  switch (state) {
    case 'draft':
      return `writ task validate${draft === undefined ? '' : ` ${draft}`}`;
    case 'backlog':
      return `writ approve ${task}`;
    case 'ready':
      return `writ run ${task} --backend ID`;
    case 'in_progress':
      return run === null || run.state === 'running' ? null : afterAttempt(task, run);
    case 'ready_for_validation':
    case 'validated':
      return run === null ? null : `writ review ${run.run}`;
    case 'accepted':
      if (run === null) return null;
      return run.branch === null
        ? `writ land ${run.run}`
        : `merge ${run.branch.replace('refs/heads/', '')}, then: writ land ${run.run}`;
    default:
      return null;
  }
};

/** What is said of a landing that its branch does not hold any more. */
export const lostText = ({ ref, commit, isGone }: NonNullable<BoardTask['lost']>): string => {
  const how = isGone ? 'is not there any more' : 'does not hold it any more';
  return `landed, and ${ref.replace('refs/heads/', '')} ${how} (${commit.slice(0, 12)})`;
};

/** The tasks of files that the ledger does not know yet. Where two files carry one id, neither is a task. */
export const unseenTasks = (known: readonly BoardTask[], filed: readonly FiledTask[]): readonly BoardTask[] => {
  const ids = new Set(known.map(({ task }) => task));
  const twice = new Set(sharedIds(filed));
  return filed
    .filter(({ task }) => !ids.has(task) && !twice.has(task))
    .map(({ task, version, name, tier, dependsOn, draft }) => ({
      ...{ task, version, name, tier, dependsOn },
      ...{ state: draft === true ? 'draft' : 'backlog', run: null, since: null, stopped: null },
    }));
};

/** The ids that more than one file carries. */
export const sharedIds = (filed: readonly FiledTask[]): readonly string[] => {
  const [seen, shared] = [new Set<string>(), new Set<string>()];
  for (const { task } of filed) (seen.has(task) ? shared : seen).add(task);
  return [...shared];
};

/** What stopped after an attempt that failed fails again as it is: what speaks against it is read first. */
const afterStop = ({ task, run }: BoardTask): string =>
  run?.state === 'failed' ? `writ review ${run.run}, then: writ approve ${task}` : `writ approve ${task}`;

const nextOf = (task: BoardTask, blockedBy: readonly string[]): string | null => {
  if (task.stopped !== null) return afterStop(task);
  return blockedBy.length > 0 ? null : nextCommand(task);
};

const isDone = ({ state }: Pick<BoardTask, 'state'>): boolean =>
  state === 'landed' || state === 'superseded' || state === 'abandoned';

/** For each task that is to unblock another one which is over: why nobody has to find out any more what kept that. */
const needlessIn = (tasks: readonly BoardTask[]): ReadonlyMap<string, string> => {
  const blockers = tasks.filter(({ task, state }) => state === 'backlog' && task.startsWith(BLOCKER));
  if (blockers.length === 0) return new Map();
  const over = new Map(tasks.filter(isDone).map(({ task, state }) => [task, state]));
  return new Map(
    blockers.flatMap(({ task }) => {
      const of = unblockedBy(task).find((one) => over.has(one));
      return of === undefined
        ? []
        : [[task, `${of} ${over.get(of) === 'landed' ? 'has landed' : 'is over'} without it`]];
    }),
  );
};

/** The board: every task with what it waits for, what waits for it, and what to type next (S3-R35, S3-R36). */
export const boardOf = (tasks: readonly BoardTask[]): readonly BoardLine[] => {
  const landed = new Set(tasks.filter(({ state }) => state === 'landed').map(({ task }) => task));
  const needless = needlessIn(tasks);
  const dependents = new Map<string, string[]>();
  for (const { task, dependsOn } of tasks)
    for (const upstream of dependsOn) {
      const there = dependents.get(upstream);
      if (there === undefined) dependents.set(upstream, [task]);
      else there.push(task);
    }
  return tasks.map((task) => {
    const done = isDone(task);
    const why = needless.get(task.task);
    const blockedBy = done ? [] : task.dependsOn.filter((upstream) => !landed.has(upstream));
    const unblocks = done ? [] : (dependents.get(task.task) ?? []);
    if (why === undefined) return { ...task, blockedBy, unblocks, next: nextOf(task, blockedBy) };
    return { ...task, blockedBy, unblocks, needless: why, next: `rm tasks/${task.task}.md` };
  });
};
