import type { RedTeamCase } from './case.ts';
import { provenAgent } from './proof-stage.ts';
import { FIX, LANDS } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S46',
  does: 'does one of two things that its requirement demands, and says nothing of the other',
  expected: 'REJECT',
  codes: ['requirement.uncovered'],
  attack: provenAgent({
    files: { 'Master_Spec_v1.0.md': '# Spec\n\n## A1 Months\nMonths MUST count from 1.\n\nUnknown months MUST be refused.\n' },
    ...{ allow: ['src/month.mjs'], tier: 'HIGH', cites: ['spec:A1'], doneCites: ['spec:A1#1'], steps: [FIX] },
  }),
  heldBy: 'every statement under what is cited being done or deferred',
  mechanism: [{ file: 'src/gates/requirements-covered.ts', replace: '!cited.has(cite) && !(', by: 'cited.has(cite) && (' }],
  wrong: LANDS,
}; // prettier-ignore
