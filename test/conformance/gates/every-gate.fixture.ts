import { CHANGE_GATES, demandedGates, type Contract, type GateId } from '#contract';
import type { RunEvidence } from '#evidence';
import {
  GATES_OVER_CHANGES,
  judge,
  LANDING_GATES,
  RUN_GATES,
  type ChangeEvidence,
  type Gate,
  type GateFinding,
  type GateOutcome,
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
import * as proofElsewhere from './proof-elsewhere.ts';
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
  'proof.elsewhere': proofElsewhere,
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
  /** Judged by all the gates its contract demands; one of them may be replaced by one that lets too much pass. */
  readonly judged: (mutant?: Mutant) => Verdict;
  /** What its gate alone says of it; no other one is asked, which takes much less time. */
  readonly line: (mutant?: Mutant) => GateFinding | undefined;
};
/** A gate with all its cases; `broken`: a part that it reads cannot be read. */
export type GateCases = { readonly id: GateId } & Readonly<
  Record<'pass' | 'fail' | 'missing' | 'broken', readonly Case[]>
>;

/** One gate made worse: it lets everything pass, or what is missing, or whatever it breaks down over. */
export type Mutant = { readonly gate: GateId; readonly passes: 'everything' | 'missing' | 'errors' };

const PASS: GateOutcome = { outcome: 'pass', notices: [] };

const worse = <E>(gate: Gate<E>, passes: Mutant['passes']): Gate<E>['judge'] => {
  if (passes === 'everything') return () => PASS;
  return (evidence) => {
    try {
      const outcome = gate.judge(evidence);
      return outcome.outcome === 'missing' && passes === 'missing' ? PASS : outcome;
    } catch (error) {
      if (passes === 'errors') return PASS;
      throw error;
    }
  };
};

const mutated = <E>(gates: readonly Gate<E>[], mutant: Mutant | undefined): readonly Gate<E>[] =>
  gates.map((gate) => (gate.id === mutant?.gate ? { id: gate.id, judge: worse(gate, mutant.passes) } : gate));

/** @param alone the one gate to be asked; otherwise all that are demanded are */
type Judging<E> = (evidence: E, mutant?: Mutant, alone?: Gate<E>) => Verdict;

/** The list of gates comes from the honest contract where the evidence has none, so that each gate is asked. */
const judging =
  <E extends { readonly contract?: { readonly value: Contract } }>(
    gates: readonly Gate<E>[],
    honest: Contract,
    stages: Parameters<typeof demandedGates>[2],
  ): Judging<E> =>
  (evidence, mutant, alone) => {
    if (alone !== undefined) return judge([alone.id], mutated([alone], mutant), evidence);
    const { strictness, riskTier } = evidence.contract?.value ?? honest;
    return judge(demandedGates(strictness, riskTier.tier, stages), mutated(gates, mutant), evidence);
  };

/** Evidence of which one part cannot be read. */
const unreadable = <E extends object>(evidence: E, part: PropertyKey): E =>
  new Proxy(evidence, {
    get: (of, key): unknown => {
      if (key === part) throw new Error('the disk is gone');
      return Reflect.get(of, key);
    },
  });

/** The parts of the evidence that a gate reads. */
const readBy = <E extends object>({ judge: decides }: Gate<E>, evidence: E): readonly string[] => {
  const parts = new Set<string>();
  decides(new Proxy(evidence, { get: (of, key): unknown => (parts.add(String(key)), Reflect.get(of, key)) }));
  return [...parts];
};

/** Each part that a gate reads, unreadable for it alone: so nothing but its breaking down refuses. */
const brokenCases = <E extends object>(
  { gate, judged }: { readonly gate: Gate<E>; readonly judged: Judging<E> },
  passing: Passing<E>,
): readonly Case[] => {
  const [evidence] = Object.values(passing);
  if (evidence === undefined) return [];
  return readBy(gate, evidence).map((part) => {
    const breaking: Gate<E> = { id: gate.id, judge: (of) => gate.judge(unreadable(of, part)) };
    const asked = (mutant?: Mutant) => judged(evidence, mutant, breaking);
    return { says: `${part} cannot be read`, code: 'gate.error', also: [], judged: asked, line: (mutant) => asked(mutant).gates[0] };
  });
}; // prettier-ignore

const casesOf = <E extends object>(
  gate: Gate<E>,
  { pass, fail, missing }: Fixtures<E>,
  judged: Judging<E>,
): GateCases => {
  const one = (says: string, evidence: E, code: string | null, also: readonly GateId[] = []): Case => ({
    ...{ says, code, also },
    judged: (mutant) => judged(evidence, mutant),
    line: (mutant) => judged(evidence, mutant, gate).gates[0],
  });
  return {
    id: gate.id,
    pass: Object.entries(pass).map(([says, evidence]) => one(says, evidence, null)),
    fail: Object.entries(fail).map(([says, [code, evidence, also]]) => one(says, evidence, code, also)),
    missing: Object.entries(missing).map(([says, evidence]) => one(says, evidence, 'gate.missing')),
    broken: brokenCases({ gate, judged }, pass),
  };
};

const isRunGate = (id: GateId): id is Exclude<GateId, LandingGate | ChangeGate> => id in ofRuns;
const isChangeGate = (id: GateId): id is ChangeGate => id in ofChanges;
const isLandingGate = (id: GateId): id is LandingGate => id in ofLandings;

/** By the gates over a change: those of a verdict that a change has, and its own. */
const judgingChanges =
  (honest: Contract): Judging<ChangeEvidence> =>
  (evidence, mutant, alone) => {
    if (alone !== undefined) return judge([alone.id], mutated([alone], mutant), evidence);
    const { strictness, riskTier } = evidence.contract?.value ?? honest;
    const demanded = demandedGates(strictness, riskTier.tier, ['verdict', 'change']);
    return judge(CHANGE_GATES.filter((id) => demanded.includes(id)), mutated(GATES_OVER_CHANGES, mutant), evidence); // prettier-ignore
  };

/** Every gate with its cases, in the order of the ids given. A gate without fixtures is left out. */
export const gatesWithCases = (ids: readonly GateId[], honest: Contract): readonly GateCases[] => {
  const casesIn = <E extends object>(
    gates: readonly Gate<E>[],
    id: GateId,
    fixtures: Fixtures<E>,
    judged: Judging<E>,
  ): readonly GateCases[] => gates.filter((gate) => gate.id === id).map((gate) => casesOf(gate, fixtures, judged));
  return ids.flatMap((id) => {
    if (isRunGate(id)) return casesIn(RUN_GATES, id, ofRuns[id], judging(RUN_GATES, honest, ['start', 'verdict']));
    if (isChangeGate(id)) return casesIn(GATES_OVER_CHANGES, id, ofChanges[id], judgingChanges(honest));
    return isLandingGate(id)
      ? casesIn(LANDING_GATES, id, ofLandings[id], judging(LANDING_GATES, honest, ['landing']))
      : [];
  });
};
