import { CHANGE_GATES, demandedGates, type GateId } from '#contract';
import { remedyOf, type Failure, type FailureCode } from '#failure';
import type { ChangeEvidence } from './change-evidence.ts';
import { actionsOfChange, runsVerified, scopeOfChange, secretsOfChange } from './change-gates.ts';
import type { Gate } from './gate.ts';
import { judge, RUN_GATES } from './judge.ts';
import type { Verdict } from './verdict.ts';

const OWN: readonly Gate<ChangeEvidence>[] = [scopeOfChange, actionsOfChange, secretsOfChange, runsVerified];

/** The gates over a change: those over a run, but for the few that ask a run for what a change does not have. */
const GATES: readonly Gate<ChangeEvidence>[] = [
  ...OWN,
  ...RUN_GATES.filter(({ id }) => !OWN.some((one) => one.id === id)),
];

/** What mends a change. It has no run, and nobody waives anything for it: it is mended by a commit, or by its base. */
const REMEDIES: Readonly<Partial<Record<FailureCode, string>>> = {
  'scope.outside': 'take it out of this change, or have a contract approved that allows it: writ amend TASK --allow FILE',
  'scope.protected': 'take it out of this change, or have a contract approved that names it: writ amend TASK --allow FILE',
  'scope.unchanged': 'name what it goes into: --base BRANCH',
  'action.forbidden': 'take it out of this change, or have a contract approved that does not forbid it',
  'file.hygiene': 'take the file out of this change',
  'secret.found': 'if it is one, revoke it, and take it out of every commit: git rebase; if not, write it otherwise',
  'rule.broken': 'mend the place, or have the rule except it in .writ/rules.yaml of the base: a change of its own',
  'rule.error': 'mend .writ/rules.yaml of the base: a change of its own',
  'check.failed': 'mend it until this passes: writ gate',
  'check.missing': 'mend what is said above, then: writ gate',
  'check.empty': 'have the check find its tests, then: writ gate',
  'check.forged': 'let the runner report by itself; see docs/guide/proof.md',
  'check.timeout': 'make it faster, or raise its `timeout` in .writ/policy.yaml of the base',
  'done.unproven': 'mend it until this passes: writ gate',
  'tests.kept': 'put the test back as it was; if the test was wrong, whoever has it judged names its file: --allow FILE',
  'tests.protected': 'take it out of this change; if it has to change, whoever has it judged names it: --allow FILE',
  'proof.vacuous': 'add a test that fails without the change; if behaviour stays as it is, say so: --type refactor',
  'proof.weak': 'have the test assert what the change is to do',
  'proof.unproven': 'add a test that needs it, or take it out of this change',
  'proof.unexamined': 'writ gate',
  'evidence.stale': 'put the commit back as it landed, or take the line Writ-Run out of its message',
  'decision.missing': 'writ accept RUN, then: writ land RUN --branch',
  'gate.missing': 'mend what is said above, then: writ gate',
}; // prettier-ignore

const mended = (failure: Failure): Failure => ({
  ...failure,
  // A remedy of a gate is about a run, unless the gate is one over changes alone.
  remedy: REMEDIES[failure.code] ?? remedyOf(failure),
});

/**
 * Judges a change between two commits by the gates that look at a change, as its contract demands them. Each finding
 * says what mends a change. Without a contract there is no list, and so FAIL.
 */
export const judgeChange = (evidence: ChangeEvidence): Verdict => {
  const { contract } = evidence;
  const demanded: readonly GateId[] =
    contract === undefined ? [] : demandedGates(contract.value.strictness, contract.value.riskTier.tier, ['verdict']);
  const verdict = judge(CHANGE_GATES.filter((id) => demanded.includes(id)), GATES, evidence); // prettier-ignore
  return { ...verdict, gates: verdict.gates.map((line) => ({ ...line, findings: line.findings.map(mended) })) };
};
