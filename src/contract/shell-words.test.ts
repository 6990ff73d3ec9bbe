import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { joinWords, splitWords } from './shell-words.ts';

const SPLIT: readonly [string, readonly string[]][] = [
  ['', []],
  ['  ', []],
  ['node --test', ['node', '--test']],
  ['  a   b\t c ', ['a', 'b', 'c']],
  [`a 'b c' "d e"`, ['a', 'b c', 'd e']],
  [`a'b'"c"\\ d`, ['abc d']],
  [`'' ""`, ['', '']],
  [`'a|b;$x*'`, ['a|b;$x*']],
  [`"a|b;*"`, ['a|b;*']],
  [`"\\$x \\" \\\\ \\n"`, ['$x " \\ \\n']],
  [`a\\|b`, ['a|b']],
];
const REFUSED = [
  'a | b',
  'a; b',
  'a & b',
  'a && b',
  'a $x',
  'a `b`',
  'a > b',
  'a < b',
  'a *.ts',
  'a (b)',
  'a # b',
  '"$x"',
  '"`b`"',
  '"\\\\$x"',
  `'open`,
  '"open',
  'open\\',
  'a\nb',
  'X=1 a',
  'a {b,c}',
  '~/a',
  '!a',
  'a?',
  'a [b]',
];

describe('a command line', () => {
  test.each(SPLIT)('%j is split into %j', (line, words) => expect(splitWords(line)).toEqual({ words }));
  test.each(REFUSED)('%j needs a shell, and is refused', (line) => expect(splitWords(line)).toHaveProperty('problem'));

  it('that was joined is split into the same words', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary' })), (words) => {
        fc.pre(!/^\w+=/.test(words[0] ?? ''));
        expect(splitWords(joinWords(words))).toEqual({ words });
      }),
    );
  });
});
