/**
 * The story, one verb a stage. Read this first.
 *
 *   openProject   a repository, its ledger, and who is trusted; `startRecording` before anything is written
 *   admit         a signer says: this repository may be a target
 *   readPlan      all tasks as a graph: what comes first, what is risky, what may go side by side; it decides nothing
 *   importTasks   task files of other tools become Writ's own, with a report of what they lack
 *   installPackages   what a lockfile asks for is installed by the harness, for checks to use
 *   propose       a task file becomes a contract; `proposeAmendment` makes its next version
 *   approve       a signer signs exactly that contract, from exactly this base, and it is recorded
 *   runTask       a backend carries it out in the jail; the harness captures, checks, seals and judges
 *   resume        a run that was cut off is judged if it was sealed, and made anew if not
 *   review        what changed, what proves it, what is missing
 *   waive         a signer excepts a run from a gate that may be waived; the bundle is judged again
 *   decide        a signer accepts or rejects exactly that verdict
 *   land          the target branch moves, if it still stands where the decision says; or `landOnBranch` puts the result
 *                 on a branch of its own, and `landMerged` sees that somebody has merged it
 *   promote       a protected branch goes forward to where another one stands, over commits that are accounted for
 *   readSpecs     the documents of a checkout and every place in them that a task may cite
 *   scanRules     files, a change or a message are held to the rulebook; `recordRules` signs what is known already
 *   gateChange    a change that nobody ran through Writ, such as a pull request, is judged by the same gates
 *   verifyBundle  anyone checks the whole chain later; `replay` derives the verdict again
 *
 * Each value carries the digest of the one before, so that changing anything voids everything after it.
 */
export { admit, branchToAdmit, type AdmitOrder } from './admit.ts';
export { approvedBackend, proposeAmendment } from './amend.ts';
export { approve, approveRun, type Approved, type ApproveOrder } from './approve.ts';
export { board, type Board } from './board.ts';
export { decide, type DecideOrder } from './decide.ts';
export { beginHeadStart, type HeadStart } from './head-start.ts';
export { land, type Landed, type Moved } from './land.ts';
export { landOnBranch, type Branched } from './land-branch.ts';
export { landMerged } from './land-merged.ts';
export { readPlan, type Plan } from './plan.ts';
export { validatePlan } from './plan-validate.ts';
export { proposeReviews, writeReviews, type ReviewTask } from './plan-reviews.ts';
export { planPromotion, promote, type Promoted, type PromoteOrder } from './promote.ts';
export { installPackages } from './install-packages.ts';
export { openProject, startRecording, type Project } from './project.ts';
export { readTrust } from './trust.ts';
export {
  findTask,
  listTasks,
  propose,
  readLightTask,
  saveLightTask,
  type ListedTask,
  type Proposal,
} from './propose.ts';
export { exportInToto, type Exported } from './export-in-toto.ts';
export { gateChange, type GatedChange, type GateOrder } from './gate-change/gate-change.ts';
export { importTasks, type ImportOrder, type ImportReport } from './import-tasks.ts';
export { findRun, review, type Review } from './review.ts';
export { bundleFolder } from './bundle-folder.ts';
export { resume, type ResumeOrder, type Resumed } from './resume.ts';
export { repositorySettingsPath } from './places.ts';
export { runTask, type RunOrder } from './run-task.ts';
export * from './rules/index.ts';
export {
  abortSession,
  followSession,
  listSessions,
  readSession,
  searchSessions,
  type Found,
  type Session,
} from './sessions.ts';
export { signerOf, type Consent } from './sign.ts';
export { readSpecs, specFailure } from './specs.ts';
export { findTestCommand } from './test-command.ts';
export { setUpSigner, ownKeyPath, type NewSigner } from './signer.ts';
export { verifyPromotions, type VerifiedPromotion } from './verify-promotion.ts';
export { checkBundle, replay, verifyBundle, type BundleCheck } from './verify.ts';
export { checkWaiveOrder, waiveGate, waiveRun, type WaiveOrder, type Waived } from './waive.ts';
