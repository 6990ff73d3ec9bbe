import { sha256 } from '#contract';

/** A file that is rendered, from the root of the repository, and by which name it is asked for. */
export type Rendered = { readonly name: string; readonly path: string; readonly text: string };

const MARKER = /^(?:<!-- |# )writ render ([\w.-]+) · sha256 ([0-9a-f]{64}) · edits are refused(?: -->)?$/u;

const markerOf = ({ name, path, text }: Rendered): string => {
  const says = `writ render ${name} · sha256 ${sha256(text)} · edits are refused`;
  return path.endsWith('.md') && !text.startsWith('---\n') ? `<!-- ${says} -->` : `# ${says}`;
};

/** A rendered file with the line that says whose it is and what it holds: the first, or in a front matter its first. */
export const markedText = (rendered: Rendered): string => {
  const { text } = rendered;
  const head = text.startsWith('---\n') ? '---\n' : '';
  return `${head}${markerOf(rendered)}\n${text.slice(head.length)}`;
};

/**
 * How a file stands to what would be rendered now. `foreign`: a person wrote it, or nothing says that Writ did.
 * `edited`: it holds another text than the one whose digest it carries.
 */
export type Standing = 'current' | 'missing' | 'foreign' | 'edited' | 'stale';

/** The lines in which it may stand: the first, or below the head of a front matter, and one that slipped. */
const MARKER_WITHIN = 3;

/** The standing of a file of this text, or null where there is none. */
export const standingOf = (rendered: Rendered, there: string | null): Standing => {
  if (there === null) return 'missing';
  if (there === markedText(rendered)) return 'current';
  const lines = there.split('\n');
  // A person's own text may quote that line further down.
  const at = lines.slice(0, MARKER_WITHIN).findIndex((line) => MARKER.test(line));
  const [, name, digest] = MARKER.exec(lines[at] ?? '') ?? [];
  if (name !== rendered.name) return 'foreign';
  return sha256(lines.toSpliced(at, 1).join('\n')) === digest ? 'stale' : 'edited';
};
