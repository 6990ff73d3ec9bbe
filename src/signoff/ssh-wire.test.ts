import fc from 'fast-check';
import { expect, test } from 'vitest';
import { concat } from './bytes.ts';
import { readWire, wireString, wireUint32 } from './ssh-wire.ts';

test('strings and numbers that were written are read back, and then nothing is left', () =>
  fc.assert(
    fc.property(fc.array(fc.uint8Array()), fc.nat({ max: 0xffff_ffff }), (strings, number) => {
      const reader = readWire(concat(...strings.map(wireString), wireUint32(number)));
      expect(strings.map(() => reader.string())).toEqual(strings);
      expect(reader.uint32()).toBe(number);
      expect(reader.complete()).toBe(true);
    }),
  ));

test('what is cut or has something after it is never complete', () =>
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9 }), { minLength: 1 }), fc.nat(), (strings, cut) => {
      const wire = concat(...strings.map(wireString));
      const isComplete = (bytes: Uint8Array): boolean => {
        const reader = readWire(bytes);
        strings.forEach(() => reader.string());
        return reader.complete();
      };
      expect(isComplete(wire)).toBe(true);
      expect(isComplete(wire.slice(0, cut % wire.length))).toBe(false);
      expect(isComplete(concat(wire, Uint8Array.of(0)))).toBe(false);
    }),
  ));

test('a text that is not UTF-8 is not complete', () => {
  const reader = readWire(wireString(Uint8Array.of(0xff)));
  expect([reader.text(), reader.complete()]).toEqual(['', false]);
});

test.for<[string, readonly number[], readonly number[] | null]>([
  ['one byte', [5], [5]],
  ['a zero where the next bit is set', [0, 0x80], [0x80]],
  ['a zero that is not needed', [0, 0x7f], null],
  ['two zeros', [0, 0, 0x80], null],
  ['a minus sign', [0x80], null],
  ['0', [], null],
  ['0 in another spelling', [0], null],
])('of positive integers only the shortest spelling is read: %s', ([, encoded, magnitude]) => {
  const reader = readWire(wireString(Uint8Array.from(encoded)));
  const read = [...reader.mpint()];
  expect(reader.complete() ? read : null).toEqual(magnitude);
});
