import type { RunEvidence } from '#evidence';
import type { Gate } from './gate.ts';
import { judgeSearch, RUN_OUTPUTS } from './secret-search.ts';

const judgeBeside = (evidence: RunEvidence, put: readonly string[]) =>
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
  judge: (evidence) => judgeBeside(evidence, RUN_OUTPUTS),
};

/** The same for a change that was only looked at: no backend has put anything out. */
export const secretsOfChange: Gate<RunEvidence> = {
  id: 'secrets.absent',
  judge: (evidence) => judgeBeside(evidence, []),
};
