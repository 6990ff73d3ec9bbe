import type { WritEvent } from '#events';

/** The states of a task, in the order of the flow (PRODUCT: The flow; S3-R31). `blocked` is laid over any of them. */
export const TASK_STATES = [
  'backlog',
  'ready',
  'in_progress',
  'ready_for_validation',
  'validated',
  'accepted',
  'landed',
  'superseded',
  'abandoned',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

/** The states in a plan: a draft is a task file that nobody could sign yet, and that no ledger knows. */
export const PLAN_STATES = ['draft', ...TASK_STATES] as const;
export type PlanState = (typeof PLAN_STATES)[number];

/** The state of a contract version after an event about it. FAIL and reject give the task back to the next attempt. */
export const stateAfter = (state: TaskState, event: WritEvent): TaskState => {
  if (state === 'superseded' || state === 'abandoned' || state === 'landed') return state;
  switch (event.kind) {
    case 'contract.recorded':
      return 'backlog';
    case 'contract.approved':
      return event.awaits.length === 0 ? 'ready' : 'backlog';
    case 'run.started':
      return 'in_progress';
    case 'run.sealed':
      return 'ready_for_validation';
    case 'run.judged':
      return event.result === 'PASS' ? 'validated' : 'in_progress';
    case 'run.waived':
      // Another run of the task may have come further meanwhile.
      return event.result === 'PASS' && state === 'in_progress' ? 'validated' : state;
    case 'run.decided':
      if (event.outcome === 'reject') return 'in_progress';
      if (event.awaits.length > 0) return state;
      // What changes nothing is on the target already: the task ends without a landing.
      return event.noChange ? 'landed' : 'accepted';
    case 'landing.refused':
      return state === 'accepted' ? 'in_progress' : state;
    case 'run.landed':
      return 'landed';
    default:
      return state;
  }
};

/** The states of a run. `closed` ended without evidence. */
export type RunState = 'running' | 'sealed' | 'passed' | 'failed' | 'accepted' | 'rejected' | 'landed' | 'closed';

/** The state of a run after an event about it. */
export const runStateAfter = (state: RunState, event: WritEvent): RunState => {
  switch (event.kind) {
    case 'run.sealed':
      return 'sealed';
    case 'run.judged':
    case 'run.waived':
      return event.result === 'PASS' ? 'passed' : 'failed';
    case 'run.decided':
      return event.outcome === 'reject' ? 'rejected' : event.awaits.length === 0 ? 'accepted' : state;
    case 'run.landed':
      return 'landed';
    case 'run.closed':
      return 'closed';
    default:
      return state;
  }
};
