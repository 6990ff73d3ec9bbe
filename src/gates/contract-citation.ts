import type { Strictness } from '#contract';
import { isReason } from '#evidence';
import type { Failure } from '#failure';
import type { ChangeEvidence, CitesOfChange, SaidCite } from './change-evidence.ts';
import { faultsOfCited } from './cited.ts';
import { failIf, missing, pass, type Gate } from './gate.ts';
import { isPreserving } from './proof-runs.ts';

/** What is required and not only decided, asked or planned: specs, contracts of APIs, descriptions of products. */
export const isContractAnchor = (anchor: string): boolean => /^(?:spec|openspec|openapi|asyncapi|prd):/u.test(anchor);

const isBehind = ({ found }: SaidCite): boolean =>
  found.kind === 'found' && isReason(found) && isContractAnchor(found.anchor);

const NOBODY = { allow: [], deny: [] };

/** What cites nothing that counts, though it was said to. */
const uncited = ({ anchors, cites }: CitesOfChange): Failure => {
  const tried = cites.map(({ cite }) => cite);
  const also = tried.length === 0 ? '' : `: ${tried.slice(0, 5).join(', ')} finds no contract or spec`;
  return {
    code: 'citation.missing',
    message: `this changes what the code does, and neither its commits nor its text cite any of ${anchors} binding anchors${also}`,
  };
};

const isPhase = ({ found }: SaidCite): boolean => found.kind === 'found' && found.anchor.startsWith('phase:');

/** Where all is demanded, and there is a roadmap, work is of one of its phases (S4-R16). */
const unphased = ({ phases, cites }: CitesOfChange, strictness: Strictness): readonly Failure[] =>
  strictness !== 'strict' || phases === 0 || cites.some(isPhase)
    ? []
    : [
        {
          code: 'citation.missing',
          message: `this names none of the ${phases} phases of the roadmap, as phase:1 does`,
        },
      ];

/**
 * A change of behaviour says which contract or spec it is for (S0-R26, S4-R15): its commits, its text or the contract
 * that was approved for it cite an anchor that is there in the result. Where the base has none there is none to cite.
 * In strict it names its phase as well, where there is a roadmap.
 */
export const contractCitation: Gate<ChangeEvidence> = {
  id: 'contract.citation',
  judge: ({ contract, changes, said, commits }) => {
    if (!contract) return missing('the contract');
    if (!changes) return missing('the difference between base and head');
    if (!said || said.tree !== changes.tree) return missing('what this change cites');
    const read = new Set(said.read.filter((name) => name.startsWith('commit ')));
    if (read.size !== commits) return missing('a look at the message of every commit');
    // What was written down as a citation has to find something, whoever would have asked for it.
    const wrong = faultsOfCited({ paths: NOBODY }, said.cites.filter(({ isDemanded }) => isDemanded), 'in the result'); // prettier-ignore
    if (wrong.failures.length > 0) return failIf(wrong.failures);
    if (isPreserving(contract.value)) return pass();
    const phase = unphased(said, contract.value.strictness);
    if (said.cites.some(isBehind) || (phase.length > 0 && said.anchors === 0)) return failIf(phase);
    return said.anchors === 0
      ? pass(['there is no contract or spec to cite: nothing says what this change is for'])
      : failIf([uncited(said), ...phase]);
  },
};
