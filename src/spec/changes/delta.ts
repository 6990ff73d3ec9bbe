import { nextLine, partOf, readMarkdown, type Markdown } from './markdown.ts';
import { remembered } from './remembered.ts';
import { quotedNameOf, REQUIREMENT, requirementAt, requirementsIn, type Requirement } from './requirements.ts';

/** What a delta does with requirements; in the order in which an archive does it. */
export const OPERATIONS = ['RENAMED', 'REMOVED', 'MODIFIED', 'ADDED'] as const;
/** One of them. */
export type Operation = (typeof OPERATIONS)[number];

/** A name at a place. */
export type NamedLine = { readonly name: string; readonly line: number };
/** A new name for a requirement. */
export type Renaming = { readonly from: string; readonly to: string; readonly line: number };

/** A delta as it was read: what it does with the requirements of one capability, and what of it does nothing. */
export type Delta = {
  readonly added: readonly Requirement[];
  readonly modified: readonly Requirement[];
  readonly removed: readonly NamedLine[];
  readonly renamed: readonly Renaming[];
  /** The sections that are there, with requirements or without. */
  readonly sections: ReadonlySet<Operation>;
  /** `FROM:` and `TO:` that are no pair. */
  readonly unpaired: readonly (NamedLine & { readonly side: 'FROM' | 'TO' })[];
  /** Requirements outside the four sections, which no archive would see. */
  readonly orphans: readonly (NamedLine & { readonly section: string | null })[];
  /** Headings within ADDED or MODIFIED that are no requirement; `section` as it is written. */
  readonly skipped: readonly (NamedLine & { readonly section: string })[];
};

type Section = { readonly title: string; readonly part: Markdown; readonly before: number };

const TITLE = /^##\s+(.+)$/su;

const sectionsOf = (text: Markdown): readonly Section[] => {
  const starts = text.lines.flatMap((line, at) => {
    const title = text.fenced[at] ? undefined : TITLE.exec(line)?.[1];
    return title === undefined ? [] : [{ title: title.trim(), at }];
  });
  return starts.map(({ title, at }, index) => ({
    ...{ title, before: at + 1 },
    part: partOf(text, at + 1, starts[index + 1]?.at ?? text.lines.length),
  }));
};

const operationOf = (title: string): Operation | null =>
  OPERATIONS.find((one) => title.toLowerCase() === `${one.toLowerCase()} requirements`) ?? null;

const REMOVED_BULLET = /^\s*[-*+]\s*`?###\s*Requirement:\s*(.+)$/su;

const removedIn = ({ part, before }: Section): readonly NamedLine[] =>
  part.lines.flatMap((line, at) => {
    if (part.fenced[at]) return [];
    const bullet = REMOVED_BULLET.exec(line)?.[1];
    const name = requirementAt(line) ?? (bullet === undefined ? null : quotedNameOf(bullet));
    return name === null ? [] : [{ name, line: before + at + 1 }];
  });

const FROM = /^\s*(?:[-*+]\s*)?FROM:\s*`?###\s*Requirement:\s*(.+)$/su;
const TO = /^\s*(?:[-*+]\s*)?TO:\s*`?###\s*Requirement:\s*(.+)$/su;

/** Pairs are read within one section: a FROM and the TO next to it. */
const renamedIn = ({ part, before }: Section): Pick<Delta, 'renamed' | 'unpaired'> => {
  const renamed: Renaming[] = [];
  const unpaired: Delta['unpaired'][number][] = [];
  let pending: NamedLine | null = null;
  const drop = (): void => {
    if (pending !== null) unpaired.push({ ...pending, side: 'FROM' });
  };
  part.lines.forEach((text, at) => {
    const [from, to] = part.fenced[at] ? [] : [FROM.exec(text)?.[1], TO.exec(text)?.[1]];
    const line = before + at + 1;
    if (from !== undefined) {
      drop();
      pending = { name: quotedNameOf(from), line };
    } else if (to !== undefined && pending === null) unpaired.push({ name: quotedNameOf(to), line, side: 'TO' });
    else if (to !== undefined && pending !== null) {
      renamed.push({ from: pending.name, to: quotedNameOf(to), line: pending.line });
      pending = null;
    }
  });
  drop();
  return { renamed, unpaired };
};

const H3 = /^###\s+(.+)$/su;

/** Headings of the third level that are no requirement. */
const skippedIn = ({ part, before }: Section, section: string): Delta['skipped'] =>
  part.lines.flatMap((line, at) => {
    const title = part.fenced[at] || REQUIREMENT.test(line) ? undefined : H3.exec(line)?.[1];
    return title === undefined ? [] : [{ name: title.trim(), section, line: before + at + 1 }];
  });

const orphansIn = (text: Markdown, sections: readonly Section[]): Delta['orphans'] => {
  const first = sections[0]?.before ?? text.lines.length + 1;
  const above = { title: null, part: partOf(text, 0, first - 1), before: 0 };
  return [above, ...sections]
    .filter(({ title }) => title === null || operationOf(title) === null)
    .flatMap(({ title, part, before }) =>
      part.lines.flatMap((line, at) => {
        const name = part.fenced[at] ? null : requirementAt(line);
        return name === null ? [] : [{ name, section: title, line: before + at + 1 }];
      }),
    );
};

/** Reads a delta. A section may be there more than once, in capitals or not. */
export const readDelta = remembered((content): Delta => {
  const text = readMarkdown(content);
  const sections = sectionsOf(text);
  const of = (operation: Operation): readonly Section[] =>
    sections.filter(({ title }) => operationOf(title) === operation);
  const requirements = (operation: Operation): readonly Requirement[] =>
    of(operation).flatMap(({ part, before }) => requirementsIn(part, before));
  const skipped = (['ADDED', 'MODIFIED'] as const).flatMap((operation) =>
    of(operation).flatMap((section) => skippedIn(section, of(operation)[0]?.title ?? section.title)),
  );
  const renamings = of('RENAMED').map(renamedIn);
  return {
    added: requirements('ADDED'),
    modified: requirements('MODIFIED'),
    removed: of('REMOVED').flatMap(removedIn),
    renamed: renamings.flatMap((one) => one.renamed),
    sections: new Set(OPERATIONS.filter((operation) => of(operation).length > 0)),
    unpaired: renamings.flatMap((one) => one.unpaired).toSorted((one, other) => one.line - other.line),
    orphans: orphansIn(text, sections),
    skipped: skipped.toSorted((one, other) => one.line - other.line),
  };
});

/** Whether a delta changes anything. */
export const isEmptyDelta = ({ added, modified, removed, renamed }: Delta): boolean =>
  added.length + modified.length + removed.length + renamed.length === 0;

/** Whether a text has a section of a delta at all. */
export const hasDeltaSections = (content: string): boolean =>
  sectionsOf(readMarkdown(content)).some(({ title }) => operationOf(title) !== null);

/** The line of the first heading of a section, for a message about it. */
export const lineOfSection = (content: string): number => {
  const text = readMarkdown(content);
  const at = nextLine(text, 0, /^##\s+(?:ADDED|MODIFIED|REMOVED|RENAMED)\s+Requirements\s*$/iu);
  return at === text.lines.length ? 1 : at + 1;
};
