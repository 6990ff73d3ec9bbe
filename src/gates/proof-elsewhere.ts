import type { DoneItem } from '#contract';
import { standsElsewhere, type Elsewhere, type RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, type Gate } from './gate.ts';
import { itemsToProve, proofGround, provingName, type ProofGround } from './proof-runs.ts';

type Tried = {
  readonly item: DoneItem;
  readonly index: number;
  /** What each run there showed, with its id, in the order in which they ran. */
  readonly runs: readonly { readonly id: string; readonly shows: Elsewhere }[];
};

/** What the runs in another place show of every item that a test is to prove; a check id where it was not run there. */
const triedOf = (ground: ProofGround): readonly Tried[] | string => {
  const items = itemsToProve(ground);
  if (typeof items === 'string') return items;
  const tried: Tried[] = [];
  for (const { item, index, result } of items) {
    const there = ground.proof.runs.filter(
      ({ check, purpose }) => check === result.record.id && purpose === 'elsewhere',
    );
    if (there.length === 0) return result.record.id;
    tried.push({ item, index, runs: there.map((run) => ({ id: run.id, shows: standsElsewhere(item, result, run) })) });
  }
  return tried;
};

const failureOf = (one: Tried): Failure => ({
  code: 'proof.elsewhere',
  message: `${provingName(one)} passes where checks run, and fails in another folder, with another home and name, with a git folder and without CI (proof/${one.runs.at(-1)?.id}/stderr.log): the code or the test asks where it runs`,
});

const noticesOf = (one: Tried): readonly string[] => {
  const shown = one.runs.map(({ shows }) => shows);
  if (!shown.includes('holds'))
    return [`${provingName(one)} was left out in another place, so that nothing shows whether it holds there`];
  return shown[0] === 'holds'
    ? []
    : [`${provingName(one)} failed in another place and then passed there (proof/${one.runs[0]?.id}/stderr.log): it is not to be relied on`];
}; // prettier-ignore

/**
 * What proves a done-item passes in another place, too: code that can tell where it is checked can behave otherwise
 * wherever it is used (red team H14). A test that fails there every time refuses; one that fails once is told.
 */
export const proofElsewhere: Gate<RunEvidence> = {
  id: 'proof.elsewhere',
  judge: (evidence) => {
    const ground = proofGround(evidence);
    if ('outcome' in ground) return ground;
    const tried = triedOf(ground);
    if (typeof tried === 'string') return missing(`a run of ${tried} in another place`);
    const fails = (one: Tried): boolean => one.runs.every(({ shows }) => shows === 'fails');
    return failIf(tried.filter(fails).map(failureOf), tried.filter((one) => !fails(one)).flatMap(noticesOf));
  },
};
