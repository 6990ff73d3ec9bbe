import { isSurelyTest, type DoneItem } from '#contract';
import {
  requiredTests,
  showingOfTest,
  showingWithout,
  testsWithout,
  type ReadCheck,
  type RunEvidence,
  type Showing,
  type TestOutcome,
  type Unit,
} from '#evidence';
import { addedLines, type AddedLine } from './patch-lines.ts';
import { gapOf } from './done-proven.ts';

/** One of the tests that are to prove an item. */
export type ItemTest = {
  readonly name: string;
  /** `FILE:LINE` where the change has added it, `FILE` where its runner tells that, or empty. */
  readonly place: string;
  /** What this very test said without the change; null where nobody asked. */
  readonly without: Showing | null;
};

/** What is known of one done-item: what was to prove it, and what taking the change away showed. */
export type ItemProof = {
  readonly item: DoneItem;
  /** Why it does not hold on the result, or null. */
  readonly gap: string | null;
  readonly tests: readonly ItemTest[];
  /** What the tests said together without the change: of a whole check one is enough. Null where nobody asked. */
  readonly without: Showing | null;
  /** Lines of the change outside of tests, as `FILE:LINES`; those alone that its tests ran through, where that is known. */
  readonly lines: readonly string[];
  /** Parts of the change whose removal its tests noticed, on an assertion; null where nothing was taken away. */
  readonly needs: readonly string[] | null;
};

/** What is to prove an item, in one line: `CHECK`, `CHECK: TEST` or `manual: …`. */
export const proofText = ({ proof }: DoneItem): string =>
  proof.kind === 'manual' ? `manual: ${proof.how}` : `${proof.check}${proof.test === null ? '' : `: ${proof.test}`}`;

/** How an item stands on the result: what only a person can see nobody else says anything of. */
export const itemOutcome = ({ item, gap }: Pick<ItemProof, 'item' | 'gap'>): 'proven' | 'unproven' | 'manual' =>
  item.proof.kind === 'manual' ? 'manual' : gap === null ? 'proven' : 'unproven';

/** Where the change adds a test: the one line of its file that says the last part of its name. */
const placeOfTest = ({ name, file }: TestOutcome, added: readonly AddedLine[]): string => {
  if (file === null) return '';
  const said = name.split(' > ').at(-1) ?? name;
  const [only, ...more] = added.filter((one) => one.file === file && one.text.includes(said));
  return only === undefined || more.length > 0 ? file : `${file}:${only.line}`;
};

const linesOf = ({ from, to }: Pick<Unit, 'from' | 'to'>): string => (to > from ? `${from}-${to}` : String(from));
const nameOf = ({ name }: Unit): string => (name === null ? '' : ` (${name})`);

/** Where a unit stands, as a person would look it up: `src/a.ts:3-5 (parse)`. */
export const placeOf = (unit: Unit): string => `${unit.path}:${linesOf(unit)}${nameOf(unit)}`;

/** Whether a unit is a part of another one. Where both have the same lines, the piece of syntax is the part. */
const isWithin = (inner: Unit, outer: Unit): boolean => {
  if (inner.id === outer.id || inner.path !== outer.path || inner.from < outer.from || inner.to > outer.to)
    return false;
  const isSame = inner.from === outer.from && inner.to === outer.to;
  return !isSame || (isLines(outer) && !isLines(inner));
};
const isLines = ({ kind }: Unit): boolean => kind === 'lines' || kind === 'file';

/**
 * Which parts of the change were seen to be needed, and no more of them than was seen: lines that hold such a part say
 * nothing beside it, of what else lies within nothing was shown, and of several lines one may be all that is needed.
 */
const needsOf = (noticed: readonly Unit[], units: readonly Unit[]): readonly string[] =>
  noticed
    .filter((unit) => !isLines(unit) || !noticed.some((one) => isWithin(one, unit)))
    .map((unit) => {
      const open = units.filter((one) => isWithin(one, unit) && !noticed.includes(one));
      if (open.length > 0)
        return `${placeOf(unit)}, not shown of ${open.map((one) => `${linesOf(one)}${nameOf(one)}`).join(', ')}`;
      return isLines(unit) && unit.to > unit.from ? `${placeOf(unit)}, at least one of these lines` : placeOf(unit);
    });

/** Lines that stand together, as one place. */
const inRanges = (lines: readonly AddedLine[]): readonly string[] => {
  const ranges: { path: string; from: number; to: number }[] = [];
  for (const { file, line } of lines) {
    const last = ranges.at(-1);
    if (last?.path === file && last.to + 1 === line) last.to = line;
    else ranges.push({ path: file, from: line, to: line });
  }
  return ranges.map((range) => `${range.path}:${linesOf(range)}`);
};

/** The lines that a change adds outside of tests, which the files of these tests ran through as far as their runner tells. */
const linesRun = (
  added: readonly AddedLine[],
  tests: readonly TestOutcome[],
  { report }: ReadCheck,
): readonly string[] => {
  const product = added.filter(({ file, text }) => !isSurelyTest(file) && /\S/u.test(text));
  const ran = tests.map(({ file }) => (file === null ? undefined : report.covered?.get(file)));
  if (ran.length === 0 || ran.includes(undefined)) return inRanges(product);
  return inRanges(product.filter(({ file, line }) => ran.some((one) => one?.get(file)?.includes(line) === true)));
};

/** What is known of every done-item of a run, in the order of its contract; nothing where there is no contract. */
export const itemProofs = ({ contract, checks = [], proof, patch }: RunEvidence): readonly ItemProof[] => {
  const added = patch === undefined ? [] : addedLines(patch);
  return (contract?.value.done ?? []).map((item): ItemProof => {
    const gap = contract === undefined ? null : gapOf(item, contract.value, checks);
    const by = item.proof.kind === 'manual' ? undefined : item.proof.check;
    const result = checks.find(({ record }) => record.id === by);
    if (result === undefined) return { item, gap, tests: [], without: null, lines: [], needs: null };
    const tests = requiredTests(item, result);
    const runs = (proof?.runs ?? []).filter(({ check }) => check === by);
    const without = showingWithout(item, result, runs);
    const shown = testsWithout(item, result, runs);
    const removals = runs.filter(({ purpose, units }) => purpose === 'removal' && units.length === 1);
    const seen = removals
      .filter((run) => tests.some((test) => showingOfTest(test, run.report) === 'proven'))
      .flatMap(({ units }) => units);
    const units = proof?.record.units ?? [];
    const noticed = units.filter(({ id }) => seen.includes(id));
    return {
      ...{ item, gap, without, lines: linesRun(added, tests, result) },
      tests: tests.map((test, index) => ({
        ...{ name: test.name, place: placeOfTest(test, added) },
        without: without === null ? null : (shown[index]?.showing ?? null),
      })),
      needs: removals.length === 0 ? null : needsOf(noticed, units),
    };
  });
};
