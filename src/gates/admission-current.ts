import { canonicalJson, higherTier, tierFloor, type Contract } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { verifyStatement, type Admission } from '#signoff';
import { failIf, missing, unless, type Gate } from './gate.ts';

/** What whoever decides signs for, where there was no jail. */
const UNJAILED =
  'NOT ISOLATED: there was no jail. The backend and every check had all rights of the person who ran them, who had signed for that; they could reach anything, and forge all of this evidence.';

/** The floor counts as well, with which the contract was signed and as its paths have it: what a task says of itself is not enough. */
const isLightAndLow = ({ strictness, riskTier, paths }: Contract): boolean =>
  strictness === 'light' &&
  [riskTier.tier, riskTier.floor.tier, tierFloor(null, paths.allow).tier].every((tier) => tier === 'LOW');

/** Work that nothing held is light, of risk LOW, and admitted as such. */
const heldAsAdmitted = (contract: Contract, { jail }: Freshness, { withoutJail }: Admission): readonly Failure[] =>
  jail !== 'none'
    ? []
    : [
        ...unless(withoutJail === 'LOW', {
          code: 'admission.unjailed',
          message: 'there was no jail, and the admission allows no work without one',
        }),
        ...unless(isLightAndLow(contract), {
          code: 'admission.unjailed',
          message: `there was no jail, and without one only light work of risk LOW is done, not ${contract.strictness} work of risk ${contract.riskTier.tier} whose floor is ${higherTier(contract.riskTier.floor.tier, tierFloor(null, contract.paths.allow).tier)}`,
        }),
      ];

/**
 * A signer admitted this repository as a target, for work of this risk, and that held when the run began (S1-R5, S1-D5).
 * Where nothing isolated the work, she admitted that as well.
 */
export const admissionCurrent: Gate<RunEvidence> = {
  id: 'admission.current',
  judge: ({ admission, contract, freshness, trust }) => {
    if (!contract) return missing('the contract');
    if (!freshness) return missing('when and where the run began');
    if (!admission)
      return failIf([{ code: 'admission.missing', message: 'nobody has admitted this repository as a target' }]);
    const verified = verifyStatement('admit', admission, trust, freshness.startedAt);
    if (!verified.ok) return failIf(verified.failures);
    const { statement } = verified.value;
    const { repository, branch, riskClass } = statement;
    const { tier } = contract.value.riskTier;
    const found = [
      ...unless(canonicalJson(repository) === canonicalJson(freshness.repository), {
        code: 'admission.foreign',
        message: 'the admission is of another repository',
      }),
      ...unless(branch === contract.value.baseBranch, {
        code: 'admission.foreign',
        message: `branch ${branch} is admitted, not ${contract.value.baseBranch}`,
      }),
      ...unless(higherTier(riskClass, tier) === riskClass, {
        code: 'admission.risk',
        message: `the contract is ${tier}, the repository is admitted for ${riskClass}`,
        remedy: `writ admit --risk-class ${tier}`,
      }),
      ...heldAsAdmitted(contract.value, freshness, statement),
    ];
    return failIf(found, freshness.jail === 'none' ? [UNJAILED] : []);
  },
};
