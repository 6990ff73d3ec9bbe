import { TERMS } from '#contract';
import type { Freshness, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { failIf, missing, unless, type Gate } from './gate.ts';

const HOUR_MS = 3_600_000;
const stale = (message: string): Failure => ({ code: 'evidence.stale', message });

/** Times are ISO 8601 in UTC with milliseconds, so that their order is the order of the texts. */
const ordered = (...times: readonly string[]): boolean =>
  times.every((time, index) => index === 0 || (times[index - 1] ?? '') <= time);

const ofThisRun = (
  freshness: Freshness,
  { contract, changes, checks, proof, use, at }: RunEvidence,
  hours: number,
): readonly Failure[] => [
  ...unless(
    ordered(freshness.startedAt, freshness.endedAt, at),
    stale('the run ended before it began, or after it was judged'),
  ),
  ...unless(
    Date.parse(at) - Date.parse(freshness.endedAt) <= hours * HOUR_MS,
    stale(`the evidence is older than ${hours} hours`),
  ),
  ...unless(contract?.value.id === freshness.task, stale(`the evidence is of ${freshness.task}`)),
  ...unless(changes?.base === freshness.base, stale('the difference was measured from another base')),
  ...unless(changes?.tree === freshness.tree, stale('the difference is of another tree')),
  ...unless(use?.run === freshness.run, stale('the approval was used by another run')),
  ...(checks ?? []).flatMap(({ record }) => [
    ...unless(record.tree === freshness.tree, stale(`${record.id} ran on another tree`)),
    ...unless(
      ordered(freshness.startedAt, record.startedAt, record.endedAt, freshness.endedAt),
      stale(`${record.id} did not run within this run`),
    ),
  ]),
  ...(proof?.runs ?? []).flatMap(({ id, record }) =>
    unless(
      ordered(freshness.startedAt, record.startedAt, record.endedAt, freshness.endedAt),
      stale(`run ${id} of the proof was not within this run`),
    ),
  ),
  ...unless(Object.keys(freshness.tools).length > 0, stale('no version of any tool was recorded')),
];

/** The evidence is of this run, this base and this tree, and not older than the policy allows (S1-R30: freshness proof, S1-D5). */
export const evidenceFresh: Gate<RunEvidence> = {
  id: 'evidence.fresh',
  judge: (evidence) => {
    if (!evidence.contract) return missing('the contract');
    if (!evidence.freshness) return missing('the freshness proof');
    if (!evidence.changes) return missing('the difference between base and result');
    if (!evidence.checks) return missing('the checks');
    return failIf(ofThisRun(evidence.freshness, evidence, TERMS[evidence.contract.value.strictness].evidenceHours));
  },
};
