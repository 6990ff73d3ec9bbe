import type { Place } from '#failure';

/** A text with the name of its file, so that a fault can say where it is. */
export type Page = { readonly file: string; readonly text: string };

/** How much of a line is shown. */
const SHOWN = 200;

/** The place of an offset (in UTF-16 units, from 0) of a page. Lines end with `\n`; columns count UTF-16 units from 1. */
export const placeAt = ({ file, text }: Page, offset: number): Place => {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', start);
  const shown = text.slice(start, Math.min(end === -1 ? text.length : end, start + SHOWN));
  return { file, line: before.split('\n').length, column: offset - start + 1, text: shown };
};
