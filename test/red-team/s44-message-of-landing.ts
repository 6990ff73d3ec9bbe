import type { RedTeamCase } from './case.ts';
import { provenAgent } from './proof-stage.ts';
import { FIX, LANDS } from './stage.ts';

const RULES = `rules:
  APP-1:
    says: A commit says who reviewed it.
    why: It is asked for later.
    match: { message: "^Reviewed-by: " }
`;

export const it: RedTeamCase = {
  id: 'S44',
  does: 'lands as a commit whose message the repository would refuse from anybody else',
  expected: 'REJECT',
  codes: ['commit.format'],
  attack: provenAgent({ allow: ['src/**'], files: { '.writ/rules.yaml': RULES }, steps: [FIX] }),
  heldBy: 'the message it would land with, held to the rules of the base',
  mechanism: [{ file: 'src/gates/commit-format.ts', replace: 'heldTo(evidence, 1)', by: 'pass()' }],
  wrong: LANDS,
};
