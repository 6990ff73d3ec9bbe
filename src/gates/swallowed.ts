import { isSurelyTest, mayBeTest } from '#contract';
import type { ChangedPath, ReadCheck, TestOutcome } from '#evidence';

/**
 * Assertions that failed within a test that passed: the change calls the test back, and catches what that throws (red
 * team H12). Where tests and libraries wait for what fails, nothing of the change stands between.
 */
type Ground = {
  readonly paths: readonly ChangedPath[];
  /** Whether nothing but tests was changed in a file. */
  readonly isTest: (path: string) => boolean;
};

const changedIn = (through: readonly string[], { paths, isTest }: Ground): readonly string[] =>
  through.filter((file) => !isTest(file) && paths.some(({ path }) => path === file));

const betweenOf = (files: readonly string[]): string =>
  `${files.join(' and ')} ${files.length === 1 ? 'stands' : 'stand'} between`;

/** Why a test that passed is none, or null: what it claims was wrong, the change stood between, and nobody waited for it. */
export const swallowedIn = (test: TestOutcome, ground: Ground): string | null => {
  for (const { at, through, expected } of test.caught ?? []) {
    const files = changedIn(through, ground);
    if (files.length > 0 && !expected && changedIn([at], ground).length === 0)
      return `passes although what “${test.name}” asserts in ${at} is wrong: ${betweenOf(files)} and caught it, so it proves nothing; a test that means to be caught throws an error of its own`;
  }
  return null;
};

/** Where an assertion of a test failed behind code that was not changed, or with no code around it that could be named. */
export const caughtUnseen = ({ name, caught = [] }: TestOutcome, ground: Ground): readonly string[] =>
  caught
    .filter(({ expected }) => !expected)
    .map(({ at, through }) => ({ at, through, others: through.filter((file) => !mayBeTest(file) && !ground.isTest(file)) }))
    .filter(({ through, others }) => through.length === 0 || (others.length > 0 && changedIn(through, ground).length === 0))
    .map(({ at, others }) => `“${name}” passes although an assertion of it in ${at} failed, and ${others.length === 0 ? 'nothing tells who caught it' : `${betweenOf(others)}, and may have caught it`}`); // prettier-ignore

/** So many of a check are named. */
const MOST_NAMED = 3;

/** The tests of a check in which something failed behind the change, whether somebody waited for it or not. */
export const swallowedNotices = ({ report, record: { id } }: ReadCheck, paths: readonly ChangedPath[]): readonly string[] => {
  const ground: Ground = { paths, isTest: isSurelyTest };
  const told = report.tests.flatMap(({ name, file, caught = [] }) => {
    const claims = caught.filter(({ at }) => at === file || mayBeTest(at));
    const files = claims.map(({ through }) => changedIn(through, ground)).find((one) => one.length > 0);
    return files === undefined ? [] : [`${id}: “${name}” passed although an assertion in it failed: ${betweenOf(files)}, and may have caught it`];
  });
  const more = told.length - MOST_NAMED;
  return [...told.slice(0, MOST_NAMED), ...(more > 0 ? [`${id}: an assertion failed in ${more} more that passed`] : [])];
}; // prettier-ignore
