import type { Check } from '#contract';
import { checkFiles, hasCanary, type CheckRecord, type RunEvidence, type TestReport } from '#evidence';
import type { Failure } from '#failure';
import { exchangesShown } from './exchanges-shown.ts';
import { failIf, missing, unless, type Gate } from './gate.ts';
import { swallowedNotices } from './swallowed.ts';

type Ran = { readonly record: CheckRecord; readonly report: TestReport };

const asOrdered = (check: Check, record: CheckRecord, tree: string): readonly Failure[] => [
  ...unless(JSON.stringify(record.argv) === JSON.stringify(check.run) && record.reports === check.reports, {
    code: 'check.forged',
    message: `${check.id} is not the command the contract names`,
  }),
  ...unless(record.tree === tree, {
    code: 'evidence.stale',
    message: `${check.id} ran on another tree than the sealed one`,
  }),
];

/** How the program ended: in time, by itself, within its limits. */
const ended = ({ id }: Check, record: CheckRecord): readonly Failure[] => [
  ...unless(!record.timedOut, { code: 'check.timeout', message: `${id} ran out of time` }),
  ...unless(record.limit === null, {
    code: 'check.failed',
    message: `${id} went over the limit of ${String(record.limit)}`,
  }),
  ...unless(record.signal === null || record.timedOut || record.limit !== null, {
    code: 'check.failed',
    message: `${id} was ended by ${String(record.signal)}`,
  }),
];

/** The report decides, not the exit code: a runner that was made to exit 0 has still reported a failure. */
const reported = ({ id, reports }: Check, { record, report }: Ran): readonly Failure[] => {
  if (record.service !== undefined)
    return [
      {
        code: 'check.service',
        message: `${id}: the service ${record.service.id} ${record.service.says} (${checkFiles(id).stderr})`,
      },
    ];
  if (reports === 'exit-code')
    return unless(record.exitCode === 0, {
      code: 'check.failed',
      message: `${id} ended with exit code ${String(record.exitCode)}`,
    });
  const failed = report.tests.filter(({ outcome }) => outcome === 'failed');
  return [
    ...report.problems.map((problem): Failure => ({ code: 'check.forged', message: `${id}: ${problem}` })),
    ...failed.map(({ name, file, cause }): Failure => ({
      code: 'check.failed',
      message: cause === 'load' && name === file ? `${id}: ${name} could not be loaded` : `${id}: “${name}” failed`,
    })),
    ...unless(
      report.tests.some(({ outcome }) => outcome === 'passed' || outcome === 'failed'),
      { code: 'check.empty', message: `${id} ran no test` },
    ),
    ...unless(
      report.problems.length > 0 || !hasCanary(reports) || (record.canary !== null && report.canaries.length > 0),
      {
        code: 'check.forged',
        message: `${id}: the canary that must fail was not reported`,
      },
    ),
    ...unless(!report.canaries.includes('passed'), {
      code: 'check.forged',
      message: `${id}: the canary that must fail passed`,
    }),
  ];
};

/** What is wrong with how a check ended, and with what it reported. */
export const wrongResult = (check: Check, ran: Ran): readonly Failure[] => [
  ...ended(check, ran.record),
  ...reported(check, ran),
];

const noticesOf = ({ id, reports }: Check, { report }: Ran): readonly string[] => {
  const idle = report.tests.filter(({ outcome }) => outcome === 'skipped' || outcome === 'todo');
  return [
    ...(reports === 'exit-code' ? [`${id} is judged by its exit code alone, which code under test can set`] : []),
    ...(reports === 'junit' ? [`${id} reports on an output it shares with the code under test`] : []),
    ...idle.map(({ name, outcome }) => `${id}: “${name}” is ${outcome}`),
  ];
};

/** Every check of the contract ran once, on the sealed tree, and everything in it passed (S1-R33: failed validation). */
export const checksPassed: Gate<RunEvidence> = {
  id: 'checks.passed',
  judge: ({ contract, checks, changes }) => {
    if (!contract) return missing('the contract');
    if (!checks) return missing('the checks');
    if (!changes) return missing('the sealed tree');
    const { checks: ordered, noTests } = contract.value;
    if (ordered.length === 0 && noTests === null) return missing('any check, or a reason for having none');
    const results = ordered.map((check) => ({ check, ran: checks.filter(({ record }) => record.id === check.id) }));
    const failures = results.flatMap(({ check, ran }): readonly Failure[] => {
      const [only, ...more] = ran;
      if (only === undefined || more.length > 0)
        return [{ code: 'check.missing', message: `${check.id} was run ${ran.length} times, not once` }];
      return [
        ...asOrdered(check, only.record, changes.tree),
        ...wrongResult(check, only),
        ...exchangesShown(check, only.record, { contract: contract.value, base: changes.base }),
      ];
    });
    const extra = checks.filter(({ record }) => !ordered.some(({ id }) => id === record.id));
    return failIf(
      [
        ...failures,
        ...extra.map(({ record }): Failure => ({
          code: 'check.forged',
          message: `${record.id} is not a check of the contract`,
        })),
      ],
      [
        ...results.flatMap(({ check, ran }) => ran.flatMap((one) => noticesOf(check, one))),
        ...checks.flatMap((one) => swallowedNotices(one, changes.paths)),
        ...(noTests === null ? [] : [`there is no test, because ${noTests}`]),
      ],
    );
  },
};
