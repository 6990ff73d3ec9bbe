import type { RedTeamCase } from './case.ts';
import { agent, writeFiles } from './stage.ts';

export const it: RedTeamCase = {
  id: 'B03',
  does: 'finds that somebody has mended the defect already, and changes nothing',
  expected: 'PASS',
  codes: [],
  attack: async (stage) => {
    writeFiles(stage, { 'src/month.mjs': 'export const month = (date) => date.getUTCMonth() + 1;\n' });
    await stage.sh('git commit --quiet --all --message mended');
    return agent({ steps: [] })(stage);
  },
  heldBy: '',
  mechanism: [],
  wrong: {
    says: 'it is no NO-CHANGE, the task stays open, or the branch moves',
    seen: async ({ sh, writ }, said) =>
      !/^PASS .*NO-CHANGE, 0 files changed$/mu.test(said) ||
      !said.includes('Nothing is to be moved') ||
      !(await writ('writ board')).output.startsWith('Landed') ||
      (await sh('git log -1 --format=%s main')) !== 'mended\n',
  },
};
