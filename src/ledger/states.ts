import { TIERS, type Tier } from '#contract';
import { TASK_STATES, type RunState, type TaskState } from '#plan';

const RUN_STATES = [
  'running',
  'sealed',
  'passed',
  'failed',
  'accepted',
  'rejected',
  'landed',
  'closed',
] as const satisfies RunState[];

/** Reads a run's state; a text that is none of them is a run that is over without evidence. */
export const readRunState = (text: string): RunState => RUN_STATES.find((state) => state === text) ?? 'closed';

/** Reads a task's state; a text that is none of them is a task that may not go on. */
export const readTaskState = (text: string): TaskState => TASK_STATES.find((state) => state === text) ?? 'abandoned';

/** Reads a tier; a text that is none of them is the highest. */
export const readTier = (text: string): Tier => TIERS.find((tier) => tier === text) ?? 'HIGH';

/** A column that holds a list of names. A schema library would cost the board more than all it reads. */
export const readNames = (text: string): readonly string[] => {
  const names: unknown = JSON.parse(text);
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw new Error('a list of names in the ledger is none');
  return names;
};
