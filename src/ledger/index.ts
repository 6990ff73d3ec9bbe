/**
 * Ledger: the append-only, hash-chained record of everything that happened, and the authority.
 *
 * The only room that speaks SQL. Every change is one transaction that begins IMMEDIATE: events, the documents they
 * name, and the tables computed from them go in together or not at all. It decides nothing but who was first.
 */
export * from './approvals.ts';
export {
  beginRun,
  beginStep,
  endStep,
  record,
  recordAdmission,
  recordBranch,
  recordCarrying,
  recordDecision,
  recordGateWaiver,
  recordLanding,
  recordRunWaiver,
  recordVerdict,
  type Begun,
  type SignedDecision,
} from './ledger.ts';
export * from './promotions.ts';
export * from './lock.ts';
export * from './open.ts';
export {
  approvedBefore,
  contractWaivers,
  findRuns,
  foreignUses,
  newestAdmission,
  newestContract,
  readDecisions,
  readDocument,
  readEvents,
  readTaskText,
  readRuns,
  runWaivers,
  type ContractRow,
  type EventRow,
  type RunRow,
  type WaiverRow,
} from './read.ts';
export { readBoard } from './read-board.ts';
export * from './verify-chain.ts';
