import { CHANGE_GATES, demandedGates, type Contract, type GateId } from '#contract';
import type { RunEvidence } from '#evidence';
import {
  GATES_OVER_CHANGES,
  judge,
  LANDING_GATES,
  RUN_GATES,
  type ChangeEvidence,
  type Gate,
  type LandingEvidence,
  type Verdict,
} from '#gates';
import * as actionsForbidden from './actions-forbidden.ts';
import * as admissionCurrent from './admission-current.ts';
import * as approvalUnused from './approval-unused.ts';
import * as approvalValid from './approval-valid.ts';
import * as backendEligible from './backend-eligible.ts';
import * as backendFinished from './backend-finished.ts';
import * as bootstrapAdequate from './bootstrap-adequate.ts';
import * as checksPassed from './checks-passed.ts';
import * as commitFormat from './commit-format.ts';
import * as contractAnchors from './contract-anchors.ts';
import * as contractCitation from './contract-citation.ts';
import * as contractComplete from './contract-complete.ts';
import * as contractPlaceholders from './contract-placeholders.ts';
import * as coverageMet from './coverage-met.ts';
import * as decisionPresent from './decision-present.ts';
import * as doneProven from './done-proven.ts';
import type { Passing, Refused } from './evidence.fixture.ts';
import * as evidenceComplete from './evidence-complete.ts';
import * as evidenceFresh from './evidence-fresh.ts';
import * as filesHygiene from './files-hygiene.ts';
import * as proofF2p from './proof-f2p.ts';
import * as proofRemoval from './proof-removal.ts';
import * as gitHygiene from './git-hygiene.ts';
import * as invariantsKept from './invariants-kept.ts';
import * as policyMet from './policy-met.ts';
import * as keysAbsent from './keys-absent.ts';
import * as requirementsCovered from './requirements-covered.ts';
import * as reviewPassed from './review-passed.ts';
import * as rulesKept from './rules-kept.ts';
import * as scopePaths from './scope-paths.ts';
import * as secretsAbsent from './secrets-absent.ts';
import * as specCurrency from './spec-currency.ts';
import * as changeApproved from './change-approved.ts';
import * as changeValid from './change-valid.ts';
import * as specRegression from './spec-regression.ts';
import * as supplyChain from './supply-chain.ts';
import * as testsKept from './tests-kept.ts';
import * as targetUnmoved from './target-unmoved.ts';
import * as treeCleanEnd from './tree-clean-end.ts';
import * as treeCleanStart from './tree-clean-start.ts';
import * as verdictPresent from './verdict-present.ts';

type Fixtures<E> = { readonly pass: Passing<E>; readonly fail: Refused<E>; readonly missing: Passing<E> };
type ChangeGate = 'contract.citation';
type LandingGate = 'verdict.present' | 'decision.present' | 'policy.met' | 'spec.currency' | 'target.unmoved';

const ofRuns: Readonly<Record<Exclude<GateId, LandingGate | ChangeGate>, Fixtures<RunEvidence>>> = {
  'contract.complete': contractComplete,
  'contract.placeholders': contractPlaceholders,
  'contract.anchors': contractAnchors,
  'requirements.covered': requirementsCovered,
  'change.approved': changeApproved,
  'approval.valid': approvalValid,
  'approval.unused': approvalUnused,
  'admission.current': admissionCurrent,
  'tree.clean.start': treeCleanStart,
  'backend.eligible': backendEligible,
  'backend.finished': backendFinished,
  'bootstrap.adequate': bootstrapAdequate,
  'scope.paths': scopePaths,
  'actions.forbidden': actionsForbidden,
  'files.hygiene': filesHygiene,
  'secrets.absent': secretsAbsent,
  'keys.absent': keysAbsent,
  'git.hygiene': gitHygiene,
  'invariants.kept': invariantsKept,
  'rules.kept': rulesKept,
  'commit.format': commitFormat,
  'spec.regression': specRegression,
  'change.valid': changeValid,
  'supply.chain': supplyChain,
  'checks.passed': checksPassed,
  'done.proven': doneProven,
  'tests.kept': testsKept,
  'proof.f2p': proofF2p,
  'coverage.met': coverageMet,
  'review.passed': reviewPassed,
  'proof.removal': proofRemoval,
  'evidence.complete': evidenceComplete,
  'evidence.fresh': evidenceFresh,
  'tree.clean.end': treeCleanEnd,
};
const ofLandings: Readonly<Record<LandingGate, Fixtures<LandingEvidence>>> = {
  'verdict.present': verdictPresent,
  'decision.present': decisionPresent,
  'policy.met': policyMet,
  'spec.currency': specCurrency,
  'target.unmoved': targetUnmoved,
};
const ofChanges: Readonly<Record<ChangeGate, Fixtures<ChangeEvidence>>> = { 'contract.citation': contractCitation };

/** One case: what it shows, what the gate must say, and how to judge it by a list of gates, changed or not. */
export type Case = {
  readonly says: string;
  readonly code: string | null;
  readonly also: readonly GateId[];
  /** Judged by all the gates its contract demands; one of them may be replaced by one that lets everything pass. */
  readonly judged: (blind?: GateId) => Verdict;
};
/** A gate with all its cases. */
export type GateCases = { readonly id: GateId } & Readonly<Record<'pass' | 'fail' | 'missing', readonly Case[]>>;

const blinded = <E>(gates: readonly Gate<E>[], blind: GateId | undefined): readonly Gate<E>[] =>
  gates.map((gate) => (gate.id === blind ? { id: gate.id, judge: () => ({ outcome: 'pass', notices: [] }) } : gate));

type Judging<E> = (evidence: E, blind: GateId | undefined) => Verdict;

/** The list of gates comes from the honest contract where the evidence has none, so that each gate is asked. */
const judging =
  <E extends { readonly contract?: { readonly value: Contract } }>(
    gates: readonly Gate<E>[],
    honest: Contract,
    stages: Parameters<typeof demandedGates>[2],
  ): Judging<E> =>
  (evidence, blind) => {
    const { strictness, riskTier } = evidence.contract?.value ?? honest;
    return judge(demandedGates(strictness, riskTier.tier, stages), blinded(gates, blind), evidence);
  };

const casesOf = <E>(id: GateId, { pass, fail, missing }: Fixtures<E>, judged: Judging<E>): GateCases => {
  const one = (says: string, evidence: E, code: string | null, also: readonly GateId[] = []): Case => ({
    ...{ says, code, also },
    judged: (blind) => judged(evidence, blind),
  });
  return {
    id,
    pass: Object.entries(pass).map(([says, evidence]) => one(says, evidence, null)),
    fail: Object.entries(fail).map(([says, [code, evidence, also]]) => one(says, evidence, code, also)),
    missing: Object.entries(missing).map(([says, evidence]) => one(says, evidence, 'gate.missing')),
  };
};

const isRunGate = (id: GateId): id is Exclude<GateId, LandingGate | ChangeGate> => id in ofRuns;
const isChangeGate = (id: GateId): id is ChangeGate => id in ofChanges;
const isLandingGate = (id: GateId): id is LandingGate => id in ofLandings;

/** By the gates over a change: those of a verdict that a change has, and its own. */
const judgingChanges =
  (honest: Contract): Judging<ChangeEvidence> =>
  (evidence, blind) => {
    const { strictness, riskTier } = evidence.contract?.value ?? honest;
    const demanded = demandedGates(strictness, riskTier.tier, ['verdict', 'change']);
    return judge(CHANGE_GATES.filter((id) => demanded.includes(id)), blinded(GATES_OVER_CHANGES, blind), evidence); // prettier-ignore
  };

/** Every gate with its cases, in the order of the ids given. A gate without fixtures is left out. */
export const gatesWithCases = (ids: readonly GateId[], honest: Contract): readonly GateCases[] =>
  ids.flatMap((id) => {
    if (isRunGate(id)) return [casesOf(id, ofRuns[id], judging(RUN_GATES, honest, ['start', 'verdict']))];
    if (isChangeGate(id)) return [casesOf(id, ofChanges[id], judgingChanges(honest))];
    return isLandingGate(id) ? [casesOf(id, ofLandings[id], judging(LANDING_GATES, honest, ['landing']))] : [];
  });
