import { didYouMean } from '../did-you-mean.ts';

/** The named fields of S3-R19, S3-R24, S3-R25, S3-R28 and S3-R29, and the spellings in which they are met (S3-D4). */
const FIELD_SPELLINGS = [
  ['TASK_ID', 'WP_ID'],
  ['STATUS'],
  ['SPEC_ANCHOR', 'SPEC_ANCHORS'],
  ['WHAT'],
  ['WHY'],
  ['IN_SCOPE_PATHS'],
  ['OUT_OF_SCOPE'],
  ['DONE_MEANS'],
  ['TEST_PLAN'],
  ['BOOTSTRAP'],
  ['ROLLBACK_HINT'],
  ['VALIDATION'],
  ['SIGNATURE_LOG', 'SIGNATURE_&_ENRICHMENT_LOG', 'SIGNATURE_AND_ENRICHMENT_LOG'],
  ['RISK_TIER'],
  ['TASK_TYPE'],
  ['DATE'],
  ['REQUESTOR'],
  ['USER_SIGNATURE'],
  ['SPEC_VERSION'],
  ['DEPENDS_ON', 'BLOCKED_BY'],
  ['PHASE'],
  ['EVIDENCE_MAPPING'],
  ['TOOLING'],
] as const;
export type FieldName = (typeof FIELD_SPELLINGS)[number][0];

const BY_SPELLING: ReadonlyMap<string, FieldName> = new Map(
  FIELD_SPELLINGS.flatMap(([name, ...others]) =>
    [name, ...others].map((spelling): readonly [string, FieldName] => [spelling, name]),
  ),
);

/** A label without marks, brackets at its end, case and the choice between blank, dash and underscore. */
const folded = (label: string): string =>
  label
    .replace(/[*`]/g, '')
    .replace(/\s*\([^()]*\)\s*$/, '')
    .trim()
    .replace(/[\s-]+/g, '_')
    .toUpperCase();

/** The field a label means, letter by letter: “Whatever” is not “What” (S3-D10). */
export const fieldNamed = (label: string): FieldName | null => BY_SPELLING.get(folded(label)) ?? null;

/** The field a misspelt label probably means. Short words are near too many others to say. */
export const nearlyField = (label: string): string | null => {
  const word = folded(label);
  return word.length < 7 || fieldNamed(label) !== null ? null : didYouMean(word, [...BY_SPELLING.keys()]);
};

/** State words of other tools (S2-R33, S3-R31, S3-R33, S3-D21), and Writ's own for the same. */
const STATES: Readonly<Record<string, string>> = {
  backlog: 'backlog',
  pending: 'backlog',
  draft: 'backlog',
  readyfordev: 'ready',
  ready: 'ready',
  inprogress: 'in_progress',
  readyforvalidation: 'ready_for_validation',
  done: 'ready_for_validation',
  donevalidated: 'validated',
  validated: 'validated',
  completed: 'ready_for_validation',
  blocked: 'blocked',
  failed: 'abandoned',
};

/** Writ's word for a state of another tool, or null. */
export const stateNamed = (word: string): string | null => {
  const key = word.toLowerCase().replace(/[^a-z]/g, '');
  return Object.hasOwn(STATES, key) ? (STATES[key] ?? null) : null;
};
