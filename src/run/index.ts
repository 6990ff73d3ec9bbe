/**
 * Run: one attempt at one approved contract by one backend: workspace, jail, capture, checks, seal, verdict.
 *
 * It acts and decides nothing: what a run was worth is for the gates, over the bundle this room leaves behind.
 * Every step is in the step log before it is begun and after it has ended.
 */
export { beginAhead, type Ahead } from './ahead.ts';
export { approvedContract, type ApprovedContract, type Order } from './approved-contract.ts';
export {
  afterFile,
  MOST_WAIVERS,
  tellAfter,
  type AfterFiles,
  type VerdictChain,
  type WaivedLink,
} from './after-files.ts';
export { backendsHere, resolveBackend, type Backend, type BackendHere } from './backends/resolve.ts';
export { briefOf } from './brief.ts';
export { checkCarried, sealCarried } from './carry.ts';
export { openCheckFolders } from './check-folders.ts';
export { runCheck } from './checks.ts';
export { refuseUnable } from './check-tools.ts';
export { carryOut, type Means, type RunEnd } from './carry-out.ts';
export { lookAtDependencies } from './dependencies/in-result.ts';
export { examine, type Examinable, type Examined } from './examine.ts';
export { backendRecord } from './execute.ts';
export { howEnded } from './session/how-ended.ts';
export { usageIn, type Usage } from './context-use.ts';
export { removeHomes } from './homes.ts';
export { earlierSession } from './earlier-session.ts';
export { digestOfFile } from './program-digest.ts';
export { loadSources } from './proof/syntax.ts';
export {
  asUsed,
  openPackages,
  settleBase,
  type Packages,
  type PackagesPlace,
  type Settled,
} from './dependencies/packages.ts';
export { examinePackages, packagesFolder } from './dependencies/package-cache.ts';
export { settledLook } from './settled-checkout.ts';
export { judgeSealed, signedVerdict, verdictStatement, type SealedRun } from './judge-sealed.ts';
export {
  bundlePaths,
  carryingFolder,
  keepCarried,
  keepRunRef,
  layCarried,
  newRunId,
  readAfter,
  readBundle,
  readCarriedFiles,
  readDecisionFiles,
  readSealed,
  readVerdicts,
  removeCarried,
  removeLeftAfter,
  runFolder,
  runRef,
  writeAfter,
  writeDecisions,
  writeWaived,
  type BundleFiles,
  type BundlePaths,
} from './run-folder.ts';
export { leaveWord, WORD_BYTES } from './inbox.ts';
export { askToAbort, HARNESS, livePlace, removeLive } from './live.ts';
export { alertsIn, followSessionLog, newestEvents, readSessionLog } from './session-log.ts';
export { lookAtResult } from './rules-look.ts';
export { outputsOfProof, proofEvidence } from './seal-run.ts';
export { citationsIn, digestsOf, lookAtCited, lookAtSpecsOf, placesOf } from './spec-look.ts';
export { proposedAt, type Proposed } from './proposed-at.ts';
export { specsAt } from './specs-at.ts';
export { searchResult } from './secrets/in-result.ts';
export { loadedByProduct } from './proof/loaded.ts';
export { prove, type Proved, type ProofPlace } from './proof/prove.ts';
export { readChecks } from './proof/read-checks.ts';
export type { Reviewer } from './attempt.ts';
export { refuseUnheld } from './jail-kind.ts';
export { refuseReviewer } from './review-result.ts';
export { isCoverageAsked, runChecks } from './run-checks.ts';
export { lineOf, watchSecrets, type SecretWatch } from './secrets/watch.ts';
export { toolFor } from './tools.ts';
export { providedFolders, retireWorkspace, USUALLY_PROVIDED, workspacePath } from './workspace.ts';
export { refuseWorkspaces } from './workspaces-place.ts';
