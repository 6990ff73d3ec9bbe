import type { RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import type { Gate } from './gate.ts';
import { judgeRules, tellFinding } from './rule-scan.ts';

/**
 * Every rule of the base could run over the change, and none is broken from which nobody may except (S3-R86). A rule
 * that could not run has said nothing, so nobody can except from it either.
 */
export const invariantsKept: Gate<RunEvidence> = {
  id: 'invariants.kept',
  judge: (evidence) =>
    judgeRules(evidence, ({ findings, errors }) => [
      ...errors.map(({ rule, says }): Failure => ({
        code: 'rule.error',
        message: `${rule} could not run: ${says}`,
        // A mended rule is another base than the one that was approved.
        remedy: 'mend .writ/rules.yaml and commit it, then: writ approve TASK',
      })),
      ...findings
        .filter(({ waiver, about }) => waiver === 'never' && about !== 'git')
        .map((finding): Failure => ({ code: 'rule.broken', message: tellFinding(finding), remedy: 'writ run TASK' })),
    ]),
};
