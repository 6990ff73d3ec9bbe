import type { Anchor, SpecFault } from './anchor.ts';
import { versionOfFile } from './documents/anchored-spec.ts';
import { collidingDecisions } from './laws.ts';
import { isDocumentFile, isPointerFile, isVersionFile, type PageRole, type SpecPage } from './page.ts';

/** Every anchor of a tree, and what keeps others from being found. */
export type SpecIndex = {
  readonly anchors: readonly Anchor[];
  readonly faults: readonly SpecFault[];
  /** The documents that were read, by path, with what they are made of. */
  readonly files: readonly string[];
  /** The spec with hierarchical anchors that holds, and the version its file is named by; null where there is none. */
  readonly spec: { readonly file: string; readonly version: string | null } | null;
};

/** The files of a tree, and what each holds; null for one that cannot be read. */
export type Pages = { readonly paths: ReadonlySet<string>; readonly pageOf: (path: string, role: PageRole) => SpecPage | null }; // prettier-ignore

/** What a name means in the folder of a file, and what it means at the root; neither leaves the tree. */
const placesOf = (path: string, name: string): readonly string[] => {
  const beside: string[] = path.split('/').slice(0, -1);
  for (const part of name.split('/'))
    if (part === '..') beside.pop();
    else if (part !== '.' && part !== '') beside.push(part);
  return [...new Set([name.replace(/^(?:\.?\/)+/u, ''), beside.join('/')])];
};

type Chosen = { readonly file: string | null; readonly faults: readonly SpecFault[] };

/** A pointer names a file of its own folder or of the root; a pointer to a pointer is none. */
const pointedAt = (path: string, { paths, pageOf }: Pages): Chosen => {
  const pointer = pageOf(path, 'own')?.pointer ?? null;
  if (pointer === null) return { file: null, faults: [] };
  if ('fault' in pointer) return { file: null, faults: [pointer.fault] };
  const { target, first } = pointer;
  const fault = (says: string): Chosen => ({ file: null, faults: [{ file: path, line: 1, column: 1, says, text: first }] }); // prettier-ignore
  if (isPointerFile(target)) return fault(`it points at ${target}, which is a pointer itself`);
  const named = placesOf(path, target).find((one) => paths.has(one));
  return named === undefined ? fault(`it names ${target}, and there is no such file`) : { file: named, faults: [] };
};

/** The spec that holds: the one a pointer names, or the only one there is (S3-R4). */
const currentIn = (pages: Pages): Chosen => {
  const paths = [...pages.paths];
  const [pointer, second] = paths.filter(isPointerFile);
  if (pointer !== undefined && second !== undefined) {
    const text = pages.pageOf(second, 'own')?.pointer?.first ?? '';
    return { file: null, faults: [{ file: second, line: 1, column: 1, says: `${pointer} says which spec holds, too`, text }] }; // prettier-ignore
  }
  if (pointer !== undefined) return pointedAt(pointer, pages);
  const [first, other] = paths.filter(isVersionFile);
  if (first !== undefined && other !== undefined)
    return { file: null, faults: [{ file: other, line: 1, column: 1, says: `${first} is a spec, too, and no SPEC_CURRENT.md says which one holds`, text: '' }] }; // prettier-ignore
  return { file: first ?? null, faults: [] };
};

/**
 * Puts the anchors of documents together: the spec that holds, requirements of OpenSpec, operations and schemas of
 * OpenAPI and AsyncAPI, decisions, open questions and the rest. What is no document is left out.
 */
export const indexSpecs = (pages: Pages): SpecIndex => {
  const { file: current, faults } = currentIn(pages);
  const documents = [...pages.paths].flatMap((path) => {
    if (path !== current && !isDocumentFile(path)) return [];
    const page = pages.pageOf(path, path === current ? 'current' : 'own');
    return page === null ? [] : [{ path, ...page }];
  });
  const anchors = documents.flatMap((one) => one.anchors);
  const all = [...faults, ...documents.flatMap((one) => one.faults), ...collidingDecisions(anchors)];
  // Two descriptions may be made of one file, which is told once.
  const told = new Map(all.map((one) => [JSON.stringify(one), one]));
  return {
    anchors,
    faults: [...told.values()],
    files: [
      ...new Set(documents.flatMap(({ path, parts }) => [path, ...parts.filter((part) => pages.paths.has(part))])),
    ],
    spec: current === null ? null : { file: current, version: versionOfFile(current) },
  };
};

/** The files that a pointer may mean, or that a description is made of: what to read beside those known by name. */
export const wantedBy = (path: string, { pointer, parts }: SpecPage): readonly string[] =>
  pointer === null || 'fault' in pointer ? parts : placesOf(path, pointer.target);
