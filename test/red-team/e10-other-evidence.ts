import { readdirSync } from 'node:fs';
import type { RedTeamCase } from './case.ts';
import { FIX, runAgent } from './stage.ts';

export const it: RedTeamCase = {
  id: 'E10',
  does: 'puts the evidence of another result in place of the one that was accepted',
  expected: 'REJECT',
  codes: ['verdict.different'],
  attack: async (stage) => {
    await runAgent(stage, { steps: [FIX], decide: false });
    const runs = `${stage.work}/.git/writ/runs`;
    const [first = ''] = readdirSync(runs);
    await runAgent(stage, { steps: [FIX, { shell: "echo '// other' >> src/month.mjs" }], decide: false });
    const second = readdirSync(runs).find((run) => run !== first) ?? '';
    await stage.sh(`writ accept ${first} --yes`);
    await stage.sh(
      `cd ${runs}/${first} && rm -r sealed after/1-verdict.json && cp -r ../${second}/sealed . && cp ../${second}/after/1-verdict.json after/`,
    );
    return (await stage.writ(`writ land ${first}`)).output;
  },
  heldBy: 'a decision about one verdict and tree',
  mechanism: [
    {
      file: 'src/gates/decision-present.ts',
      replace: '...verified.value.flatMap(({ statement }) => aboutThis(statement, evidence)),',
      by: '',
    },
  ],
  wrong: {
    says: 'what nobody accepted lands',
    seen: async ({ sh }) => (await sh('git show main:src/month.mjs')).includes('other'),
  },
};
