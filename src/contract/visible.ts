/**
 * What can change how text looks without being seen itself: C0 and C1 controls (so every terminal escape),
 * bidirectional and zero-width formats, line and paragraph separators, half surrogate pairs, and everything that
 * Unicode allows to be drawn as nothing (fillers, variation selectors, tags).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;

/** The same, and what looks like a space and is none (no-break, thin, ideographic, the blank of Braille). */
const SHOWN_ESCAPED = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}[\p{Zs}--[ ]]\u2800]/gv;

/** Whether a text holds a character that cannot be seen. Spaces of every kind can. */
export const hidesText = (text: string): boolean => UNSEEN.test(text);

const escape = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Makes a text safe to show to a person who is about to sign: every character that could hide, reorder or recolour
 * others, or be taken for a space, is written as `\u{…}`. Newlines stay. Doing it twice changes nothing more.
 */
export const visible = (text: string): string =>
  text.replace(SHOWN_ESCAPED, (character) => (character === '\n' ? character : escape(character)));

/**
 * The same for code and logs, in which every other line may begin with tabs: one that indents is drawn as an arrow, which
 * is as plain to see as its number and can be read past.
 */
export const visibleCode = (text: string): string =>
  visible(text.replace(/^[-+ ]?[\t ]*/gmu, (indent) => indent.replaceAll('\t', '→   ')));

/** The same for what must stay on its line, so that a value cannot pass itself off as the next line: newlines are escaped too. */
export const visibleLine = (text: string): string => text.replace(SHOWN_ESCAPED, escape);

/** JSON on one line in which the same characters are escaped as JSON does it, so that it reads back as the very value. */
export const visibleJson = (value: unknown): string =>
  JSON.stringify(value).replace(SHOWN_ESCAPED, (character) =>
    Array.from({ length: character.length }, (_, at) => character.charCodeAt(at).toString(16).padStart(4, '0'))
      .map((unit) => `\\u${unit}`)
      .join(''),
  );
