import type { RunEvidence } from '#evidence';
import type { Gate, GateOutcome } from './gate.ts';
import { judgeSearch, RUN_OUTPUTS } from './secret-search.ts';

/**
 * Refuses what looks like a secret and is new, and tells of what is not.
 *
 * @param put what must have been searched beside the result and its checks
 */
export const judgeLooks = (evidence: RunEvidence, put: readonly string[]): GateOutcome =>
  judgeSearch(
    evidence,
    (findings, tell) => {
      const looks = findings
        .filter(({ source }) => source === 'pattern')
        .map((finding) => ({
          isOld: finding.standing === 'base',
          says: tell(finding, `what looks like a secret (${finding.rule}, ${finding.length} characters)`),
        }));
      return {
        failures: looks.filter(({ isOld }) => !isOld).map(({ says }) => ({ code: 'secret.found', message: says })),
        notices: looks.filter(({ isOld }) => isOld).map(({ says }) => says),
      };
    },
    put,
  );

/**
 * Nothing that looks like a secret is in the result, in a name, or in what was put out. What the same file held at the
 * base already is not this run's doing, and a notice.
 */
export const secretsAbsent: Gate<RunEvidence> = {
  id: 'secrets.absent',
  judge: (evidence) => judgeLooks(evidence, RUN_OUTPUTS),
};
