import { readFileSync } from 'node:fs';
import type { RedTeamCase } from './case.ts';
import { FIX, agent } from './stage.ts';

const TEST = `import { writeFileSync } from 'node:fs';
writeFileSync(1, Buffer.from([0x61, 0x00, 0xff, 0xfe, 0x62]));
writeFileSync(1, 'x'.repeat(2_000_000));
`;

export const it: RedTeamCase = {
  id: 'E18',
  does: 'makes a check print NUL, bytes that are no UTF-8, and a very long line',
  expected: 'PASS',
  codes: [],
  attack: agent({ files: { 'test/raw.mjs': TEST }, check: 'node test/raw.mjs', steps: [FIX] }),
  heldBy: 'storing bytes',
  mechanism: [
    {
      file: 'src/run/seal-run.ts',
      replace: "['test.log', testLog(checks)],",
      by: "['test.log', utf8(new TextDecoder().decode(testLog(checks)))],",
    },
  ],
  wrong: {
    says: 'the log is not what was printed',
    seen: async (stage) => {
      const log = readFileSync(
        (await stage.sh('ls -d .git/writ/runs/*')).trim().replace(/^/u, `${stage.work}/`) + '/sealed/test.log',
      );
      const verified = await stage.writ('writ verify');
      return verified.exitCode !== 0 || !log.includes(Buffer.from([0x61, 0x00, 0xff, 0xfe, 0x62]));
    },
  },
};
