import { linesOf, sectionsOf, type Line } from '../documents/lines.ts';

/** A file, or a section of it: where an item of readiness is said to be met. What is code or a comment says nothing. */
export type Listing = { readonly file: string; readonly line: number; readonly lines: readonly Line[] };

/** The lines that say something to a reader. */
const plain = (lines: readonly Line[]): readonly Line[] => lines.filter(({ isCode }) => !isCode);

/** A file, or the section of it under a heading: `FILE#Heading`; or what keeps it from being found. */
export const sectionAt = (cited: string, texts: ReadonlyMap<string, string>): Listing | string => {
  const at = cited.indexOf('#');
  const [file, heading] = at === -1 ? [cited, null] : [cited.slice(0, at), cited.slice(at + 1).trim()];
  const text = texts.get(file);
  if (text === undefined) return `there is no file ${file}`;
  const lines = linesOf(text);
  if (heading === null) return { file, line: 1, lines: plain(lines) };
  const named = sectionsOf(lines).filter(({ title }) => title.toLowerCase() === heading.toLowerCase());
  const [section, other] = named;
  if (section === undefined) return `${file} has no heading “${heading}”`;
  if (other !== undefined) return `${file}:${other.line} has the heading “${heading}” once more: nobody can tell which is meant`;
  return { file, line: section.line, lines: plain(lines.slice(section.line, section.lastLine)) };
}; // prettier-ignore

/** What is listed: a row of a table with its columns, an item of a list, or a heading with an id and all that stands under it. */
export type Entry = { readonly text: string; readonly line: number; readonly columns: ReadonlyMap<string, string> };

const isRule = (row: string): boolean => /^\s*\|?[\s:|-]+\|?\s*$/u.test(row) && row.includes('-');
const cellsOf = (row: string): readonly string[] => row.trim().replace(/^\||\|$/gu, '').split('|').map((cell) => cell.trim()); // prettier-ignore
const FIELD = /^\s*(?:[-*+]\s+)?\*{0,2}([\p{L}][\p{L} ]{0,40}?)\*{0,2}\s*:\*{0,2}(.*)$/u;

/** What is said under a heading, by the words before the colons. */
const fieldsIn = (lines: readonly Line[]): ReadonlyMap<string, string> =>
  new Map(lines.flatMap(({ text }) => {
    const [, name, value = ''] = FIELD.exec(text) ?? [];
    return name === undefined ? [] : [[name.toLowerCase(), value.trim()] as const];
  })); // prettier-ignore

/** Entries that are headings with an id, such as `## SEC-1: Tokens in memory`; what is listed under one is part of it. */
const headed = ({ lines }: Listing): readonly (Entry & { readonly lines: readonly Line[] })[] =>
  sectionsOf(lines.map((one, index) => ({ ...one, at: index + 1 }))).flatMap(({ title, line, lastLine }) => {
    const own = lines.slice(line - 1, lastLine);
    const [head, ...body] = own;
    if (head === undefined || !/^\[?[A-Z]{1,8}-\d+\b/u.test(title)) return [];
    const said = [title, ...body.map(({ text }) => text)].join('\n');
    return [{ text: said, line: head.at, columns: fieldsIn(body), lines: own }];
  });

/** What is listed in a section, in its order. What has no letter says nothing. */
export const entriesOf = (section: Listing): readonly Entry[] => {
  const heads = headed(section);
  const taken = new Set(heads.flatMap(({ lines }) => lines));
  const rest = section.lines.filter((line) => !taken.has(line));
  let header: readonly string[] | null = null;
  const listed = rest.flatMap(({ text: line, at }, index): readonly Entry[] => {
    if (!line.trim().startsWith('|')) {
      header = null;
      const [, text] = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[[ xX]\]\s+)?(\S.*)$/u.exec(line) ?? [];
      return text === undefined ? [] : [{ text, line: at, columns: new Map() }];
    }
    if (isRule(line)) return [];
    if (header === null && isRule(rest[index + 1]?.text ?? '')) {
      header = cellsOf(line).map((name) => name.toLowerCase());
      return [];
    }
    const names = header ?? [];
    return [{ text: line.trim(), line: at, columns: new Map(cellsOf(line).map((cell, place) => [names[place] ?? '', cell])) }];
  }); // prettier-ignore
  return [...heads, ...listed].filter(({ text }) => /[\p{L}\p{N}]/u.test(text)).toSorted((one, other) => one.line - other.line);
}; // prettier-ignore

/** Whether a text says something, and not that it will be said later. */
export const isSaid = (text: string): boolean =>
  /[\p{L}\p{N}]/u.test(text) && !/^(?:TBD|TODO|N\/A|none|nobody|\?+)(?:\b|$)/iu.test(text);
