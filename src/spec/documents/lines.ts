import type { SpecFault } from '../anchor.ts';

/** A line of a document: its number from 1, what it says, and whether it stands in code or a comment. */
export type Line = { readonly at: number; readonly text: string; readonly isCode: boolean };

const FENCE = /^ {0,3}(?:>[ ]?)*(`{3,}|~{3,})(.*)$/su;

/** Whether a line closes a fence: the same character, at least as often, and nothing behind it. */
const closes = (line: string, fence: string): boolean => {
  const [, mark = '', rest = ''] = FENCE.exec(line) ?? [];
  return mark.startsWith(fence) && rest.trim() === '';
};

/** Reads a document by lines. What stands in a fence, or in a comment over several lines, heads nothing. */
export const linesOf = (text: string): readonly Line[] => {
  let fence: string | null = null;
  let inComment = false;
  return text.replace(/^\u{feff}/u, '').split('\n').map((raw, index): Line => {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    const isCode = fence !== null || inComment;
    if (fence !== null) fence = closes(line, fence) ? null : fence;
    else if (inComment) inComment = !line.includes('-->');
    else {
      const [, mark, info = ''] = FENCE.exec(line) ?? [];
      if (mark !== undefined && !(mark.startsWith('`') && info.includes('`'))) fence = mark;
      else inComment = /^ {0,3}<!--/u.test(line) && !line.includes('-->');
    }
    return { at: index + 1, text: line, isCode: isCode || fence !== null || inComment };
  });
}; // prettier-ignore

/** A heading with all that stands under it, headings below it included. */
export type Section = {
  readonly level: number;
  readonly title: string;
  readonly line: number;
  readonly lastLine: number;
  /** The titles of the headings around it, the outermost first. */
  readonly around: readonly string[];
};

const HEADING = /^ {0,3}(#{1,6})(?:[ \t]+(.*))?$/su;
const withoutClosing = (title: string): string =>
  title
    .trim()
    .replace(/(?:^|[ \t])#+$/u, '')
    .trim();

/** The sections of a document, in order. */
export const sectionsOf = (lines: readonly Line[]): readonly Section[] => {
  const heads = lines.flatMap(({ at, text, isCode }) => {
    const [, marks, title = ''] = isCode ? [] : (HEADING.exec(text) ?? []);
    return marks === undefined ? [] : [{ level: marks.length, title: withoutClosing(title), line: at }];
  });
  const around: { level: number; title: string }[] = [];
  // Where each ends, found from the last to the first: the nearest heading that is no deeper.
  const ends: number[] = [];
  const open: { level: number; line: number }[] = [];
  for (const { level, line } of heads.toReversed()) {
    while ((open.at(-1)?.level ?? 0) > level) open.pop();
    ends.push((open.at(-1)?.line ?? lines.length + 1) - 1);
    open.push({ level, line });
  }
  ends.reverse();
  return heads.map(({ level, title, line }, index) => {
    while ((around.at(-1)?.level ?? 0) >= level) around.pop();
    const above = around.map((one) => one.title);
    around.push({ level, title });
    return { level, title, line, lastLine: ends[index] ?? lines.length, around: above };
  });
};

/** The text from one line to another. */
export const textOf = (lines: readonly Line[], first: number, last: number): string =>
  lines.slice(first - 1, last).map(({ text }) => text).join('\n'); // prettier-ignore

/** A fault at a line. */
export const faultAt = (file: string, lines: readonly Line[], at: number, says: string): SpecFault => ({
  ...{ file, line: at, column: 1, says },
  text: lines[at - 1]?.text ?? '',
});
