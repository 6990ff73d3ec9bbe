/**
 * Specs: documents with anchors, and the citations that point at them.
 * This room thinks: text in, values out. It reads no file, so whether a cited anchor exists is asked elsewhere.
 * It stands leftmost: it may import nothing but `#failure`.
 */
export { parseCitation, printCitation, type Citation } from './citation.ts';
export { plainPathProblem } from './plain-path.ts';
