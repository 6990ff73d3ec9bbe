const [QUOTE, BACKSLASH, COLON, COMMA, NEWLINE] = [0x22, 0x5c, 0x3a, 0x2c, 0x0a];
const [OPENED, CLOSED] = [0x7b, 0x7d];
const [ZERO, NINE, SPACE] = [0x30, 0x39, 0x20];
/** As many digits as every reader takes for the same whole number. */
const MOST_DIGITS = 15;
/** Beyond it no place is kept: no line of ours has as many fields. */
const MOST_FIELDS = 64;

const isLetter = (byte: number): boolean => (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
const isWordByte = (byte: number): boolean => isLetter(byte) || isDigit(byte) || byte === 0x5f;
/** What RFC 8785 escapes by one letter: the quote, the backslash itself, and b, f, n, r, t. */
const isShortEscape = (byte: number): boolean =>
  byte === QUOTE ||
  byte === BACKSLASH ||
  byte === 0x62 ||
  byte === 0x66 ||
  byte === 0x6e ||
  byte === 0x72 ||
  byte === 0x74;

/** Behind the text of a string whose first byte is behind its quote; -1 where it is not written in the one plain way. */
const behindString = (bytes: Uint8Array, from: number): number => {
  for (let at = from; ; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) return at + 1;
    if (byte < SPACE) return -1;
    if (byte === BACKSLASH && !isShortEscape(bytes[(at += 1)] ?? 0)) return -1;
  }
};

const behindWord = (bytes: Uint8Array, from: number, word: string): number => {
  for (let at = 0; at < word.length; at += 1) if (bytes[from + at] !== word.charCodeAt(at)) return -1;
  return from + word.length;
};

const behindNumber = (bytes: Uint8Array, from: number): number => {
  if (bytes[from] === ZERO) return from + 1;
  let at = from;
  while (isDigit(bytes[at] ?? 0)) at += 1;
  return at > from && at - from <= MOST_DIGITS ? at : -1;
};

const behindValue = (bytes: Uint8Array, from: number): number => {
  const first = bytes[from] ?? 0;
  if (first === QUOTE) return behindString(bytes, from + 1);
  if (isDigit(first)) return behindNumber(bytes, from);
  return behindWord(bytes, from, first === 0x74 ? 'true' : first === 0x66 ? 'false' : 'null');
};

/** Behind the colon of a key that is a word, with its quotes. */
const behindKey = (bytes: Uint8Array, from: number): number => {
  if (bytes[from] !== QUOTE || !isLetter(bytes[from + 1] ?? 0)) return -1;
  let at = from + 2;
  while (isWordByte(bytes[at] ?? 0)) at += 1;
  return bytes[at] === QUOTE && bytes[at + 1] === COLON ? at + 2 : -1;
};

/** Whether a key comes before another one. Its quote at the end is less than each letter: of two that begin alike, the shorter is first. */
const isBefore = (bytes: Uint8Array, one: number, other: number): boolean => {
  let at = 1;
  while (bytes[one + at] === bytes[other + at] && bytes[one + at] !== QUOTE) at += 1;
  return (bytes[one + at] ?? 0) < (bytes[other + at] ?? 0);
};

/** The fields of one line: where each begins, and behind them where the line ends. */
export type PlainLine = {
  /** How many fields there are; none where the line is not surely plain. */
  count: number;
  /** Field `n` lies from `starts[n]` to one before `starts[n + 1]`; `starts[count]` is where the newline is. */
  readonly starts: Int32Array;
};

export const plainLine = (): PlainLine => ({ count: 0, starts: new Int32Array(MOST_FIELDS + 1) });

/**
 * Reads a line of UTF-8 straight from its bytes, where it is an object of words, whole numbers and strings, its keys
 * words in rising order, and so surely in the canonical form of RFC 8785: no other text has the same value. Most lines
 * of a chain are so, and there are many. Of what is not, it says nothing: that is for `parseCanonicalText` to read.
 *
 * @param into what is found, in place of what it held: nothing is made anew for a line
 */
export const readPlainLine = (bytes: Uint8Array, from: number, into: PlainLine): boolean => {
  const { starts } = into;
  into.count = 0;
  if (bytes[from] !== OPENED) return false;
  for (let [field, start] = [0, from + 1]; field < MOST_FIELDS; field += 1) {
    starts[field] = start;
    const key = behindKey(bytes, start);
    if (key === -1 || (field > 0 && !isBefore(bytes, starts[field - 1] ?? 0, start))) return false;
    const end = behindValue(bytes, key);
    const next = end === -1 ? 0 : bytes[end];
    start = end + 1;
    if (next === COMMA) continue;
    if (next !== CLOSED || bytes[start] !== NEWLINE) return false;
    starts[field + 1] = start;
    into.count = field + 1;
    return true;
  }
  return false;
};

/** Whether a field begins with a text of ASCII. */
const beginsWith = (bytes: Uint8Array, start: number, text: string): boolean => {
  for (let at = 0; at < text.length; at += 1) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
};

/** Whether one of the fields of a line is that text: `"key":value`. */
export const hasField = (bytes: Uint8Array, { count, starts }: PlainLine, text: string): boolean => {
  for (let field = 0; field < count; field += 1) {
    const start = starts[field] ?? 0;
    if ((starts[field + 1] ?? 0) - 1 - start === text.length && beginsWith(bytes, start, text)) return true;
  }
  return false;
};

/** Whether one of the fields of a line begins so: `"key":"` for a text by that key. */
export const hasFieldLike = (bytes: Uint8Array, { count, starts }: PlainLine, beginning: string): boolean => {
  for (let field = 0; field < count; field += 1) if (beginsWith(bytes, starts[field] ?? 0, beginning)) return true;
  return false;
};
