import type { RunEvidence } from '#evidence';
import { failIf, missing, unless, type Gate } from './gate.ts';

/** The backend was named, is known, and may serve this tier (S1-R12, S1-R14). */
export const backendEligible: Gate<RunEvidence> = {
  id: 'backend.eligible',
  judge: ({ backend, contract }) => {
    if (!backend) return missing('the backend');
    if (!contract) return missing('the contract');
    const { tier } = contract.value.riskTier;
    const scripted = backend.kind === 'scripted';
    return failIf(
      [
        ...unless(backend.id !== '', { code: 'backend.unnamed', message: 'no backend was named' }),
        ...unless(backend.tiers.includes(tier), {
          code: 'backend.ineligible',
          message: `${backend.id} may serve ${backend.tiers.join(', ') || 'no tier'}, the contract is ${tier}`,
          remedy: `name another backend, or add ${tier} to its tiers in the configuration`,
        }),
      ],
      scripted ? ['the backend was scripted: this is a rehearsal, no agent wrote the change'] : [],
    );
  },
};
