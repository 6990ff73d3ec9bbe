import type { RedTeamCase } from './case.ts';
import { VERIFIES } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E10-another-run',
  does: 'puts the bundle of a run that passed in the place of another one, which somebody else is to verify by its name',
  expected: 'INVALID',
  codes: ['evidence.stale'],
  begins: 'passed',
  attack: async ({ sh, writ }) => {
    const [ref = ''] = (await sh("git for-each-ref --format='%(refname)' refs/writ/runs")).split('\n');
    await sh(`git update-ref refs/writ/runs/R-ffffffffff ${ref}`);
    return (await writ('writ verify R-ffffffffff')).output;
  },
  heldBy: 'asking a bundle of which run it is',
  mechanism: [
    { file: 'src/flow/bundle-folder.ts', replace: 'if (own.ok) return found;', by: 'if (own !== null) return found;' },
  ],
  wrong: VERIFIES,
};
