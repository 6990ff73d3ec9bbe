/**
 * The story, one verb a stage. Read this first.
 *
 *   openProject   a repository, its ledger, and who is trusted; `startRecording` before anything is written
 *   admit         a signer says: this repository may be a target
 *   switchBackend a signer says which backend works where none is named; none does before
 *   readPlan      all tasks as a graph: what comes first, what is risky, what may go side by side; it decides nothing
 *   importTasks   task files of other tools become Writ's own, with a report of what they lack
 *   installPackages   what a lockfile asks for is installed by the harness, for checks to use
 *   propose       a task file becomes a contract; `proposeAmendment` makes its next version
 *   approve       a signer signs exactly that contract, from exactly this base, and it is recorded
 *   runTask       a backend carries it out in the jail; the harness captures, checks, seals and judges
 *   resume        a run that was cut off is judged if it was sealed, and made anew if not
 *   safeExit      a task that was tried too often is stopped, with a task for whoever finds out why; nothing is deleted
 *   review        what changed, what proves it, what is missing
 *   waive         a signer excepts a run from a gate that may be waived; the bundle is judged again
 *   decide        a signer accepts or rejects exactly that verdict
 *   land          the target branch moves, if it still stands where the decision says; or `landOnBranch` puts the result
 *                 on a branch of its own, and `landMerged` sees that somebody has merged it
 *   promote       a protected branch goes forward to where another one stands, over commits that are accounted for
 *   reportWork    what was done, with what proves it; what was only allowed; `checkReport` holds a text to that
 *   judgePhase    whether a phase can be closed: its tasks, their evidence, the spec, the whole on the tree that landed
 *   renderFiles   the files that others name, from the record; `checkRendered` refuses what is out of step
 *   readSpecs     the documents of a checkout and every place in them that a task may cite
 *   lintApis      descriptions of APIs are held to what operations have to say; `diffApis` says what breaks their users
 *   readChanges   changes of openspec/ as they stand; `approveChange` signs one with its report;
 *                 `archiveChange` makes one part of the specs, or says what it would lose
 *   scanRules     files, a change or a message are held to the rulebook; `recordRules` signs what is known already
 *   gateChange    a change that nobody ran through Writ, such as a pull request, is judged by the same gates
 *   verifyBundle  anyone checks the whole chain later; `replay` derives the verdict again
 *
 * Each value carries the digest of the one before, so that changing anything voids everything after it.
 */
export * from './api/index.ts';
export { activeBackends, namedBackend, refuseUnsignedLogin, switchBackend } from './activate.ts';
export { admit, branchToAdmit, type AdmitOrder } from './admit.ts';
export { approvedTerms, proposeAmendment } from './amend.ts';
export { approve, approveRun, type Approved, type ApproveOrder } from './approve.ts';
export {
  approvalFailures,
  approvalStanding,
  approveChange,
  type ApprovalStanding,
  type ApprovedChange,
} from './changes/approval.ts';
export { archiveChange, type Archived, type ArchiveOrder } from './changes/archive.ts';
export { movedFailure, movedGrounds, type MovedGround } from './changes/ground.ts';
export { keptOfChanges, type ChangeQuestion } from './changes/kept.ts';
export { capabilitiesIn, readChanges, readerOfChanges, touchedAt, type OpenChanges } from './changes/read.ts';
export { beginChange, renewChange, type BegunChange, type NewChange, type Renewed } from './changes/write.ts';
export { board, type Board } from './board.ts';
export { isRecord, programAt } from './board-cache.ts';
export { citedAnchor } from './cited-anchor.ts';
export { lookAtCitesHere, type Early } from './cited-here.ts';
export { decide, type DecideOrder } from './decide.ts';
export { beginHeadStart, type HeadStart } from './head-start.ts';
export { keepLandings } from './keep-landings.ts';
export { land, landUnkept, type Keep, type Landed, type Moved } from './land.ts';
export { landOnBranch, type Branched } from './land-branch.ts';
export { landMerged } from './land-merged.ts';
export { lookAtTasks } from './filed-tasks.ts';
export { keptAnswer } from './kept-answer.ts';
export { planOf, readPlan, type Plan } from './plan.ts';
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
export { elsewhere, forVerifier, whereKept } from './mend-bundle.ts';
export { resume, type ResumeOrder, type Resumed } from './resume.ts';
export { coordinatorFolder, ledgerPath, repositorySettingsPath } from './places.ts';
export { approvalSays } from './run-documents.ts';
export { withLock } from './lock.ts';
export { finishCutOff } from './finish-cut-off.ts';
export { gateReadiness } from './readiness.ts';
export { runTask, type RunOrder } from './run-task.ts';
export * from './rules/index.ts';
export { nextFor, safeExit, type SafeExit } from './safe-exit.ts';
export {
  abortSession,
  followSession,
  listSessions,
  messageSession,
  readSession,
  searchSessions,
  type Found,
  type SessionStanding,
  type Session,
} from './sessions.ts';
export { signerOf, type Consent } from './sign.ts';
export { readSpecs, specFailure } from './specs.ts';
export type { Advice, SoundSpecs, ValidateOrder } from './judge-specs.ts';
export { validateSpecs } from './validate-specs.ts';
export { newDocument, type NumberedKind } from './new-document.ts';
export { renumber, type Renumbered } from './renumber.ts';
export { specDiff, type ChangedAnchor } from './spec-diff.ts';
export { findTestCommand } from './test-command.ts';
export { setUpSigner, signerStands, ownKeyPath, type NewSigner } from './signer.ts';
export { verifyPromotions, type VerifiedPromotion } from './verify-promotion.ts';
export { checkBundle, replay, verifyBundle, type BundleCheck } from './verify.ts';
export { verifyRun } from './verify-run.ts';
export { checkWaiveOrder, waiveGate, waiveRun, type WaiveOrder, type Waived } from './waive.ts';
export { checkReport, reportWork } from './work-report.ts';
export { checkRendered, renderFiles } from './render.ts';
export { judgePhase, listPhases } from './phase.ts';
