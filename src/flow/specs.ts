import { ok, type Failure, type Result } from '#failure';
import { filesOfCheckout, readerOfCheckout, type Repository } from '#host';
import {
  anchorAtPointer,
  indexSpecs,
  isSpecFile,
  parseCitation,
  resolveCitation,
  wantedBy,
  type Resolved,
  type SpecFault,
  type SpecIndex,
  type SpecText,
} from '#spec';

/** The largest description of an API that anybody has is a few megabytes. */
const LARGEST_BYTES = 32 * 1024 * 1024;

/** The anchors of a checkout, and what finds a citation in it. */
export type Specs = SpecIndex & {
  /** Finds a citation as it is written; fails with `citation.syntax`. */
  readonly resolve: (cite: string) => Result<Resolved>;
  /** The lines of an anchor, as they stand in its file. */
  readonly linesOf: (file: string, first: number, last: number) => readonly string[];
};

const unread = (file: string, says: string): SpecFault => ({ file, line: 1, column: 1, says, text: '' });

/** Reads the documents of a checkout that hold anchors: what git lists or does not ignore, and no links. */
export const readSpecs = async (repository: Repository): Promise<Result<Specs>> => {
  const listed = await filesOfCheckout(repository);
  if (!listed.ok) return listed;
  const bytesOf = readerOfCheckout(repository, LARGEST_BYTES);
  const faults: SpecFault[] = [];
  const texts = new Map<string, SpecText>();
  const read = (path: string): void => {
    const bytes = bytesOf(path);
    if (bytes === null || texts.has(path)) return;
    if (bytes === 'too large') return void faults.push(unread(path, `it is larger than ${LARGEST_BYTES / 1024 / 1024} MB`));
    try {
      texts.set(path, { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) });
    } catch {
      faults.push(unread(path, 'it is not UTF-8'));
    }
  };
  for (const path of listed.value.filter(isSpecFile)) read(path);
  const known = new Set(listed.value);
  for (const path of [...texts.values()].flatMap(wantedBy)) if (known.has(path)) read(path);
  const index = indexSpecs(texts.values());
  const at = (file: string, pointer: string) => {
    const text = texts.get(file)?.text;
    return text === undefined ? null : anchorAtPointer(file, text, pointer);
  };
  return ok({
    ...index,
    faults: [...faults, ...index.faults],
    resolve: (cite) => {
      const citation = parseCitation(cite);
      return citation.ok ? ok(resolveCitation(citation.value, index, at)) : citation;
    },
    linesOf: (file, first, last) => texts.get(file)?.text.split(/\r?\n/u).slice(first - 1, last) ?? [],
  });
}; // prettier-ignore

/** What is wrong with a document, as a failure. */
export const specFailure = ({ file, line, column, says, text }: SpecFault): Failure => ({
  code: 'spec.invalid',
  message: says,
  where: { file, line, column, ...(text === '' ? {} : { text: text.slice(0, 300) }) },
});
