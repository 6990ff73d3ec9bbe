import { besideRun } from './beside-run.ts';
import type { RedTeamCase } from './case.ts';

export const it: RedTeamCase = {
  id: 'S62',
  does: 'promotes a branch while a run is under way, which that cannot account for',
  expected: 'REJECT',
  codes: ['run.busy'],
  begins: 'landed',
  attack: async (stage) => {
    await stage.sh('git branch release main~1');
    return besideRun(stage, async () => (await stage.writ('writ promote release --from main --yes')).output);
  },
  heldBy: 'a promotion waits for runs',
  mechanism: [
    { file: 'src/flow/promote.ts', replace: 'if (atWork === undefined) return ok(null);', by: 'if (runs.ok) return ok(null);' },
  ],
  wrong: { says: 'the attempt is lost', seen: (_, said) => /^FAIL\b/mu.test(said) && said.includes('[tree.residue]') },
}; // prettier-ignore
