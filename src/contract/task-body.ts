import type { Heading as MarkdownHeading } from 'mdast';
import { didYouMean } from './did-you-mean.ts';
import type { Span, YamlFault } from './front-matter.ts';
import { endOfBlock, frontOf, readBlocks, startOfBlock, tooNested, wordsOf } from './markdown-blocks.ts';
import { readPlainPage, type Heading, type Outline } from './plain-page.ts';

/** The sections of a task file that mean something, as they are spelt. */
export const SECTIONS = ['What', 'Why', 'Out of scope', 'Notes'] as const;
type Section = (typeof SECTIONS)[number];

/** The parts of a task file. Spans are of trimmed content; a section that is not there has no span. */
export type TaskParts = {
  readonly front: Outline['front'];
  readonly sections: Readonly<Partial<Record<Section, { readonly text: string; readonly span: Span }>>>;
  readonly faults: readonly YamlFault[];
};

/** The words of a heading, without its marks. Taken from the source, since an `Out *of* scope` is no misspelling. */
const titleOf = (words: string): string =>
  words
    .replace(/[*_`:]/g, '')
    .replace(/\s+/g, ' ')
    .trim();

const sectionOf = (title: string): Section | null =>
  SECTIONS.find((section) => section.toLowerCase() === title.toLowerCase()) ?? null;

const trimmed = (text: string, from: number, to: number): { readonly text: string; readonly span: Span } => {
  const content = text.slice(from, to);
  const inner = content.trim();
  const at = inner === '' ? from : from + content.indexOf(inner);
  return { text: inner, span: { start: at, end: at + inner.length } };
};

/** The outline by a whole reading of the Markdown. */
export const readMarkdown = (text: string): Outline => {
  const root = readBlocks(text);
  const headings = root.children
    .filter((node): node is MarkdownHeading => node.type === 'heading' && node.depth <= 2)
    .map((node): Heading => ({
      depth: node.depth,
      words: wordsOf(node, text),
      start: startOfBlock(node),
      end: endOfBlock(node),
    }));
  return { front: frontOf(root, text), headings };
};

/**
 * Splits a task file into front matter and sections. A section reaches to the next heading of the first or second
 * level; headings inside code, quotes and lists are text (S3-D32). Sections of other names are left out, but one
 * whose name is nearly that of a known section is a fault, and so is a section that is there twice.
 *
 * @returns the parts, or the place from which on it is nested too deep to be read.
 */
export const splitTask = (text: string): TaskParts | YamlFault => {
  const nested = tooNested(text);
  if (nested !== null) return nested;
  const { front, headings } = readPlainPage(text) ?? readMarkdown(text);
  const sections: Partial<Record<Section, { text: string; span: Span }>> = {};
  const faults: YamlFault[] = [];
  headings.forEach((heading, index) => {
    if (heading.depth !== 2) return;
    const title = titleOf(heading.words);
    const section = sectionOf(title);
    const meant = section ?? didYouMean(title, SECTIONS);
    if (section !== null && sections[section] === undefined) {
      sections[section] = trimmed(text, heading.end, headings[index + 1]?.start ?? text.length);
    } else if (meant !== null) {
      const message =
        section === null
          ? `there is no section “${title.slice(0, 60)}”; did you mean “${meant}”?`
          : `the section “${section}” is there twice`;
      faults.push({ at: heading.start, message });
    }
  });
  return { front, sections, faults };
};
