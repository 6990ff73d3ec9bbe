/** A heading of the first or second level that is not inside anything, as offsets. */
export type Heading = {
  readonly depth: number;
  /** Its words as they are written, with their marks. */
  readonly words: string;
  readonly start: number;
  readonly end: number;
};

/** What has to be known of a page to split it. */
export type Outline = {
  /** The YAML between the lines of dashes, and where it begins; null without a front matter. */
  readonly front: { readonly yaml: string; readonly at: number; readonly end: number } | null;
  readonly headings: readonly Heading[];
};

/** What a line of text begins with: a letter, perhaps after one mark that opens nothing at the beginning of a line. */
const WORD = String.raw`(?:["'(]?\p{L}|\*{1,2}\p{L}|${'`'}[^${'`'}\n])`;
/**
 * The lines whose meaning no line around them can change: an empty one, a simple heading, text, and an item of a list
 * with its text; indented text goes on with what is before it or is code, and is no heading either way.
 */
const PLAIN_LINE = new RegExp(
  String.raw`^(?:|#{1,6} \p{L}(?:[\p{L}\p{N} ,.'()-]*[\p{L}\p{N}.)])?| *(?:[-*+] |\d{1,9}[.)] )?(?:\[[ xX]\] )?${WORD}[^\n]*)$`,
  'u',
);
const HEADING = /^(#{1,2}) (.+)$/;
const FENCE = '---\n';

const frontOf = (text: string): NonNullable<Outline['front']> | null => {
  if (!text.startsWith(FENCE)) return null;
  const close = text.indexOf('\n---', FENCE.length - 1) + 1;
  if (close === 0 || text.slice(close, close + FENCE.length) !== FENCE) return null;
  return { yaml: text.slice(FENCE.length, close), at: FENCE.length, end: close + FENCE.length - 1 };
};

/**
 * The outline of a page that is written so plainly that its lines can be taken one by one, which nearly all are: it
 * saves reading the Markdown as a whole, the dearest part of reading a task. Everything it does not know for certain it
 * leaves to that.
 *
 * @returns exactly what reading the Markdown as a whole gives, or null for a page that is not so plain.
 */
export const readPlainPage = (text: string): Outline | null => {
  const front = frontOf(text);
  if (front === null) return null;
  const headings: Heading[] = [];
  let start = front.end + 1;
  for (const line of text.slice(start).split('\n')) {
    if (!PLAIN_LINE.test(line)) return null;
    const [, marks, words] = HEADING.exec(line) ?? [];
    if (marks !== undefined && words !== undefined)
      headings.push({ depth: marks.length, words, start, end: start + line.length });
    start += line.length + 1;
  }
  return { front, headings };
};
