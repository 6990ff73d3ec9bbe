import type { Failure } from '#failure';
import type { TaskState } from './task-state.ts';

/** Says why nothing more may be approved, begun, accepted or landed of a task in this state, or null. */
export const doneRefusal = (task: string, state: TaskState): Failure | null =>
  state === 'landed'
    ? {
        code: 'landing.taken',
        message: `${task} is done: what comes after it is a task of its own`,
        remedy: 'writ task new "What it is about", or: writ run "…"',
      }
    : null;

/** Says why no newer version may take the place of one in this state, or null. */
export const supersedeRefusal = (task: string, version: number, state: TaskState): Failure | null =>
  state === 'accepted'
    ? {
        code: 'decision.taken',
        message: `version ${version} of ${task} is accepted, and its result waits to land`,
        remedy: 'writ land',
      }
    : doneRefusal(task, state);
