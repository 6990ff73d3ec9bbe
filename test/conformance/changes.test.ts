/** The gates over a change that no run has made: what each must have, what each refuses, and what nobody can except. */
import { describe, expect, test } from 'vitest';
import { CHANGE_GATES, GATE_IDS, isWaivable, POLICY, WAIVERS, type Contract, type GateId } from '#contract';
import type { FailureCode } from '#failure';
import { judgeChange, judgeRun, type ChangeEvidence } from '#gates';
import { asChange, saying } from './gates/change.fixture.ts';
import { apart as approved, betweenCommits } from './gates/change-approved.ts';
import { apart, phased } from './gates/contract-citation.ts';
import { honest, withChanges, withPath, withRules, withSecrets } from './gates/evidence.fixture.ts';
import { HONEST_CONTRACT } from './gates/contract.fixture.ts';

const CHANGE = asChange(honest);
const refusing = (evidence: ChangeEvidence, excepted: readonly GateId[] = []) =>
  judgeChange(evidence, excepted).gates.flatMap(({ gate, findings }) => findings.map(({ code }) => `${gate}: ${code}`));
const COMMIT = '1'.repeat(40);
const FOUND = { rule: 'CX-1', waiver: 'signer', path: 'src/date.ts', line: 1, column: 1, says: 'x' } as const;
const claim = (code?: FailureCode) => ({
  ...{ commit: COMMIT, run: 'R-0123456789', stage: 'landed' },
  failures: code === undefined ? [] : [{ code, message: 'x' }],
});
const narrowed: Contract = { ...HONEST_CONTRACT, paths: { allow: ['src/zone.ts'], deny: [] } };

test('an honest change passes every gate over changes, without anything that only a run has', () => {
  expect(judgeChange(CHANGE)).toMatchObject({ result: 'PASS' });
  expect(judgeChange(CHANGE).gates.map(({ gate }) => gate)).toEqual(CHANGE_GATES);
  // Something that a run left behind says nothing here.
  expect(judgeChange({ ...CHANGE, actions: [{ action: 'push', provenance: 'witnessed', detail: 'x' }] }).result).toBe('PASS');
}); // prettier-ignore

test('every gate of a verdict is about a change, or is known to be about a run', () => {
  const ofRuns: readonly GateId[] = [
    ...([
      'backend.finished',
      'bootstrap.adequate',
      'keys.absent',
      'evidence.fresh',
      'review.passed',
      'tree.clean.end',
    ] as const),
    ...GATE_IDS.filter((id) => !['verdict', 'change'].includes(POLICY[id].stage) && id !== 'change.approved'),
  ];
  expect([...CHANGE_GATES, ...ofRuns].toSorted()).toEqual(GATE_IDS.toSorted());
});

describe('what is not there refuses', () => {
  const parts = ['changes', 'patch', 'checks', 'secrets', 'proof', 'rules', 'dependencies', 'specs', 'said'] as const;
  test.each(parts)('%s', (part) => {
    const { [part]: _, ...rest } = CHANGE;
    const verdict = judgeChange(rest);
    expect(verdict.result).toBe('FAIL');
    expect(verdict.gates.some(({ outcome }) => outcome === 'missing')).toBe(true);
  });
  test('the contract: then there is no gate at all', () => {
    const { contract: _, ...rest } = CHANGE;
    expect(judgeChange(rest)).toEqual({ result: 'FAIL', gates: [], notices: [] });
  });
});

describe('refuses', () => {
  const cases: readonly (readonly [string, ChangeEvidence, readonly string[]])[] = [
    ['a change of nothing', asChange(withChanges({ paths: [] })), ['scope.paths: scope.unchanged']],
    ['a path outside of what was signed', asChange(honest, { signed: [narrowed] }), ['scope.paths: scope.outside']],
    ['a task that nobody approved', asChange(honest, { unapproved: [{ code: 'approval.missing', message: 'x' }] }), ['scope.paths: approval.missing']],
    ['a protected path that no contract names', asChange(withPath('.github/workflows/a.yml'), { signed: [HONEST_CONTRACT] }), ['scope.paths: scope.protected']],
    ['an action that is forbidden', asChange(withPath('package.json')), ['actions.forbidden: action.forbidden', 'supply.chain: gate.missing']],
    ['a change of behaviour that is for nothing', asChange(honest, { said: saying(1, { cites: [] }) }), ['contract.citation: citation.missing']],
    ['a change of nothing that could be cited', apart.unchanged, ['contract.citation: gate.missing']],
    ['a commit that is not what it says', asChange(honest, { claimed: [claim('evidence.stale')] }), ['evidence.complete: evidence.stale']],
    ['rules of another change', asChange(withRules({ tree: COMMIT })), ['git.hygiene: gate.missing', 'invariants.kept: gate.missing', 'rules.kept: gate.missing', 'commit.format: gate.missing']],
    ['something that is built', asChange(withRules({ findings: [{ ...FOUND, about: 'git' }] })), ['git.hygiene: git.unfit']],
    ['a message that has no form', asChange(withRules({ findings: [{ ...FOUND, about: 'commits' }] })), ['commit.format: commit.format']],
    ['a commit whose message nobody read', asChange(honest, { commits: 2 }), ['commit.format: gate.missing']],
    ['a search that left a check out', asChange(withSecrets({ outputs: [] })), ['secrets.absent: gate.missing']],
    ['checks on another tree', { ...CHANGE, checks: honest.checks.map((one) => ({ ...one, record: { ...one.record, tree: COMMIT } })) }, honest.checks.map(() => 'checks.passed: evidence.stale')],
    ['no check at all', { ...CHANGE, contract: { ...honest.contract, value: { ...HONEST_CONTRACT, checks: [] } } }, ['checks.passed: gate.missing']],
    ['coverage that nobody measured', asChange(honest, { coverage: { lines: { percent: 80, above: false } } }), ['coverage.met: coverage.unmeasured']],
  ]; // prettier-ignore
  test.each(cases)('%s', (_, evidence, wanted) => {
    expect(judgeChange(evidence).result).toBe('FAIL');
    expect(refusing(evidence)).toEqual(expect.arrayContaining([...wanted]));
  });

  test('with a remedy that is about no run', () => {
    const remedies = cases.flatMap(([, evidence]) =>
      judgeChange(evidence).gates.flatMap(({ findings }) => findings.map(({ remedy = '' }) => remedy)),
    );
    expect(remedies.filter((remedy) => /^$|writ (run|review|waive)/u.test(remedy))).toEqual([]);
    const foreign = asChange(honest, { claimed: [claim('run.unfinished')] });
    expect(judgeChange(foreign).gates.flatMap(({ findings }) => findings.map(({ remedy }) => remedy))).toEqual([
      'mend it, then: writ gate',
    ]);
  });
});

describe('lets pass', () => {
  test('what one of several contracts allows', () =>
    expect(judgeChange(asChange(honest, { signed: [narrowed, HONEST_CONTRACT] })).result).toBe('PASS'));
  test('commits of which some are of no run, and tells it', () =>
    expect(
      judgeChange(asChange(withRules({ messages: ['a', 'b', 'c'] }), { claimed: [claim()], commits: 3 })).notices,
    ).toContain('2 of 3 commits are the result of no run: what they did was only seen here'));
  test('messages of any form, where the target says nothing of them, and tells it', () =>
    expect(judgeChange(asChange(withRules({ messages: null }), { commits: 2 }))).toMatchObject({
      result: 'PASS',
      notices: expect.arrayContaining([expect.stringContaining('messages of commits were held to nothing')]),
    }));
  test('what configures Writ, without a contract, and tells it', () =>
    expect(judgeChange(asChange(withPath('.writ/rules.yaml'))).notices).toContain(
      '.writ/rules.yaml was modified: this change is held to what the base says there',
    ));
});

describe('change.approved', () => {
  const codes = (gates: ReturnType<typeof judgeChange>['gates']) =>
    gates.filter(({ gate }) => gate === 'change.approved').map(({ findings }) => findings.map(({ code }) => code));
  test.each(betweenCommits)('%s', (_, evidence, wanted) =>
    expect(codes(judgeChange(evidence).gates)).toEqual([wanted]),
  );
  test('nobody may except from it', () => {
    expect(isWaivable('change.approved')).toBe(false);
    expect(WAIVERS['change.approved'].waiver).toBe('never');
  });
  test.each([
    ['a contract that may write the documents of the change alone is let through', approved.repair, []],
    ['one that may write the specs as well is not', approved.wider, ['change.unapproved']],
    ['one of a pattern that may be the archive is not', approved.archive, ['change.unapproved']],
  ])('%s', (_, evidence, wanted) => expect(codes(judgeRun(evidence).gates)).toEqual([wanted]));
});

describe('contract.citation', () => {
  const line = (evidence: ChangeEvidence, excepted: readonly GateId[] = []) =>
    judgeChange(evidence, excepted).gates.find(({ gate }) => gate === 'contract.citation');
  test('asks nobody who leaves behaviour as it is', () =>
    expect(line(apart.asDocs)).toMatchObject({ outcome: 'pass', notices: [] }));
  test.each(phased)('%s', (_, evidence, wanted) =>
    expect(line(evidence)?.findings.map(({ code }) => code)).toEqual(wanted),
  );
  test('tells where there is nothing to cite', () =>
    expect(line(asChange(honest, { said: saying(1, { cites: [], anchors: 0 }) }))?.notices).toEqual([
      'there is no contract or spec to cite: nothing says what this change is for',
    ]));
  test('can be excepted from, and is told then', () => {
    const evidence = asChange(honest, { said: saying(1, { cites: [] }) });
    expect(judgeChange(evidence, ['contract.citation'])).toMatchObject({ result: 'PASS' });
    expect(line(evidence, ['contract.citation'])?.notices).toEqual([expect.stringContaining('as --except says')]);
    // No run is ever judged by it, so that no waiver could be about one.
    expect(isWaivable('contract.citation')).toBe(false);
  });
});

describe('an exception', () => {
  const broken = asChange(withRules({ findings: [{ rule: 'CX-108', waiver: 'signer', about: 'code', path: 'src/date.ts', line: 1, column: 1, says: 'x' }] })); // prettier-ignore
  test('makes findings be told', () => {
    expect(refusing(broken)).toEqual(['rules.kept: rule.broken']);
    const verdict = judgeChange(broken, ['rules.kept']);
    expect(verdict).toMatchObject({ result: 'PASS' });
    expect(verdict.notices).toContain('rules.kept does not refuse, as --except says: src/date.ts:1:1: x (CX-108)');
  });
  test('does not help where something is missing', () => {
    const { rules: _, ...rest } = broken;
    expect(judgeChange(rest, CHANGE_GATES.filter(isWaivable)).result).toBe('FAIL');
  });
});
