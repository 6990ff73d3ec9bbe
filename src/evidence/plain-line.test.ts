import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, parseCanonicalText, strictText } from '#contract';
import { hasField, hasFieldLike, plainLine, readPlainLine } from './plain-line.ts';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (bytes: Uint8Array) => {
  const line = plainLine();
  return { isPlain: readPlainLine(bytes, 0, line), line };
};
const isPlain = (text: string): boolean => read(utf8(text)).isPlain;

describe('a line is plain', () => {
  test.each([
    '{"a":1}\n',
    '{"a":0,"ab":true,"b":false,"c":null,"d":""}\n',
    '{"A":"ä — “so” 😀","a":999999999999999}\n',
    String.raw`{"a":"\"\\\b\f\n\r\t"}` + '\n',
  ])('that is %j', (text) => {
    expect(isPlain(text)).toBe(true);
    expect(parseCanonicalText(text.trimEnd(), 'it').ok).toBe(true);
  });
  test.each([
    ['empty', '\n'],
    ['nothing', ''],
    ['without a field', '{}\n'],
    ['without its newline', '{"a":1}'],
    ['followed by more', '{"a":1} \n'],
    ['cut', '{"a":"b\n'],
    ['cut behind a backslash', '{"a":"b\\'],
    ['with keys out of order', '{"b":1,"a":1}\n'],
    ['with a longer key first', '{"ab":1,"a":1}\n'],
    ['with a key twice', '{"a":1,"a":2}\n'],
    ['with white space', '{"a": 1}\n'],
    ['with a letter escaped that needs none', '{"a":"\\u0061"}\n'],
    ['with a slash escaped', '{"a":"\\/"}\n'],
    ['with a control character as it is', '{"a":"\u0001"}\n'],
    ['with a number that begins with 0', '{"a":01}\n'],
    ['with a number nobody holds exactly', '{"a":1234567890123456}\n'],
    ['with a negative zero', '{"a":-0}\n'],
    ['with a fraction', '{"a":1.0}\n'],
    ['with another word', '{"a":nul}\n'],
    ['with a comma at its end', '{"a":1,}\n'],
    ['with a list', '{"a":[1]}\n'],
    ['with an object', '{"a":{"b":1}}\n'],
    ['with a key that is no word', '{"":1}\n'],
    ['a list', '[1]\n'],
  ])('never where it is %s', (_, text) => expect(isPlain(text)).toBe(false));
  test('never where it has more fields than are kept', () => {
    const of = (count: number) =>
      canonicalJson(Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, n])));
    expect([isPlain(of(64)), isPlain(of(65))]).toEqual([true, false]);
  });
});

const key = fc.stringMatching(/^[A-Za-z]\w{0,3}$/);
const value = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.nat(), fc.boolean(), fc.constant(null));
const object = fc.dictionary(key, value, { minKeys: 1, maxKeys: 6, noNullPrototype: true });

test('an object of words, whole numbers and strings is plain, unless a string has a rare control character', () =>
  fc.assert(
    fc.property(object, (one) => {
      const text = canonicalJson(one);
      fc.pre(!text.includes('\\u'));
      expect(isPlain(text)).toBe(true);
    }),
  ));

test('whatever is changed of a line: if it is plain, it is canonical, and its fields are those of its value', () =>
  fc.assert(
    fc.property(
      object,
      fc.array(fc.tuple(fc.nat(), fc.constantFrom(...utf8('{}",:\\0 19atue\n'), 0x00, 0x1f, 0x7f, 0xc3))),
      fc.boolean(),
      (one, changes, isAdded) => {
        const bytes = [...utf8(canonicalJson(one))];
        for (const [at, byte] of changes) bytes.splice(at % bytes.length, isAdded ? 0 : 1, byte);
        const changed = Uint8Array.from(bytes);
        const { isPlain: plain, line } = read(changed);
        const end = changed.subarray(0, plain ? line.starts[line.count] : 0);
        const text = strictText(end);
        fc.pre(plain && text !== null);
        const parsed = parseCanonicalText(text ?? '', 'it');
        expect(parsed.ok).toBe(true);
        const entries = Object.entries(parsed.ok && typeof parsed.value === 'object' ? (parsed.value ?? {}) : {});
        expect(line.count).toBe(entries.length);
        for (const [name, held] of entries) {
          const ascii = /^[\0-\x7f]*$/.test(String(held));
          expect(hasField(changed, line, `"${name}":${JSON.stringify(held)}`)).toBe(ascii);
          expect(hasFieldLike(changed, line, `"${name}":"`)).toBe(typeof held === 'string');
          expect(hasField(changed, line, `"${name}":7e7`)).toBe(false);
        }
      },
    ),
    { numRuns: 500 },
  ));
