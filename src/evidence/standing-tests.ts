import { isBelowProduct, mayConfigure, type Check, type ReportKind } from '#contract';
import type { ActingFiles } from './proof-record.ts';
import type { ChangedPath, TestOutcome, TestReport } from './run-evidence.ts';

/**
 * What a runner loads into one process with the tests of other files. Those of the others begin one for each file, and
 * what a report of JUnit comes from is not known.
 */
const SHARED: Readonly<Partial<Record<ReportKind, RegExp>>> = {
  mocha: /\.[cm]?[jt]sx?$/iu,
  pytest: /\.py$/iu,
  'go-test': /\.go$/u,
  'cargo-test': /\.rs$/u,
};

/** What a check reported. */
type Reported = { readonly report: TestReport };

/**
 * Finds the files of tests that may act on others. What configures tests changes only where the contract names it, and
 * then for all of them.
 *
 * @param isTest whether nothing but tests was changed in a file
 */
export const actingFiles = (
  paths: readonly ChangedPath[],
  allow: readonly string[],
  isTest: (path: string) => boolean,
): ActingFiles => {
  const acting = paths.filter(({ path }) => isTest(path) && !mayConfigure(path));
  return {
    added: acting.filter(({ status }) => status === 'added').map(({ path }) => path),
    changed: acting.filter(({ status, path }) => status !== 'added' && allow.includes(path)).map(({ path }) => path),
  };
};

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Whether a file is loaded into the process in which a test of another one runs. */
export const sharesProcess = (kind: ReportKind, test: string | null, path: string): boolean => {
  if (SHARED[kind]?.test(path) !== true) return false;
  // A file beside the product is a program of its own.
  if (kind === 'cargo-test') return isBelowProduct(path) && (test === null || path.startsWith(folderOf(test)));
  return test === null || kind !== 'go-test' || folderOf(test) === folderOf(path);
};

/**
 * The tests of a check that are neither in a file which the change adds nor in one which the contract names, and that run
 * in one process with files that may act on them. Rust names the root of the crate for each test, wherever it stands.
 */
export const standingTests = (
  { reports }: Pick<Check, 'reports'>,
  { report }: Reported,
  { paths, allow }: { readonly paths: readonly ChangedPath[]; readonly allow: readonly string[] },
  acting: readonly string[],
): readonly TestOutcome[] => {
  const own = new Set([...paths.filter(({ status }) => status === 'added').map(({ path }) => path), ...allow]);
  return report.tests
    .filter(({ outcome, file }) => outcome === 'passed' && (file === null || reports === 'cargo-test' || !own.has(file)))
    .filter(({ file }) => acting.some((path) => sharesProcess(reports, file, path)));
}; // prettier-ignore

/** What a run showed of a test; null where it was not run there. */
export const shownOf = ({ report }: Reported, { name, file }: TestOutcome): 'passed' | 'failed' | null => {
  const own = report.tests.filter((one) => one.name === name && one.file === file).map(({ outcome }) => outcome);
  return own.includes('failed') ? 'failed' : own.includes('passed') ? 'passed' : null;
}; // prettier-ignore

/** How often a check is run at most without the tests that were added: what fails once may do so by chance. */
export const TRIES_APART = 2;
