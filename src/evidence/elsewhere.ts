import type { DoneItem } from '#contract';
import { isCutOff, isPassed, requiredTests, same, type ReadCheck } from './showing.ts';

/**
 * What a run of the result in another place shows of a done-item. `holds`: its tests pass there too. `fails`: one of them
 * does not. `open`: one was left out there, and nothing else is wrong, so that nobody knows.
 */
export type Elsewhere = 'holds' | 'fails' | 'open';

/** So often a check is tried in another place: what fails once and passes then is not to be relied on, but no fault of the place. */
export const TRIES_ELSEWHERE = 2;

/** What one run in another place shows of a done-item that holds on the result. */
export const standsElsewhere = (item: DoneItem, result: ReadCheck, there: ReadCheck): Elsewhere => {
  if (isCutOff(there) || there.report.problems.length > 0) return 'fails';
  if (result.record.reports === 'exit-code') return there.record.exitCode === 0 ? 'holds' : 'fails';
  const stands = requiredTests(item, result).map((test): Elsewhere => {
    const found = there.report.tests.filter(same(test));
    if (found.some(({ outcome }) => outcome === 'failed')) return 'fails';
    if (found.length > 0 && found.every(({ outcome }) => outcome === 'passed')) return 'holds';
    // A test can be left out where it does not apply; where something broke before it, it is not known to be one of these.
    return isPassed(there) ? 'open' : 'fails';
  });
  if (stands.includes('fails')) return 'fails';
  return stands.length === 0 || stands.includes('open') ? 'open' : 'holds';
};
