import { citationsOf, demandedGates, parseDigest, type Contract, type Digest } from '#contract';
import { ok, okUnless, type Result } from '#failure';
import { againstChanges, changesOfContract, faultsOfCited, uncovered } from '#gates';
import { openStore } from '#host';
import { digestsOf, lookAtCited } from '#run';
import type { ContractApproval } from '#signoff';
import type { ApprovalProject } from './changes/approval.ts';
import { changesStood } from './changes/stood.ts';

const asDigest = (text: string | null): Result<Digest | null> => (text === null ? ok(null) : parseDigest(text));

/**
 * What a contract cites, pinned to how it reads at a base. Refuses what the gates would refuse before a run: a citation
 * that finds nothing, or no one place, or nothing binding; a change that nobody approved who has to; and where everything
 * has to be covered, what is forgotten.
 */
export const pinsFor = async (
  project: ApprovalProject,
  contract: Contract,
  base: string,
): Promise<Result<Pick<ContractApproval, 'cites'>>> => {
  if (citationsOf(contract).length === 0) return ok({});
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const specs = await lookAtCited(store.value, base, contract);
  if (!specs.ok) return specs;
  const asked = changesOfContract(contract, specs.value.cites);
  const stood = await changesStood(project, store.value, base, asked);
  if (!stood.ok) return stood;
  const demanded = demandedGates(contract.strictness, contract.riskTier.tier, ['start']);
  const faults = [
    ...faultsOfCited(contract, specs.value.cites).failures,
    ...againstChanges(stood.value, asked),
    ...(demanded.includes('requirements.covered') ? uncovered({ contract, specs: specs.value }) : []),
  ];
  const sound = okUnless(
    faults.map((fault) => ({ ...fault, remedy: `${fault.remedy ?? ''}, then: writ approve ${contract.id}` })),
    () => null,
  );
  if (!sound.ok) return sound;
  const pins = [];
  for (const { cite, digest } of digestsOf(specs.value.cites)) {
    const read = asDigest(digest);
    if (!read.ok) return read;
    pins.push({ cite, digest: read.value });
  }
  const [first, ...more] = pins;
  return ok(first === undefined ? {} : { cites: [first, ...more] });
};
