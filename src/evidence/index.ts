/**
 * What a run left behind, sealed and read back: chains, manifest, bundle, test reports, and the report for people.
 * Values in, values out: files come as bytes, the moment and the trust are passed in. It decides nothing: what is
 * wrong is told in `seal.failures` and `problems`, and the gates refuse. It may not read a clock, a disk or a key store.
 */
export * from './freshness.ts';
export * from './run-evidence.ts';
export { asCarried, CARRIED_FILE, CARRIED_VERDICT_FILE, readCarried, type Carried } from './carried.ts';
export {
  chainHead,
  chainText,
  openChain,
  verifyChain,
  type Chain,
  type ChainEvent,
  type ChainFacts,
  type ChainHead,
} from './chain.ts';
export {
  manifestPayload,
  parseManifest,
  MANIFEST_PAYLOAD_TYPE,
  type ChainClaim,
  type Manifest,
  type RunFacts,
} from './manifest.ts';
export {
  CHAINED_FILES,
  checkFiles,
  DIGESTS_FILE,
  earlierApprovalFile,
  isSealedPath,
  MANIFEST_FILE,
  REQUIRED_FILES,
  sealBundle,
  SUPERSEDED_FILE,
  listFiles,
  verifyFiles,
  verifySeal,
  waiverPath,
  type SealedFiles,
} from './bundle.ts';
export {
  DEPENDENCIES_FILE,
  lockChange,
  type DependencyRecord,
  type LockChange,
  type LockedChange,
  type LockSide,
  type LockState,
  type LookedUp,
  type ManifestChange,
  type UsedPackages,
} from './dependency-record.ts';
export { ecosystemOf, isAbout, readAdvisory, type Advisory } from './locks/advisories.ts';
export { isOtherThan, isStrong } from './locks/digests.ts';
export { isFetched, type Locked, type LockedPackages } from './locks/locked.ts';
export { BINDING, installScripts, startsWhenFetched, type Starting } from './locks/install-scripts.ts';
export {
  countAsked,
  hasWorkspaces,
  nameOfManifest,
  npmDifferences,
  readNpmLock,
  type NpmLock,
} from './locks/npm-lock.ts';
export { addressesAsked, addressesLocked } from './locks/npm-specs.ts';
export { pnpmDifferences } from './locks/pnpm-importers.ts';
export { addressesIn, readPnpmProject, type PnpmLock } from './locks/pnpm-lock.ts';
export { manifestSettings, workspaceSettings, type PnpmSettings } from './locks/pnpm-settings.ts';
export { isLockfile, isNpmManifest, isPnpmSettings, manifestOf, readLock } from './locks/read-lock.ts';
export { readYarn, yarnDifferences, type YarnLock } from './locks/yarn-lock.ts';
export { requirementsIn } from './locks/python-list.ts';
export type { Requirements } from './locks/requirements.ts';
export { inTotoFiles, type RunToTell, type SignHex, type TreeFile } from './in-toto-layout.ts';
export { readEvidence, readFreshness, readVerifiedEvidence } from './read-evidence.ts';
export { readReport, type RawReport } from './reports/read-report.ts';
export {
  readReview,
  REVIEW_FILES,
  reviewInput,
  type Reviewed,
  type ReviewRecord,
  type ReviewSaid,
} from './review-record.ts';
export { measure, type Coverage } from './reports/covered-lines.ts';
export { commandFault, harnessCommand, hasCanary, hasWitness, runnerProgram } from './reports/command.ts';
export { readServiceFault, withServices } from './reports/witness/beside-check.ts';
export { HARNESS_FOLDER, WORK_FOLDER, type HarnessCommand, type RunnerOrder } from './reports/runner-order.ts';
export { nodeTestArguments } from './reports/node-test-reporter.ts';
export {
  plainMarkdown,
  renderReport,
  ReportSchema,
  type Report,
  type ReportedCheck,
  type ReportedGate,
  type ReportedItem,
  type ReportedPath,
} from './report-md.ts';
export {
  PROOF_FILE,
  STUB_VALUES,
  proofRunFiles,
  type ProofPurpose,
  type ForeseenAnswer,
  type Reached,
  type BesideOther,
  type HollowPlace,
  type HeldTests,
  type ActingFiles,
  type ProofRecord,
  type ProofRun,
  type StubValue,
  type Unit,
} from './proof-record.ts';
export { actingFiles, sharesProcess, shownOf, standingTests, TRIES_APART } from './standing-tests.ts';
export { standsElsewhere, TRIES_ELSEWHERE, type Elsewhere } from './elsewhere.ts';
export { inOtherFolders } from './reports/other-folders.ts';
export {
  isPassed,
  requiredTests,
  showingOfItem,
  showingOfRemoval,
  showingOfRuns,
  showingOfTest,
  showingWithout,
  testsWithout,
  showingOfTree,
  testsNamed,
  type ReadCheck,
  type Showing,
} from './showing.ts';
export {
  isReason,
  SPECS_FILE,
  type ChangesStood,
  type ChangeStood,
  type CitedPlace,
  type CitedStatement,
  type SpecRecord,
  type SpecResult,
} from './spec-record.ts';
export {
  AmendmentSaid,
  BootstrapSaid,
  MOST_EXECUTED,
  SESSION_FILE,
  sessionFiles,
  toolFiles,
  type Bootstrap,
  type SessionRecord,
} from './session-record.ts';
