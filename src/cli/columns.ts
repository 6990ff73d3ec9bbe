/** How many columns a terminal is taken to have. */
export const COLUMNS = 80;

/** Signs that take two columns: those of East Asia, and pictures. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\uFF01-\uFF60]/u;

/** How many columns a text takes. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (/\p{M}/u.test(sign) ? 0 : WIDE.test(sign) ? 2 : 1), 0);

/** A text in at most so many columns, cut off with a sign that says so. */
export const cut = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  let [taken, width] = ['', 0];
  for (const sign of text) {
    width += widthOf(sign);
    if (width > columns - 1) break;
    taken += sign;
  }
  return columns < 1 ? '' : `${taken.trimEnd()}…`;
};

/** A text in exactly so many columns. */
export const padded = (text: string, columns: number): string => {
  const fitting = cut(text, columns);
  return fitting + ' '.repeat(columns - widthOf(fitting));
};
