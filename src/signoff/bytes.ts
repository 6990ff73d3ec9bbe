/** Bytes as UTF-8, joined, and as base64: what every signature format here is made of. */

/** The UTF-8 bytes of a text. */
export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Several byte strings as one. */
export const concat = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

/** Standard base64 with padding (RFC 4648 §4), on one line. */
export const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** base64 with the URL alphabet and no padding (RFC 4648 §5). */
export const toBase64Url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');

/**
 * Reads standard base64, or gives null. Only the one spelling that `toBase64` writes is read: were other paddings,
 * alphabets or white space let through, a signed file could be altered without its signature noticing.
 */
export const fromBase64 = (text: string): Uint8Array | null => {
  const bytes = new Uint8Array(Buffer.from(text, 'base64'));
  return toBase64(bytes) === text ? bytes : null;
};
