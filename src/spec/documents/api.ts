import type { Anchor, ReadDocument, SpecFault } from '../anchor.ts';
import { brokenReferences } from '../api/description.ts';
import { openMeanings, type Meaning } from '../api/meaning.ts';
import { meet, referencesIn, type ApiPlace, type Reference } from '../api/references.ts';
import { isRecord, kindOfValue, METHODS, parse, pathOf, pointerTo, valueAt, type ApiKind, type Parsed, type Path, type Unread } from './api-data.ts'; // prettier-ignore

/** The text of another file of the same tree; null where there is none that can be read. */
export type TextBeside = (path: string) => string | null;

/** A description that was read with all files it refers to. */
type Opened = {
  readonly file: string;
  readonly kind: ApiKind;
  readonly parsed: ReadonlyMap<string, Parsed>;
  readonly values: ReadonlyMap<string, unknown>;
  readonly faults: readonly SpecFault[];
  /** The other files it refers to, whether they are there or not. */
  readonly parts: readonly string[];
  readonly meaningOf: (cited: Path, at: ApiPlace) => Meaning;
};
type NotOpened = { readonly fault: SpecFault };

const faultIn = (file: string, text: string, { line, column, says }: Unread): SpecFault => ({
  ...{ file, line, column, says },
  text: text.split('\n', line)[line - 1]?.slice(0, 300) ?? '',
});

const NO_KIND: Unread = { line: 1, column: 1, says: 'it does not say which version of openapi or asyncapi it is' };

/** Reads a description, and every file that it or one of those refers to, each once. What is wrong with those is told. */
const open = (file: string, text: string, beside: TextBeside): Opened | NotOpened => {
  const first = parse(file, text);
  if ('says' in first) return { fault: faultIn(file, text, first) };
  const kind = kindOfValue(first.value);
  if (kind === null) return { fault: faultIn(file, text, NO_KIND) };
  const parsed = new Map([[file, first]]);
  const texts = new Map([[file, text]]);
  const references = new Map<string, readonly Reference[]>();
  const faults: SpecFault[] = [];
  const parts = new Set<string>();
  const waiting = [file];
  for (let from = waiting.pop(); from !== undefined; from = waiting.pop()) {
    const found = referencesIn(from, parsed.get(from)?.value);
    references.set(from, found);
    for (const { to } of found) {
      if (to === null || to === file || parts.has(to)) continue;
      parts.add(to);
      const other = beside(to);
      if (other === null) continue;
      const read = parse(to, other);
      if ('says' in read) {
        faults.push(faultIn(to, other, read));
        continue;
      }
      parsed.set(to, read);
      texts.set(to, other);
      waiting.push(to);
    }
  }
  const values = new Map([...parsed].map(([path, { value }]) => [path, value] as const));
  faults.push(...brokenReferences({ files: values, texts }, references));
  return { file, kind, parsed, values, faults, parts: [...parts], meaningOf: openMeanings(values, file) };
};

/** The members of what stands at a path, where that is a mapping. */
const membersAt = (value: unknown, path: Path): readonly (readonly [name: string, member: unknown])[] => {
  const found = path.reduce<unknown>((at, name) => (isRecord(at) ? at[name] : undefined), value);
  return isRecord(found) ? Object.entries(found) : [];
};

const partsOf = (value: unknown, parent: Path): readonly Path[] =>
  membersAt(value, parent).map(([name]) => [...parent, name]);

/** What a path answers to: what is written there, and what it refers to. */
const methodsAt = ({ file, values }: Opened, path: Path): readonly string[] => {
  const written = valueAt(values.get(file), path);
  const { value } = meet(values, { file, path });
  return [...new Set([written, value].flatMap((one) => Object.keys(isRecord(one) ? one : {})))].filter((name) => METHODS.includes(name)); // prettier-ignore
};

/** The places of a description that work is done for: operations, messages, schemas and what else is named. */
const placesIn = (opened: Opened): readonly Path[] => {
  const value = opened.values.get(opened.file);
  const components = membersAt(value, ['components']).flatMap(([group]) => partsOf(value, ['components', group]));
  if (opened.kind === 'asyncapi') return [...partsOf(value, ['channels']), ...partsOf(value, ['operations']), ...components];
  const operations = ['paths', 'webhooks'].flatMap((group) =>
    partsOf(value, [group]).flatMap((path) => methodsAt(opened, path).map((method) => [...path, method])),
  );
  return [...operations, ...components, ...partsOf(value, ['definitions'])];
}; // prettier-ignore

/** Where what is cited really stands: a reference on the way is followed where the name is not written beside it. */
const whereIs = ({ file, values }: Opened, path: Path): ApiPlace | null => {
  let at: ApiPlace = { file, path: [] };
  for (const name of path) {
    const here = { ...at, path: [...at.path, name] };
    at = valueAt(values.get(here.file), here.path) === undefined ? { ...meet(values, at) } : at;
    at = { file: at.file, path: [...at.path, name] };
  }
  return valueAt(values.get(at.file), at.path) === undefined ? null : at;
};

const titleOf = (path: Path, value: unknown): string => {
  const [group, name = '', method] = path;
  const says = isRecord(value) && typeof value['summary'] === 'string' ? `: ${value['summary']}` : '';
  return group === 'paths' || group === 'webhooks' ? `${method?.toUpperCase() ?? ''} ${name}${says}` : `${path.slice(0, -1).join(' ')} ${path.at(-1) ?? ''}${says}`;
}; // prettier-ignore

const anchorAt = (opened: Opened, path: Path): readonly Anchor[] => {
  const { file, kind, values, parsed, meaningOf } = opened;
  const at = whereIs(opened, path);
  if (at === null) return [];
  const found = valueAt(values.get(at.file), at.path);
  const { digest, broken } = meaningOf(path, at);
  const isDeprecated = isRecord(found) && found['deprecated'] === true;
  const lines = parsed.get(at.file)?.linesOf(at.path) ?? { line: 1, lastLine: 1 };
  return [
    {
      ...{ kind, cite: `${kind}:${file}#${pointerTo(path)}`, file: at.file, ...lines, title: titleOf(path, found), digest },
      ...{ binding: broken === null && !isDeprecated, note: broken ?? (isDeprecated ? 'deprecated' : null) },
    },
  ];
}; // prettier-ignore

/** What a description holds, with the other files it is made of: where one of those changes, it may hold something else. */
export type ReadApi = ReadDocument & { readonly parts: readonly string[] };

/** Reads a description of an API: its operations, channels and components, found by JSON pointer. */
export const readApi = (file: string, text: string, beside: TextBeside): ReadApi => {
  const opened = open(file, text, beside);
  if ('fault' in opened) return { anchors: [], faults: [opened.fault], parts: [] };
  const { faults, parts } = opened;
  return { anchors: placesIn(opened).flatMap((path) => anchorAt(opened, path)), faults, parts };
};

/** Finds the anchor at any pointer into a description that was read; null where there is nothing at it. */
export type AtPointer = (pointer: string) => Anchor | null;

/** Opens a description for pointers into it. */
export const openPointers = (file: string, text: string, beside: TextBeside): AtPointer => {
  const opened = open(file, text, beside);
  return (pointer) => ('fault' in opened ? null : (anchorAt(opened, pathOf(pointer))[0] ?? null));
};
