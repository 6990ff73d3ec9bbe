/**
 * Gates: one decision a file, over contract and evidence, and `judge`, which asks all that the policy demands.
 *
 * A gate is pure. It executes nothing, reads no clock, and where a part of the evidence is not there it says
 * `missing`, which refuses as `fail` does. An empty list of gates refuses, an error inside a gate refuses.
 */
export type { ChangeEvidence, ClaimedCommit } from './change-evidence.ts';
export { judgeChange } from './judge-change.ts';
export { bootstrapFaults } from './bootstrap-adequate.ts';
export { refusesMoved } from './carried-over.ts';
export { verifiedDecisions } from './decisions.ts';
export { refusalAsJUnit, refusalAsSarif, verdictAsJUnit, verdictAsSarif, type About } from './formats.ts';
export * from './gate.ts';
export { remedyFor } from './remedy.ts';
export { itemProofs, placeOf, type ItemProof } from './item-proof.ts';
export * from './judge.ts';
export type { CarriedEvidence, LandingEvidence } from './landing-evidence.ts';
export { renderSummary } from './summary.ts';
export * from './verdict.ts';
export { waivableRefusals, wrongSealedWaivers } from './waivers.ts';
