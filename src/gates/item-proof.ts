import type { DoneItem } from '#contract';
import {
  requiredTests,
  showingOfTest,
  showingWithout,
  type RunEvidence,
  type Showing,
  type TestOutcome,
  type Unit,
} from '#evidence';
import { addedLines, type AddedLine } from './patch-lines.ts';
import { gapOf } from './done-proven.ts';

/** What is known of one done-item: what was to prove it, and what taking the change away showed. */
export type ItemProof = {
  readonly item: DoneItem;
  /** Why it does not hold on the result, or null. */
  readonly gap: string | null;
  /** Its tests, each with its place: `FILE:LINE` where the change has added it, `FILE` where its runner tells that, or empty. */
  readonly tests: readonly { readonly name: string; readonly place: string }[];
  /** What the tests said without the change; null where nobody asked. */
  readonly without: Showing | null;
  /** The parts of the change whose removal its tests noticed, on an assertion. */
  readonly noticed: readonly Unit[];
};

/** Where the change adds a test: the one line of its file that says the last part of its name. */
const placeOfTest = ({ name, file }: TestOutcome, added: readonly AddedLine[]): string => {
  if (file === null) return '';
  const said = name.split(' > ').at(-1) ?? name;
  const [only, ...more] = added.filter((one) => one.file === file && one.text.includes(said));
  return only === undefined || more.length > 0 ? file : `${file}:${only.line}`;
};

/** What is known of every done-item of a run, in the order of its contract; nothing where there is no contract. */
export const itemProofs = ({ contract, checks = [], proof, patch }: RunEvidence): readonly ItemProof[] => {
  const added = patch === undefined ? [] : addedLines(patch);
  return (contract?.value.done ?? []).map((item): ItemProof => {
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
      ...{ item, gap, tests: tests.map((test) => ({ name: test.name, place: placeOfTest(test, added) })) },
      without: showingWithout(item, result, runs),
      noticed: (proof?.record.units ?? []).filter(({ id }) => seen.includes(id)),
    };
  });
};

/** Where a unit stands, as a person would look it up: `src/a.ts:3-5 (parse)`. */
export const placeOf = ({ path, from, to, name }: Unit): string => {
  const lines = to > from ? `${from}-${to}` : String(from);
  return `${path}:${lines}${name === null ? '' : ` (${name})`}`;
};
