import { demandedGates, type Contract, type EvidenceEdition, type GateId, type GateStage } from '#contract';
import type { RunEvidence } from '#evidence';
import { FAILURES, type Failure } from '#failure';
import { actionsForbidden } from './actions-forbidden.ts';
import { admissionCurrent } from './admission-current.ts';
import { approvalUnused } from './approval-unused.ts';
import { approvalValid } from './approval-valid.ts';
import { backendEligible } from './backend-eligible.ts';
import { backendFinished } from './backend-finished.ts';
import { bootstrapAdequate } from './bootstrap-adequate.ts';
import { checksPassed } from './checks-passed.ts';
import { commitFormat } from './commit-format.ts';
import { contractAnchors } from './contract-anchors.ts';
import { contractComplete } from './contract-complete.ts';
import { contractPlaceholders } from './contract-placeholders.ts';
import { coverageMet } from './coverage-met.ts';
import { decisionPresent } from './decision-present.ts';
import { doneProven } from './done-proven.ts';
import { evidenceComplete } from './evidence-complete.ts';
import { evidenceFresh } from './evidence-fresh.ts';
import { filesHygiene } from './files-hygiene.ts';
import { missing, type Gate, type GateOutcome } from './gate.ts';
import { gitHygiene } from './git-hygiene.ts';
import { invariantsKept } from './invariants-kept.ts';
import { keysAbsent } from './keys-absent.ts';
import type { LandingEvidence } from './landing-evidence.ts';
import { policyMet } from './policy-met.ts';
import { proofElsewhere } from './proof-elsewhere.ts';
import { proofF2p } from './proof-f2p.ts';
import { proofRemoval } from './proof-removal.ts';
import { requirementsCovered } from './requirements-covered.ts';
import { reviewPassed } from './review-passed.ts';
import { rulesKept } from './rules-kept.ts';
import { scopePaths } from './scope-paths.ts';
import { secretsAbsent } from './secrets-absent.ts';
import { specCurrency } from './spec-currency.ts';
import { changeApproved } from './change-approved.ts';
import { changeValid } from './change-valid.ts';
import { specRegression } from './spec-regression.ts';
import { supplyChain } from './supply-chain.ts';
import { targetUnmoved } from './target-unmoved.ts';
import { testsKept } from './tests-kept.ts';
import { treeCleanEnd } from './tree-clean-end.ts';
import { treeCleanStart } from './tree-clean-start.ts';
import { verdictPresent } from './verdict-present.ts';
import type { GateFinding, Verdict } from './verdict.ts';
import { withWaiver } from './waivers.ts';

/** The gates over a run's evidence. */
export const RUN_GATES: readonly Gate<RunEvidence>[] = [
  contractComplete,
  contractPlaceholders,
  contractAnchors,
  requirementsCovered,
  changeApproved,
  approvalValid,
  approvalUnused,
  admissionCurrent,
  treeCleanStart,
  backendEligible,
  backendFinished,
  bootstrapAdequate,
  scopePaths,
  actionsForbidden,
  filesHygiene,
  secretsAbsent,
  keysAbsent,
  gitHygiene,
  invariantsKept,
  rulesKept,
  commitFormat,
  specRegression,
  changeValid,
  supplyChain,
  checksPassed,
  doneProven,
  testsKept,
  proofF2p,
  proofElsewhere,
  coverageMet,
  reviewPassed,
  proofRemoval,
  evidenceComplete,
  evidenceFresh,
  treeCleanEnd,
];

/** The gates before a landing. */
export const LANDING_GATES: readonly Gate<LandingEvidence>[] = [
  verdictPresent,
  decisionPresent,
  policyMet,
  specCurrency,
  targetUnmoved,
];

const finding = (gate: GateId, outcome: GateOutcome): GateFinding => {
  const found = { gate, outcome: outcome.outcome, waiver: null };
  switch (outcome.outcome) {
    case 'pass':
      return { ...found, notices: outcome.notices, findings: [] };
    case 'fail':
      return { ...found, notices: outcome.notices, findings: outcome.failures };
    case 'missing':
      return {
        ...found,
        notices: outcome.notices,
        findings: [{ code: 'gate.missing', message: `${gate} has nothing to decide on: ${outcome.what} is missing` }],
      };
  }
};

/** An error inside a gate refuses; it must not look like a gate that was not there. */
const judgeOne = <E>(id: GateId, gates: readonly Gate<E>[], evidence: E): GateFinding => {
  const gate = gates.find((candidate) => candidate.id === id);
  if (gate === undefined) return finding(id, missing('the gate itself'));
  try {
    return finding(id, gate.judge(evidence));
  } catch (error) {
    return {
      gate: id,
      outcome: 'fail',
      notices: [],
      findings: [{ code: 'gate.error', message: `${id} broke down: ${String(error)}` }],
      waiver: null,
    };
  }
};

/** PASS where there are gates and each passed, or failed and is waived. */
export const verdictOf = (lines: readonly GateFinding[]): Verdict => {
  const passed = lines.length > 0 && lines.every(({ outcome, waiver }) => outcome === 'pass' || waiver !== null);
  return { result: passed ? 'PASS' : 'FAIL', gates: lines, notices: lines.flatMap(({ notices }) => notices) };
};

/**
 * Judges evidence by a list of gates.
 *
 * @param ids the gates demanded, by the policy table; an empty list is FAIL
 */
export const judge = <E>(ids: readonly GateId[], gates: readonly Gate<E>[], evidence: E): Verdict =>
  verdictOf(ids.map((id) => judgeOne(id, gates, evidence)));

/**
 * Judges a run's evidence at some stages, by what its own contract demands, and then looks for waivers of what failed.
 * Without a contract there is no list, and so FAIL.
 */
export const judgeRun = (evidence: RunEvidence, stages: readonly GateStage[] = ['start', 'verdict']): Verdict => {
  const ids = evidence.contract === undefined ? [] : gatesOf(evidence.contract.value, stages, evidence.seal?.edition);
  const verdict = verdictOf(judge(ids, RUN_GATES, evidence).gates.map((line) => withWaiver(line, evidence)));
  const noChange = verdict.result === 'PASS' && stages.includes('verdict') && evidence.changes?.paths.length === 0;
  return noChange ? { ...verdict, noChange } : verdict;
};

/** Judges whether an accepted run may land. */
export const judgeLanding = (contract: Contract, evidence: LandingEvidence): Verdict =>
  judge(gatesOf(contract, ['landing']), LANDING_GATES, evidence);

const gatesOf = ({ strictness, riskTier }: Contract, stages: readonly GateStage[], edition?: EvidenceEdition) =>
  demandedGates(strictness, riskTier.tier, stages, edition);

/** All that speaks against, for a refusal: never empty where the verdict is FAIL. */
export const failuresOf = ({ gates, result }: Verdict): readonly Failure[] => {
  const failures = gates.flatMap(({ findings, waiver }) => (waiver === null ? findings : []));
  return failures.length > 0 || result === 'PASS'
    ? failures
    : [{ code: 'gate.none', message: FAILURES['gate.none'].says }];
};
