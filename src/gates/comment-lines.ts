import type { PatchLine } from './patch-lines.ts';

/** What ends a line in a language, and is none to git: behind it, a comment is over. */
const LINE_ENDS = /\r\n?|[\u2028\u2029]/u;

/** Each line as those languages see it that know more ends of a line than git. */
export const asRead = (line: PatchLine): readonly PatchLine[] => {
  if (!LINE_ENDS.test(line.text)) return [line];
  return line.text.split(LINE_ENDS).flatMap((text) => (text === '' ? [] : [{ ...line, text }]));
};

/** What Go does by a comment, and Python by the second line at the latest: neither is said to people. */
const IS_SAID = /^\s*(?:\/\/(?:go:|export\b|\s*\+build\b)|#.*\bcoding[:=])/u;

type Comment = { readonly inside: boolean; readonly isComment: boolean };

const afterClosing = (text: string, from: number): Comment => {
  const end = text.indexOf('*/', from);
  return end === -1
    ? { inside: true, isComment: true }
    : { inside: false, isComment: /^\s*(?:\/\/.*)?$/u.test(text.slice(end + 2)) };
};

const commentAt = (
  text: string,
  { inside, isPython, mayBeInside }: { inside: boolean; isPython: boolean; mayBeInside: boolean },
): Comment => {
  if (IS_SAID.test(text)) return { inside, isComment: false };
  if (isPython) return { inside: false, isComment: /^\s*#/u.test(text) };
  if (inside) return afterClosing(text, 0);
  if (/^\s*\/\//u.test(text)) return { inside, isComment: true };
  const opening = /^\s*\/\*/u.exec(text)?.[0];
  if (opening !== undefined) return afterClosing(text, opening.length);
  return mayBeInside && /^\s*\*(?:\s|\/|$)/u.test(text)
    ? { ...afterClosing(text, 0), inside: false }
    : { inside, isComment: false };
};

/**
 * The lines that stand together in a file, without those that are nothing but a comment: these run nothing. A line that
 * only begins like one is none: behind the end of a comment there may be code, a private member of JavaScript begins
 * with `#`, and what a star stands before may be multiplied with, or pointed at. Only at the beginning, where what came
 * before is not seen, lines with stars are taken for the rest of a comment.
 */
export const withoutComments = (path: string, lines: readonly PatchLine[]): readonly PatchLine[] => {
  const isPython = /\.pyi?$/iu.test(path);
  let [inside, mayBeInside] = [false, true];
  return lines.filter(({ text }) => {
    const found = commentAt(text, { inside, isPython, mayBeInside });
    inside = found.inside;
    mayBeInside &&= found.isComment && !inside;
    return !found.isComment;
  });
};
