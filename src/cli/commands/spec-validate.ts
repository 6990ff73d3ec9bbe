import { visibleLine } from '#contract';
import { ok, type Result } from '#failure';
import { validateSpecs, type Advice } from '#flow';
import type { Shown } from '../io.ts';
import { paint } from '../terminal.ts';
import { given, text, type Words } from '../words.ts';

const adviceLine = ({ file, line, says }: Advice): string =>
  `${paint('yellow', 'advice')}  ${visibleLine(file)}:${line}: ${visibleLine(says)}`;

/** `writ spec validate [BASE]` */
export const specValidate = async (words: Words): Promise<Result<Shown>> => {
  const found = await validateSpecs(process.cwd(), { base: text(words, 'base'), strict: given(words, 'strict') });
  if (!found.ok) return found;
  const { spec, files, anchors, advice } = found.value;
  const counted = `${files.length} ${files.length === 1 ? 'document' : 'documents'}, ${anchors} anchors: nothing is wrong`;
  return ok({
    text: [...(spec === null ? [] : [`The spec that holds is ${spec.file}.`]), ...advice.map(adviceLine), counted].join('\n'),
    json: { spec, files, anchors, advice },
  });
}; // prettier-ignore
