import type { RedTeamCase } from './case.ts';
import { FIX, LANDS, TASK, runCommandFor } from './stage.ts';

export const it: RedTeamCase = {
  id: 'R04',
  does: 'kills the harness in one step after another',
  expected: 'RECOVER',
  codes: [],
  attack: async (stage) => {
    const work = { steps: [{ sleep: 300 }, FIX] };
    const first = runCommandFor(stage, work).replace('--yes', '--yes --attempts 9');
    const again = `writ run ${TASK} --backend scripted:../backend.json`;
    // Every step there is, `npm run crash` tries.
    const points = ['works in the jail', 'capturing', 'sealing'];
    const killed = (command: string, point: string): string =>
      `${command} >../told 2>&1 & p=$!; for n in $(seq 500); do grep -qs '${point}' ../told && break; sleep 0.02; done; kill -9 $p; wait`;
    for (const [index, point] of points.entries()) {
      await stage.writ(killed(index === 0 ? first : again, point));
      // The agent’s script mends what is not mended yet.
      runCommandFor(stage, {
        steps: [{ sleep: 300 }, { shell: "sed -i 's/getUTCMonth();/getUTCMonth() + 1;/' src/month.mjs" }],
      });
    }
    return (await stage.writ(`${again}; writ accept --yes && writ land`)).output;
  },
  heldBy: 'knowing that a process is gone',
  mechanism: [
    { file: 'src/host/process-identity.ts', replace: 'startOf(pid) === startedAt;', by: 'pid > 0 || startedAt;' },
  ],
  wrong: { says: 'the task is stuck', seen: async (stage) => !(await LANDS.seen(stage)) },
};
