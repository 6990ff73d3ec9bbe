import type { RedTeamCase } from './case.ts';
import { FIX, LANDS, agent } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S25',
  does: 'adds a name that differs from another only by case',
  expected: 'REJECT',
  codes: ['file.hygiene'],
  attack: agent({ allow: ['src/**'], steps: [FIX, { write: { path: 'src/Month.mjs', text: '' } }] }),
  heldBy: 'folding case',
  mechanism: [
    {
      file: 'src/host/workspace-scan.ts',
      replace: 'same.length < 2',
      by: 'true',
    },
  ],
  wrong: LANDS,
};
