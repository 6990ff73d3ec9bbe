import type { Draft } from './draft.ts';

const checkIds = ({ checks }: Draft): string => (checks.length === 1 ? (checks[0]?.id ?? '') : 'CHECK');

/** What to write for a field, by its name without numbers. The words in capitals are for the person. */
const LINES: Readonly<Record<string, (draft: Draft) => string>> = {
  name: () => 'name: THE OUTCOME IN ONE LINE',
  type: () => 'type: feature',
  question: () => 'question: { asks: WHAT IS TO BE FOUND OUT, findings: docs/research/FILE.md }',
  'paths.allow': () => 'paths: { allow: [FILE, FILE] }',
  checks: () => 'checks: [{ id: tests, run: [node, --test, FILE] }]',
  done: () => 'done: [{ says: WHAT IS TRUE AFTERWARDS, proof: { check: tests, test: NAME OF THE TEST } }]',
  'done.proof': (draft) =>
    `proof: { check: ${checkIds(draft)}, test: NAME OF THE TEST }  (or: manual: WHAT TO LOOK AT)`,
  rollback: () => 'rollback: HOW TO UNDO IT',
  What: () => 'what is to be done, under “## What”',
  Why: () => 'what it is good for, under “## Why”',
  'Out of scope': () => 'what is left for later, under “## Out of scope”',
  cites: () => 'cites: [spec:ANCHOR]',
  risk_tier: () => 'risk_tier: { tier: MEDIUM, because: WHY IT IS NOT HIGHER }',
  'estimate.scope': () => 'scope: single | narrow | moderate | broad | system',
  'estimate.risk': () => 'risk: trivial | low | medium | high | critical',
  'estimate.impact': () => 'impact: isolated | component | phase | project',
  'estimate.level': () => 'level: planning | decomposition | implementation | review | research',
};

/** The line that fills a field, or null where the message of its fault says it already. */
export const lineToAdd = (draft: Draft, field: string): string | null => {
  const name = field.replace(/^key:/, '').replaceAll(/\.\d+/g, '');
  const line = Object.hasOwn(LINES, name) ? LINES[name] : undefined;
  // An exit code proves no single test.
  return line === undefined
    ? null
    : exitCodeOnly(draft)
      ? line(draft).replace(', test: NAME OF THE TEST', '')
      : line(draft);
};
const exitCodeOnly = ({ checks }: Draft): boolean =>
  checks.length > 0 && checks.every(({ reports }) => reports === 'exit-code');
