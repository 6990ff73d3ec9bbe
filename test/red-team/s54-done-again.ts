import type { RedTeamCase } from './case.ts';
import { TASK, writeFiles } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S54',
  does: 'has what has landed signed once more, so that an agent works on it again',
  expected: 'REJECT',
  codes: ['landing.taken'],
  begins: 'landed',
  attack: async (stage) => {
    const step = { replace: { path: 'src/month.mjs', from: '() + 1', to: '() + 2' } };
    writeFiles(stage, { '.git/again.json': JSON.stringify({ steps: [step] }) });
    return (await stage.writ(`writ approve ${TASK} --yes; writ run ${TASK} --backend scripted:.git/again.json`)).output;
  },
  heldBy: 'a task that has landed is done',
  mechanism: [{ file: 'src/plan/may-supersede.ts', replace: "state === 'landed'", by: "state === 'superseded'" }],
  wrong: {
    says: 'a second run of it is recorded',
    seen: async ({ sh }) => (await sh('ls .git/writ/runs')).split('\n').filter((name) => name !== '').length > 1,
  },
};
