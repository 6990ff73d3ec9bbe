import { ok, type Result } from '#failure';
import type { Anchor } from './anchor.ts';
import { indexSpecs, wantedBy, type Pages, type SpecIndex } from './anchor-index.ts';
import { parseCitation } from './citation.ts';
import { openPointers, type AtPointer } from './documents/api.ts';
import { linesOf as splitLines } from './documents/lines.ts';
import { readPage, type PageRole, type SpecPage, type SpecText } from './page.ts';
import { homeOf, resolveCitation, type Resolved } from './resolve.ts';
import { ownLines, ownStatements, statementsUnder, type Statement } from './statements.ts';

/** The documents of a tree with their anchors, and what finds a citation in them. */
export type Specs = SpecIndex & {
  /** Finds a citation as it is written; fails with `citation.syntax`. */
  readonly resolve: (cite: string) => Result<Resolved>;
  /** The file in which what is cited would have to stand; null where that cannot be told. */
  readonly homeOf: (cite: string) => string | null;
  /** The lines of an anchor, as they stand in its file. */
  readonly linesOf: (anchor: Anchor) => readonly string[];
  /** The text of an anchor without that of the anchors inside it: what is changed there is theirs. */
  readonly ownTextOf: (anchor: Anchor) => string;
  /** All that is demanded under an anchor: sentences with MUST, SHALL or SHOULD, and scenarios. */
  readonly statementsUnder: (anchor: Anchor) => readonly Statement[];
};

/** The files of a tree: what each holds, and its text, which is only asked for where somebody looks inside. */
export type SpecFiles = Pages & { readonly textOf: (path: string) => string | null };

/** Opens the documents of a tree. */
export const openSpecs = (files: SpecFiles): Specs => {
  const index = indexSpecs(files);
  const textOf = (file: string): string | null => (files.paths.has(file) ? files.textOf(file) : null);
  const opened = new Map<string, AtPointer>();
  const at = (file: string, pointer: string): Anchor | null => {
    const text = textOf(file);
    if (text === null) return null;
    const find = opened.get(file) ?? openPointers(file, text, textOf);
    opened.set(file, find);
    return find(pointer);
  };
  const statements = (anchor: Anchor): readonly Statement[] =>
    ownStatements(anchor, index.anchors, files.textOf(anchor.file) ?? '');
  return {
    ...index,
    resolve: (cite) => {
      const citation = parseCitation(cite);
      return citation.ok ? ok(resolveCitation(citation.value, index, { at, statements })) : citation;
    },
    homeOf: (cite) => {
      const citation = parseCitation(cite);
      return citation.ok ? homeOf(citation.value, index) : null;
    },
    linesOf: ({ file, line, lastLine }) =>
      files
        .textOf(file)
        ?.split(/\r?\n/u)
        .slice(line - 1, lastLine) ?? [],
    ownTextOf: (anchor) => {
      const same = index.anchors.filter(({ file }) => file === anchor.file);
      const lines = splitLines(files.textOf(anchor.file) ?? '');
      return ownLines(anchor, same, lines).map(({ text }) => text).join('\n'); // prettier-ignore
    },
    statementsUnder: (anchor) => statementsUnder(anchor, index.anchors, files.textOf(anchor.file) ?? ''),
  };
};

/** The documents of a tree that are read as they come: what is there names what else has to be read. */
export type SpecReading = {
  /** The files that those which are there name, and that are not there yet. */
  readonly wanted: () => readonly string[];
  /** Opens what is there. */
  readonly open: () => Specs;
};

/** Reads the documents of a tree, by path. Each is read once, or again where something has come that it is made of. */
export const readingOf = (texts: ReadonlyMap<string, SpecText>): SpecReading => {
  const textOf = (path: string): string | null => texts.get(path)?.text ?? null;
  const read = new Map<string, { readonly page: SpecPage; readonly had: number }>();
  const had = ({ parts }: SpecPage): number => parts.filter((part) => texts.has(part)).length;
  const pageOf = (path: string, role: PageRole): SpecPage | null => {
    const text = texts.get(path);
    if (text === undefined) return null;
    const key = `${role} ${path}`;
    const before = read.get(key);
    if (before !== undefined && before.had === had(before.page)) return before.page;
    const page = readPage(text, role, textOf);
    read.set(key, { page, had: had(page) });
    return page;
  };
  return {
    wanted: () =>
      [...texts.keys()].flatMap((path) => {
        const page = pageOf(path, 'own');
        return page === null ? [] : wantedBy(path, page).filter((one) => !texts.has(one));
      }),
    open: () => openSpecs({ paths: new Set(texts.keys()), textOf, pageOf }),
  };
};

/** Opens documents that are all there. */
export const readSpecTexts = (texts: ReadonlyMap<string, SpecText>): Specs => readingOf(texts).open();

/** The largest document that is read, in bytes: no description of an API that anybody has is larger. */
export const LARGEST_SPEC_BYTES = 32 * 1024 * 1024;

/** A document of these bytes, or why it is none. */
export const specTextOf = (path: string, bytes: Uint8Array): SpecText | { readonly unread: string } => {
  if (bytes.length > LARGEST_SPEC_BYTES) return { unread: `it is larger than ${LARGEST_SPEC_BYTES / 1024 / 1024} MB` };
  try {
    return { path, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { unread: 'it is not UTF-8' };
  }
};
