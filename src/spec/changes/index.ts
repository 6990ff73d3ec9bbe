/**
 * Changes: OpenSpec's layout, read, judged and merged as OpenSpec 1.13.2 does it, to the same bytes.
 *
 * Text in, values out: whoever has the files of openspec/ is told what is wrong with a change, how far it is, and what an
 * archive of it would write. Where OpenSpec loses something, this refuses; `docs/guide/changes.md` lists each case.
 */
export {
  APPROVALS,
  documentsOf,
  readReview,
  REVIEW,
  reviewForm,
  type ChangeReview,
  type Documents,
  type ReviewRead,
} from './approval.ts';
export { readDelta } from './delta.ts';
export { planArchive, type ArchiveFault, type ArchivePlan, type SpecWrite } from './archive.ts';
export { basisIn, digestsIn, groundKey, groundsOfChange, sharedGrounds, type Ground, type PastState } from './bases.ts';
export { changeIssues, nestedChanges, type SpecLookup } from './change-rules.ts';
export {
  ARCHIVE,
  CHANGES,
  changesWorkedOn,
  changeTouchedBy,
  deltaFiles,
  isChangeName,
  isProposal,
  METADATA,
  specFile,
  SPECS,
  textAt,
  unreadIn,
  WORKFLOWS,
  type ChangeFiles,
  type FileText,
} from './files.ts';
export { judgeChangesIn, weighFaults, type JudgedChanges } from './judged-tree.ts';
export { isValid, type Issue, type Level } from './issue.ts';
export { readMetadata, withBases, type MetadataRead } from './metadata.ts';
export { specIssues } from './spec-rules.ts';
export {
  PLAIN_PROJECT,
  progressOf,
  projectOf,
  standingOf,
  tasksOf,
  type Phase,
  type Project as ChangeProject,
  type Standing,
  type StepStanding,
} from './standing.ts';
export type { TaskLine } from './task-lines.ts';
export { readWorkflow, SPEC_DRIVEN, SPEC_DRIVEN_FORMS, type Step, type Workflow } from './workflow.ts';
