import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SUM_LENGTH, wordSum } from './word-sum.ts';

it('is the same for the same bytes, wherever they lie', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat({ max: 7 }), (bytes, before) => {
      const elsewhere = new Uint8Array([...new Uint8Array(before), ...bytes]).subarray(before);
      expect(wordSum(elsewhere)).toBe(wordSum(bytes));
      expect(wordSum(bytes)).toMatch(new RegExp(String.raw`^[0-9a-f]{${SUM_LENGTH}}$`, 'u'));
    }),
  );
});

it('is another one where a single byte is another one, and where one is missing', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      (bytes, n, by) => {
        const at = n % bytes.length;
        expect(wordSum(bytes.map((byte, index) => (index === at ? byte ^ by : byte)))).not.toBe(wordSum(bytes));
        expect(wordSum(bytes.subarray(0, -1))).not.toBe(wordSum(bytes));
      },
    ),
  );
});
