import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { renumber } from '#flow';
import type { Shown } from '../io.ts';
import { text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

/** `writ spec renumber FILE|ID` */
export const specRenumber = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const done = await renumber(project, text(words, 'what') ?? '');
    if (!done.ok) return done;
    const { was, cite, file, keeps } = done.value;
    return ok({
      text: `${visibleLine(file)} has ${cite} now. ${was} is what ${visibleLine(keeps)} says: what cites it for the other one has to be mended.`,
      json: done.value,
    });
  });
