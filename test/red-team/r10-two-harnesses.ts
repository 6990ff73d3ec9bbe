import type { RedTeamCase } from './case.ts';
import { FIX, TASK, runCommandFor } from './stage.ts';

export const it: RedTeamCase = {
  id: 'R10',
  does: 'starts a second run of the task while the first is under way',
  expected: 'REJECT',
  codes: ['run.busy'],
  attack: async (stage) => {
    const first = runCommandFor(stage, { steps: [FIX, { sleep: 3000 }] });
    const started = "for n in $(seq 500); do grep -qs 'works in the jail' ../told && break; sleep 0.02; done";
    const second = `writ run ${TASK} --backend scripted:../backend.json`;
    return (await stage.writ(`${first} >../told 2>&1 & ${started}; ${second} 2>&1; wait`)).output;
  },
  heldBy: 'a holder with process id and start time',
  mechanism: [
    {
      file: 'src/ledger/ledger.ts',
      replace: 'if (isAlive({ pid: holder_pid, startedAt: holder_start }))',
      by: 'if (false)',
    },
  ],
  wrong: { says: 'two agents work on one task', seen: (_, said) => said.includes('works in the jail') },
};
