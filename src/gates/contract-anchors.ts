import { canonicalJson, citationsOf, type Contract } from '#contract';
import type { RunEvidence, SpecRecord } from '#evidence';
import type { Failure } from '#failure';
import type { Pin } from '#signoff';
import { pinsOf } from './approval-pins.ts';
import { amended, faultsOfCited, toBeMended, unmended } from './cited.ts';
import { failIf, missing, type Gate } from './gate.ts';

const REMEDY = 'read it as it is now, then: writ approve TASK';
const digestOf = ({ found }: SpecRecord['cites'][number]): string | null =>
  found.kind === 'found' || found.kind === 'changed' ? found.digest : null;

/** Each citation was approved as it reads at the base, and no other was. */
const wrongPins = (cites: SpecRecord['cites'], pins: readonly Pin[]): readonly Failure[] => {
  if (canonicalJson(pins.map(({ cite }) => cite)) !== canonicalJson(cites.map(({ cite }) => cite)))
    return [{ code: 'citation.unpinned', message: 'the approval does not pin what the contract cites' }];
  return cites.flatMap((one, index) =>
    pins[index]?.digest === digestOf(one)
      ? []
      : [
          {
            code: 'citation.changed',
            message: `${one.cite} does not read as it was approved`,
            remedy: REMEDY,
          } as const,
        ],
  );
};

/** What the work was let through to mend is a reason to work when it has ended. */
const stillWrong = (contract: Contract, specs: SpecRecord): readonly Failure[] =>
  specs.result === null
    ? []
    : toBeMended(contract, specs).flatMap(({ before, after }) =>
        after?.found === undefined ? [] : unmended(before, after.digest, after.found),
      );

/** Whether it was looked at what became of everything that was to be mended. */
const isSeen = (contract: Contract, specs: SpecRecord): boolean =>
  toBeMended(contract, specs).every(
    ({ before: { cite }, after }) =>
      after?.found !== undefined && after.digest === digestOf({ cite, found: after.found }),
  );

/** What the run would have to have found out about its citations, and did not. */
const gapIn = (specs: SpecRecord, contract: Contract, { freshness, changes }: RunEvidence): string | null => {
  const wanted = canonicalJson(citationsOf(contract));
  if (specs.base !== freshness?.base) return 'what the citations find at the approved base';
  if (canonicalJson(specs.cites.map(({ cite }) => cite)) !== wanted) return 'what each citation finds';
  if (specs.result === null) return changes === undefined ? null : 'what the citations find in the result';
  const isWhole = canonicalJson(specs.result.cites.map(({ cite }) => cite)) === wanted;
  return isWhole && specs.result.tree === changes?.tree && isSeen(contract, specs)
    ? null
    : 'what each citation finds in the result';
};

/** Everything a contract cites is there, in one place, binding, and as it was approved (S0-R26, S4-R15). */
export const contractAnchors: Gate<RunEvidence> = {
  id: 'contract.anchors',
  judge: (evidence) => {
    const { contract, specs } = evidence;
    if (!contract) return missing('the contract');
    if (!specs) return missing('what the citations find');
    const pins = pinsOf(evidence);
    if (pins === null) return missing('the approval');
    const gap = gapIn(specs, contract.value, evidence);
    if (gap !== null) return missing(gap);
    const { failures, notices } = faultsOfCited(contract.value, specs.cites);
    const found = [...failures.map(amended), ...wrongPins(specs.cites, pins), ...stillWrong(contract.value, specs)];
    return failIf(found, notices);
  },
};
