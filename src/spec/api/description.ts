import { apiKind, isRecord, kindOfValue, parse, type ApiKind } from '../documents/api-data.ts';
import type { SpecFault } from '../anchor.ts';
import { openLeads, pointerOf, referencesIn, type ApiFiles, type Reference } from './references.ts';
import { spotsOf } from './place.ts';

/** A description of an API: the file it begins in, and all files it is made of. */
export type Description = {
  readonly file: string;
  readonly kind: ApiKind;
  /** As it calls itself: `openapi: 3.1.0`. */
  readonly version: string;
  readonly files: ApiFiles;
  readonly texts: ReadonlyMap<string, string>;
};

/** A file of a description as data, or what is wrong with it. */
export type ReadFile = { readonly value: unknown } | { readonly fault: SpecFault };

/** Reads a file of a description: YAML, or JSON by its name. */
export const readApiFile = (file: string, text: string): ReadFile => {
  const parsed = parse(file, text);
  if (!('says' in parsed)) return { value: parsed.value };
  const { line, column, says } = parsed;
  return { fault: { file, line, column, says, text: text.split('\n', line)[line - 1]?.slice(0, 300) ?? '' } };
};

/** Which kind of description a file begins, and in which version; null: it is a part of one, or none. */
export const beginsDescription = (value: unknown): { readonly kind: ApiKind; readonly version: string } | null => {
  const kind = kindOfValue(value);
  if (kind === null || !isRecord(value)) return null;
  const name = ['asyncapi', 'openapi', 'swagger'].find((one) => typeof value[one] === 'string') ?? kind;
  return { kind, version: `${name}: ${String(value[name])}` };
};

/** Whether a file may begin a description, by its name. */
export const isDescriptionFile = (file: string): boolean => apiKind(file) !== null;

/** The files that a file refers to. */
export const filesReferredTo = (file: string, value: unknown): readonly string[] => [
  ...new Set(referencesIn(file, value).flatMap(({ to }) => (to === null || to === file ? [] : [to]))),
];

/**
 * References of a description that nobody can follow: out of the repository, to the network, or to nothing.
 *
 * @param found the references of each file, where somebody has looked for them already
 */
export const brokenReferences = (
  { files, texts }: Pick<Description, 'files' | 'texts'>,
  found: ReadonlyMap<string, readonly Reference[]> = new Map(),
): readonly SpecFault[] => {
  const leads = openLeads(files);
  return [...files].flatMap(([file, value]) => {
    const broken = (found.get(file) ?? referencesIn(file, value)).flatMap((reference) => {
      const says = leads(reference).fault;
      return says === null ? [] : [{ pointer: pointerOf(reference), says }];
    });
    const pointers = broken.map(({ pointer }) => pointer);
    const spots = spotsOf(file, texts.get(file) ?? '', pointers);
    return broken.map(({ says }, index) => ({ file, says, ...(spots[index] ?? { line: 1, column: 1, text: '' }) }));
  });
};
