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
    const { commit, ref, old } = done.value;
    if (commit === null)
      return ok({
        text: `Nothing is to be moved: no change was needed, and writ moves nothing in ${ref}.`,
        json: { run: row.value.run, ...done.value },
      });
    return ok({
      text: `Landed: ${ref} moved from ${old.slice(0, 12)} to ${commit.slice(0, 12)}. Nothing was pushed. Undo: git revert ${commit.slice(0, 12)}`,
      json: { run: row.value.run, ...done.value },
    });
  });
