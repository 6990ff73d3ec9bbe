import { expect, test } from 'vitest';
import { deceptiveFiles } from './deceptive-text.ts';

const patchOf = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(['diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1 +1 @@', ...lines, ''].join('\n'));
const unseen = [{ file: 'x', unseen: true, posing: [] }];
const posing = (...words: readonly string[]) => [{ file: 'x', unseen: false, posing: words }];

test.each([
  ['a terminal escape', '+a\u{1b}[2Kb', unseen],
  ['a bidirectional override', '+// \u{202e}evil', unseen],
  ['a zero-width space', '+a\u{200b}b', unseen],
  ['a tag', '+a\u{e0041}b', unseen],
  ['a variation selector', '+a\u{fe0f}b', unseen],
  ['an added line that looks like a header', '+++ b/\u{202e}', unseen],
  ['a letter that poses', '+const p\u{430}ypal = 1', posing('p\\u{430}ypal')],
  ['a space that is none', '+rm\u{a0}-rf', posing('\\u{a0}')],
  ['plain text', '+plain — “quoted”, café', []],
  ['another language', '+// привет', []],
  ['tabs and line ends of Windows', '+\ta\r', []],
  ['a line that goes', '-a\u{202e}p\u{430}y', []],
  ['a line that stays', ' a\u{202e}p\u{430}y', []],
])('of a patch with %s', (_, line, expected) => expect(deceptiveFiles(patchOf(line))).toEqual(expected));

test('every file is named once, with all that was found in it', () => {
  const two =
    new TextDecoder().decode(patchOf('+\u{202e}', '+p\u{430}y', '+p\u{430}y\u{202d}')) +
    new TextDecoder().decode(patchOf('+ok'));
  expect(deceptiveFiles(new TextEncoder().encode(two))).toEqual([{ file: 'x', unseen: true, posing: ['p\\u{430}y'] }]);
});
