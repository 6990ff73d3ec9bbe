import { canonicalJson, sha256, type Contract } from '#contract';
import { reviewInput, type BackendRecord, type Reviewed, type RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { checksPassed } from './checks-passed.ts';
import { failIf, missing, pass, unless, type Gate, type GateOutcome } from './gate.ts';

/** Whether two programs are one under two names, so that whoever did the work would review it. */
const isSame = ({ record }: Reviewed, { id, programDigest, argv }: BackendRecord): boolean =>
  record.by === id ||
  (record.programDigest === programDigest.before && canonicalJson(record.argv) === canonicalJson(argv));

type About = {
  readonly contract: Contract;
  readonly changes: NonNullable<RunEvidence['changes']>;
  readonly patch: Uint8Array;
  readonly backend: BackendRecord;
  readonly by: string | null;
};

/** What keeps a review from counting, whatever it says: somebody else's, or about something else. */
const foreign = (review: Reviewed, { contract, changes, patch, backend, by }: About): readonly Failure[] => [
  ...unless(review.record.by === by, { code: 'check.forged', message: `${review.record.by} reviewed, and the settings name ${by ?? 'nobody'}` }),
  ...unless(!isSame(review, backend), { code: 'review.own', message: `${review.record.by} would review its own work` }),
  ...unless(review.record.tree === changes.tree && review.record.input === sha256(reviewInput(contract, patch)), {
    code: 'evidence.stale',
    message: `${review.record.by} reviewed another change`,
  }),
]; // prettier-ignore

/** Why a review says nothing, or null. */
const unreadable = ({ record, said }: Reviewed): string | null => {
  if (record.timedOut) return 'ran out of time';
  if (record.limit !== null) return `went over the limit of ${record.limit}`;
  if (record.exitCode !== 0) return `ended with ${record.exitCode === null ? (record.signal ?? 'a signal') : `exit code ${record.exitCode}`}`;
  return said === null ? 'did not answer with a review as JSON' : null;
}; // prettier-ignore

const told = ({ record, said }: Reviewed): readonly string[] =>
  (said?.findings ?? []).map(({ says, path, line }) => {
    const place = path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}: `;
    return `${record.by}: ${place}${says}`;
  });

const judged = (review: Reviewed, isRequired: boolean): GateOutcome => {
  const fault = unreadable(review);
  if (fault !== null) {
    const message = `the review by ${review.record.by} ${fault}`;
    return isRequired ? failIf([{ code: 'review.unreadable', message }]) : pass([message]);
  }
  const findings = told(review);
  if (review.said?.result !== 'BLOCK') return pass(findings);
  const blocking = findings.length === 0 ? [`${review.record.by} gives no reason`] : findings;
  return failIf(blocking.map((message): Failure => ({ code: 'review.blocked', message })));
};

/**
 * Where the settings ask for a review, another program than the backend was given this contract and this patch, and
 * blocks nothing (S3-R48). What it lets pass is no proof of anything: it can only refuse. Without one, or with one that
 * cannot be read, nothing passes where it is required, and elsewhere that is told.
 */
export const reviewPassed: Gate<RunEvidence> = {
  id: 'review.passed',
  judge: (evidence) => {
    const { contract, freshness, changes, patch, backend, review } = evidence;
    if (!freshness?.review) return missing('what the settings ask of a review');
    const { by, demand } = freshness.review;
    if (demand === 'none') return pass();
    if (!contract || !changes || !patch || !backend) return missing('what was to be reviewed');
    const isRequired = demand === 'required';
    if (review === undefined) {
      // Of nothing there is no review; and what failed was not worth one, and is refused by its own gate.
      if (changes.paths.length === 0 || checksPassed.judge(evidence).outcome !== 'pass') return pass();
      const message =
        by === null ? 'the settings ask for a review, and name nobody to make it' : `${by} made no review`;
      return isRequired ? failIf([{ code: 'review.missing', message }]) : pass([message]);
    }
    const failures = foreign(review, { contract: contract.value, changes, patch, backend, by });
    return failures.length > 0 ? failIf(failures) : judged(review, isRequired);
  },
};
