import { isSurelyTest } from '#contract';
import type { ReadCheck, TestOutcome } from '#evidence';

/** Tests that run without the change, on the very files of tests that the result has, and no more with it. */
export type Silenced = {
  /** Skipped with the change, or left out with its whole file, though nothing in that says so. */
  readonly refused: readonly string[];
  /** Gone: tests may be made from what the product holds, so that a person has to see why. */
  readonly told: readonly string[];
};

const hasRun = ({ outcome }: TestOutcome): boolean => outcome === 'passed' || outcome === 'failed';
const keyOf = ({ file, name }: TestOutcome): string => JSON.stringify([file, name]);

/** How many tests of each name there are. */
const counted = (tests: readonly TestOutcome[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const test of tests) counts.set(keyOf(test), (counts.get(keyOf(test)) ?? 0) + 1);
  return counts;
};

/**
 * Finds what the product itself keeps from being tested: code that skips the test which calls it, or has the runner
 * leave it out (red team H02). Both runs have the same files of tests, so what differs is the change's doing.
 *
 * @param without the check on the base with the tests of the result
 */
export const silencedBy = (result: Pick<ReadCheck, 'report'>, without: Pick<ReadCheck, 'report'>): Silenced => {
  if (without.report.problems.length > 0) return { refused: [], told: [] };
  const [all, ran] = [counted(result.report.tests), counted(result.report.tests.filter(hasRun))];
  const before = without.report.tests.filter((test) => hasRun(test) && test.file !== null && test.name !== test.file);
  const times = counted(before);
  const fewer = before.filter((test) => (ran.get(keyOf(test)) ?? 0) < (times.get(keyOf(test)) ?? 0));
  const isThere = (test: TestOutcome): boolean => (all.get(keyOf(test)) ?? 0) >= (times.get(keyOf(test)) ?? 0);
  const gone = fewer.filter((test) => !isThere(test));
  // Tests that are made from the product may be others; that a file of tests has none any more is somebody's doing.
  const { tests } = result.report;
  const isLeftOut = ({ file, name }: TestOutcome): boolean =>
    file !== null && isSurelyTest(file) && !tests.some((one) => one.file === file || one.name === name);
  return {
    refused: [
      ...fewer.filter(isThere).map(({ name }) => `“${name}” runs without the change, and is skipped with it`),
      ...gone
        .filter(isLeftOut)
        .map(({ name, file }) => `“${name}” runs without the change, and with it all of ${file ?? ''} is left out`),
    ],
    told: gone
      .filter((test) => !isLeftOut(test))
      .map(({ name }) => `“${name}” runs without the change, and with it there is no such test`),
  };
};
