import { ok, type Result } from '#failure';
import { findRun, land } from '#flow';
import { naming, type Shown } from '../io.ts';

import { withProject } from './with-project.ts';
import { text, type Words } from '../words.ts';

/** `writ land [RUN]` */
export const landCommand = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const row = await findRun(project, text(words, 'run'));
    if (!row.ok) return row;
    const done = await land(project, row.value);
    if (!done.ok) return naming(done, row.value);
    if (done.value.commit === null)
      return ok({
        text: `Nothing is to be moved: no change was needed, and writ moves nothing in ${done.value.ref}.`,
        json: { run: row.value.run, ...done.value },
      });
    const { new: tip, ref, old, how } = done.value;
    const undo = `git revert ${how === 'commit' ? '-m 1 ' : ''}${tip.slice(0, 12)}`;
    return ok({
      text: `Landed: ${ref} moved from ${old.slice(0, 12)} to ${tip.slice(0, 12)}. Nothing was pushed. Undo: ${undo}`,
      json: { run: row.value.run, ...done.value },
    });
  });
