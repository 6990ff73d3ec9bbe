import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { frontmatter } from 'micromark-extension-frontmatter';
import type { Heading, Nodes, Root } from 'mdast';
import type { YamlFault } from './front-matter.ts';
import type { Outline } from './plain-page.ts';

/** Where a block begins and ends in its text, as offsets. */
export const startOfBlock = (node: Nodes): number => node.position?.start.offset ?? 0;
export const endOfBlock = (node: Nodes): number => node.position?.end.offset ?? 0;

/** The words of a heading as they stand in the source, one after the other. */
export const wordsOf = (heading: Heading, text: string): string =>
  heading.children.map((child) => text.slice(startOfBlock(child), endOfBlock(child))).join('');

/** What stands within a line does not matter to where sections begin, and some of it is slow to read on purpose. */
const BLOCKS_ONLY = {
  disable: {
    null: [
      'attention',
      'autolink',
      'characterEscape',
      'characterReference',
      'codeText',
      'hardBreakEscape',
      'htmlText',
      'labelEnd',
      'labelStartImage',
      'labelStartLink',
    ],
  },
};

/** What opens quotes and lists at the beginning of a line. */
const OPENERS = /^(?:[ \t]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t]))+/gm;
const OPENERS_IN_LINE = 16;
const OPENERS_IN_FILE = 10_000;
const INDENT = 64;

/** Finds quotes and lists in an amount and depth that nobody writes: they would take minutes to read. */
export const tooNested = (text: string): YamlFault | null => {
  let sum = 0;
  for (const { 0: openers, index } of text.matchAll(OPENERS)) {
    const count = openers.match(/>|[*+-](?=[ \t])|[.)](?=[ \t])/g)?.length ?? 0;
    sum += count;
    const deep = count > OPENERS_IN_LINE || openers.search(/[^ \t]/) > INDENT;
    if (deep || sum > OPENERS_IN_FILE)
      return {
        at: index,
        message: deep
          ? 'a quote or list is nested too deep'
          : `the file holds more than ${OPENERS_IN_FILE} quotes and list items`,
      };
  }
  return null;
};

/** The blocks of a Markdown text with a front matter. Ask `tooNested` first. */
export const readBlocks = (text: string): Root =>
  fromMarkdown(text, {
    extensions: [frontmatter(['yaml']), BLOCKS_ONLY],
    mdastExtensions: [frontmatterFromMarkdown(['yaml'])],
  });

/** The YAML of a front matter between its lines of dashes, where it begins, and where its block ends; null without one. */
export const frontOf = (root: Root, text: string): Outline['front'] => {
  const [first] = root.children;
  if (first?.type !== 'yaml') return null;
  const at = text.indexOf('\n', startOfBlock(first)) + 1;
  const end = endOfBlock(first);
  return { yaml: text.slice(at, Math.max(at, text.lastIndexOf('\n', end - 1) + 1)), at, end };
};
