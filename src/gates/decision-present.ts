import { canonicalJson, type Contract } from '#contract';
import type { Failure } from '#failure';
import { verifyStatement, type Decision } from '#signoff';
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
  ...unless(
    contract !== undefined &&
      canonicalJson(decision.manual) ===
        canonicalJson(manualItems(contract.value).map((item) => ({ ...item, confirmed: true }))),
    { code: 'decision.manual', message: 'an item only a person can see was not confirmed' },
  ),
];

/** A signer accepted exactly this verdict and its notices (S1-R32: missing operator outcome). */
export const decisionPresent: Gate<LandingEvidence> = {
  id: 'decision.present',
  judge: (evidence) => {
    const { decision, trust, at } = evidence;
    if (!decision) return failIf([{ code: 'decision.missing', message: 'nobody has decided about this run' }]);
    if (!evidence.recorded) return missing('the verdict the decision is about');
    const verified = verifyStatement('decision', decision, trust, at);
    if (!verified.ok) return failIf(verified.failures);
    const { statement } = verified.value;
    if (statement.outcome === 'reject')
      return failIf([{ code: 'decision.rejected', message: `it was rejected: ${statement.because}` }]);
    return failIf(aboutThis(statement, evidence));
  },
};
