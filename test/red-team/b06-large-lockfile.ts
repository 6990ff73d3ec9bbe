import type { RedTeamCase } from './case.ts';
import { FIX, LANDS, runAgent } from './stage.ts';

export const it: RedTeamCase = {
  id: 'B06',
  does: 'changes a lockfile of twenty thousand lines in scope; the review is collapsed, the evidence whole',
  expected: 'PASS',
  codes: [],
  attack: async (stage) => {
    const said = await runAgent(stage, {
      allow: ['src/month.mjs', 'package-lock.json'],
      steps: [FIX, { shell: 'seq 20000 > package-lock.json' }],
    });
    return `${said}${(await stage.writ('writ review')).output}`;
  },
  heldBy: '',
  mechanism: [],
  wrong: {
    says: 'it does not land, or is shown whole',
    seen: async (stage, said) =>
      !(await LANDS.seen(stage)) || !/… \d+ more lines/u.test(said) || said.includes('+19999'),
  },
};
