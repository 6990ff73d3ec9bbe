/**
 * Ledger: the append-only, hash-chained record of everything that happened, and the authority.
 *
 * The only room that speaks SQL. Every change is one transaction that begins IMMEDIATE: events, the documents they
 * name, and the tables computed from them go in together or not at all. It decides nothing but who was first.
 */
export * from './approvals.ts';
export { REUSED } from './project.ts';
export * from './coordination.ts';
export {
  beginRun,
  beginStep,
  endStep,
  record,
  recordAdmission,
  recordBackend,
  recordBranch,
  recordCarrying,
  recordDecision,
  recordGateWaiver,
  recordLanding,
  recordRunWaiver,
  recordStop,
  recordVerdict,
  type Begun,
  type SignedDecision,
} from './ledger.ts';
export { readHappened } from './happened.ts';
export * from './promotions.ts';
export * from './landings.ts';
export * from './lock.ts';
export * from './open.ts';
export {
  approvedBefore,
  contractWaivers,
  findRuns,
  foreignUses,
  newestAdmission,
  newestSwitches,
  newestContract,
  newestContracts,
  readDecisions,
  readDocument,
  readEvents,
  readTaskText,
  readRuns,
  runWaivers,
  type ContractRow,
  type EventRow,
  type RunRow,
  type SwitchRow,
  type WaiverRow,
} from './read.ts';
export { readBoard } from './read-board.ts';
export { inTurn } from './turn.ts';
export * from './verify-chain.ts';
