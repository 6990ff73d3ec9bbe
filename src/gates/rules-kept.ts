import type { RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import type { Gate } from './gate.ts';
import { judgeRules, tellFinding } from './rule-scan.ts';

const REMEDY = 'writ run TASK, or: writ waive rules.kept --run RUN --because "…" --until 1d';

/**
 * The change breaks no rule about code from which a signer may except (S3-R82). Source that is too large to be looked at is not
 * taken for sound. What was there at the base is not this run's doing.
 */
export const rulesKept: Gate<RunEvidence> = {
  id: 'rules.kept',
  judge: (evidence) =>
    judgeRules(evidence, ({ findings, skipped, rulebook }) => [
      ...findings
        .filter(({ waiver, about }) => waiver === 'signer' && about === 'code')
        .map((finding): Failure => ({ code: 'rule.broken', message: tellFinding(finding), remedy: REMEDY })),
      ...skipped
        .filter(({ source }) => source && rulebook !== null)
        .map(({ path, says }): Failure => ({
          code: 'rule.broken',
          message: `${path} is source, and no rule looked at it: it is ${says}`,
          remedy: REMEDY,
        })),
    ]),
};
