import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson, parseCanonicalJson } from './canonical.ts';

/** A text is read if it is exactly what RFC 8785 gives for its value, and by no shorter way anything else. */

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const isRead = (text: string): boolean => parseCanonicalJson(bytes(text), 'a document').ok;
/** What the library says by writing the value anew; a text that cannot be written anew is refused. */
const isCanonical = (text: string): boolean => {
  try {
    return `${canonicalize(JSON.parse(text)) ?? ''}\n` === text;
  } catch {
    return false;
  }
};

const isWritable = (value: unknown): boolean =>
  isCanonical(`${JSON.stringify(value)}\n`) || !/\\ud/u.test(JSON.stringify(value));

describe('canonical JSON', () => {
  test.each([
    ['an object in order', '{"a":1,"b":[{"c":null,"d":"ä"}]}\n'],
    ['keys that JavaScript counts, in the order of text', '{"10":1,"9":2}\n'],
    ['an escaped backslash before “ud”', '{"a":"\\\\ud800"}\n'],
    ['a key called __proto__', '{"__proto__":{"a":1},"b":1}\n'],
    ['characters beyond the first plane', '{"a":"😀","b":"\u007f"}\n'],
    ['a number', '1e+21\n'],
    ['a text', '"x"\n'],
    ['null', 'null\n'],
  ])('is read: %s', (_, text) => expect([isRead(text), isCanonical(text)]).toEqual([true, true]));

  test.each([
    ['keys in another order', '{"b":1,"a":2}\n'],
    ['keys in another order, deep down', '{"a":[{"c":{"b":1,"a":2}}]}\n'],
    ['keys that JavaScript counts, in the order of numbers', '{"9":1,"10":2}\n'],
    ['a key twice', '{"a":1,"a":1}\n'],
    ['half a surrogate pair', '{"a":"\\ud800"}\n'],
    ['half a surrogate pair in a key', '{"\\udc00":1}\n'],
    ['white space inside', '{"a": 1}\n'],
    ['white space at the end', '{"a":1} \n'],
    ['two newlines', '{"a":1}\n\n'],
    ['no newline', '{"a":1}'],
    ['a newline of another machine', '{"a":1}\r\n'],
    ['a byte order mark', '\ufeff{"a":1}\n'],
    ['another spelling of a number', '{"a":1.0}\n'],
    ['a negative zero', '{"a":-0}\n'],
    ['a number that cannot be held', '{"a":9007199254740993}\n'],
    ['an escape that is not needed', '{"a":"\\u0041"}\n'],
    ['a slash escaped', '{"a":"\\/"}\n'],
    ['nothing', ''],
    ['a newline alone', '\n'],
  ])('is refused: %s', (_, text) => expect([isRead(text), isCanonical(text)]).toEqual([false, false]));

  test('is refused where its bytes are not UTF-8', () =>
    expect(parseCanonicalJson(Uint8Array.of(0x22, 0xff, 0x22, 0x0a), 'a document').ok).toBe(false));

  test('is read exactly where writing the value anew gives the same, whatever the text', () => {
    const value = fc.jsonValue({ maxDepth: 4 });
    const key = fc.oneof(fc.string(), fc.constantFrom('1', '10', '9', '__proto__', 'a', 'b', '\ud800', 'ä'));
    const nested = fc.dictionary(key, fc.oneof(fc.dictionary(key, value), fc.array(value), value));
    const text = fc.oneof(
      value.map((one) => `${JSON.stringify(one)}\n`),
      nested.map((one) => `${JSON.stringify(one)}\n`),
      nested.filter(isWritable).map((one) => `${canonicalize(one) ?? ''}\n`),
    );
    const changed = fc
      .tuple(text, fc.nat(), fc.constantFrom('', ' ', '\n', '0', '\\', '"', ','))
      .map(([one, at, more]) =>
        more === '' ? one : one.slice(0, at % one.length) + more + one.slice(at % one.length),
      );
    fc.assert(
      fc.property(changed, (one) => {
        fc.pre(one.isWellFormed());
        expect(isRead(one)).toBe(isCanonical(one));
      }),
      { numRuns: 1000 },
    );
  });

  test('is what it writes', () =>
    fc.assert(
      fc.property(fc.jsonValue(), (one) => {
        fc.pre(JSON.stringify(one).isWellFormed() && !/\\ud/u.test(JSON.stringify(one)));
        expect(isRead(canonicalJson(one))).toBe(true);
      }),
    ));

  test('is read exactly then too where it is a flat object, written by somebody else', () => {
    const key = fc.constantFrom('a', 'b', 'aa', 'Z', 'z9', '9', '__proto__', '_');
    const written = fc.constantFrom(
      ...['0', '-0', '7', '07', '1e3', '1.0', '123456789012345', '1234567890123456', 'true', 'null', 'nul', '""'],
      ...['"x"', '"ä"', '"😀"', '"\u2028"', '"\u007f"', String.raw`"\n"`, String.raw`"\ud800"`, '"\t"', '[]', '{}', ''],
    );
    const fields = fc.array(fc.tuple(key, written), { maxLength: 4 });
    fc.assert(
      fc.property(fields, fc.constantFrom(',', ', ', ',,'), (all, comma) => {
        const one = `{${all.map(([name, value]) => `"${name}":${value}`).join(comma)}}\n`;
        expect(isRead(one)).toBe(isCanonical(one));
      }),
      { numRuns: 3000 },
    );
  });
});
