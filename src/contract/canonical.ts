import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { fail, invariant, ok, type Result } from '#failure';

declare const digestBrand: unique symbol;
/** A SHA-256 as 64 lower-case hexadecimal characters. */
export type Digest = string & { readonly [digestBrand]: true };

const isDigest = (text: string): text is Digest => /^[0-9a-f]{64}$/.test(text);

/** What was hashed here needs no look at each of its letters, and boards and ledgers hash thousands. */
const isHash = (hex: string): hex is Digest => hex.length === 64;

/** Reads a digest from outside. */
export const parseDigest = (text: string): Result<Digest> =>
  isDigest(text) ? ok(text) : fail('evidence.malformed', `“${text.slice(0, 80)}” is not a SHA-256 in hexadecimal`);

/** The SHA-256 of bytes, or of a text as UTF-8. */
export const sha256 = (bytes: Uint8Array | string): Digest => {
  const digest = hash('sha256', bytes, 'hex');
  invariant(isHash(digest), 'a SHA-256 has 64 hexadecimal characters');
  return digest;
};

/** The canonical JSON of a value (RFC 8785), with one newline at its end: the form in which Writ writes every JSON file. */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  invariant(text !== undefined, 'only JSON values have a canonical form');
  return `${text}\n`;
};

/** Whether the keys of every object in a value stand in the order of RFC 8785, by UTF-16 code units. */
const isOrdered = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  return hasOrderedKeys(value) && Object.values(value).every(isOrdered);
};

const hasOrderedKeys = (value: object): boolean => {
  let last: string | null = null;
  for (const key of Object.keys(value)) {
    if (last !== null && last >= key) return false;
    last = key;
  }
  return true;
};

const VALUE = String.raw`(?:"[^"\\\x00-\x1f\ud800-\udfff]*"|0|[1-9]\d{0,14}|true|false|null)`;
const FIELD = String.raw`"[A-Za-z]\w*":${VALUE}`;
/** An object of words, whole numbers and strings without escapes: what is written so is written so by everybody. */
const PLAIN = new RegExp(`^\\{${FIELD}(?:,${FIELD})*\\}$`);
/** An expression remembers where it may go back to, and there is an end to that. */
const PLAIN_LIMIT = 10_000;

/** How long the text of a plain object is. */
const plainLength = (value: object): number =>
  Object.entries(value).reduce((sum, [key, one]) => {
    // Quotes and colon of the key, and the comma or bracket behind the value.
    return sum + key.length + 4 + (typeof one === 'string' ? one.length + 2 : String(one).length);
  }, 1);

/** Whether a text is that of a plain object with its keys in order. A key that stands twice makes it longer. */
const isPlain = (value: object, text: string): boolean =>
  text.length <= PLAIN_LIMIT && PLAIN.test(text) && hasOrderedKeys(value) && plainLength(value) === text.length;

/**
 * Whether a text without its newline is the canonical form of the value that was parsed from it. Strings, numbers and
 * words are written by RFC 8785 as `JSON.stringify` writes them, so most texts are known without being written anew;
 * what is left is the order of keys, and halves of surrogate pairs, which are escaped here and refused there.
 */
const isCanonical = (value: unknown, text: string): boolean =>
  (typeof value === 'object' &&
    value !== null &&
    (isPlain(value, text) || (JSON.stringify(value) === text && !text.includes('\\ud') && isOrdered(value)))) ||
  canonicalize(value) === text;

/** The largest JSON document that is read at all, in bytes. */
const JSON_LIMIT_BYTES = 64 * 1024 * 1024;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of bytes that are UTF-8 throughout, or null. A byte order mark stays, and so is refused like any white space. */
export const strictText = (bytes: Uint8Array): string | null => {
  try {
    return strict.decode(bytes);
  } catch {
    return null;
  }
};

/** Reads the text of a JSON document that Writ wrote, without its newline. See `parseCanonicalJson`. */
export const parseCanonicalText = (text: string, name: string): Result<unknown> => {
  try {
    const value: unknown = JSON.parse(text);
    return isCanonical(value, text) ? ok(value) : fail('evidence.malformed', `${name} is not in canonical form`);
  } catch {
    return fail('evidence.malformed', `${name} is not JSON`);
  }
};

/**
 * Reads a JSON document that Writ wrote: the bytes must be exactly those `canonicalJson` gives for the value.
 * That one rule refuses duplicate keys, white space, other number forms, a byte order mark and broken UTF-8.
 *
 * @param name what the document is called in messages.
 */
export const parseCanonicalJson = (bytes: Uint8Array, name: string): Result<unknown> => {
  if (bytes.length > JSON_LIMIT_BYTES)
    return fail('evidence.malformed', `${name} is larger than any evidence of its kind`);
  const text = strictText(bytes);
  if (text === null) return fail('evidence.malformed', `${name} is not JSON`);
  return text.endsWith('\n')
    ? parseCanonicalText(text.slice(0, -1), name)
    : fail('evidence.malformed', `${name} is not in canonical form`);
};
