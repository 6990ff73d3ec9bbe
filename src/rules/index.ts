/**
 * Rules: the rulebook. What must hold in every file, change and commit message, as data, and what breaks it.
 * This room thinks: texts in, findings out. It reads no file and no clock; whoever scans hands it the texts.
 * A rule that cannot run is an error and never silence. It may import `#spec`, `#contract` and `#failure`.
 */
export type { KnownList, KnownViolation } from './known.ts';
export { KNOWN_FILE, knownOf, sift, withoutOld, type Sifted } from './known.ts';
export { commitProblems, type CommitProblem } from './commit-message.ts';
export { loadGrammars, type Parse } from './grammars.ts';
export { isSource, LANGUAGES, type Language } from './languages.ts';
export * from './rule.ts';
export { parseRulebook, shippedRulebook, type Rulebook } from './rulebook.ts';
export { asJUnit } from './formats/junit.ts';
export { asSarif } from './formats/sarif.ts';
export { scan, wantedTexts, wantsTree, type Scanned, type ScanInput } from './scan.ts';
export { scanChange, type ChangeInput, type ScannedChange } from './scan-change.ts';
export { changedText, LARGEST_TEXT_BYTES, textOf, type TextOf } from './texts.ts';
