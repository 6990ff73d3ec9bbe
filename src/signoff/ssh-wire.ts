import { concat, utf8 } from './bytes.ts';

/**
 * Reads SSH's binary encoding (RFC 4251 §5) front to back. A read that goes wrong gives something empty and is
 * remembered, so that a caller reads all fields in a row and then asks once, by `complete`, whether to believe them.
 */
export type WireReader = {
  readonly bytes: (length: number) => Uint8Array;
  readonly uint32: () => number;
  readonly string: () => Uint8Array;
  /** A string that must be UTF-8. */
  readonly text: () => string;
  /** A positive multiple precision integer, as its bytes without leading zeros; only the shortest encoding is read. */
  readonly mpint: () => Uint8Array;
  /** Whether every read succeeded and nothing is left over. */
  readonly complete: () => boolean;
};

/** A reader at the start of `wire`. */
export const readWire = (wire: Uint8Array): WireReader => {
  let position = 0;
  let broken = false;
  const bytes = (length: number): Uint8Array => {
    // Past the end there is nothing to read, and the position never comes back: `complete` will know.
    const found = wire.slice(position, position + length);
    position += length;
    return found;
  };
  const uint32 = (): number => bytes(4).reduce((value, byte) => value * 256 + byte, 0);
  const string = (): Uint8Array => bytes(uint32());
  const text = (): string => {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(string());
    } catch {
      broken = true;
      return '';
    }
  };
  const mpint = (): Uint8Array => {
    const encoded = string();
    const first = encoded[0] ?? 0;
    // A leading zero is allowed only where the next bit would otherwise read as a minus sign.
    const padded = first === 0 && (encoded[1] ?? 0) >= 0x80;
    broken ||= !padded && (first === 0 || first >= 0x80);
    return padded ? encoded.slice(1) : encoded;
  };
  return { bytes, uint32, string, text, mpint, complete: () => !broken && position === wire.length };
};

/** A number as four bytes, the highest first. */
export const wireUint32 = (value: number): Uint8Array => Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);

/** Bytes, or a text as UTF-8, with their length before them. */
export const wireString = (value: Uint8Array | string): Uint8Array => {
  const bytes = typeof value === 'string' ? utf8(value) : value;
  return concat(wireUint32(bytes.length), bytes);
};
