/**
 * Whether a text is a digest that an installer holds a package to. An installer passes over what it takes for none: beside
 * `"integrity": "x"` npm installs whatever it is sent.
 */
import { createHash } from 'node:crypto';

/** In which words a lockfile says a digest. */
export type DigestForm = 'sri' | 'pip' | 'cargo' | 'go' | 'yarn' | 'sha1';

const BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

const isHex = (text: string, bytes: number | undefined): boolean =>
  bytes !== undefined && text.length === bytes * 2 && /^[0-9a-f]+$/u.test(text);

/** Base64 as it is written, and in no other way that means the same bytes. */
const isBase64 = (text: string, bytes: number | undefined): boolean => {
  const read = Buffer.from(text, 'base64');
  return read.length === bytes && read.toString('base64') === text;
};

const cut = (text: string, at: string): readonly [before: string, after: string] => {
  const index = text.indexOf(at);
  return index < 0 ? ['', ''] : [text.slice(0, index), text.slice(index + 1)];
};

const IS: Readonly<Record<DigestForm, (token: string) => boolean>> = {
  sri: (token) => {
    const [algorithm, value] = cut(token, '-');
    return isBase64(value, BYTES[algorithm]);
  },
  pip: (token) => {
    const [algorithm, value] = cut(token, ':');
    return algorithm !== 'sha1' && isHex(value, BYTES[algorithm]);
  },
  cargo: (token) => isHex(token, 32),
  go: (token) => token.startsWith('h1:') && isBase64(token.slice(3), 32),
  // Over an archive of yarn's own making; before it stands how that was packed.
  yarn: (token) => isHex(token.replace(/^\w+\//u, ''), 64),
  sha1: (token) => token.startsWith('sha1:') && isHex(token.slice(5), 20),
};

const wordsIn = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');

/**
 * A digest as a lockfile writes it; null where any word of it is none. Of MD5 nothing is believed. SHA-1 is read, so that
 * an old lockfile can be told from one that pins nothing, but see {@link isStrong}.
 */
export const digestIn = (form: DigestForm, text: string | null | undefined): string | null => {
  const words = wordsIn(text ?? '');
  return words.length > 0 && words.every(IS[form]) ? words.join(' ') : null;
};

const COMMIT = /^commit:[0-9a-f]{40,64}$/u;

/**
 * Whether a digest holds a package against whoever publishes it: anybody can make two files of one SHA-1. Where a lockfile
 * says several, an installer takes the strongest.
 */
export const isStrong = (integrity: string): boolean => {
  if (COMMIT.test(integrity)) return true;
  const form = (['sri', 'pip', 'cargo', 'go', 'yarn'] as const).find((one) => digestIn(one, integrity) !== null);
  return form !== undefined && wordsIn(integrity).some((word) => !word.startsWith('sha1-'));
};

const SRI = ['sha512', 'sha384', 'sha256', 'sha1'];

/**
 * Whether a file is another one than its digest says, of which the strongest kind counts, and any of that kind. False for
 * what is no digest of subresource integrity.
 *
 * @param integrity as npm and pnpm write it: `sha512-…`, several parted by a space
 * @see https://www.w3.org/TR/SRI/#does-response-match-metadatalist
 */
export const isOtherThan = (integrity: string, bytes: Uint8Array): boolean => {
  const words = wordsIn(digestIn('sri', integrity) ?? '').map((word) => cut(word, '-'));
  const strongest = SRI.find((name) => words.some(([algorithm]) => algorithm === name));
  if (strongest === undefined) return false;
  const actual = createHash(strongest).update(bytes).digest('base64');
  return !words.some(([algorithm, value]) => algorithm === strongest && value === actual);
};
