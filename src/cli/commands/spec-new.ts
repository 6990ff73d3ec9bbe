import { visibleLine } from '#contract';
import { fail, ok, type Result } from '#failure';
import { newDocument, type NumberedKind } from '#flow';
import { now } from '#host';
import type { Shown } from '../io.ts';
import { text, type Words } from '../words.ts';
import { withProject } from './with-project.ts';

const KINDS: readonly NumberedKind[] = ['adr', 'question', 'assumption'];

/** `writ spec new adr|question|assumption TITLE` */
export const specNew = (words: Words): Promise<Result<Shown>> =>
  withProject(async (project) => {
    const kind = KINDS.find((one) => one === text(words, 'kind'));
    if (kind === undefined)
      return fail('usage.argument', `there is no kind “${visibleLine(text(words, 'kind') ?? '')}”; there are ${KINDS.join(', ')}`, { remedy: 'writ spec new adr "TITLE"' });
    const made = await newDocument(project, kind, text(words, 'title') ?? '', now());
    if (!made.ok) return made;
    const { cite, file } = made.value;
    return ok({ text: `${visibleLine(file)} has ${cite} now. Write it, then: writ spec validate`, json: made.value });
  }); // prettier-ignore
