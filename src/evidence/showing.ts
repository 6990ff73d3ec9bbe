import type { DoneItem } from '#contract';
import type { ProofPurpose } from './proof-record.ts';
import type { CheckRecord, TestOutcome, TestReport } from './run-evidence.ts';

/**
 * What a run without the change shows of a test that passes with it. `proven`: it failed there, on an assertion.
 * `vacuous`: it passed there too. `weak`: neither, so that it shows nothing: it was not run, or could not be loaded.
 */
export type Showing = 'proven' | 'vacuous' | 'weak';

/** A test by name: its own name, or the whole path of names that leads to it. */
export const testsNamed = ({ tests }: TestReport, test: string): readonly TestOutcome[] =>
  tests.filter(({ name }) => name === test || name.endsWith(` > ${test}`));

export const same =
  ({ name, file }: TestOutcome) =>
  (other: TestOutcome): boolean =>
    other.name === name && other.file === file;

/** A test that holds others fails where one of them does. */
const failedOnAssertion = (test: TestOutcome, { tests }: TestReport): boolean =>
  tests.some(
    ({ name, file, outcome, cause }) =>
      outcome === 'failed' &&
      cause === 'assertion' &&
      file === test.file &&
      (name === test.name || name.startsWith(`${test.name} > `)),
  );

/** What a run without the change shows of one test of the result. */
export const showingOfTest = (test: TestOutcome, without: TestReport): Showing => {
  const found = without.tests.filter(same(test));
  const [only] = found;
  if (only === undefined || found.length > 1 || without.problems.length > 0) return 'weak';
  if (only.outcome === 'passed') return 'vacuous';
  return only.outcome === 'failed' && failedOnAssertion(only, without) ? 'proven' : 'weak';
};

/** A check that was executed, with its report as read. */
export type ReadCheck = { readonly record: CheckRecord; readonly report: TestReport };

/** The tests that prove a done-item: the one it names, or all of its check that passed. */
export const requiredTests = ({ proof }: DoneItem, { report }: ReadCheck): readonly TestOutcome[] => {
  if (proof.kind === 'manual') return [];
  return proof.test === null
    ? report.tests.filter(({ outcome }) => outcome === 'passed')
    : testsNamed(report, proof.test);
};

/** What several tests or checks show together of one tree: for vacuous every one of them has to pass. */
export const showingOfTree = (showings: readonly Showing[]): Showing => {
  if (showings.includes('proven')) return 'proven';
  return showings.length > 0 && showings.every((one) => one === 'vacuous') ? 'vacuous' : 'weak';
};

/** Ended from outside: what it would have said, nobody knows. */
export const isCutOff = ({ record: { timedOut, limit, signal } }: ReadCheck): boolean =>
  timedOut || limit !== null || signal !== null;

/** A shell's own exit codes begin here: a program that is not there, cannot be started, or was ended by a signal. */
const NOT_RUN = 126;

/** What one run without the change shows of a done-item; of a whole check it is enough that one of its tests is proven. */
export const showingOfItem = (item: DoneItem, result: ReadCheck, without: ReadCheck): Showing => {
  if (isCutOff(without)) return 'weak';
  if (result.record.reports === 'exit-code') {
    const { exitCode } = without.record;
    return exitCode === 0 ? 'vacuous' : exitCode === null || exitCode >= NOT_RUN ? 'weak' : 'proven';
  }
  return showingOfTree(requiredTests(item, result).map((test) => showingOfTest(test, without.report)));
};

/** What several runs show together: one that fails as it should is enough, and one that passes everywhere is vacuous. */
export const showingOfRuns = (showings: readonly Showing[]): Showing => {
  if (showings.includes('proven')) return 'proven';
  return showings.includes('vacuous') ? 'vacuous' : 'weak';
};

/** A run with the purpose for which it was made. */
type PurposedRun = ReadCheck & { readonly purpose: ProofPurpose };

/** What all runs of a purpose show of one test. What passed there passed, whatever else was wrong with the run. */
const shownOfTest = (test: TestOutcome, runs: readonly ReadCheck[]): Showing =>
  showingOfRuns(
    runs.map((run): Showing => {
      const found = run.report.tests.filter(same(test));
      if (found.length > 0 && found.every(({ outcome }) => outcome === 'passed')) return 'vacuous';
      return isCutOff(run) ? 'weak' : showingOfTest(test, run.report);
    }),
  );

/** What is known of a test that is to prove something: at the base, on stubs, with the change emptied, and altogether. */
export type TestWithout = {
  readonly test: TestOutcome;
  readonly without: Showing;
  readonly stubs: Showing;
  readonly showing: Showing;
};

/**
 * What all runs without the change show of each test of a done-item. A test that passes at the base passes there,
 * whatever it does on stubs. With the functions of the change emptied a test that has nothing to do with the change
 * fails too: that counts only of those that could not be seen passing without it.
 */
export const testsWithout = (
  item: DoneItem,
  result: ReadCheck,
  runs: readonly PurposedRun[],
): readonly TestWithout[] => {
  const of = (wanted: ProofPurpose): readonly ReadCheck[] => runs.filter(({ purpose }) => purpose === wanted);
  const [base, stubbed, emptied] = [of('without'), of('stubs'), of('emptied')];
  return requiredTests(item, result).map((test) => {
    const without = shownOfTest(test, base);
    const stubs = shownOfTest(test, stubbed);
    const further = stubs === 'weak' ? shownOfTest(test, emptied) : stubs;
    return { test, without, stubs, showing: without === 'weak' ? further : without };
  });
};

/** What all runs without the change show of a done-item; null where its check was not run without it. */
export const showingWithout = (item: DoneItem, result: ReadCheck, runs: readonly PurposedRun[]): Showing | null => {
  const first = runs.find(({ purpose }) => purpose === 'without');
  if (first === undefined) return null;
  if (result.record.reports === 'exit-code') return showingOfItem(item, result, first);
  return showingOfTree(testsWithout(item, result, runs).map(({ showing }) => showing));
};

/** What the result without some of its units shows: one test that fails on an assertion is enough; all must pass for vacuous. */
export const showingOfRemoval = (result: ReadCheck, without: ReadCheck): Showing => {
  if (isCutOff(without)) return 'weak';
  if (result.record.reports === 'exit-code') return without.record.exitCode === 0 ? 'vacuous' : 'weak';
  const passed = result.report.tests.filter(({ outcome }) => outcome === 'passed');
  return showingOfTree(passed.map((test) => showingOfTest(test, without.report)));
};

/** Whether a check passed as far as its report tells. */
export const isPassed = ({ record: { exitCode, reports }, report }: ReadCheck): boolean =>
  report.problems.length === 0 &&
  !report.tests.some(({ outcome }) => outcome === 'failed') &&
  (reports === 'exit-code' ? exitCode === 0 : report.tests.some(({ outcome }) => outcome === 'passed'));
