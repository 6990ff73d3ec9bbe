import { canonicalJson, higherTier, JAILS, tierFloor, weakJail, type Contract, type WeakJail } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { verifyStatement, type Admission } from '#signoff';
import { failIf, missing, unless, type Gate } from './gate.ts';

/** The floor counts as well, with which the contract was signed and as its paths have it: what a task says of itself is not enough. */
const isLightAndLow = ({ strictness, riskTier, paths }: Contract): boolean =>
  strictness === 'light' &&
  [riskTier.tier, riskTier.floor.tier, tierFloor(null, paths.allow).tier].every((tier) => tier === 'LOW');

const WITHOUT: Record<WeakJail, string> = {
  none: 'there was no jail',
  'sandbox-runtime': 'the jail, sandbox-runtime, was tested by nobody and counts as none',
};

/** Work that nothing held, or nothing that anybody has tested, is light, of risk LOW, and admitted as such. */
const heldAsAdmitted = (contract: Contract, { jail }: Freshness, { withoutJail }: Admission): readonly Failure[] => {
  const weak = weakJail(jail);
  if (weak === null) return [];
  return [
    ...unless(withoutJail === 'LOW', {
      code: 'admission.unjailed',
      message: `${WITHOUT[weak]}, and the admission allows no work without one`,
    }),
    ...unless(isLightAndLow(contract), {
      code: 'admission.unjailed',
      message: `${WITHOUT[weak]}, and without one only light work of risk LOW is done, not ${contract.strictness} work of risk ${contract.riskTier.tier} whose floor is ${higherTier(contract.riskTier.floor.tier, tierFloor(null, contract.paths.allow).tier)}`,
    }),
  ];
};

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
    const { notice } = JAILS[freshness.jail ?? 'bubblewrap'];
    return failIf(found, notice === null ? [] : [notice]);
  },
};
