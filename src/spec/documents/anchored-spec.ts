import { digestOfText, type Anchor, type ReadDocument, type SpecFault } from '../anchor.ts';
import { faultAt, linesOf, sectionsOf, textOf, type Section } from './lines.ts';

/** `A2.3.12`, at the beginning of a heading, and nothing that makes another id of it. */
const ID = /^(?:§[ \t]*)?\[?([A-Z]\d+(?:\.\d+)*)\]?(?=[\s:.—–)-]|$)(?!\.\d)/u;

const isRoadmap = (title: string): boolean => /\broad ?map\b/iu.test(title);
const isMain = (title: string): boolean => /\bmain body\b/iu.test(title);

/** Main body binds, the roadmap does not (S3-R6). Where nothing is called main body, all but the roadmap is it. */
const isBinding = (section: Section, hasMain: boolean): boolean => {
  const titles = [...section.around, section.title];
  return !titles.some(isRoadmap) && (!hasMain || titles.some(isMain));
};

/** The version that the file of a spec is named by: `Master_Spec_v1.2.0.md` is `v1.2.0`. */
export const versionOfFile = (file: string): string | null =>
  /[_-](v\d+(?:\.\d+){0,2}(?:-[0-9A-Za-z.]+)?)\.md$/u.exec(file)?.[1] ?? null;

/** Each anchor once (S3-D25: by its heading, and whole; A2.3.1 is not found in A2.3.12). */
const repeated = (file: string, anchors: readonly Anchor[], fault: (at: number, says: string) => SpecFault): readonly SpecFault[] => {
  const first = new Map<string, number>();
  return anchors.flatMap(({ cite, line }) => {
    const before = first.get(cite);
    if (before === undefined) first.set(cite, line);
    return before === undefined ? [] : [fault(line, `${cite.slice('spec:'.length)} is there twice: line ${before} of ${file} has it, too`)];
  });
}; // prettier-ignore

/** Reads a spec with hierarchical anchors (S3-R5): headings that begin with a hierarchical id, such as `A2.3.12.3`. */
export const readAnchoredSpec = (file: string, text: string): ReadDocument => {
  const lines = linesOf(text);
  const sections = sectionsOf(lines);
  const hasMain = sections.some(({ title }) => isMain(title));
  const fault = (at: number, says: string): SpecFault => faultAt(file, lines, at, says);
  const anchors = sections.flatMap((section): Anchor[] => {
    const id = ID.exec(section.title)?.[1];
    if (id === undefined) return [];
    const { line, lastLine, title } = section;
    const binding = isBinding(section, hasMain);
    return [
      {
        ...{ kind: 'spec', cite: `spec:${id}`, file, line, lastLine, title, binding },
        ...{ digest: digestOfText(textOf(lines, line, lastLine)), note: binding ? null : 'not binding' },
      },
    ];
  });
  const none = anchors.length === 0 ? [fault(1, 'no heading has an anchor such as A2.3.1')] : [];
  return { anchors, faults: [...none, ...repeated(file, anchors, fault)] };
};

/**
 * The spec that a pointer names (S3-R4).
 *
 * @returns its file as the pointer writes it, or what is wrong with the pointer
 */
export const specPointedAt = (file: string, text: string): { readonly target: string } | { readonly fault: SpecFault } => {
  const lines = linesOf(text);
  const named = lines.flatMap(({ at, text: line, isCode }) =>
    isCode ? [] : [...line.matchAll(/[\w./-]{0,200}[\w-]\.md\b/gu)].map(([name]) => ({ at, name })),
  );
  const [first] = named;
  const names = new Set(named.map(({ name }) => name));
  if (first === undefined) return { fault: faultAt(file, lines, 1, 'it names no spec; write: Current spec is Master_Spec_v1.0.md') };
  if (names.size > 1) {
    const other = named.find(({ name }) => name !== first.name)?.at ?? first.at;
    return { fault: faultAt(file, lines, other, `it names more than one file: ${[...names].join(', ')}`) };
  }
  return { target: first.name };
}; // prettier-ignore
