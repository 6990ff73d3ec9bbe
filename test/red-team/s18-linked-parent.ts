import { mkdirSync, readdirSync } from 'node:fs';
import type { RedTeamCase } from './case.ts';
import { FIX, runAgent, writeFiles } from './stage.ts';

export const it: RedTeamCase = {
  id: 'S18',
  does: 'puts a link in place of a folder into which the harness mounts another',
  expected: 'REJECT',
  codes: ['file.hygiene'],
  attack: async (stage) => {
    mkdirSync(`${stage.folder}/outside`);
    writeFiles(stage, {
      'packages/keep.txt': 'kept',
      'packages/node_modules/x.txt': 'x',
      '.git/writ/config.yaml': 'provide: [packages/node_modules]\n',
    });
    await stage.sh('git add . && git commit --quiet --message packages');
    return runAgent(stage, {
      allow: ['old/**', 'packages', 'packages/**', 'src/month.mjs'],
      steps: [FIX, { shell: `mv packages old; ln -s /oldroot${stage.folder}/outside packages` }],
    });
  },
  heldBy: 'no mount through a link',
  mechanism: [
    {
      file: 'src/run/workspace.ts',
      replace: 'placesIn(workTree, provided).map((path) => ({',
      by: 'provided.map((path) => ({',
    },
  ],
  wrong: {
    says: 'a folder is made outside the jail',
    seen: ({ folder }) => readdirSync(`${folder}/outside`).length > 0,
  },
};
