import { expect, test } from 'vitest';
import { lookalikesIn } from './lookalike.ts';

test.each([
  ['a Cyrillic а in a Latin word', 'const p\u{430}ypal = 1;', ['p\\u{430}ypal']],
  ['a Cyrillic с in a path', 'sr\u{441}/date.ts', ['sr\\u{441}']],
  ['a Greek omicron', 'b\u{3bf}olean', ['b\\u{3bf}olean']],
  ['an Armenian letter', 'h\u{585}st', ['h\\u{585}st']],
  ['letters of full width', '\u{ff52}\u{ff4d} -rf', ['\\u{ff52}\\u{ff4d}']],
  ['mathematical letters', 'is\u{1d400}dmin', ['is\\u{1d400}dmin']],
  ['the sign of Kelvin', 'to\u{212a}en', ['to\\u{212a}en']],
  ['the same word twice', 'p\u{430}y(p\u{430}y)', ['p\\u{430}y']],
  ['two words', 'p\u{430}y b\u{3bf}b', ['p\\u{430}y', 'b\\u{3bf}b']],
])('finds %s', (_, text, words) => expect(lookalikesIn(text)).toEqual(words));

test.each([
  ['plain code', 'const paypal = 1; // it costs 3 €'],
  ['accents', 'naïve café Ångström Straße'],
  ['accents put together', 'cafe\u{301}'],
  ['a word in Russian', 'привет, мир: hello'],
  ['a word in Greek', 'καλημέρα κόσμε'],
  ['Japanese beside Latin', 'src/日本語test.ts カタカナid'],
  ['a formula', 'Δt = 3 μs, λx'],
  ['ordinals', '1ª 2º'],
  ['nothing', ''],
])('finds nothing in %s', (_, text) => expect(lookalikesIn(text)).toEqual([]));
