/**
 * The story, one verb a stage. Read this first.
 *
 *   openProject   a repository, its ledger, and who is trusted
 *   admit         a signer says: this repository may be a target
 *   propose       a task file becomes a contract, recorded by its digest
 *   approve       a signer signs exactly that contract, from exactly this base
 *   runTask       a backend carries it out in the jail; the harness captures, checks, seals and judges
 *   review        what changed, what proves it, what is missing
 *   decide        a signer accepts or rejects exactly that verdict
 *   land          the target branch moves, if it still stands where the decision says
 *   verifyBundle  anyone checks the whole chain later; `replay` derives the verdict again
 *
 * Each value carries the digest of the one before, so that changing anything voids everything after it.
 */
export { admit, type AdmitOrder } from './flow/admit.ts';
export { approve, approveRun, type ApproveOrder } from './flow/approve.ts';
export { decide, type DecideOrder } from './flow/decide.ts';
export { land, type Landed } from './flow/land.ts';
export { openProject, readTrust, repositorySettingsPath, type Project } from './flow/project.ts';
export { findTask, listTasks, propose, saveLightTask, type ListedTask, type Proposal } from './flow/propose.ts';
export { findRun, review, type Review } from './flow/review.ts';
export { bundleFolder } from './flow/bundle-folder.ts';
export { runTask, type RunOrder } from './flow/run-task.ts';
export { type Consent } from './flow/sign.ts';
export { findTestCommand } from './flow/test-command.ts';
export { setUpSigner, ownKeyPath, type NewSigner } from './flow/signer.ts';
export { replay, verifyBundle, type BundleCheck } from './flow/verify.ts';
