import { headingNamed, headingsOf, masked, nextLine, readMarkdown, unixEnds } from './markdown.ts';
import { remembered } from './remembered.ts';
import { structureFaults } from './structure.ts';

/** A purpose this short is told to be too brief, in characters. */
export const SHORTEST_PURPOSE = 50;

const PLACEHOLDER = ['TBD - created by archiving change ', '. Update Purpose after archive.'] as const;

/** Comments are blanked, each character by a space, so that lines stay where they are. An open one goes to the end. */
const withoutComments = (text: string): string => {
  if (!text.includes('<!--')) return text;
  const out: string[] = [];
  let at = 0;
  for (;;) {
    const open = text.indexOf('<!--', at);
    if (open === -1) return out.join('') + text.slice(at);
    const ends = ['-->', '--!>'].map((end) => ({ end, at: text.indexOf(end, open + 4) })).filter((one) => one.at !== -1);
    const [first] = ends.toSorted((one, other) => one.at - other.at);
    const close = first === undefined ? text.length : first.at + first.end.length;
    out.push(text.slice(at, open), text.slice(open, close).replaceAll(/[^\n]/gu, ' '));
    at = close;
  }
}; // prettier-ignore

/** What stands under `## Purpose`; null where there is none, or nothing but code and comments. */
export const purposeOf = remembered((content): string | null => {
  const text = unixEnds(content);
  const seen = masked(withoutComments(text).split('\n'));
  const start = nextLine(seen, 0, /^##\s+Purpose\s*$/iu);
  if (start === seen.lines.length) return null;
  const end = nextLine(seen, start + 1, /^##\s+/u);
  const says = seen.lines.some((line, at) => at > start && at < end && !seen.fenced[at] && line.trim() !== '');
  if (!says) return null;
  return text.split('\n').slice(start + 1, end).join('\n').trim(); // prettier-ignore
});

/** What a new capability begins with. Without a purpose it says so, in the words by which OpenSpec knows it again. */
export const newSpec = (capability: string, change: string, purpose: string | null): string =>
  `# ${capability} Specification\n\n## Purpose\n${purpose ?? PLACEHOLDER.join(change)}\n\n## Requirements\n`;

/** The purpose that readers of a new spec would see; null where it would make the spec unreadable. */
export const readablePurpose = (spec: string): string | null => {
  if (spec.includes('<!--') || structureFaults(spec).length > 0) return null;
  const headings = headingsOf(readMarkdown(spec));
  const purpose = headingNamed(headings, 'purpose')?.content ?? '';
  return headingNamed(headings, 'requirements') === null || purpose === '' ? null : purpose;
};

const WORD_END = String.raw`(?![\p{L}\p{N}\p{M}_])`;
/** In capitals it is a marker whatever follows; else only before punctuation, for “todo” is a word of Spanish. */
const SHOUTED = new RegExp(`^(?:TBD|TODO)${WORD_END}`, 'u');
const PUNCTUATED = new RegExp(`^(?:TBD|TODO)${WORD_END}(?=[ \\t]*(?:$|\\n|[:\\-\u2013\u2014.,;()\\[\\]{}]))`, 'iu');

/** Where the sentence begins that an archive writes: nearest before its end. */
const placeholderAt = (text: string): number => {
  for (let end = text.indexOf(PLACEHOLDER[1]); end !== -1; end = text.indexOf(PLACEHOLDER[1], end + 1)) {
    const start = text.lastIndexOf(PLACEHOLDER[0], end);
    if (start !== -1) return start;
  }
  return -1;
};

/** The line of what stands for a purpose that nobody wrote. */
const placeholderLine = (spec: string, isLeading: boolean): number | null => {
  const text = masked(unixEnds(spec).split('\n'));
  const start = nextLine(text, 0, /^ {0,3}##(?!#)[ \t]+Purpose[ \t]*$/iu);
  const end = nextLine(text, start + 1, /^ {0,3}#{1,2}(?!#)[ \t]+/u);
  const under = text.lines.flatMap((line, at) => (at > start && at < end && !text.fenced[at] ? [{ line, at }] : []));
  if (isLeading) {
    const first = under.find(({ line }) => line.trim() !== '');
    return first === undefined ? null : first.at + 1;
  }
  const joined = under.map(({ line }) => line).join('\n');
  const found = placeholderAt(joined);
  const above = joined.slice(0, Math.max(found, 0)).split('\n').length - 1;
  return found === -1 ? null : (under[above]?.at ?? -1) + 1;
};

/** Whether the purpose of a spec is none that anybody wrote, and where it stands. */
export const placeholderIn = (purpose: string, spec: string): { readonly line: number | null } | null => {
  const { lines, fenced } = masked(unixEnds(purpose).split('\n'));
  const prose = lines.filter((_, at) => !fenced[at]).join('\n').trim(); // prettier-ignore
  const isLeading = SHOUTED.test(prose) || PUNCTUATED.test(prose);
  if (!isLeading && placeholderAt(prose) === -1) return null;
  return { line: placeholderLine(spec, isLeading) };
};
