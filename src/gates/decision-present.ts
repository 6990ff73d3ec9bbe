import { canonicalJson, type Contract } from '#contract';
import type { Failure } from '#failure';
import type { Decision, Verified } from '#signoff';
import { verifiedDecisions } from './decisions.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';
import type { LandingEvidence } from './landing-evidence.ts';

const other = (what: string): Failure => ({
  code: 'verdict.different',
  message: `the decision is about another ${what}`,
});

/** The items a person has to see, as a decision has to list them: all, in order, each as the contract says it. */
const manualItems = ({ done }: Contract) =>
  done.flatMap(({ says, proof }, index) => (proof.kind === 'manual' ? [{ item: index + 1, says }] : []));

const aboutThis = (
  decision: Decision,
  { recorded, manifest, contract, tree, base, targetRef }: LandingEvidence,
): readonly Failure[] => [
  ...unless(decision.verdict === recorded?.digest, other('verdict')),
  ...unless(decision.run === recorded?.verdict.run && decision.result === recorded.verdict.result, other('run')),
  ...unless(
    canonicalJson(decision.notices) === canonicalJson(recorded?.verdict.notices ?? null),
    other('list of notices'),
  ),
  ...unless(decision.noChange === recorded?.verdict.noChange, other('result')),
  ...unless(decision.manifest === manifest, other('bundle')),
  ...unless(decision.contract === contract?.digest, other('contract')),
  ...unless(decision.tree === tree, other('tree')),
  ...unless(decision.base === base, other('base')),
  ...unless(decision.targetRef === targetRef, other('branch')),
  // A decision names the verdict's digest, so it came later; one that says otherwise would make old evidence young.
  ...unless(recorded !== undefined && recorded.verdict.at <= decision.at, {
    code: 'verdict.different',
    message: 'the decision is dated before the verdict it is about',
  }),
  // What rests on a waiver ends with it; so a landing, which needs the decision to hold, does too.
  ...(recorded?.verdict.gates ?? []).flatMap(({ gate, waiver }) =>
    unless(waiver === null || decision.until <= waiver.until, {
      code: 'waiver.expired',
      message: `the decision is to hold longer than the waiver of ${gate}, which ends at ${String(waiver?.until)}`,
    }),
  ),
  ...unless(
    contract !== undefined &&
      canonicalJson(decision.manual) ===
        canonicalJson(manualItems(contract.value).map((item) => ({ ...item, confirmed: true }))),
    { code: 'decision.manual', message: 'an item only a person can see was not confirmed' },
  ),
];

/** Each decision names the one before it, so that none can be taken out, put in or put elsewhere. */
const chained = (decisions: readonly Verified<'decision'>[]): readonly Failure[] =>
  decisions.flatMap(({ statement }, index) =>
    unless(statement.after === decisions[index - 1]?.digest, other('decision before it')),
  );

/** Everybody who decided accepted exactly this verdict and its notices (S1-R32: missing operator outcome). */
export const decisionPresent: Gate<LandingEvidence> = {
  id: 'decision.present',
  judge: (evidence) => {
    if (!evidence.decisions) {
      const undecided: Failure = { code: 'decision.missing', message: 'nobody has decided about this run' };
      // A FAIL cannot be accepted: what helps is to see why, and what comes next.
      return failIf([
        evidence.recorded?.verdict.result === 'FAIL' ? { ...undecided, remedy: 'writ review RUN' } : undecided,
      ]);
    }
    if (!evidence.recorded) return missing('the verdict the decision is about');
    const verified = verifiedDecisions(evidence);
    if (!verified.ok) return failIf(verified.failures);
    const rejected = verified.value.find(({ statement }) => statement.outcome === 'reject');
    if (rejected !== undefined)
      return failIf([
        { code: 'decision.rejected', message: `${rejected.signer} rejected it: ${rejected.statement.because}` },
      ]);
    return failIf([
      ...chained(verified.value),
      ...verified.value.flatMap(({ statement }) => aboutThis(statement, evidence)),
    ]);
  },
};
