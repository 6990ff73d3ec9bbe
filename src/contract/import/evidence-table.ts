import { oneLine, withoutMarks } from './outline.ts';

/** A row of the evidence mapping (S3-R28), as far as a contract can use it. */
export type EvidenceRow = { readonly item: string; readonly command: string };

/** The cells of a line of a table; a bar behind a backslash is text. */
const cellsOf = (line: string): readonly string[] =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());

const plain = (cell: string): string => oneLine(withoutMarks(cell, `"“”'\``));

/** Reads the rows of an evidence mapping. A text without such a table has none. */
export const evidenceRows = (source: string): readonly EvidenceRow[] => {
  const rows = source
    .split('\n')
    .filter((line) => line.trim().startsWith('|'))
    .map(cellsOf);
  const [head, ...body] = rows;
  const column = (name: RegExp): number => (head ?? []).findIndex((cell) => name.test(cell));
  const item = column(/^done[_ ]means$/i);
  const command = column(/^test (?:command|proof)$/i);
  if (item === -1 || command === -1) return [];
  return body
    .filter((cells) => !cells.every((cell) => /^:?-*:?$/.test(cell)))
    .map((cells) => ({ item: plain(cells[item] ?? ''), command: plain(cells[command] ?? '') }));
};

const words = (text: string): string => (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');

/** Whether a row speaks of a done-item: by its number, or by its very words. */
export const speaksOf = ({ item }: EvidenceRow, says: string, number: number): boolean =>
  /^#?\d+\.?$/.test(item)
    ? Number(item.replace(/\D/g, '')) === number
    : words(item) !== '' && words(item) === words(says);
