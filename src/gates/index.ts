/**
 * Gates: one decision a file, over contract and evidence, and `judge`, which asks all that the policy demands.
 *
 * A gate is pure. It executes nothing, reads no clock, and where a part of the evidence is not there it says
 * `missing`, which refuses as `fail` does. An empty list of gates refuses, an error inside a gate refuses.
 */
export type { ChangeEvidence, CitesOfChange, ClaimedCommit } from './change-evidence.ts';
export { againstChanges, changesAsked, changesCited, changesOfContract } from './change-approved.ts';
export { isContractAnchor } from './contract-citation.ts';
export { GATES_OVER_CHANGES, judgeChange } from './judge-change.ts';
export { bootstrapFaults } from './bootstrap-adequate.ts';
export { refusesMoved } from './carried-over.ts';
export { verifiedDecisions } from './decisions.ts';
export { refusalAsJUnit, refusalAsSarif, verdictAsJUnit, verdictAsSarif, type About } from './formats.ts';
export * from './gate.ts';
export { rejudged, type Rejudged } from './rejudged.ts';
export { nextAttempt, remedyFor } from './remedy.ts';
export { itemOutcome, itemProofs, placeOf, proofText, type ItemProof, type ItemTest } from './item-proof.ts';
export * from './judge.ts';
export { JUDGED_BY } from './judged-by.ts';
export type { CarriedEvidence, Currency, LandingEvidence } from './landing-evidence.ts';
export { faultsOfCited } from './cited.ts';
export { uncovered } from './requirements-covered.ts';
export { pinsOf } from './approval-pins.ts';
export { sidestepsIn } from './sidesteps.ts';
export { renderSummary } from './summary.ts';
export { saidOtherwise } from './verdict-present.ts';
export * from './verdict.ts';
export { waivableRefusals, wrongSealedWaivers } from './waivers.ts';
