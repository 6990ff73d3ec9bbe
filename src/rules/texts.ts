import { isSource } from './languages.ts';
import type { ChangedText } from './rule.ts';

/** More than that is no text that anybody wrote. */
export const LARGEST_TEXT_BYTES = 1024 * 1024;

/** The text of a file, or why it is not looked at. Source is, whatever it holds: a zero byte must not hide it. */
export type TextOf = { readonly text: string } | { readonly skipped: 'binary' | 'too large' };

const SNIFFED = 8000;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
/** What compilers read as text of two bytes a letter, by what it begins with. */
const WIDE = [
  { begins: [0xff, 0xfe], as: new TextDecoder('utf-16le') },
  { begins: [0xfe, 0xff], as: new TextDecoder('utf-16be') },
];
const decoderFor = (bytes: Uint8Array): TextDecoder =>
  WIDE.find(({ begins }) => begins.every((byte, at) => bytes[at] === byte))?.as ?? decoder;

/** Reads the bytes of a file as a text. */
export const textOf = (path: string, bytes: Uint8Array): TextOf => {
  if (bytes.length > LARGEST_TEXT_BYTES) return { skipped: 'too large' };
  if (!isSource(path) && bytes.subarray(0, SNIFFED).includes(0)) return { skipped: 'binary' };
  return { text: (isSource(path) ? decoderFor(bytes) : decoder).decode(bytes) };
};

/** The lines of a text that another has not, each as often as it has more of them. */
const addedLines = (old: string, next: string): ChangedText['added'] => {
  const before = new Map<string, number>();
  for (const line of old.split('\n')) before.set(line, (before.get(line) ?? 0) + 1);
  return next.split('\n').flatMap((text, index) => {
    const times = before.get(text) ?? 0;
    if (times > 0) before.set(text, times - 1);
    return times > 0 ? [] : [{ line: index + 1, text }];
  });
};

/** Documents and the like: of others that hold nothing, the text may not have been read. */
const WRITTEN = /\.(?:md|mdx|markdown|rst|adoc|txt|sql)$/iu;
const LINES_OF_COMMENT = /^[ \t]*(?:\/\/|\/\*|#(?=\s|$)|\*(?=[\s/]|$)).*$/gmu;

/** What a text says, without white space and comments; of a document its words. */
const saying = (path: string, text: string): string => {
  if (!WRITTEN.test(path)) return (isSource(path) ? text.replace(LINES_OF_COMMENT, '') : text).replace(/\s+/gu, '');
  const bare = /\.sql$/iu.test(path) ? text.replace(/--.*$|\/\*[^]*?\*\//gmu, '') : text.replace(/<!--[^]*?-->/gu, '');
  return bare.replace(/[\s\p{P}]+/gu, '');
};

/** Whether a file that is there says what was said before, or nothing. */
const isTheSame = (path: string, old: string | null, next: string): boolean =>
  (WRITTEN.test(path) || isSource(path) || next !== '') && saying(path, old ?? '') === saying(path, next);

/** What became of a file, from its two texts; null where there was or is none. */
export const changedText = (path: string, old: string | null, next: string | null): ChangedText => ({
  path,
  status: old === null ? 'added' : next === null ? 'deleted' : 'modified',
  added: next === null ? [] : addedLines(old ?? '', next),
  ...(next !== null && isTheSame(path, old, next) && { saysTheSame: true }),
});
