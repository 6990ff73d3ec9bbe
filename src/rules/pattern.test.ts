import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { finderOf, literalsOf } from './literals.ts';
import { patternOf } from './pattern.ts';
import { RE2JS } from 're2js';
import { SHIPPED } from './shipped/index.ts';

describe('the texts that an expression needs', () => {
  test.each<readonly [regex: string, texts: readonly string[] | null]>([
    ['abc', ['abc']],
    [String.raw`\beval\(`, ['eval(']],
    [String.raw`abc?d`, ['ab']],
    ['ab+cde', ['cde']],
    ['(?:placeholder|dummy) (?:value|data)', ['placeholder', 'dummy']],
    ['x(?:abc|d*)', null],
    ['(?:abc)?', null],
    ['(?:abc){0,2}d', null],
    ['(?:abc){2}d', ['abc']],
    ['[abc]+', null],
    ['a|b', null],
    [String.raw`a\x41`, null],
    [String.raw`\pL`, null],
    [String.raw`[^]]abc`, ['abc']],
    ['^abc$', ['abc']],
    ['a.b', null],
    ['(?P<name>abc)', ['abc']],
  ])('%s', (regex, texts) => expect(literalsOf(regex)?.texts ?? null).toEqual(texts));

  test('are of either case where a flag says so, wherever it stands', () => {
    expect(literalsOf('(?i)abc')).toEqual({ texts: ['abc'], anyCase: true });
    expect(literalsOf('a(?i:bcd)e')).toEqual({ texts: ['bcd'], anyCase: true });
  });
});

describe('whether any of some texts is in another', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'e', 'x', 'T', '(', ' ', '\n', 'k', '\u212a'), maxLength: 30 });

  test('is told as one look for all of them would', () =>
    fc.assert(
      fc.property(
        fc.array(
          text.filter((one) => one.length > 1),
          { maxLength: 20 },
        ),
        text,
        (texts, within) => {
          expect(finderOf({ texts, anyCase: false })(within)).toBe(texts.some((one) => within.includes(one)));
        },
      ),
      { numRuns: 300 },
    ));

  test('of either case where that will do', () => {
    const find = finderOf({ texts: ['todo', 'fixme'], anyCase: true });
    expect([find('// ToDo'), find('FIXME'), find('to do')]).toEqual([true, true, false]);
  });

  test('of none, none is', () => {
    expect(finderOf({ texts: [], anyCase: false })('')).toBe(false);
    expect(finderOf({ texts: [], anyCase: true })('abc')).toBe(false);
  });
});

/** Expressions made of small parts over few letters, so that they match by chance. */
const regex = fc.letrec<{ part: string; atom: string; row: string }>((tie) => ({
  atom: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(
      'a',
      'b',
      'k',
      'ab',
      'bk',
      '.',
      '[ab]',
      '[^a]',
      String.raw`\b`,
      String.raw`\w`,
      '^',
      '$',
      String.raw`\.`,
    ),
    tie('row').map((row) => `(?:${row})`),
    tie('row').map((row) => `(${row})`),
    fc.tuple(tie('row'), tie('row')).map(([one, other]) => `(?:${one}|${other})`),
    tie('row').map((row) => `(?i:${row})`),
  ),
  part: fc
    .tuple(tie('atom'), fc.constantFrom('', '', '', '?', '*', '+', '{2}', '{0,1}', '*?'))
    .map(([atom, times]) => (/^[\^$]|^\\b/u.test(atom) ? atom : `(?:${atom})${times}`)),
  row: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('')),
}));
const text = fc
  .array(fc.constantFrom('a', 'b', 'k', 'A', 'K', '\u212a', '.', ' ', '\n'), { maxLength: 12 })
  .map((letters) => letters.join(''));

test('looking for texts first finds what RE2 finds, whatever the expression', () => {
  fc.assert(
    fc.property(fc.constantFrom('', '(?i)'), regex.row, text, (flags, row, given) => {
      const pattern = patternOf(`${flags}${row}`);
      if (typeof pattern === 'string') return;
      const plain = RE2JS.compile(`${flags}${row}`, RE2JS.MULTILINE);
      expect(pattern.isIn(given)).toBe(plain.test(given));
      const starts: number[] = [];
      const matcher = plain.matcher(given);
      while (matcher.find()) starts.push(matcher.start());
      expect(pattern.find(given).map(({ start }) => start)).toEqual(starts);
    }),
    { numRuns: 500 },
  );
});

test('nearly every expression that is shipped needs a text', () => {
  const all = SHIPPED.flatMap(({ match }) => match.flatMap((one) => (one.kind === 'text' ? [one.regex] : [])));
  expect(all.filter((one) => literalsOf(one) === null).length).toBeLessThan(all.length / 3);
});
