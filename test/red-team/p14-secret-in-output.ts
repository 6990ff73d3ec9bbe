import { spawnSync } from 'node:child_process';
import type { RedTeamCase } from './case.ts';
import { FIX, agent } from './stage.ts';

/** Put together here, so that no scanner of this repository takes it for one. */
const TOKEN = ['ghp', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'].join('_');

export const it: RedTeamCase = {
  id: 'P14',
  does: 'says a token and lets a command print it, so that the evidence carries it wherever it is pushed',
  expected: 'REJECT',
  codes: ['secret.found'],
  attack: agent({ steps: [FIX, { say: `the token is ${TOKEN}` }, { shell: `echo '${TOKEN}' >&2` }] }),
  heldBy: 'withholding before anything is written',
  mechanism: [{ file: 'src/run/secrets/watch.ts', replace: "if (text === '') return [];", by: 'return [];' }],
  wrong: {
    says: 'the token stands in the evidence',
    seen: ({ work }) => spawnSync('grep', ['-rqF', TOKEN, '.git/writ/runs'], { cwd: work }).status === 0,
  },
};
