import { resolve } from 'node:path';
import { ok, type Result } from '#failure';
import { exportInToto, findRun } from '#flow';
import { naming, type Shown } from '../io.ts';
import { text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** `writ export [RUN] --to FOLDER` */
export const exportCommand = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const row = await findRun(project, text(words, 'run'));
    if (!row.ok) return row;
    const folder = text(words, 'to') ?? `${row.value.run}-in-toto`;
    const done = await exportInToto(project, row.value, resolve(folder));
    if (!done.ok) return naming(done, row.value);
    const { files, command } = done.value;
    return ok({
      text: [
        `Exported ${row.value.run} as an in-toto layout into ${folder}: ${files.length} files.`,
        `  cd ${folder} && ${command}`,
      ].join('\n'),
      json: { run: row.value.run, ...done.value },
    });
  });
