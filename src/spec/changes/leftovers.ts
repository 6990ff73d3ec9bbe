import { masked, readMarkdown } from './markdown.ts';
import type { CutSpec } from './requirements.ts';

const ABOVE_SCENARIO = /^ {0,3}#{1,3}(?:[ \t]|$)/u;
const UNDERLINE = /^ {0,3}(?:=+|-+)\s*$/u;

/** What stands in a requirement from the first heading on that is as high as its own: notes, by all looks. */
export const foreignTail = (raw: string): { readonly heading: string; readonly text: string } | null => {
  const { lines, fenced } = masked(raw.split('\n'));
  const at = lines.findIndex((line, index) => index > 0 && !fenced[index] && ABOVE_SCENARIO.test(line));
  return at === -1 ? null : { heading: (lines[at] ?? '').trim(), text: lines.slice(at).join('\n').trimEnd() };
};

/** Above `## Requirements` the title and the purpose are expected, and nothing else. */
const aboveRequirements = (before: string): readonly string[] => {
  const { lines, fenced } = readMarkdown(before);
  const left: string[] = [];
  let [inPurpose, hasTitle, previous] = [false, false, ''];
  lines.forEach((line, at) => {
    const last = previous;
    previous = line.trim() === '' ? '' : line;
    if (line.trim() === '') return;
    const section = fenced[at] ? undefined : /^ {0,3}##\s+(.+)$/su.exec(line)?.[1];
    if (section !== undefined) {
      inPurpose = /^purpose$/iu.test(section.trim());
      if (!inPurpose) left.push(line.trim());
      return;
    }
    const isUnderline = !fenced[at] && inPurpose && last.trim() !== '' && UNDERLINE.test(line);
    if (isUnderline || (!fenced[at] && /^ {0,3}<h[1-6]\b/iu.test(line))) {
      left.push((isUnderline ? last : line).trim());
      inPurpose = false;
    } else if (!fenced[at] && /^ {0,3}#\s+.+$/su.test(line)) {
      if (!hasTitle && !inPurpose) hasTitle = true;
      else {
        left.push(line.trim());
        inPurpose = false;
      }
    } else if (!inPurpose) left.push(line.trim());
  });
  return left;
};

/** What opens a block of its own, and so ends a paragraph. */
const BLOCK = /^ {0,3}(?:>|(?:[-*_][ \t]*){3,}$|(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|[<|])/u;
const ITEM = /^(\s*(?:[-*+]|\d{1,9}[.)])\s+)/u;

const columnsOf = (prefix: string): number => {
  let column = 0;
  for (const char of prefix) column += char === '\t' ? 4 - (column % 4) : 1;
  return column;
};

const dropColumns = (line: string, columns: number): string => {
  let [column, at] = [0, 0];
  while (at < line.length && column < columns && (line[at] === ' ' || line[at] === '\t')) {
    column += line[at] === ' ' ? 1 : 4 - (column % 4);
    at += 1;
  }
  return line.slice(at);
};

const isHeading = (line: string): boolean => /^ {0,3}#{1,6}(?:[ \t]|$)/u.test(line) || /^\s*<h[1-6]\b/iu.test(line);

/** Where a reader of a requirement is, line by line. */
type Reading = {
  seenScenario: boolean;
  inSteps: boolean;
  hasSteps: boolean;
  /** The column at which the text of the list item begins that is open; null where none is. */
  item: number | null;
  inParagraph: boolean;
};

const close = (at: Reading): void => {
  at.item = null;
  at.inParagraph = false;
};

/** Whether a line is part of the list item above it, and so of what that is part of. */
const continues = (at: Reading, line: string, within: string): boolean => {
  const isInside = at.item !== null && columnsOf(/^[ \t]*/u.exec(line)?.[0] ?? '') >= at.item;
  const isLazy = at.inParagraph && at.inSteps && !BLOCK.test(within);
  return (isInside || isLazy) && !isHeading(within);
};

/** A line that is neither blank, fenced nor part of an item: what it opens, and whether it is left over. */
const isLeft = (at: Reading, line: string): boolean => {
  const [, bullet] = ITEM.exec(line) ?? [];
  at.item = bullet === undefined ? null : columnsOf(bullet);
  at.inParagraph = bullet !== undefined;
  if (/^ {0,3}####\s+Scenario:/iu.test(line)) {
    Object.assign(at, { seenScenario: true, inSteps: true, hasSteps: false });
    return false;
  }
  if (bullet === undefined) return at.seenScenario || /^\s*[|<]/u.test(line);
  if (at.inSteps) at.hasSteps = true;
  return !at.inSteps && at.seenScenario;
};

/** Within a requirement its text and the steps of its scenarios are expected. */
const withinRequirement = (raw: string): readonly string[] => {
  const { lines, fenced } = masked(raw.split('\n'));
  const tail = foreignTail(raw);
  const left: string[] = tail === null ? [] : [tail.heading];
  const at: Reading = { seenScenario: false, inSteps: false, hasSteps: false, item: null, inParagraph: false };
  lines.forEach((line, index) => {
    if (line.trim() === '') {
      if (at.hasSteps) at.inSteps = false;
      close(at);
      return;
    }
    if (index === 0) return;
    const isInside = at.item !== null && columnsOf(/^[ \t]*/u.exec(line)?.[0] ?? '') >= at.item;
    const within = isInside ? dropColumns(line, at.item ?? 0) : line;
    const above = (lines[index - 1] ?? '').trim();
    if (fenced[index]) {
      if (!isInside) at.item = null;
      at.inParagraph = false;
    } else if (index > 1 && UNDERLINE.test(within) && above !== '') {
      left.push(above);
      close(at);
    } else if (continues(at, line, within)) at.inParagraph = !BLOCK.test(within);
    else if (isLeft(at, line)) left.push(line.trim());
  });
  return left;
};

/**
 * What of a spec is neither title, purpose nor requirement: the lines a reader would miss if the file were deleted.
 * Where it is in doubt, a line counts as one.
 */
export const leftoversOf = ({ before, preamble, requirements, after }: CutSpec): readonly string[] => {
  const around = [preamble, after].flatMap((part) => part.split('\n').map((line) => line.trim()));
  return [
    ...new Set([
      ...aboveRequirements(before),
      ...around.filter((line) => line !== ''),
      ...requirements.flatMap(({ raw }) => withinRequirement(raw)),
    ]),
  ];
};
