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

/** The largest JSON document that is read at all, in bytes. */
const JSON_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Reads a JSON document that Writ wrote: the bytes must be exactly those `canonicalJson` gives for the value.
 * That one rule refuses duplicate keys, white space, other number forms, a byte order mark and broken UTF-8.
 *
 * @param name what the document is called in messages.
 */
export const parseCanonicalJson = (bytes: Uint8Array, name: string): Result<unknown> => {
  if (bytes.length > JSON_LIMIT_BYTES)
    return fail('evidence.malformed', `${name} is larger than any evidence of its kind`);
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return canonicalJson(value) === text ? ok(value) : fail('evidence.malformed', `${name} is not in canonical form`);
  } catch {
    return fail('evidence.malformed', `${name} is not JSON`);
  }
};
