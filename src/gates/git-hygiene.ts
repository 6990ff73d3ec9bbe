import type { RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import type { Gate } from './gate.ts';
import { judgeRules, tellFinding } from './rule-scan.ts';

const REMEDY = 'take it out and run again; if it belongs there, add it to exempt: of that rule in .writ/rules.yaml';

/**
 * The change puts nothing into git that does not belong there (S3-R71): what is built or fetched, what `.gitignore`
 * leaves out, a merge that nobody finished. Nobody excepts a run from it: the rulebook of the base says what belongs.
 */
export const gitHygiene: Gate<RunEvidence> = {
  id: 'git.hygiene',
  judge: (evidence) =>
    judgeRules(evidence, ({ findings }) =>
      findings
        .filter(({ about }) => about === 'git')
        .map((finding): Failure => ({ code: 'git.unfit', message: tellFinding(finding), remedy: REMEDY })),
    ),
};
