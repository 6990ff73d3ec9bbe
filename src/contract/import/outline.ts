import type { Heading, List, ListItem, Root, RootContent } from 'mdast';
import { endOfBlock, startOfBlock } from '../markdown-blocks.ts';

/** A text with its blocks. */
export type Sheet = { readonly text: string; readonly root: Root };

/** What follows a heading, up to the next one that counts. The first section is what stands before any. */
export type Section = {
  /** The heading as it is written; names of fields hold underscores, which are no marks here. */
  readonly title: string;
  readonly depth: number;
  readonly at: number;
  readonly nodes: readonly RootContent[];
};

type Open = Section & { readonly nodes: RootContent[] };

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** A text without certain marks at both ends. A pattern that ends in `$` would try its end at every mark on the way. */
export const withoutMarks = (text: string, marks: string): string => {
  let [from, to] = [0, text.length];
  while (from < to && marks.includes(text.charAt(from))) from += 1;
  while (to > from && marks.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
};

/** One entry of a list, or one line of a code block: its words, and what is nested below them. */
export type Entry = { readonly text: string; readonly nested: string; readonly at: number };

const titleOf = (text: string, { children }: Heading): string => {
  const [first] = children;
  const last = children.at(-1);
  return first === undefined || last === undefined ? '' : oneLine(text.slice(startOfBlock(first), endOfBlock(last)));
};

/**
 * Cuts a text at the headings that count, which is decided from the section a heading stands in. All others stay
 * text; those in code are no headings at all (S3-D32).
 */
export const sectionsOf = (
  { text, root }: Sheet,
  counts: (title: string, depth: number, within: Section) => boolean,
): readonly Section[] => {
  const before = { title: '', depth: 0, at: 0, nodes: [] };
  const sections: [Open, ...Open[]] = [before];
  let open: Open = before;
  for (const node of root.children) {
    if (node.type === 'yaml') continue;
    const title = node.type === 'heading' ? titleOf(text, node) : '';
    if (node.type === 'heading' && counts(title, node.depth, open)) {
      open = { title, depth: node.depth, at: startOfBlock(node), nodes: [] };
      sections.push(open);
    } else open.nodes.push(node);
  }
  return sections;
};

/** The text from one offset to another, with its lines after the first moved left by as much as the first stood in. */
const dedented = (text: string, from: number, to: number): string => {
  const column = from - (text.lastIndexOf('\n', from - 1) + 1);
  const inner = text.slice(from, to);
  return column === 0 ? inner : inner.replaceAll(new RegExp(`\\n[ \\t]{1,${column}}`, 'g'), '\n');
};

/** The source of blocks that stand one after the other, without the indentation they share. */
export const sourceOf = (text: string, nodes: readonly RootContent[]): string => {
  const [first] = nodes;
  const last = nodes.at(-1);
  return first === undefined || last === undefined ? '' : dedented(text, startOfBlock(first), endOfBlock(last));
};

/** The words of a list item without its box, and the rest of it. */
export const entryOf = (text: string, item: ListItem): Entry => {
  const [first, ...rest] = item.children;
  if (first?.type !== 'paragraph') return { text: '', nested: sourceOf(text, item.children), at: startOfBlock(item) };
  const words = oneLine(text.slice(startOfBlock(first), endOfBlock(first)));
  return { text: words.replace(/^\[[ xX]\]\s+/, ''), nested: sourceOf(text, rest), at: startOfBlock(first) };
};

/** Words in more backquotes than they have themselves in a row. */
const inBackquotes = (words: string): string => {
  const most = Math.max(0, ...(words.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(most + 1);
  return most === 0 ? `${fence}${words}${fence}` : `${fence} ${words} ${fence}`;
};

/** The lines of a block of commands or paths, without comments and without the prompt of a shell. */
const linesOfCode = (text: string, node: RootContent & { type: 'code' }): readonly Entry[] => {
  let from = startOfBlock(node);
  return node.value.split('\n').flatMap((line) => {
    const words = line.trim().replace(/^\$\s+/, '');
    // Each line stands behind the one before: what is there twice has two places, and no line is looked for twice.
    const at = text.indexOf(line.trim(), from);
    if (at !== -1) from = at;
    const entry = { text: inBackquotes(words), nested: '', at: from };
    if (at !== -1) from += line.trim().length;
    // A command that goes on over the end of its line is one that only a person can put together.
    return words === '' || words.startsWith('#') ? [] : [entry];
  });
};

/** The entries of all lists and code blocks among blocks, and the source of everything else. */
export const entriesOf = (
  text: string,
  nodes: readonly RootContent[],
): { readonly entries: readonly Entry[]; readonly prose: string } => {
  const isList = (node: RootContent): node is List => node.type === 'list';
  const entries = nodes.flatMap((node): readonly Entry[] => {
    if (isList(node)) return node.children.map((item) => entryOf(text, item));
    return node.type === 'code' ? linesOfCode(text, node) : [];
  });
  const prose = nodes.filter((node) => node.type !== 'list' && node.type !== 'code');
  return { entries, prose: prose.map((node) => sourceOf(text, [node])).join('\n\n') };
};

/** A backquoted beginning, up to as many backquotes as it opens with, and what follows; null where there is none. */
export const quotedStart = (text: string): { readonly code: string; readonly rest: string } | null => {
  const [fence = ''] = /^`+/.exec(text) ?? [];
  if (fence === '') return null;
  for (const { 0: run, index } of text.slice(fence.length).matchAll(/`+/g)) {
    const end = fence.length + index;
    if (run === fence) return { code: text.slice(fence.length, end).trim(), rest: text.slice(end + run.length).trim() };
  }
  return null;
};
