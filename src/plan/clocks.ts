import type { BoardLine } from './board.ts';
import type { PlanState } from './task-state.ts';

/** How long a task may stand in a state before somebody has to look, and what usually keeps it there (S3-R34). */
const CLOCKS: Partial<Record<PlanState, { readonly days: number; readonly usually: string }>> = {
  backlog: { days: 5, usually: 'what it waits for, or nobody has put it first' },
  ready: { days: 10, usually: 'nobody is free to do it' },
  in_progress: { days: 30, usually: 'it has grown' },
  ready_for_validation: { days: 3, usually: 'those who decide have too much to look at' },
  validated: { days: 3, usually: 'those who decide have too much to look at' },
};

const DAY_MS = 86_400_000;

/** A task that has stood still for longer than its state allows. */
export type Overdue = { readonly days: number; readonly allowed: number; readonly usually: string };

/**
 * Whether a task is overdue, or null. A task that only its file knows of has no clock: nothing says since when it is there.
 *
 * @param now the moment, in ISO 8601
 */
export const overdue = ({ state, since }: Pick<BoardLine, 'state' | 'since'>, now: string): Overdue | null => {
  const clock = CLOCKS[state];
  if (clock === undefined || since === null) return null;
  const days = (Date.parse(now) - Date.parse(since)) / DAY_MS;
  // A moment that cannot be read is no reason to be quiet.
  if (days <= clock.days) return null;
  return { days: Math.floor(days), allowed: clock.days, usually: clock.usually };
};

/** Until when a task may stand in its state, as a day; or null. */
export const dueOn = ({ state, since }: Pick<BoardLine, 'state' | 'since'>): string | null => {
  const clock = CLOCKS[state];
  if (clock === undefined || since === null) return null;
  return new Date(Date.parse(since) + clock.days * DAY_MS).toISOString().slice(0, 'YYYY-MM-DD'.length);
};

/** An overdue task in a sentence. */
export const overdueText = ({ days, allowed, usually }: Overdue): string =>
  `overdue: ${days} days, ${allowed} are allowed; usually ${usually}`;
