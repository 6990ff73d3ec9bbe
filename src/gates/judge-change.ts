import { CHANGE_GATES, demandedGates, type GateId } from '#contract';
import { remedyOf, type Failure, type FailureCode } from '#failure';
import type { ChangeEvidence } from './change-evidence.ts';
import { formatOfCommits } from './commit-format.ts';
import { actionsOfChange, coverageOfChange, runsVerified, scopeOfChange, secretsOfChange } from './change-gates.ts';
import { approvedForChange } from './change-approved.ts';
import { contractCitation } from './contract-citation.ts';
import type { Gate } from './gate.ts';
import { judge, RUN_GATES, verdictOf } from './judge.ts';
import type { GateFinding, Verdict } from './verdict.ts';

const OWN: readonly Gate<ChangeEvidence>[] = [
  contractCitation,
  approvedForChange,
  scopeOfChange,
  actionsOfChange,
  secretsOfChange,
  coverageOfChange,
  formatOfCommits,
  runsVerified,
];

/** The gates over a change: those over a run, but for the few that ask a run for what a change does not have. */
export const GATES_OVER_CHANGES: readonly Gate<ChangeEvidence>[] = [
  ...OWN,
  ...RUN_GATES.filter(({ id }) => !OWN.some((one) => one.id === id)),
];

const EXCEPT_SUPPLY =
  'take it out of this change; if it has to be, whoever has it judged may say: --except supply.chain';

/** What mends a change. It has no run: it is mended by a commit, by its base, or by whoever has it judged. */
const REMEDIES: Readonly<Partial<Record<FailureCode, string>>> = {
  'scope.outside': 'take it out of this change, or have a contract approved that allows it: writ amend TASK --allow FILE',
  'scope.protected': 'take it out of this change, or have a contract approved that names it: writ amend TASK --allow FILE',
  'scope.unchanged': 'name what it goes into: --base BRANCH',
  'action.forbidden': 'take it out of this change, or have a contract approved that does not forbid it',
  'file.hygiene': 'take the file out of this change',
  'secret.found': 'if it is one, revoke it, and take it out of every commit; if not, whoever has it judged may say: --except secrets.absent',
  'git.unfit': 'take it out of this change; if it belongs there, add it to exempt: of that rule in .writ/rules.yaml of the base',
  'commit.format': 'git commit --amend, or: git rebase --interactive --keep-base BASE; if it has to be: --except commit.format',
  'rule.broken': 'mend the place; if it has to be, whoever has it judged may say: --except rules.kept',
  'citation.missing': 'write into a commit or its text: Cites: ANCHOR (see writ spec list); if it needs none, whoever has it judged may say: --except contract.citation',
  'citation.syntax': 'mend the line that begins with Cites:',
  'citation.unknown': 'cite what is there in the result: writ spec list',
  'citation.ambiguous': 'give each an id of its own (writ spec validate)',
  'citation.changed': 'read it as it is now (writ spec show), and cite that',
  'citation.open': 'cite what is binding (writ spec list)',
  'spec.lost': 'put it back; if it has to go, whoever has it judged may say: --except spec.regression',
  'change.invalid': 'mend the place; this says the same: writ change validate',
  'supply.source': EXCEPT_SUPPLY,
  'supply.integrity': EXCEPT_SUPPLY,
  'supply.script': EXCEPT_SUPPLY,
  'supply.lockfile': EXCEPT_SUPPLY,
  'supply.disagreement': 'bring them in step, as `npm install --package-lock-only` does',
  'supply.unrecorded': EXCEPT_SUPPLY,
  'supply.harmful': EXCEPT_SUPPLY,
  'supply.unaudited': 'name a folder of OSV advisories in config.yaml: `advisories: { folder: /… }`',
  'rule.error': 'mend .writ/rules.yaml of the base: a change of its own',
  'check.failed': 'mend it until this passes: writ gate',
  'check.missing': 'mend what is said above, then: writ gate',
  'exchange.missing': 'have the check call what is cited, and write it down; then: writ gate',
  'exchange.mismatch': 'let the code do what the description says; see: writ api coverage',
  'check.empty': 'have the check find its tests, then: writ gate',
  'check.forged': 'let the runner report by itself; see docs/guide/proof.md',
  'check.timeout': 'make it faster, or raise its `timeout` in .writ/policy.yaml of the base',
  'done.unproven': 'mend it until this passes: writ gate',
  'tests.kept': 'put the test back as it was; if the test was wrong, whoever has it judged names its file: --allow FILE',
  'tests.protected': 'take it out of this change; if it has to change, whoever has it judged names it: --allow FILE',
  'proof.vacuous': 'add a test that fails without the change; if behaviour stays as it is, say so: --type refactor',
  'proof.elsewhere': 
    'have neither code nor test ask where it runs; if it has to be so, whoever has it judged may say: --except proof.elsewhere',
  'proof.weak': 'have the test assert what the change is to do',
  'proof.unproven': 'add a test that needs it; if it has to be, whoever has it judged may say: --except proof.removal',
  'proof.unexamined': 'writ gate',
  'coverage.low': 'add tests that run through it; if it has to be, whoever has it judged may say: --except coverage.met',
  'coverage.unmeasured': 'have a check report its tests, see docs/guide/proof.md; or: --except coverage.met',
  'evidence.stale': 'put the commit back as it landed, or take the line Writ-Run out of its message',
  'decision.missing': 'writ accept RUN, then: writ land RUN --branch',
  'gate.missing': 'mend what is said above, then: writ gate',
}; // prettier-ignore

/** What most remedies of the table say is of no use where there is no run. */
const OF_RUNS = /\b(RUN|TASK)\b|\brun again\b|\bwrit (run|review|waive|amend)\b/u;

const mended = (failure: Failure): Failure => {
  const usual = remedyOf(failure);
  return { ...failure, remedy: REMEDIES[failure.code] ?? (OF_RUNS.test(usual) ? 'mend it, then: writ gate' : usual) };
};

/** What a gate found is told, and whoever has the change judged answers for it. One that broke down decided nothing. */
const exceptedIn = (line: GateFinding): GateFinding => {
  if (line.outcome !== 'fail' || line.findings.some(({ code }) => code === 'gate.error')) return line;
  const told = line.findings.map(({ message }) => `${line.gate} does not refuse, as --except says: ${message}`);
  return { ...line, outcome: 'pass', notices: [...line.notices, ...told], findings: [] };
};

/**
 * Judges a change between two commits by the gates that look at a change, as its contract demands them. Each finding
 * says what mends a change. Without a contract there is no list, and so FAIL.
 *
 * @param excepted gates whose findings only tell; whoever gives them has seen that a person may except from them
 */
export const judgeChange = (evidence: ChangeEvidence, excepted: readonly GateId[] = []): Verdict => {
  const { contract } = evidence;
  const demanded: readonly GateId[] =
    contract === undefined
      ? []
      : demandedGates(contract.value.strictness, contract.value.riskTier.tier, ['start', 'verdict', 'change']);
  const ids = CHANGE_GATES.filter((id) => demanded.includes(id));
  const { gates } = judge(ids, GATES_OVER_CHANGES, evidence);
  return verdictOf(
    gates
      .map((line) => ({ ...line, findings: line.findings.map(mended) }))
      .map((line) => (excepted.includes(line.gate) ? exceptedIn(line) : line)),
  );
};
