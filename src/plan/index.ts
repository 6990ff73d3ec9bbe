/**
 * Plan: what is worth doing and how far it has come: task states and the board, computed from what happened.
 *
 * Pure. It reads no ledger and no file: rows and events are passed in, values come out.
 */
export * from './board.ts';
export { supersedeRefusal } from './may-supersede.ts';
export * from './task-state.ts';
export { decisionRefusal, type WantedDecision } from './who-decides.ts';
