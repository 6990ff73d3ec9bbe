import { ok, type Result } from '#failure';
import type { Anchor } from './anchor.ts';
import { indexSpecs, type SpecIndex, type SpecText } from './anchor-index.ts';
import { parseCitation } from './citation.ts';
import { anchorAtPointer } from './documents/api.ts';
import { resolveCitation, type Resolved } from './resolve.ts';

/** The documents of a tree with their anchors, and what finds a citation in them. */
export type Specs = SpecIndex & {
  /** Finds a citation as it is written; fails with `citation.syntax`. */
  readonly resolve: (cite: string) => Result<Resolved>;
  /** The lines of an anchor, as they stand in its file. */
  readonly linesOf: (anchor: Anchor) => readonly string[];
};

/** Reads the documents of a tree, by path. */
export const readSpecTexts = (texts: ReadonlyMap<string, SpecText>): Specs => {
  const index = indexSpecs(texts.values());
  const textAt = (file: string): string | undefined => texts.get(file)?.text;
  const at = (file: string, pointer: string): Anchor | null => {
    const text = textAt(file);
    return text === undefined ? null : anchorAtPointer(file, text, pointer);
  };
  return {
    ...index,
    resolve: (cite) => {
      const citation = parseCitation(cite);
      return citation.ok ? ok(resolveCitation(citation.value, index, at)) : citation;
    },
    linesOf: ({ file, line, lastLine }) =>
      textAt(file)
        ?.split(/\r?\n/u)
        .slice(line - 1, lastLine) ?? [],
  };
};

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
