import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { sha256 } from '#contract';
import { verifyBundle } from '#flow';
import { LANDING_PAYLOAD_TYPE, signByHarness, type Decision, type LandingStatement } from '#signoff';
import { writeBundle } from './bundle-builder.ts';
import { AT, BASE, harnessPem, json, RUN, sealed, shifted, TARGET_REF, TREE, trust } from './gates/evidence.fixture.ts';
import { decidedAs, OPEN_POLICY, verdictAs } from './gates/landing.fixture.ts';

/** Whoever checks a bundle later holds a landing to its decision, and the decision to its verdict, as the gates did. */

const root = mkdtempSync(join(tmpdir(), 'writ-landings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const COMMIT = 'e'.repeat(40);
const OTHER = 'f'.repeat(40);
type Change = { readonly decision?: Partial<Decision>; readonly landing?: Partial<LandingStatement> };

const checked = ({ decision = {}, landing = {} }: Change) => {
  const decided = decidedAs(decision);
  const statement: LandingStatement = {
    ...{ writ: 1, kind: 'landing', run: RUN, at: AT.landing, decision: sha256(decided), how: 'fast-forward' },
    ...{ commit: COMMIT, tree: TREE, policy: OPEN_POLICY },
    ...{ parent: BASE, ref: TARGET_REF, old: BASE, new: COMMIT },
    ...landing,
  };
  const envelope = signByHarness({
    payloadType: LANDING_PAYLOAD_TYPE,
    payload: json(statement),
    privateKeyPem: harnessPem,
  });
  const folder = mkdtempSync(join(root, '-'));
  const after = new Map([
    ['1-verdict.json', verdictAs()],
    ['2-decision.json', decided],
    ['3-landing.json', new TextEncoder().encode(envelope)],
  ]);
  writeBundle(folder, { sealed, after });
  return verifyBundle(folder, trust);
};

describe('a landing', () => {
  test('that follows from its decision is verified', () =>
    expect(checked({})).toMatchObject({ ok: true, value: { result: 'PASS', stage: 'landed', run: RUN } }));

  test.each<[sentence: string, code: string, change: Change]>([
    ['moved the branch to another commit than it made', 'verdict.different', { landing: { new: OTHER } }],
    ['moved the branch from elsewhere than its parent', 'verdict.different', { landing: { old: OTHER } }],
    ['made a commit on another parent', 'verdict.different', { landing: { parent: OTHER } }],
    [
      'moved the branch from where the decision says, which is not the base',
      'verdict.different',
      { decision: { targetOld: OTHER }, landing: { old: OTHER, parent: OTHER } },
    ],
    ['moved another branch', 'verdict.different', { landing: { ref: 'refs/heads/next' } }],
    ['landed another tree', 'verdict.different', { landing: { tree: OTHER } }],
    ['is of another run', 'verdict.different', { landing: { run: 'run-2' } }],
    ['is of another decision', 'verdict.different', { landing: { decision: sha256('other') } }],
    ['came after the decision had run out', 'decision.expired', { landing: { at: shifted(AT.until, 1) } }],
    ['came long before the decision', 'signature.future', { landing: { at: AT.admitted } }],
    ['came of a rejection', 'verdict.different', { decision: { outcome: 'reject', because: 'no' } }],
    ['came of a decision dated before its verdict', 'verdict.different', { decision: { at: shifted(AT.judged, -1) } }],
    ['came of a decision that left an item unanswered', 'decision.manual', { decision: { manual: [] } }],
    ['came of a decision that was not told the notices', 'verdict.different', { decision: { notices: [] } }],
    ['came of a decision about another base', 'verdict.different', { decision: { base: OTHER } }],
  ])('that %s is refused', (_, code, change) => {
    const result = checked(change);
    expect(result.ok ? [] : result.failures.map((failure) => failure.code)).toContain(code);
  });
});
