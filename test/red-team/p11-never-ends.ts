import { writeFileSync } from 'node:fs';
import type { RedTeamCase } from './case.ts';
import { gate, noChecksAfterFailure } from './mechanisms.ts';
import { FIX, LANDS, writeFiles } from './stage.ts';

const TASK_FILE = `---
id: WP-1-month
name: Months count from 1
type: debug
paths: { allow: [src/month.mjs] }
checks: [{ id: tests, run: node --test test/month.test.mjs }]
done:
  - says: November is 11
    proof: { check: tests, test: counts months from 1 }
limits: { time: 1s }
rollback: revert the landing commit
---

## What

The month of a JavaScript date counts from 0. Return the month as people count.
`;

export const it: RedTeamCase = {
  id: 'P11',
  does: 'does its work, ignores every signal it can, and never ends',
  expected: 'REJECT',
  codes: ['backend.timeout'],
  attack: async (stage) => {
    writeFiles(stage, { 'tasks/WP-1-month.md': TASK_FILE });
    writeFileSync(
      `${stage.folder}/backend.json`,
      JSON.stringify({ steps: [FIX, { shell: "trap '' TERM INT HUP; while :; do sleep 60; done" }] }),
    );
    await stage.sh('writ approve WP-1-month --yes');
    const { output, exitCode } = await stage.writ('writ run WP-1-month --backend scripted:../backend.json');
    return exitCode === 0 ? `${output}${(await stage.writ('writ accept --yes && writ land')).output}` : output;
  },
  heldBy: 'a limit of time',
  mechanism: [gate('backend-finished'), noChecksAfterFailure],
  wrong: LANDS,
};
