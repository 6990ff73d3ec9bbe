/**
 * What can change how text looks without being seen itself: C0 and C1 controls (so every terminal escape),
 * bidirectional and zero-width formats, line and paragraph separators, half surrogate pairs, and everything that
 * Unicode allows to be drawn as nothing (fillers, variation selectors, tags).
 */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const escape = (character: string): string => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * Makes a text safe to show to a person who is about to sign: every character that could hide, reorder or recolour
 * others is written as `\u{…}`. Newlines stay. Doing it twice changes nothing more.
 */
export const visible = (text: string): string =>
  text.replace(UNSEEN, (character) => (character === '\n' ? character : escape(character)));

/** The same for what must stay on its line, so that a value cannot pass itself off as the next line: newlines are escaped too. */
export const visibleLine = (text: string): string => text.replace(UNSEEN, escape);
