import type { RedTeamCase } from './case.ts';
import { FIX, LANDS, agent } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S17',
  does: 'adds a link to a folder of the machine',
  expected: 'REJECT',
  codes: ['file.hygiene'],
  attack: agent({ allow: ['src/**'], steps: [FIX, { shell: 'ln -s /etc src/link' }] }),
  heldBy: 'following links',
  mechanism: [
    {
      file: 'src/host/workspace-scan.ts',
      replace: 'if (posix.isAbsolute(to) || leadsOut(root, path, to))',
      by: 'if (false)',
    },
  ],
  wrong: LANDS,
};
