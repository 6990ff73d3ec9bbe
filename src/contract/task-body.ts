import { fromMarkdown } from 'mdast-util-from-markdown';
import { frontmatterFromMarkdown } from 'mdast-util-frontmatter';
import { frontmatter } from 'micromark-extension-frontmatter';
import type { Heading, Root, RootContent } from 'mdast';
import { didYouMean } from './did-you-mean.ts';
import type { Span, YamlFault } from './front-matter.ts';

/** The sections of a task file that mean something, as they are spelt. */
export const SECTIONS = ['What', 'Why', 'Out of scope', 'Notes'] as const;
type Section = (typeof SECTIONS)[number];

/** The parts of a task file. Spans are of trimmed content; a section that is not there has no span. */
export type TaskParts = {
  /** The YAML between the lines of dashes, and where it begins; null without a front matter. */
  readonly front: { readonly yaml: string; readonly at: number; readonly end: number } | null;
  readonly sections: Readonly<Partial<Record<Section, { readonly text: string; readonly span: Span }>>>;
  readonly faults: readonly YamlFault[];
};

const start = (node: RootContent): number => node.position?.start.offset ?? 0;
const end = (node: RootContent): number => node.position?.end.offset ?? 0;

/** The words of a heading, without its marks. Taken from the source, since an `Out *of* scope` is no misspelling. */
const titleOf = (heading: Heading, text: string): string => {
  const words = heading.children
    .map((child) => text.slice(child.position?.start.offset ?? 0, child.position?.end.offset ?? 0))
    .join('');
  return words
    .replace(/[*_`:]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
};

const sectionOf = (title: string): Section | null =>
  SECTIONS.find((section) => section.toLowerCase() === title.toLowerCase()) ?? null;

const frontOf = (root: Root, text: string): TaskParts['front'] => {
  const [first] = root.children;
  if (first?.type !== 'yaml') return null;
  const at = text.indexOf('\n', start(first)) + 1;
  return { yaml: text.slice(at, Math.max(at, text.lastIndexOf('\n', end(first) - 1) + 1)), at, end: end(first) };
};

const trimmed = (text: string, from: number, to: number): { readonly text: string; readonly span: Span } => {
  const content = text.slice(from, to);
  const inner = content.trim();
  const at = inner === '' ? from : from + content.indexOf(inner);
  return { text: inner, span: { start: at, end: at + inner.length } };
};

/** A line that opens more than 32 quotes and lists at once: nothing anybody writes, and slow to read. */
const TOO_DEEP = /^(?:[ \t]*(?:>|[*+-][ \t]|\d{1,9}[.)][ \t])){33}/m;

/**
 * Splits a task file into front matter and sections. A section reaches to the next heading of the first or second
 * level; headings inside code, quotes and lists are text (S3-D32). Sections of other names are left out, but one
 * whose name is nearly that of a known section is a fault, and so is a section that is there twice.
 */
export const splitTask = (text: string): TaskParts => {
  const deep = text.search(TOO_DEEP);
  if (deep !== -1) return { front: null, sections: {}, faults: [{ at: deep, message: 'the line opens more than 32 quotes and lists' }] };
  const root = fromMarkdown(text, {
    extensions: [frontmatter(['yaml'])],
    mdastExtensions: [frontmatterFromMarkdown(['yaml'])],
  });
  const headings = root.children.filter((node): node is Heading => node.type === 'heading' && node.depth <= 2);
  const sections: Partial<Record<Section, { text: string; span: Span }>> = {};
  const faults: YamlFault[] = [];
  headings.forEach((heading, index) => {
    if (heading.depth !== 2) return;
    const title = titleOf(heading, text);
    const section = sectionOf(title);
    const meant = section ?? didYouMean(title, SECTIONS);
    if (section !== null && sections[section] === undefined) {
      const next = headings[index + 1];
      sections[section] = trimmed(text, end(heading), next === undefined ? text.length : start(next));
    } else if (meant !== null) {
      const message =
        section === null
          ? `there is no section “${title.slice(0, 60)}”; did you mean “${meant}”?`
          : `the section “${section}” is there twice`;
      faults.push({ at: start(heading), message });
    }
  });
  return { front: frontOf(root, text), sections, faults };
};
