import { few, type Check } from '#contract';
import type { CheckRecord, ReadCheck, ReadProofRun, TestOutcome } from '#evidence';

/** What is looked at of a proof. */
export type AskedGround = {
  readonly contract: { readonly checks: readonly Pick<Check, 'id' | 'reports'>[] };
  readonly proof: {
    readonly runs: readonly (Pick<ReadProofRun, 'check' | 'purpose' | 'report'> & {
      readonly record: Pick<CheckRecord, 'exitCode'>;
    })[];
  };
  readonly results: ReadonlyMap<string, Pick<ReadCheck, 'report'>>;
};

type Ran = AskedGround['proof']['runs'][number];

/** So many of a check are named. */
const MOST_NAMED = 5;

const isSame = (one: TestOutcome, other: TestOutcome): boolean => one.name === other.name && one.file === other.file;

/** What one test says as it was, of a result of which it says something else now. */
const toldOf = (test: TestOutcome, { report }: Pick<ReadCheck, 'report'>): string => {
  const { name, file, cause } = test;
  const where = file === null || file === name ? '' : ` (${file})`;
  if (cause === 'load') return `“${name}”${where}, as it was at the base, cannot be run on the result`;
  const now = report.tests.find((one) => isSame(one, test))?.outcome;
  const become =
    now === undefined ? 'is there no more' : now === 'passed' ? 'was changed so that it passes' : 'is left out now';
  return `“${name}”${where}, as it was at the base, fails on the result, and ${become}`;
};

const ofRun = (run: Ran, { contract, proof, results }: AskedGround): readonly string[] => {
  const result = results.get(run.check);
  if (result === undefined) return [];
  const isByCode = contract.checks.some(({ id, reports }) => id === run.check && reports === 'exit-code');
  if (isByCode)
    return run.record.exitCode === 0 ? [] : ['fails on the result with the tests as they were, and passes as they were changed'];
  // What refuses is told as that.
  const kept = proof.runs.filter(({ check, purpose }) => check === run.check && purpose === 'kept');
  const isKnown = (test: TestOutcome): boolean =>
    kept.some(({ report }) => report.tests.some((one) => isSame(one, test) && one.outcome === 'failed'));
  const failed = run.report.tests.filter((test) => test.outcome === 'failed' && !isKnown(test));
  // A test that holds others, and its file, fail with them: what they hold says more.
  const inner = failed.filter(({ name, file }) => !failed.some((one) => one.file === file && one.name !== name && (one.name.startsWith(`${name} > `) || name === file)));
  const [problem] = run.report.problems;
  if (inner.length === 0 && problem !== undefined) return [`nobody saw what the tests that were changed said of the result as they were: ${problem}`];
  return few(inner.map((test) => toldOf(test, result)), MOST_NAMED, (more) => `${more} more that were changed fail on the result as they were`);
}; // prettier-ignore

/**
 * What tests that the contract lets change said of the result before they were changed: one that fails so now asks for
 * something else, or for less. That may be what the work is about, so it is told and refuses nothing (red team H17).
 *
 * @returns a sentence for each test, with its check
 */
export const askedBefore = (ground: AskedGround): readonly string[] =>
  ground.proof.runs
    .filter(({ purpose }) => purpose === 'before')
    .flatMap((run) => ofRun(run, ground).map((says) => `${run.check}: ${says}`));
