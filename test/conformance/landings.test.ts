import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { landingPolicyOf, sha256, type LandingRule } from '#contract';
import { verifyBundle } from '#flow';
import {
  BRANCH_PAYLOAD_TYPE,
  LANDING_PAYLOAD_TYPE,
  signByHarness,
  type BranchStatement,
  type Decision,
  type LandingStatement,
} from '#signoff';
import { writeBundle } from './bundle-builder.ts';
import { AT, BASE, harnessPem, json, RUN, sealed, shifted, TARGET_REF, TREE, trust } from './gates/evidence.fixture.ts';
import { decidedAs, OPEN_POLICY, verdictAs } from './gates/landing.fixture.ts';

/** Whoever checks a bundle later holds a landing to its decision, and the decision to its verdict, as the gates did. */

const root = mkdtempSync(join(tmpdir(), 'writ-landings-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const COMMIT = 'e'.repeat(40);
const OTHER = 'f'.repeat(40);
type Change = {
  readonly decision?: Partial<Decision>;
  readonly landing?: Partial<LandingStatement>;
  /** What was put on a branch of its own before, if anything was. */
  readonly branch?: Partial<BranchStatement>;
  /** The landing itself is left out. */
  readonly unlanded?: true;
};
const policyWith = (rule: Partial<LandingRule>) => landingPolicyOf('main', [{ pattern: 'main', ...rule }]);

const enveloped = (payloadType: string, statement: LandingStatement | BranchStatement): Uint8Array =>
  new TextEncoder().encode(signByHarness({ payloadType, payload: json(statement), privateKeyPem: harnessPem }));

const checked = ({ decision = {}, landing = {}, branch, unlanded }: Change) => {
  const decided = decidedAs(decision);
  const statement: LandingStatement = {
    ...{ writ: 1, kind: 'landing', run: RUN, at: AT.landing, decision: sha256(decided), how: 'fast-forward' },
    ...{ commit: COMMIT, tree: TREE, policy: OPEN_POLICY },
    ...{ parent: BASE, ref: TARGET_REF, old: BASE, new: COMMIT },
    ...landing,
  };
  const own: BranchStatement = {
    ...{ writ: 1, kind: 'branch', run: RUN, at: AT.landing, decision: sha256(decided), commit: COMMIT, tree: TREE },
    ...{ parent: BASE, ref: 'refs/heads/feat/x', target: TARGET_REF, policy: OPEN_POLICY },
    ...branch,
  };
  const folder = mkdtempSync(join(root, '-'));
  const after = new Map([
    ['1-verdict.json', verdictAs()],
    ['2-decision.json', decided],
    ...(branch === undefined ? [] : [['3-branch.json', enveloped(BRANCH_PAYLOAD_TYPE, own)] as const]),
    ...(unlanded ? [] : [['3-landing.json', enveloped(LANDING_PAYLOAD_TYPE, statement)] as const]),
  ]);
  writeBundle(folder, { sealed, after });
  return verifyBundle(folder, trust);
};

describe('a landing', () => {
  test('that follows from its decision is verified', () =>
    expect(checked({})).toMatchObject({ ok: true, value: { result: 'PASS', stage: 'landed', run: RUN } }));

  test.each<[sentence: string, stage: string, change: Change]>([
    ['under a commit that merges it', 'landed', { landing: { how: 'commit', new: OTHER, policy: policyWith({ how: 'commit' }) } }],
    ['on a branch of its own', 'branched', { branch: {}, unlanded: true }],
    ['on a branch of its own, for a protected target', 'branched', { branch: { policy: policyWith({ protected: true }) }, unlanded: true }],
    ['from that branch, merged by somebody else', 'landed', { branch: {}, landing: { how: 'merged', new: OTHER } }],
    ['from that branch, squashed long after the decision ran out', 'landed', { branch: {}, landing: { how: 'merged', at: shifted(AT.until, 1), commit: OTHER, tree: OTHER, parent: OTHER, new: OTHER } }],
    ['from that branch, by Writ itself', 'landed', { branch: {} }],
    ['by one of those who decide there', 'landed', { landing: { policy: policyWith({ any: ['alice'] }) } }],
  ])('%s is verified', (_, stage, change) => expect(checked(change)).toMatchObject({ ok: true, value: { stage } })); // prettier-ignore

  test.each<[sentence: string, code: string, change: Change]>([
    ['was merged from no branch of its own', 'verdict.different', { landing: { how: 'merged', new: OTHER } }],
    [
      'was merged before there was a branch',
      'verdict.different',
      { branch: { at: shifted(AT.landing, 1) }, landing: { how: 'merged' } },
    ],
    [
      'was merged as the accepted commit with another tree',
      'verdict.different',
      { branch: {}, landing: { how: 'merged', tree: OTHER } },
    ],
    [
      'was merged into another branch',
      'verdict.different',
      { branch: {}, landing: { how: 'merged', ref: 'refs/heads/next' } },
    ],
    [
      'says it was merged by a commit, and stands at the commit itself',
      'verdict.different',
      { landing: { how: 'commit', policy: policyWith({ how: 'commit' }) } },
    ],
    [
      'is under a merging commit, which the policy does not say',
      'verdict.different',
      { landing: { how: 'commit', new: OTHER } },
    ],
    ['moved a protected branch', 'target.protected', { landing: { policy: policyWith({ protected: true }) } }],
    [
      'misses whom the policy asks for',
      'policy.unmet',
      { landing: { policy: policyWith({ each: ['alice', 'bob'] }) } },
    ],
    ['is by somebody who may not decide there', 'policy.unmet', { landing: { policy: policyWith({ any: ['bob'] }) } }],
    ['names the policy of another branch', 'policy.unmet', { landing: { policy: landingPolicyOf('next', []) } }],
    ['follows a branch with another tree', 'verdict.different', { branch: { tree: OTHER } }],
    ['follows a branch on another base', 'verdict.different', { branch: { parent: OTHER } }],
    ['follows a branch for another target', 'verdict.different', { branch: { target: 'refs/heads/next' } }],
    ['follows a branch that is the target', 'verdict.different', { branch: { ref: TARGET_REF } }],
    ['follows a branch of another decision', 'verdict.different', { branch: { decision: sha256('other') } }],
    ['follows a branch of another run', 'verdict.different', { branch: { run: 'run-2' } }],
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

  test.each<[sentence: string, code: string, change: Change]>([
    ['misses whom its policy asks for', 'policy.unmet', { branch: { policy: policyWith({ each: ['bob'] }) }, unlanded: true }],
    ['was made when the decision had run out', 'decision.expired', { branch: { at: shifted(AT.until, 1) }, unlanded: true }],
    ['came of a rejection', 'verdict.different', { decision: { outcome: 'reject', because: 'no' }, branch: {}, unlanded: true }],
  ])('a branch of its own that %s is refused', (_, code, change) => {
    const result = checked(change);
    expect(result.ok ? [] : result.failures.map((failure) => failure.code)).toContain(code);
  }); // prettier-ignore
});
