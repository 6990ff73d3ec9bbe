import type { Span } from './span.ts';

/** Letters with a zero byte between them: text as Windows writes it, in two bytes a character, whichever comes first. */
const WIDE = /(?:[\t\n\r\x20-\x7e]\0){15,}[\t\n\r\x20-\x7e]?/gu;
const BETWEEN = '\n\n';

type Run = { readonly from: number; readonly at: number; readonly length: number };

/** What stands in a text in two bytes a character, and how to tell where; null where nothing does. */
export type Wide = {
  readonly text: string;
  /** A place in it as a place of the bytes that it was taken from; null for one that lies in two of them. */
  readonly placeOf: (span: Span) => Span | null;
};

/** Finds text in two bytes a character among bytes that are given as one character each. */
export const wideIn = (bytes: string): Wide | null => {
  if (!bytes.includes('\0')) return null;
  const runs: Run[] = [];
  const texts: string[] = [];
  let from = 0;
  for (const { 0: found, index } of bytes.matchAll(WIDE)) {
    const text = found.replaceAll('\0', '');
    runs.push({ from, at: index, length: text.length });
    texts.push(text);
    from += text.length + BETWEEN.length;
  }
  const placeOf: Wide['placeOf'] = (span) => {
    const run = runs.findLast((one) => one.from <= span.start);
    if (run === undefined || span.end > run.from + run.length) return null;
    const placed = (offset: number): number => run.at + 2 * (offset - run.from);
    // The zero byte behind its last letter belongs to it, where there is one.
    return { ...span, start: placed(span.start), end: Math.min(placed(span.end), bytes.length) };
  };
  return runs.length === 0 ? null : { text: texts.join(BETWEEN), placeOf };
};
