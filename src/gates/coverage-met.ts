import { few, isReached, isRunnerFile, isSurelyTest, METRICS, shareText, thresholdText, type Share } from '#contract';
import { measure, type Coverage, type Freshness, type RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { isSource } from '#rules';
import { addedLines } from './patch-lines.ts';
import { failIf, missing, pass, type Gate, type GateOutcome } from './gate.ts';

type Terms = NonNullable<Freshness['coverage']>;

/** Whether a file is to be tested: it is no test by its name or place, or the product loads it all the same. */
type IsTested = (path: string) => boolean;

const testedBy = ({ proof }: Pick<RunEvidence, 'proof'>): IsTested => {
  const loaded = new Set(proof?.record.loaded);
  return (path) => !isSurelyTest(path) || loaded.has(path);
};

/** What every check on the result ran through; one whose report cannot be trusted has nothing to say of it. */
const coverageOfChecks = (checks: NonNullable<RunEvidence['checks']>, isTested: IsTested): Coverage =>
  measure(
    checks
      .flatMap(({ report }) => (report.problems.length > 0 ? [] : (report.ranThrough ?? [])))
      .filter(({ of }) => isTested(of)),
  );

/** Code that tests could run through: it is to be tested, configures nothing of them, and is more than declarations. */
const isRunnable = (path: string, isTested: IsTested): boolean =>
  isSource(path) && isTested(path) && !isRunnerFile(path) && !/\.d\.[cm]?ts$/u.test(path);

/**
 * The lines that the change has added, with whether they ran. In a file that no test has loaded, every line that says
 * anything was not run; in the others a line of which the runner does not tell is a comment, or the like.
 */
const addedRan = (patch: Uint8Array, { files }: Coverage, isTested: IsTested): readonly { readonly place: string; readonly ran: boolean }[] =>
  addedLines(patch).flatMap(({ file, line, text }) => {
    const known = files.get(file);
    const ran = known === undefined ? (isRunnable(file, isTested) && /\S/u.test(text) ? false : undefined) : known.get(line);
    return ran === undefined ? [] : [{ place: `${file}:${line}`, ran }];
  }); // prettier-ignore

const low = (what: string, share: Share, asked: Terms[keyof Terms], detail = ''): readonly Failure[] =>
  asked === undefined || isReached(share, asked)
    ? []
    : [{ code: 'coverage.low', message: `${what}: ${shareText(share)} ran, and ${thresholdText(asked)} is asked for${detail}` }]; // prettier-ignore

const SHOWN = 5;

/** The share of the lines of the change, and where it was not run. */
const ofPatch = (
  patch: Uint8Array,
  coverage: Coverage,
  isTested: IsTested,
): { readonly share: Share; readonly missed: readonly string[] } => {
  const added = addedRan(patch, coverage, isTested);
  const missed = added.filter(({ ran }) => !ran).map(({ place }) => place);
  return { share: { hit: added.length - missed.length, of: added.length }, missed };
};

/** Of the change: where nothing in it can be run, nothing of it has to. */
const ofChange = (terms: Terms, { share, missed }: ReturnType<typeof ofPatch>): readonly Failure[] => {
  if (share.of === 0) return [];
  return low('lines of the change', share, terms.changed, `; not run: ${few(missed, SHOWN).join(', ')}`);
};

/** Every share that was measured, by its name; none where nobody asked. */
export const measuredShares = (evidence: RunEvidence): readonly (readonly [name: string, share: Share])[] => {
  const { checks = [], patch } = evidence;
  const isTested = testedBy(evidence);
  const coverage = coverageOfChecks(checks, isTested);
  if (coverage.files.size === 0) return [];
  const { share } = ofPatch(patch ?? new Uint8Array(), coverage, isTested);
  const ofMetrics = METRICS.flatMap((metric) => {
    const one = coverage.shares[metric];
    return one === undefined ? [] : [[metric, one] as const];
  });
  return [...ofMetrics, ...(share.of > 0 ? [['changed', share] as const] : [])];
};

/** Of all the code: what a runner does not tell of is not reached. */
const ofAll = (terms: Terms, { shares }: Coverage): readonly Failure[] =>
  METRICS.flatMap((metric): readonly Failure[] => {
    const share = shares[metric];
    if (terms[metric] === undefined) return [];
    if (share === undefined)
      return [{ code: 'coverage.unmeasured', message: `${metric}: no check tells how many of them ran` }];
    return low(metric, share, terms[metric]);
  });

/** Holds what was measured to what was asked for. */
export const judgeCoverage = (
  terms: Terms,
  evidence: Pick<RunEvidence, 'checks' | 'changes' | 'patch' | 'proof'>,
): GateOutcome => {
  const { checks, changes, patch } = evidence;
  if (Object.keys(terms).length === 0) return pass();
  if (!checks) return missing('the checks');
  if (!changes || !patch) return missing('what changed');
  const elsewhere = checks.filter(({ record }) => record.tree !== changes.tree);
  const isTested = testedBy(evidence);
  const coverage = coverageOfChecks(checks, isTested);
  return failIf([
    ...elsewhere.map(({ record }): Failure => ({
      code: 'evidence.stale',
      message: `${record.id} ran on another tree than the sealed one`,
    })),
    ...ofAll(terms, coverage),
    ...ofChange(terms, ofPatch(patch, coverage, isTested)),
  ]);
};

/**
 * As much ran under the tests as the settings ask for: of all code that tests can reach, and of the lines that the
 * change has added (X-D1, S0-R72, S3-R85). Measured by the harness with a configuration of its own, so that no
 * threshold and no list of exceptions in the result means anything.
 */
export const coverageMet: Gate<RunEvidence> = {
  id: 'coverage.met',
  judge: (evidence) => {
    const { freshness } = evidence;
    return freshness?.coverage ? judgeCoverage(freshness.coverage, evidence) : missing('what the settings ask for');
  },
};
