import { languageOf, type Language } from './languages.ts';
import { linesOf, type LinesOf } from './lines.ts';
import type { SourceText, TextPlace } from './rule.ts';
import type { ReadSyntax, Span, Syntax } from './syntax.ts';

/** A file as matchers look at it. What takes time is made at the first question. */
export type View = SourceText & {
  readonly language: Language | null;
  readonly lines: LinesOf;
  /** Null where the language is not known. */
  readonly syntax: () => Syntax | null;
  /** The text with everything blank that is not in this place, or null where that is not known. */
  readonly only: (place: TextPlace) => string | null;
};

/** Spans in order, none of which begins before the one before it ended. */
const apart = (spans: readonly Span[]): readonly Span[] => {
  const sorted = spans.toSorted((a, b) => a.start - b.start);
  let end = 0;
  return sorted.filter((span) => {
    const isNew = span.start >= end;
    if (isNew) end = span.end;
    return isNew;
  });
};

const blanked = (text: string): string => text.replaceAll(/[^\n\r]/gu, (character) => ' '.repeat(character.length));

/** A text in which only the spans are left, or all but the spans. Offsets and lines stay what they are. */
const masked = (text: string, spans: readonly Span[], keep: 'spans' | 'rest'): string => {
  const pieces: string[] = [];
  let at = 0;
  const put = (piece: string, isSpan: boolean): number =>
    pieces.push(isSpan === (keep === 'spans') ? piece : blanked(piece));
  for (const { start, end } of apart(spans)) {
    put(text.slice(at, start), false);
    put(text.slice(start, end), true);
    at = end;
  }
  put(text.slice(at), false);
  return pieces.join('');
};

/** A file as matchers look at it. `read` is asked only for what is of a language. */
export const viewOf = ({ path, text }: SourceText, read: () => ReadSyntax): View => {
  const language = languageOf(path);
  let parsed: Syntax | null = null;
  const syntax = (): Syntax | null => (language === null ? null : (parsed ??= read()(language, text)));
  const made = new Map<TextPlace, string | null>([['all', text]]);
  const only = (place: TextPlace): string | null => {
    const known = made.get(place);
    if (known !== undefined) return known;
    const { comments = null, strings = null } = syntax() ?? {};
    const spans = [
      ...(place === 'strings' ? [] : (comments?.() ?? [])),
      ...(place === 'comments' ? [] : (strings?.() ?? [])),
    ];
    const result = comments === null ? null : masked(text, spans, place === 'code' ? 'rest' : 'spans');
    made.set(place, result);
    return result;
  };
  return { path, text, language, lines: linesOf(text), syntax, only };
};
