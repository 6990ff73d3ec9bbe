import type { RunEvidence } from '#evidence';
import type { Gate } from './gate.ts';
import { judgeSearch } from './secret-search.ts';

/** No key that Writ itself hands to the backend is in the result, in a name, or in what was put out, however old it is there. */
export const keysAbsent: Gate<RunEvidence> = {
  id: 'keys.absent',
  judge: (evidence) =>
    judgeSearch(evidence, (findings, tell) => ({
      failures: findings
        .filter(({ source }) => source !== 'pattern')
        .map((finding) => ({
          code: 'secret.key',
          message: tell(finding, `${finding.rule} (${finding.length} characters)`),
        })),
      notices: [],
    })),
};
