/**
 * Markdown as OpenSpec reads it: by lines, with fenced code masked. It differs from CommonMark at places (a fence may be
 * indented as far as one likes), and a second opinion would see other requirements than OpenSpec does.
 */

/** The lines of a text and which of them are fenced code; without a byte order mark, and with line ends as Unix has them. */
export type Markdown = { readonly lines: readonly string[]; readonly fenced: readonly boolean[] };

const FENCE = /^\s*(`{3,}|~{3,})/u;
const CLOSING = /^\s*(`{3,}|~{3,})\s*$/u;

const fencesOf = (lines: readonly string[]): readonly boolean[] => {
  let open: string | null = null;
  return lines.map((line) => {
    const before = open;
    if (before === null) {
      open = FENCE.exec(line)?.[1] ?? null;
      return open !== null;
    }
    const mark = CLOSING.exec(line)?.[1];
    if (mark !== undefined && mark[0] === before[0] && mark.length >= before.length) open = null;
    return true;
  });
};

/** Line ends as Unix has them. */
export const unixEnds = (text: string): string => text.replaceAll(/\r\n?/gu, '\n');

/** These lines, with what of them is fenced. */
export const masked = (lines: readonly string[]): Markdown => ({ lines, fenced: fencesOf(lines) });

/** A text by its lines. */
export const readMarkdown = (text: string): Markdown => masked(unixEnds(text.replace(/^\uFEFF/u, '')).split('\n'));

/** The index of the first line from `start` on, before `end`, that is no code and matches; `end` where none does. */
export const nextLine = ({ lines, fenced }: Markdown, start: number, pattern: RegExp, end = lines.length): number => {
  for (let at = start; at < end; at += 1) if (!fenced[at] && pattern.test(lines[at] ?? '')) return at;
  return end;
}; // prettier-ignore

/** A part of a text, with the mask it has in the whole. */
export const partOf = ({ lines, fenced }: Markdown, start: number, end: number): Markdown => ({
  lines: lines.slice(start, end),
  fenced: fenced.slice(start, end),
});

/** A heading with what stands under it: its text up to the next heading as high, and the headings below it. */
export type Heading = {
  readonly level: number;
  readonly title: string;
  readonly content: string;
  readonly children: readonly Heading[];
};

const HEADING = /^(#{1,6})\s+(.+)$/su;
const HEADER = /^(#{1,6})\s+/u;

/** The text under each heading, found in one pass from the end: where the next heading as high stands. */
const endsOf = (text: Markdown): ReadonlyMap<number, number> => {
  const next: number[] = Array.from({ length: 7 }, () => text.lines.length);
  const ends = new Map<number, number>();
  for (let at = text.lines.length - 1; at >= 0; at -= 1) {
    const level = text.fenced[at] ? undefined : HEADER.exec(text.lines[at] ?? '')?.[1]?.length;
    if (level === undefined) continue;
    ends.set(at, Math.min(...next.slice(1, level + 1)));
    next[level] = at;
  }
  return ends;
};

/** The headings of a text, as a tree. */
export const headingsOf = (text: Markdown): readonly Heading[] => {
  const ends = endsOf(text);
  const roots: Heading[] = [];
  const open: { readonly level: number; readonly into: Heading[] }[] = [];
  text.lines.forEach((line, at) => {
    const [, marks, title = ''] = text.fenced[at] ? [] : (HEADING.exec(line) ?? []);
    if (marks === undefined) return;
    const children: Heading[] = [];
    const content = text.lines.slice(at + 1, ends.get(at)).join('\n').trim();
    while ((open.at(-1)?.level ?? 0) >= marks.length) open.pop();
    (open.at(-1)?.into ?? roots).push({ level: marks.length, title: title.trim(), content, children });
    open.push({ level: marks.length, into: children });
  });
  return roots;
}; // prettier-ignore

/** The first heading of this title, at any depth. */
export const headingNamed = (headings: readonly Heading[], title: string): Heading | null => {
  for (const one of headings) {
    const found = one.title.toLowerCase() === title ? one : headingNamed(one.children, title);
    if (found !== null) return found;
  }
  return null;
};
