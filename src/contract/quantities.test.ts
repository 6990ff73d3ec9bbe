import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { parseDuration, parseSize, printDuration, printSize } from './quantities.ts';

const DURATIONS: readonly [string, number | null][] = [
  ['90s', 90_000], ['2m', 120_000], ['1h', 3_600_000], ['250ms', 250], ['0s', null], ['-1s', null], ['1.5h', null], ['10', null], ['1d', null], ['1H', null], ['', null], ['1 h', null], ['999999999999999h', null],
]; // prettier-ignore
const SIZES: readonly [string, number | null][] = [
  ['512MB', 512e6], ['1GB', 1e9], ['1GiB', 2 ** 30], ['1KB', 1000], ['100kB', 100_000], ['1kb', null], ['7B', 7], ['0GB', null], ['1gb', null], ['1', null], ['1TB', null], ['1e9B', null],
]; // prettier-ignore

describe('quantities', () => {
  test.each(DURATIONS)('%s is %d ms', (text, ms) => expect(parseDuration(text)).toBe(ms));
  test.each(SIZES)('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toBe(bytes));

  it('are printed so that they are read as the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e14 }), (amount) => {
        expect(parseDuration(printDuration(amount))).toBe(amount);
        expect(parseSize(printSize(amount))).toBe(amount);
      }),
    );
  });
});
