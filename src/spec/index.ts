/**
 * Specs: documents with anchors, and the citations that point at them.
 * This room thinks: text in, values out. It reads no file: whoever has the texts of a tree is told what they hold, and
 * what a citation finds in them. It stands leftmost: it may import nothing but `#failure`.
 */
export type { Anchor, ReadDocument, SpecFault, SpecKind } from './anchor.ts';
export { wantedBy, type SpecIndex } from './anchor-index.ts';
export { adviceOn, indexAdvice, indexFilesFor, sharedNames } from './documents/advice.ts';
export { documentIndexAdvice, referenceAdvice, registersIn } from './documents/reference-advice.ts';
export { brokenLaws, isNumbered } from './laws.ts';
export { lostAnchors } from './lost.ts';
export { parseCitation, printCitation, SPEC_KINDS, type Citation } from './citation.ts';
export {
  isPointerFile,
  isSpecFile,
  numberedKind,
  readPage,
  type PageRole,
  type SpecPage,
  type SpecText,
} from './page.ts';
export { plainPathProblem } from './plain-path.ts';
export { citationsSaid, type SaidCitation } from './said.ts';
export type { Resolved } from './resolve.ts';
export {
  LARGEST_SPEC_BYTES,
  openSpecs,
  readingOf,
  readSpecTexts,
  specTextOf,
  type SpecFiles,
  type Specs,
} from './specs.ts';
export { newestVersionFile } from './version-file.ts';
export type { Statement } from './statements.ts';
export * from './api/index.ts';
export * from './changes/index.ts';
export {
  filesOfReadiness,
  judgeReadiness,
  READINESS_FILE,
  READINESS_ITEMS,
  readinessSchema,
  type ReadinessFinding,
} from './readiness/readiness.ts';
