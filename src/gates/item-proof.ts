import type { DoneItem } from '#contract';
import { requiredTests, showingOfTest, showingWithout, type RunEvidence, type Showing, type Unit } from '#evidence';
import { gapOf } from './done-proven.ts';

/** What is known of one done-item: what was to prove it, and what taking the change away showed. */
export type ItemProof = {
  readonly item: DoneItem;
  /** Why it does not hold on the result, or null. */
  readonly gap: string | null;
  /** Where its tests are; null in place of a file that the runner does not tell. */
  readonly tests: readonly { readonly name: string; readonly file: string | null }[];
  /** What the tests said without the change; null where nobody asked. */
  readonly without: Showing | null;
  /** The parts of the change whose removal its tests noticed, on an assertion. */
  readonly noticed: readonly Unit[];
};

/** What is known of every done-item of a run, in the order of its contract; nothing where there is no contract. */
export const itemProofs = ({ contract, checks = [], proof }: RunEvidence): readonly ItemProof[] =>
  (contract?.value.done ?? []).map((item): ItemProof => {
    const gap = contract === undefined ? null : gapOf(item, contract.value, checks);
    const by = item.proof.kind === 'manual' ? undefined : item.proof.check;
    const result = checks.find(({ record }) => record.id === by);
    if (result === undefined) return { item, gap, tests: [], without: null, noticed: [] };
    const tests = requiredTests(item, result);
    const runs = (proof?.runs ?? []).filter(({ check }) => check === by);
    const seen = runs
      .filter(({ purpose, units }) => purpose === 'removal' && units.length === 1)
      .filter((run) => tests.some((test) => showingOfTest(test, run.report) === 'proven'))
      .flatMap(({ units }) => units);
    return {
      ...{ item, gap, tests: tests.map(({ name, file }) => ({ name, file })) },
      without: showingWithout(item, result, runs),
      noticed: (proof?.record.units ?? []).filter(({ id }) => seen.includes(id)),
    };
  });

/** Where a unit stands, as a person would look it up: `src/a.ts:3-5 (parse)`. */
export const placeOf = ({ path, from, to, name }: Unit): string => {
  const lines = to > from ? `${from}-${to}` : String(from);
  return `${path}:${lines}${name === null ? '' : ` (${name})`}`;
};
