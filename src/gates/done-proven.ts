import { recommendationOf, type Contract, type DoneItem } from '#contract';
import { testsNamed, type RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, unless, type Gate } from './gate.ts';
import { addedLines } from './patch-lines.ts';

type Checks = NonNullable<RunEvidence['checks']>;

/** Why an item is not proven, or null; a manual one waits for the person. A test that is skipped, todo, absent or there twice proves nothing (S3-R38). */
export const gapOf = ({ proof }: DoneItem, contract: Contract, checks: Checks): string | null => {
  if (proof.kind === 'manual') return null;
  const ran = checks.filter(({ record }) => record.id === proof.check);
  const [only] = ran;
  if (only === undefined || ran.length !== 1) return `check ${proof.check} was run ${ran.length} times, not once`;
  const { record, report } = only;
  const isByExitCode = contract.checks.find(({ id }) => id === proof.check)?.reports === 'exit-code';
  // All that such a check tells is how it ended, and a bad end is its problem.
  if (proof.test === null && isByExitCode && record.exitCode !== 0) return `${proof.check} failed`;
  if (report.problems.length > 0) return `the report of ${proof.check} cannot be trusted`;
  if (proof.test === null) {
    if (isByExitCode) return null;
    const passed =
      report.tests.some(({ outcome }) => outcome === 'passed') &&
      !report.tests.some(({ outcome }) => outcome === 'failed');
    return passed ? null : `${proof.check} did not pass as a whole`;
  }
  const found = testsNamed(report, proof.test);
  const [test] = found;
  if (test === undefined) return `test “${proof.test}” was not run by ${proof.check}`;
  if (found.length > 1) return `${found.length} tests of ${proof.check} are called “${proof.test}”`;
  return test.outcome === 'passed' ? null : `test “${proof.test}” ${test.outcome}`;
};

/** What research found has to be written by it, and to say whether to proceed, to pivot or to block (S2-R26). */
const foundBy = ({ question }: Contract, patch: Uint8Array) => {
  if (question === undefined) return { failures: [], notices: [] };
  const { asks, findings } = question;
  const said = addedLines(patch).flatMap(({ file, text }) => (file === findings ? [text] : []));
  const recommends = recommendationOf(said);
  const message = `${findings} does not say what was found: one line “Recommendation: proceed”, “pivot” or “block”`;
  return {
    failures: unless(recommends !== null, { code: 'done.unproven', message }),
    notices: [
      `“${asks}”: ${findings} recommends to ${recommends}${recommends === 'proceed' ? '' : '; what waits for it was planned for another answer'}`,
    ],
  };
};

/** Every done-item is proven by a test that ran and passed, or waits for the person who decides. */
export const doneProven: Gate<RunEvidence> = {
  id: 'done.proven',
  judge: ({ contract, checks, patch }) => {
    if (!contract) return missing('the contract');
    if (!checks) return missing('the checks');
    const { done } = contract.value;
    if (done.length === 0) return missing('any done-item');
    const failures = done.flatMap((item, index): Failure[] => {
      const gap = gapOf(item, contract.value, checks);
      return gap === null ? [] : [{ code: 'done.unproven', message: `${index + 1}. ${item.says}: ${gap}` }];
    });
    const manual = done.flatMap(({ says, proof }, index) =>
      proof.kind === 'manual' ? [`item ${index + 1} has to be seen by you: ${says} (${proof.how})`] : [],
    );
    const { question } = contract.value;
    if (question !== undefined && !patch) return missing('the patch');
    const found = foundBy(contract.value, patch ?? new Uint8Array());
    return failIf([...failures, ...found.failures], [...found.notices, ...manual]);
  },
};
