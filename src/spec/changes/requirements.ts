import { digestOfText } from '../anchor.ts';
import { remembered } from './remembered.ts';
import { nextLine, partOf, readMarkdown, type Markdown } from './markdown.ts';

/** A requirement as it stands in a spec or a delta: its heading and all up to the next one. */
export type Requirement = {
  readonly name: string;
  /** Its text, heading included, with line ends as Unix has them and none at the end. */
  readonly raw: string;
  /** Where its heading stands, from 1. */
  readonly line: number;
};

/**
 * `### Requirement: NAME`, as both specs and deltas have it. Here and in every pattern that ends a line, `.` takes in
 * U+2028, at which it would stop otherwise and try every other split of the spaces before it: hours for a long line.
 */
export const REQUIREMENT = /^###\s*Requirement:\s*(.+)$/isu;
/** A heading that ends a section of requirements. */
export const SECTION = /^##\s+/u;

/** A name without a closing run of `#`: `C#` keeps its own, for no space stands before it. */
export const nameOf = (written: string): string => written.replace(/(?<![ \t])[ \t]+#+[ \t]*$/u, '').trim();

/** A name that may stand in backticks with its heading: the one that closes them is none of it. */
export const quotedNameOf = (written: string): string => {
  const name = written.trimEnd();
  return nameOf(name.length > 1 && name.endsWith('`') ? name.slice(0, -1) : name);
};

/** A name as a slip of the pen would have it: no two requirements differ only in case or spaces. */
export const foldedName = (name: string): string => nameOf(name).toLowerCase().replaceAll(/\s+/gu, ' ');

/** The name a line gives a requirement, or null. */
export const requirementAt = (line: string): string | null => {
  const [, name] = REQUIREMENT.exec(line) ?? [];
  return name === undefined ? null : nameOf(name);
};

/** The requirements of a part of a text that begins after `before` lines. What is no requirement goes with the one above. */
export const requirementsIn = (part: Markdown, before: number): readonly Requirement[] => {
  const found: Requirement[] = [];
  let at = nextLine(part, 0, REQUIREMENT);
  while (at < part.lines.length) {
    const next = nextLine(part, at + 1, REQUIREMENT);
    const end = nextLine(part, at + 1, SECTION, next);
    const raw = part.lines.slice(at, end).join('\n').trimEnd();
    found.push({ name: requirementAt(part.lines[at] ?? '') ?? '', raw, line: before + at + 1 });
    at = next;
  }
  return found;
};

/** A spec, cut where its requirements begin and end. */
export type CutSpec = {
  readonly before: string;
  readonly header: string;
  readonly preamble: string;
  readonly requirements: readonly Requirement[];
  readonly after: string;
};

const REQUIREMENTS = /^##\s+Requirements\s*$/iu;

/** Cuts a spec. One without `## Requirements` has the section at its end. */
export const cutSpec = remembered((content: string): CutSpec => {
  const text = readMarkdown(content);
  const start = nextLine(text, 0, REQUIREMENTS);
  if (start === text.lines.length) {
    const before = content.trimEnd();
    return { before: before === '' ? '' : `${before}\n\n`, header: '## Requirements', preamble: '', requirements: [], after: '\n' };
  }
  const end = nextLine(text, start + 1, SECTION);
  const body = partOf(text, start + 1, end);
  return {
    before: text.lines.slice(0, start).join('\n'),
    header: text.lines[start] ?? '',
    preamble: body.lines.slice(0, nextLine(body, 0, REQUIREMENT)).join('\n').trimEnd(),
    requirements: requirementsIn(body, start + 1),
    after: text.lines.slice(end).join('\n'),
  };
}); // prettier-ignore

/** What two texts of one requirement are compared by: line ends and blank ends say nothing. */
export const sameText = (one: string, other: string): boolean => one.trim() === other.trim();

/** The digest of a requirement's text: what a change was begun from. */
export const digestOfRequirement = ({ raw }: Requirement): string => digestOfText(raw.trim());

/** The requirements of a spec by name; of two of one name the later, as OpenSpec has it. */
export const requirementsByName = remembered(
  (content): ReadonlyMap<string, Requirement> => new Map(cutSpec(content).requirements.map((one) => [one.name, one])),
);
