import type { RunEvidence, SecretFinding } from '#evidence';
import type { Gate } from './gate.ts';
import { judgeSearch, tellFinding } from './secret-search.ts';

const told = (finding: SecretFinding): string =>
  tellFinding(finding, `what looks like a secret (${finding.rule}, ${finding.length} characters)`);

/**
 * Nothing that looks like a secret is in the result, in a name, or in what was put out. What the same file held at the
 * base already is not this run's doing, and a notice.
 */
export const secretsAbsent: Gate<RunEvidence> = {
  id: 'secrets.absent',
  judge: (evidence) =>
    judgeSearch(evidence, (findings) => {
      const looks = findings.filter(({ source }) => source === 'pattern');
      return {
        failures: looks
          .filter(({ standing }) => standing !== 'base')
          .map((finding) => ({ code: 'secret.found', message: told(finding) })),
        notices: looks.filter(({ standing }) => standing === 'base').map(told),
      };
    }),
};
