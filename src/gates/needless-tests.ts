import { few, mayBeTest } from '#contract';
import type { ChangedPath, ReadCheck, ReadProofRun, TestOutcome } from '#evidence';

/** What is looked at of a proof. */
export type NeedlessGround = {
  readonly paths: readonly Pick<ChangedPath, 'path' | 'status'>[];
  readonly proof: { readonly runs: readonly Pick<ReadProofRun, 'check' | 'purpose' | 'report'>[] };
  readonly results: ReadonlyMap<string, Pick<ReadCheck, 'report'>>;
};

type Runs = NeedlessGround['proof']['runs'];

/** So many of a check are named. */
const MOST_NAMED = 3;

const isSame =
  (one: TestOutcome) =>
  (other: TestOutcome): boolean =>
    one.name === other.name && one.file === other.file;

/** The tests of the result that are new: in a file that is, or not among those that a changed file held. */
const addedTests = (tests: readonly TestOutcome[], paths: NeedlessGround['paths'], runs: Runs): readonly TestOutcome[] => {
  const old = runs.filter(({ purpose }) => purpose === 'kept' || purpose === 'before').map(({ report }) => report.tests);
  const wasThere = (test: TestOutcome): boolean => old.some((before) => before.some(isSame(test)));
  return tests.filter((test) => {
    const { name, file, outcome } = test;
    const changed = paths.find(({ path }) => path === file);
    if (outcome !== 'passed' || name === file || changed === undefined || !mayBeTest(changed.path)) return false;
    if (tests.some((one) => one.file === file && one.name.startsWith(`${name} > `))) return false;
    return changed.status === 'added' || (old.some((before) => before.some((one) => one.file === file)) && !wasThere(test));
  });
}; // prettier-ignore

/**
 * Tests that a change adds and that pass without it: they may hold what has to stay, or claim nothing at all, and nobody
 * who counts them sees which (red team H12). What is to prove a done-item by its name is refused for it elsewhere.
 *
 * @param required names of tests that are to prove something
 * @returns a sentence for each check that has some
 */
export const needlessTests = ({ paths, proof, results }: NeedlessGround, required: readonly string[]): readonly string[] =>
  [...results].flatMap(([check, { report }]) => {
    const runs = proof.runs.filter((run) => run.check === check);
    const without = runs.find(({ purpose }) => purpose === 'without');
    if (without === undefined) return [];
    const added = addedTests(report.tests, paths, runs);
    const passing = added.filter((test) => {
      const there = without.report.tests.filter(isSame(test));
      const isRequired = required.some((name) => test.name === name || test.name.endsWith(` > ${name}`));
      return !isRequired && there.length > 0 && there.every(({ outcome }) => outcome === 'passed');
    });
    const names = few(passing.map(({ name, file }) => `“${name}” (${file ?? ''})`), MOST_NAMED);
    const says = passing.length === 1 ? 'passes' : 'pass';
    return passing.length === 0 ? [] : [`${check}: ${passing.length} of ${added.length} added tests ${says} without the change too, and so ${says === 'passes' ? 'shows' : 'show'} nothing of it: ${names.join(', ')}`];
  }); // prettier-ignore
