import type { Failure } from '#failure';
import type { TaskState } from './task-state.ts';

/** Says why no newer version may take the place of one in this state, or null. */
export const supersedeRefusal = (task: string, version: number, state: TaskState): Failure | null => {
  switch (state) {
    case 'landed':
      return {
        code: 'landing.taken',
        message: `${task} is done: what comes after it is a task of its own`,
        remedy: 'writ task new, or writ run "…"',
      };
    case 'accepted':
      return {
        code: 'decision.taken',
        message: `version ${version} of ${task} is accepted, and its result waits to land`,
        remedy: 'writ land',
      };
    default:
      return null;
  }
};
