/**
 * Coordinate: many tasks at once. It runs what is ready side by side, lands what was accepted one after another, gives
 * up what is untenable without losing anything, and gathers what only a person can do.
 *
 * It decides nothing (`ordersFor` of plan does), and keeps nothing that matters in mind: whatever it does is an event of
 * the ledger, so that one that was killed is simply started again.
 */
export { carryOrders, type CrewTerms } from './carry-orders.ts';
export { coordinate, type Coordinated } from './coordinate.ts';
export { lookOn, type Outlook } from './look-on.ts';
export type { NewestOf, Terms } from './mind.ts';
export { openOrchestrator, type Orchestrator } from './orchestrate.ts';
export type { OrchestratorTerms } from './orchestrator-terms.ts';
export type { Bench } from './children.ts';
