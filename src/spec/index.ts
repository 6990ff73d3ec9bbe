/**
 * Specs: documents with anchors, and the citations that point at them.
 * This room thinks: text in, values out. It reads no file: whoever has the texts of a tree is told what they hold, and
 * what a citation finds in them. It stands leftmost: it may import nothing but `#failure`.
 */
export type { Anchor, ReadDocument, SpecFault, SpecKind } from './anchor.ts';
export { isSpecFile, wantedBy, type SpecIndex, type SpecText } from './anchor-index.ts';
export { parseCitation, printCitation, type Citation } from './citation.ts';
export { plainPathProblem } from './plain-path.ts';
export type { Resolved } from './resolve.ts';
export { LARGEST_SPEC_BYTES, readSpecTexts, specTextOf, type Specs } from './specs.ts';
