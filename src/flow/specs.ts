import { ok, type Failure, type Result } from '#failure';
import { filesOfCheckout, readerOfCheckout, type Repository } from '#host';
import {
  isSpecFile,
  LARGEST_SPEC_BYTES,
  readSpecTexts,
  specTextOf,
  wantedBy,
  type SpecFault,
  type Specs,
  type SpecText,
} from '#spec';

const unreadable = (file: string, says: string): SpecFault => ({ file, line: 1, column: 1, says, text: '' });

/** Reads the documents of a checkout that hold anchors: what git lists or does not ignore, and no links. */
export const readSpecs = async (repository: Repository): Promise<Result<Specs>> => {
  const listed = await filesOfCheckout(repository);
  if (!listed.ok) return listed;
  const bytesOf = readerOfCheckout(repository, LARGEST_SPEC_BYTES);
  const faults: SpecFault[] = [];
  const texts = new Map<string, SpecText>();
  const read = (path: string): void => {
    const bytes = texts.has(path) ? null : bytesOf(path);
    if (bytes === null) return;
    const text = bytes === 'too large' ? { unread: 'it is too large to be read' } : specTextOf(path, bytes);
    if ('unread' in text) faults.push(unreadable(path, text.unread));
    else texts.set(path, text);
  };
  for (const path of listed.value.filter(isSpecFile)) read(path);
  const known = new Set(listed.value);
  for (const path of [...texts.values()].flatMap(wantedBy)) if (known.has(path)) read(path);
  const specs = readSpecTexts(texts);
  return ok({ ...specs, faults: [...faults, ...specs.faults] });
};

/** What is wrong with a document, as a failure. */
export const specFailure = ({ file, line, column, says, text }: SpecFault): Failure => ({
  code: 'spec.invalid',
  message: says,
  where: { file, line, column, ...(text === '' ? {} : { text: text.slice(0, 300) }) },
});
