import { digestOfText, type Anchor, type ReadDocument } from '../anchor.ts';
import { faultAt, linesOf, sectionsOf, textOf, type Line, type Section } from './lines.ts';

const FILE = /(?:^|\/)(?:ADR[-_]?)?(\d{1,5})[-_][^/]+\.md$/iu;
const FOLDERS = /(?:^|\/)(?:decisions|adrs?|adr-log|architecture-decisions)\/[^/]+$/iu;

/** The number of a decision record by its file, without leading zeros; null where the file is none. */
export const numberOfDecision = (file: string): string | null =>
  FOLDERS.test(file) ? (FILE.exec(file)?.[1]?.replace(/^0+(?=\d)/u, '') ?? null) : null;

/** What follows a word and a colon, however the word is set: `Status: x`, `- **Status**: x`, `**Status:** x`. */
export const fieldIn = (lines: readonly Line[], word: string): { readonly value: string; readonly at: number } | null => {
  const field = new RegExp(String.raw`^\s*(?:[-*+]\s+)?(?:\*\*|__)?${word}(?:\*\*|__)?\s*:\s*(?:(?:\*\*|__)\s*)?(\S.*)$`, 'isu');
  for (const { at, text, isCode } of lines) {
    const value = isCode ? undefined : field.exec(text)?.[1];
    if (value !== undefined) return { value: value.trim(), at };
  }
  return null;
}; // prettier-ignore

/** What stands under `## Status`, or on its own line; the first word decides. */
export const statusIn = (lines: readonly Line[], sections: readonly Section[]): { readonly value: string; readonly at: number } | null => {
  const section = sections.find(({ title }) => /^status$/iu.test(title));
  const below = section && lines.slice(section.line, section.lastLine).find(({ text }) => text.trim() !== '');
  return below === undefined ? fieldIn(lines, 'status') : { value: below.text.trim().replaceAll(/[*_]/gu, ''), at: below.at };
}; // prettier-ignore

/** The statuses of S2-R47; a superseded or deprecated decision is no authority any more, a proposed one not yet. */
const STATUSES = ['accepted', 'proposed', 'deprecated', 'superseded'] as const;

/** Reads a decision record (S2-R47): one file, one anchor, found by its number. */
export const readDecision = (file: string, text: string): ReadDocument => {
  const number = numberOfDecision(file);
  if (number === null) return { anchors: [], faults: [] };
  const lines = linesOf(text);
  const sections = sectionsOf(lines);
  const [first] = sections;
  if (first === undefined) return { anchors: [], faults: [faultAt(file, lines, 1, 'it has no heading')] };
  const status = statusIn(lines, sections);
  const known = STATUSES.find((one) => status?.value.toLowerCase().startsWith(one) === true);
  const anchor: Anchor = {
    ...{ kind: 'adr', cite: `adr:${number}`, file, line: first.line, lastLine: lines.length },
    title: first.title.replace(/^(?:ADR[- ]?)?\d+\s*[:.—–-]?\s*/iu, ''),
    digest: digestOfText(textOf(lines, 1, lines.length)),
    ...{ binding: known === 'accepted' || status === null, note: known ?? status?.value ?? null },
  };
  const strange = status !== null && known === undefined ? [faultAt(file, lines, status.at, `its status is none of ${STATUSES.join(', ')}`)] : [];
  return { anchors: [anchor], faults: strange };
}; // prettier-ignore
