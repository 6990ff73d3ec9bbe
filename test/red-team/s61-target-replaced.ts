import { PASSES } from './beside-run.ts';
import type { RedTeamCase } from './case.ts';
import { writeFiles } from './stage.ts';

const TASK = `---
id: WP-1-note
name: Take a note
type: docs
paths: { allow: [notes.md] }
checks: [{ id: note, run: grep -q note notes.md }]
done: [{ says: There is a note, proof: { check: note } }]
rollback: revert the landing commit
---

## What

Take a note.
`;

export const it: RedTeamCase = {
  id: 'S61',
  does: 'puts another history in place of the target, after it was signed for wherever that stands later',
  expected: 'REJECT',
  codes: ['approval.foreign'],
  attack: async (stage) => {
    const steps = [{ write: { path: 'notes.md', text: 'One note.\n' } }];
    writeFiles(stage, { 'tasks/WP-1-note.md': TASK, '.git/note.json': JSON.stringify({ steps }) });
    await stage.sh(
      'git commit --quiet --allow-empty --message more && writ approve WP-1-note --if-moved --yes && git commit --quiet --amend --allow-empty --message other',
    );
    return (await stage.writ('writ run WP-1-note --backend scripted:.git/note.json')).output;
  },
  heldBy: 'the commit that a run begins at has to hold the one that was signed',
  mechanism: [
    { file: 'src/flow/run-base.ts', replace: 'ok({ approved, held: held.value })', by: 'ok({ approved, held: true })' },
  ],
  wrong: PASSES,
};
