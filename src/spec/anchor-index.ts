import type { Anchor, ReadDocument, SpecFault } from './anchor.ts';
import { apiKind, readApi } from './documents/api.ts';
import { numberOfDecision, readDecision } from './documents/decisions.ts';
import { readAnchoredSpec, specPointedAt, versionOfFile } from './documents/anchored-spec.ts';
import { openspecFile, readOpenspec } from './documents/openspec.ts';
import { isQuestionFile, readQuestions } from './documents/questions.ts';

/** A document as it stands in a tree. */
export type SpecText = { readonly path: string; readonly text: string };

/** Every anchor of a tree, and what keeps others from being found. */
export type SpecIndex = {
  readonly anchors: readonly Anchor[];
  readonly faults: readonly SpecFault[];
  /** The documents that were read, by path. */
  readonly files: readonly string[];
  /** The spec with hierarchical anchors that holds, and the version its file is named by; null where there is none. */
  readonly spec: { readonly file: string; readonly version: string | null } | null;
};

const POINTER = /(?:^|\/)SPEC_CURRENT\.md$/u;
const VERSIONED = /(?:^|\/)Master_Spec_v[^/]+\.md$/iu;

const readerFor = (path: string): ((path: string, text: string) => ReadDocument) | null => {
  if (openspecFile(path) !== null) return readOpenspec;
  if (apiKind(path) !== null) return readApi;
  if (numberOfDecision(path) !== null) return readDecision;
  return isQuestionFile(path) ? readQuestions : null;
};

/** Whether a file of this path can hold anchors, or says which one does. */
export const isSpecFile = (path: string): boolean =>
  POINTER.test(path) || VERSIONED.test(path) || readerFor(path) !== null;

/** What a name means in the folder of a file, and what it means at the root; neither leaves the tree. */
const placesOf = (path: string, name: string): readonly string[] => {
  const beside: string[] = path.split('/').slice(0, -1);
  for (const part of name.split('/'))
    if (part === '..') beside.pop();
    else if (part !== '.' && part !== '') beside.push(part);
  return [...new Set([name.replace(/^(?:\.?\/)+/u, ''), beside.join('/')])];
};

type Chosen = { readonly text: SpecText | null; readonly faults: readonly SpecFault[] };

/** A pointer names a file of its own folder or of the root; a pointer to a pointer is none. */
const pointedAt = (pointer: SpecText, all: ReadonlyMap<string, SpecText>): Chosen => {
  const { path, text } = pointer;
  const fault = (says: string, line = 1): Chosen => ({
    text: null,
    faults: [{ file: path, line, column: 1, says, text: text.split('\n', line)[line - 1] ?? '' }],
  });
  const found = specPointedAt(path, text);
  if ('fault' in found) return { text: null, faults: [found.fault] };
  const { target } = found;
  if (POINTER.test(target)) return fault(`it points at ${target}, which is a pointer itself`);
  const named = placesOf(path, target).map((one) => all.get(one)).find((one) => one !== undefined);
  return named === undefined ? fault(`it names ${target}, and there is no such file`) : { text: named, faults: [] };
}; // prettier-ignore

/** The spec that holds: the one a pointer names, or the only one there is (S3-R4). */
const currentIn = (all: ReadonlyMap<string, SpecText>): Chosen => {
  const texts = [...all.values()];
  const [pointer, ...more] = texts.filter(({ path }) => POINTER.test(path));
  const [second] = more;
  if (pointer !== undefined && second !== undefined)
    return { text: null, faults: [{ file: second.path, line: 1, column: 1, says: `${pointer.path} says which spec holds, too`, text: second.text.split('\n', 1)[0] ?? '' }] };
  if (pointer !== undefined) return pointedAt(pointer, all);
  const [first, other] = texts.filter(({ path }) => VERSIONED.test(path));
  if (first !== undefined && other !== undefined)
    return { text: null, faults: [{ file: other.path, line: 1, column: 1, says: `${first.path} is a spec, too, and no SPEC_CURRENT.md says which one holds`, text: '' }] };
  return { text: first ?? null, faults: [] };
}; // prettier-ignore

/** The file a pointer names, where it is called otherwise than such specs are: what to read beside the files known by name. */
export const wantedBy = ({ path, text }: SpecText): readonly string[] => {
  if (!POINTER.test(path)) return [];
  const found = specPointedAt(path, text);
  return 'fault' in found ? [] : placesOf(path, found.target);
};

/**
 * Reads documents and puts their anchors together: the spec that holds, requirements of OpenSpec, operations and
 * schemas of OpenAPI and AsyncAPI, decisions and open questions. What is no document is left out.
 */
export const indexSpecs = (texts: Iterable<SpecText>): SpecIndex => {
  const all = new Map([...texts].map((one) => [one.path, one] as const));
  const { text: current, faults } = currentIn(all);
  const documents = [...all.values()].flatMap((one) => {
    const reader = one === current ? readAnchoredSpec : readerFor(one.path);
    return reader === null ? [] : [{ path: one.path, ...reader(one.path, one.text) }];
  });
  return {
    anchors: documents.flatMap(({ anchors }) => anchors),
    faults: [...faults, ...documents.flatMap((one) => one.faults)],
    files: documents.map(({ path }) => path),
    spec: current === null ? null : { file: current.path, version: versionOfFile(current.path) },
  };
};
