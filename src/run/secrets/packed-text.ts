/** Text that does not lie in bytes as it is: encoded in letters, or packed. */
import type * as zlib from 'node:zlib';
import type { Span } from './span.ts';

/** How much is unpacked of one text: a secret is not hidden by a bomb beside it, and no bomb takes the memory. */
const MOST_UNPACKED = 8 * 1024 * 1024;
/** So many places are tried that may be the beginning of something packed, and so many of those that two bytes say alone. */
const MOST_TRIED = { sure: 1000, perhaps: 50 };
/** A row of letters that is shorter holds no secret. */
const LETTERS = /[\w+/-]{20,}/gu;
/** The next line of what was broken into lines; the last one may be of any length. */
const NEXT_LINE = /={0,2}[ \t]*\r?\n[ \t]*([\w+/-]+)/uy;
/** What is text among bytes that were decoded: what is none decodes to anything but sixteen letters in a row. */
const READABLE = /(?:[\t\n\r\x20-\x7e]\0?){16,}/gu;
const BETWEEN = '\n\n';
/** The beginnings of what programs pack: gzip, zip and Zstandard. */
const SURE = ['\x1f\x8b\x08', 'PK\x03\x04', '\x28\xb5\x2f\xfd'];
/** Those of zlib, which are two bytes that are met by chance. */
const PERHAPS = ['\x78\x01', '\x78\x5e', '\x78\x9c', '\x78\xda'];

/** Whether it was packed before it was encoded: then all of it counts, and little of it can be read. */
const isPacked = (text: string): boolean =>
  SURE.some((beginning) => text.includes(beginning)) || PERHAPS.some((beginning) => text.startsWith(beginning));

/** A text that was made of some of the bytes, and from where to where these lie. */
type Piece = { readonly text: string; readonly start: number; readonly end: number };

/** Rows of letters, those of several lines once as one and once by themselves. */
const rowsIn = (bytes: string): readonly Piece[] => {
  const rows: Piece[] = [];
  let joinedTo = 0;
  for (const { 0: text, index: start } of bytes.matchAll(LETTERS)) {
    const first = { text, start, end: start + text.length };
    rows.push(first);
    if (start < joinedTo) continue;
    const lines = [text];
    let { end } = first;
    for (;;) {
      NEXT_LINE.lastIndex = end;
      const next = NEXT_LINE.exec(bytes);
      if (next === null) break;
      lines.push(next[1] ?? '');
      end = NEXT_LINE.lastIndex;
    }
    joinedTo = end;
    if (lines.length > 1) rows.push({ text: lines.join(''), start, end });
  }
  return rows;
};

const HEXADECIMAL = /^[0-9a-f]+$/iu;

/** What a row of letters may say: it can begin anywhere in a group, where a path or a word stands before it. */
const decodedFrom = ({ text, ...place }: Piece): readonly Piece[] => {
  const [encoding, group] = HEXADECIMAL.test(text) ? (['hex', 2] as const) : (['base64', 4] as const);
  return Array.from({ length: group }, (_, skipped) =>
    Buffer.from(text.slice(skipped), encoding).toString('latin1'),
  ).map((decoded) => ({ text: decoded, ...place }));
};

const readableIn = ({ text, ...place }: Piece): readonly Piece[] =>
  isPacked(text) ? [{ text, ...place }] : [...text.matchAll(READABLE)].map(([found]) => ({ text: found, ...place }));

type Unpacker = ReturnType<typeof zlib.createInflateRaw> | ReturnType<typeof zlib.createZstdDecompress>;

/** What would unpack the bytes from a place on, and where they begin; null where nothing can lie there. */
const unpackerAt = (
  programs: typeof zlib,
  bytes: Buffer,
  at: number,
): { readonly unpacker: Unpacker; readonly from: number } | null => {
  const [first] = bytes.subarray(at);
  if (first === 0x1f) return { unpacker: programs.createGunzip(), from: at };
  if (first === 0x28) return { unpacker: programs.createZstdDecompress(), from: at };
  if (first === 0x78) return { unpacker: programs.createInflate(), from: at };
  // A file of a zip: its name and what else is said of it stand before it. One that is stored is seen as it is.
  const isPackedFile = bytes.length > at + 30 && bytes.readUInt16LE(at + 8) === 8;
  const from = isPackedFile ? at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28) : bytes.length;
  return from < bytes.length ? { unpacker: programs.createInflateRaw(), from } : null;
};

/** Unpacks until the end, the first fault, or as much as is wanted: what came so far counts. */
const unpacked = (unpacker: Unpacker, bytes: Buffer, most: number): Promise<string> =>
  new Promise((resolve) => {
    const parts: string[] = [];
    let length = 0;
    const finish = (): void => {
      resolve(parts.join(''));
      unpacker.destroy();
    };
    unpacker.on('data', (part: Buffer) => {
      parts.push(part.toString('latin1'));
      length += part.length;
      if (length >= most) finish();
    });
    unpacker.on('error', finish).on('end', finish).on('close', finish);
    unpacker.end(bytes);
  });

/** So little cannot hold a secret. It also is what two bytes by chance unpack to. */
const LEAST_UNPACKED = 16;

const placesOf = (text: string, beginning: string, most: number): readonly number[] => {
  const places: number[] = [];
  for (let at = text.indexOf(beginning); at !== -1 && places.length < most; at = text.indexOf(beginning, at + 1))
    places.push(at);
  return places;
};

const packedIn = async (text: string): Promise<readonly Piece[]> => {
  const places = [
    ...SURE.flatMap((beginning) => placesOf(text, beginning, MOST_TRIED.sure)),
    ...PERHAPS.flatMap((beginning) => placesOf(text, beginning, MOST_TRIED.perhaps)),
  ];
  if (places.length === 0) return [];
  const programs = await import('node:zlib');
  const bytes = Buffer.from(text, 'latin1');
  const pieces: Piece[] = [];
  let left = MOST_UNPACKED;
  for (const at of places) {
    const one = left > 0 ? unpackerAt(programs, bytes, at) : null;
    if (one === null) continue;
    const found = await unpacked(one.unpacker, bytes.subarray(one.from), left);
    left -= found.length;
    if (found.length >= LEAST_UNPACKED) pieces.push({ text: found, start: at, end: bytes.length });
  }
  return pieces;
};

/** What was made of encoded and packed bytes, and how to tell where they lie. */
export type Unpacked = { readonly text: string; readonly placeOf: (span: Span) => Span | null };

/**
 * Finds text among bytes (one character each) that is encoded in base64 or hexadecimal digits, in one line or several, or
 * packed as gzip, zip, zlib and Zstandard have it. It may hold more of the kind in turn. Null where there is none.
 */
export const unpackedIn = async (bytes: string): Promise<Unpacked | null> => {
  const encoded = rowsIn(bytes).flatMap(decodedFrom).flatMap(readableIn);
  const pieces = [...encoded, ...(await packedIn(bytes))];
  if (pieces.length === 0) return null;
  let at = 0;
  const placed = pieces.map((piece) => {
    const from = at;
    at += piece.text.length + BETWEEN.length;
    return { ...piece, from };
  });
  const placeOf: Unpacked['placeOf'] = (span) => {
    const piece = placed.findLast(({ from }) => from <= span.start);
    if (piece === undefined || span.end > piece.from + piece.text.length) return null;
    return { ...span, start: piece.start, end: piece.end };
  };
  return { text: pieces.map(({ text }) => text).join(BETWEEN), placeOf };
};
