import { canonicalJson, higherTier } from '#contract';
import type { RunEvidence } from '#evidence';
import { verifyStatement } from '#signoff';
import { failIf, missing, unless, type Gate } from './gate.ts';

/** A signer admitted this repository as a target, for work of this risk, and that held when the run began (S1-R5, S1-D5). */
export const admissionCurrent: Gate<RunEvidence> = {
  id: 'admission.current',
  judge: ({ admission, contract, freshness, trust }) => {
    if (!contract) return missing('the contract');
    if (!freshness) return missing('when and where the run began');
    if (!admission)
      return failIf([{ code: 'admission.missing', message: 'nobody has admitted this repository as a target' }]);
    const verified = verifyStatement('admit', admission, trust, freshness.startedAt);
    if (!verified.ok) return failIf(verified.failures);
    const { repository, branch, riskClass } = verified.value.statement;
    const { tier } = contract.value.riskTier;
    return failIf([
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
    ]);
  },
};
