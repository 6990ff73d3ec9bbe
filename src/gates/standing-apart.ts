import { few, joinWords, type Check } from '#contract';
import {
  actingFiles,
  sharesProcess,
  shownOf,
  standingTests,
  type ActingFiles,
  type ProofRecord,
  type ReadCheck,
  type ReadProofRun,
  type TestOutcome,
} from '#evidence';
import type { Failure } from '#failure';
import { isTestAlone, type ProofGround } from './proof-runs.ts';

/** What of a proof is looked at. */
export type ApartGround = Pick<ProofGround, 'paths'> & {
  readonly contract: {
    readonly checks: readonly Pick<Check, 'id' | 'reports'>[];
    readonly paths: { readonly allow: readonly string[] };
  };
  readonly proof: {
    readonly record: Pick<ProofRecord, 'apart' | 'loaded' | 'holding'>;
    readonly runs: readonly Pick<ReadProofRun, 'check' | 'purpose' | 'report'>[];
  };
  readonly results: ReadonlyMap<string, Pick<ReadCheck, 'report'>>;
};

/** What comes of the tests that were there, without the files of tests that a change adds. */
export type StandingApart = {
  /** Runs that have to be there and are not. */
  readonly missing: readonly string[];
  readonly failures: readonly Failure[];
  readonly notices: readonly string[];
};

/** How each run shows a test, in order. */
type Shown = { readonly test: TestOutcome; readonly shown: readonly ('passed' | 'failed' | null)[] };

const SHOWN_FILES = 3;
const NONE: ActingFiles = { added: [], changed: [] };
const NOTHING: StandingApart = { missing: [], failures: [], notices: [] };

const told = ({ name, file }: TestOutcome): string => `“${name}”${file === null ? '' : ` (${file})`}`;

const isUnseen = ({ shown }: Shown): boolean => shown.every((one) => one === null);

/** Whether a run says why tests were not seen in it: a file could not be loaded, or its report is not whole. */
const saysWhy = ({ report }: Pick<ReadCheck, 'report'>): boolean =>
  report.problems.length > 0 || report.tests.some(({ outcome, cause }) => outcome === 'failed' && cause === 'load');

/** Files of tests of which nothing was seen. */
const unseenFiles = (tests: readonly Shown[]): readonly string[] =>
  [...Map.groupBy(tests, ({ test }) => test.file ?? 'a file')].flatMap(([file, all]) =>
    all.every(isUnseen) ? [file] : [],
  );

/** The tests of one check, as they stood without what was added. */
type Stood = {
  readonly check: Pick<Check, 'id' | 'reports'>;
  readonly acting: ActingFiles;
  readonly tests: readonly Shown[];
};

const judged = ({ check: { id, reports }, acting, tests }: Stood): StandingApart => {
  const beside = (paths: readonly string[], { file }: TestOutcome): readonly string[] =>
    paths.filter((path) => sharesProcess(reports, file, path));
  const named = (paths: readonly string[], test: TestOutcome): string =>
    few(beside(paths, test), SHOWN_FILES).join(', ');
  const failed = tests.filter(({ shown }) => shown.includes('failed'));
  // What passes once, with the changed files as the result has them, rests on those; or on chance.
  const isRefused = ({ test, shown }: Shown): boolean =>
    !shown.includes('passed') && beside(acting.added, test).length > 0;
  return {
    missing: [],
    failures: failed.filter(isRefused).map(({ test }): Failure => ({
      code: 'tests.kept',
      message: `${id}: ${told(test)} fails without what was added beside it: ${named(acting.added, test)}`,
      remedy: `have what is added set nothing that other tests find; if this one has to need it, name its file: writ amend TASK ${joinWords(['--allow', test.file ?? 'FILE'])}`,
    })),
    notices: [
      ...failed.filter((one) => !isRefused(one)).map(({ test }) => {
        const changed = named(acting.changed, test);
        return changed === ''
          ? `${id}: ${told(test)} failed without what was added beside it, and then passed: it is not to be relied on`
          : `${id}: ${told(test)} passes with this as it is now, and fails with it as it was: ${changed}`;
      }),
      ...unseenFiles(tests).map((file) => `${id}: ${file} cannot be run without what was added beside it, so that nobody saw whether its tests need that`),
    ],
  };
}; // prettier-ignore

const ofCheck = (ground: ApartGround, check: Pick<Check, 'id' | 'reports'>): StandingApart => {
  const { contract, proof, paths, results } = ground;
  const { allow } = contract.paths;
  const result = results.get(check.id);
  const acting = proof.record.apart ?? NONE;
  const known = actingFiles(paths, allow, (path) => isTestAlone(ground, path));
  const all = [...acting.added, ...acting.changed, ...known.added, ...known.changed];
  const standing = result === undefined ? [] : standingTests(check, result, { paths, allow }, all);
  if (standing.length === 0) return NOTHING;
  const isForgotten = (path: string, among: readonly string[]): boolean =>
    !among.includes(path) && standing.some(({ file }) => sharesProcess(check.reports, file, path));
  const isLacking =
    known.added.some((path) => isForgotten(path, acting.added)) ||
    known.changed.some((path) => isForgotten(path, acting.changed));
  const runs = proof.runs.filter((run) => run.check === check.id && run.purpose === 'apart');
  const last = runs.at(-1);
  const tests = standing.map((test): Shown => ({ test, shown: runs.map((run) => shownOf(run, test)) }));
  // A run that shows none of them and does not say why is as good as none.
  const isEmpty = last === undefined || (tests.every(isUnseen) && !saysWhy(last));
  if (isEmpty || isLacking) return { ...NOTHING, missing: [`a run of ${check.id} without the tests that were added`] };
  return judged({ check, acting, tests });
};

/**
 * Judges whether tests that were there pass by themselves, or only because of what a file of tests sets that was added to
 * their process (red team H08, decision 051). What fails in every run without the added files refuses.
 */
export const standingApart = (ground: ApartGround): StandingApart => {
  const all = ground.contract.checks.map((check) => ofCheck(ground, check));
  return {
    missing: all.flatMap(({ missing }) => missing),
    failures: all.flatMap(({ failures }) => failures),
    notices: all.flatMap(({ notices }) => notices),
  };
};
