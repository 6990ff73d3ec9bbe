import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { visible, visibleCode, visibleLine } from './visible.ts';

const CASES: readonly [string, string][] = [
  ['plain ä 日本 😀', 'plain ä 日本 😀'],
  ['two\nlines', 'two\nlines'],
  ['a\tb\r', 'a\\u{9}b\\u{d}'],
  ['\u001b[31mred', '\\u{1b}[31mred'],
  ['\u009b31m', '\\u{9b}31m'],
  ['a\u202eb', 'a\\u{202e}b'],
  ['a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
  ['a\u200bb\ufeff', 'a\\u{200b}b\\u{feff}'],
  ['a\u2028b\u2029', 'a\\u{2028}b\\u{2029}'],
  ['\ud800', '\\u{d800}'],
  ['\u{e0041}', '\\u{e0041}'],
  ['\u3164', '\\u{3164}'],
  ['\u007f', '\\u{7f}'],
];

const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]|\u{34f}|\u{115f}|\u{1160}|\u{3164}|\u{ffa0}|[\u{fe00}-\u{fe0f}]/u;

describe('visible', () => {
  test.each(CASES)('%j is shown as %j', (text, shown) => expect(visible(text)).toBe(shown));

  it('keeps a value on its line', () => expect(visibleLine('a\nrisk  LOW')).toBe('a\\u{a}risk  LOW'));

  it('draws a tab that indents a line of code as an arrow, and no other character otherwise', () => {
    expect(visibleCode('+\t\tif a {\n \tb\tc\n\u202e\td\n  \te')).toBe(
      '+→   →   if a {\n →   b\\u{9}c\n\\u{202e}\\u{9}d\n  →   e',
    );
  });

  it('leaves nothing unseen, and changes nothing the second time', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        expect(visible(text).replaceAll('\n', '')).not.toMatch(UNSEEN);
        expect(visibleLine(text)).not.toMatch(UNSEEN);
        expect(visibleCode(text).replaceAll('\n', '')).not.toMatch(UNSEEN);
        expect(visible(visible(text))).toBe(visible(text));
      }),
      { numRuns: 1000 },
    );
  });
});
