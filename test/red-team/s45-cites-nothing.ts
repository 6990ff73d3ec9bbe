import type { RedTeamCase } from './case.ts';
import { provenAgent } from './proof-stage.ts';
import { FIX, LANDS } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S45',
  does: 'works for a requirement that no spec has',
  expected: 'REJECT',
  codes: ['citation.unknown'],
  attack: provenAgent({
    files: { 'Master_Spec_v1.0.md': '# Spec\n\n## A1 Months\nMonths MUST count from 1.\n' },
    ...{ allow: ['src/month.mjs'], cites: ['spec:A9'], steps: [FIX] },
  }),
  heldBy: 'citations that find one binding place, when they are approved and for the verdict',
  mechanism: [
    { file: 'src/gates/cited.ts', replace: '.filter(({ isMended }) => !isMended)', by: '.filter(() => false)' },
  ],
  wrong: LANDS,
};
