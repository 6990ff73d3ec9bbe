/** Text that a program reads otherwise than it is written: with escapes, and with characters that nobody sees. */
import type { Span } from './span.ts';

/** Characters that are drawn as nothing, as the bytes of their UTF-8: soft hyphen, zero width, direction, byte order mark. */
const UNSEEN = String.raw`\xc2\xad|\xe2\x80[\x8b-\x8f\xaa-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf`;
/** Escapes as JSON and most languages have them; a backslash before a line end joins both lines. */
const ESCAPE = String.raw`\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|u\{[0-9a-f]{1,6}\}|[0-7]{3}|[nrt\\/"']|\r?\n[ \t]*)`;
const OTHERWISE = new RegExp(`${ESCAPE}|${UNSEEN}`, 'giu');
const BETWEEN = '\n\n';

const NAMED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** A character as the bytes of its UTF-8, one character each; nothing for a number that is none. */
const bytesOf = (code: number): string =>
  code > 0x10ffff ? '' : Buffer.from(String.fromCodePoint(code)).toString('latin1');

/** What was meant by an escape, or by a character that nobody sees. */
const meant = (written: string): string => {
  const [backslash, kind = '', ...rest] = written;
  if (backslash !== '\\' || kind === '\n' || kind === '\r') return '';
  if (/[0-7]/u.test(kind)) return bytesOf(Number.parseInt(kind + rest.join(''), 8));
  if (rest.length === 0) return NAMED[kind] ?? kind;
  return bytesOf(Number.parseInt(rest.join('').replaceAll(/[{}]/gu, ''), 16));
};

/** A stretch of what was made: as it was written, or all made of one escape. */
type Piece = { readonly from: number; readonly start: number; readonly length: number; readonly isMade: boolean };

/** What is meant by lines that are written otherwise, and how to tell where it stands. */
export type Written = { readonly text: string; readonly placeOf: (span: Span) => Span };

/** The last piece that begins there or before. They are in order, and halved: a file may hold a token in each of its lines. */
const pieceAt = (pieces: readonly Piece[], offset: number): Piece | undefined => {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((pieces[middle]?.from ?? Infinity) <= offset) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
};

const endOfLine = (bytes: string, from: number): number => {
  const next = bytes.indexOf('\n', from);
  return next === -1 ? bytes.length : next;
};

/** Each line in which something is written otherwise, as it is meant, or as many as backslashes join. */
const readPiece = (bytes: string): Written | null => {
  const pieces: Piece[] = [];
  const texts: string[] = [];
  let from = 0;
  const add = (text: string, start: number, length: number, isMade: boolean): void => {
    pieces.push({ from, start, length, isMade });
    texts.push(text);
    from += text.length;
  };
  let at = 0;
  let end = -1;
  const close = (): void => {
    if (end === -1) return;
    add(bytes.slice(at, end), at, end - at, false);
    add(BETWEEN, end, 0, true);
  };
  for (const { 0: written, index } of bytes.matchAll(OTHERWISE)) {
    if (index >= end) {
      close();
      at = bytes.lastIndexOf('\n', index) + 1;
      end = -1;
    }
    add(bytes.slice(at, index), at, index - at, false);
    add(meant(written), index, written.length, true);
    at = index + written.length;
    // Once a line, and not once an escape: a line may hold a million of them.
    if (end < at) end = endOfLine(bytes, at);
  }
  close();
  if (pieces.length === 0) return null;
  const place = (offset: number, isEnd: boolean): number => {
    const last = isEnd ? offset - 1 : offset;
    const piece = pieceAt(pieces, last);
    if (piece === undefined) return 0;
    return piece.isMade ? piece.start + (isEnd ? piece.length : 0) : piece.start + offset - piece.from;
  };
  return {
    text: texts.join(''),
    placeOf: (span) => ({ ...span, start: place(span.start, false), end: place(span.end, true) }),
  };
};

/** So much is read at once, lest a file of nothing but escapes take all memory; pieces overlap by more than a secret is long. */
const PIECE = 1_000_000;
const OVERLAP = 32_768;

/** Reads what is meant by bytes that are given as one character each, piece by piece. */
export function* writtenIn(bytes: string): Generator<Written> {
  for (let at = 0; at === 0 || at + OVERLAP < bytes.length; at += PIECE - OVERLAP) {
    const read = readPiece(bytes.slice(at, at + PIECE));
    if (read === null) continue;
    const placeOf: Written['placeOf'] = (span) => {
      const { start, end, ...found } = read.placeOf(span);
      return { ...found, start: at + start, end: at + end };
    };
    yield { text: read.text, placeOf };
  }
}
