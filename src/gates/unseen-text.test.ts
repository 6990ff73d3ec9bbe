import { expect, test } from 'vitest';
import { filesWithUnseenText } from './unseen-text.ts';

const patchOf = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(['diff --git a/x b/x', '--- a/x', '+++ b/x', '@@ -1 +1 @@', ...lines, ''].join('\n'));

test.each([
  ['a terminal escape', '+a\u{1b}[2Kb', ['x']],
  ['a bidirectional override', '+// \u{202e}evil', ['x']],
  ['a zero-width space', '+a\u{200b}b', ['x']],
  ['an added line that looks like a header', '+++ b/\u{202e}', ['x']],
  ['plain text', '+plain — “quoted”, café', []],
  ['tabs and line ends of Windows', '+\ta\r', []],
  ['a line that goes', '-a\u{202e}', []],
  ['a line that stays', ' a\u{202e}', []],
])('of a patch with %s', (_, line, expected) => {
  expect(filesWithUnseenText(patchOf(line))).toEqual(expected);
});

test('every file is named once', () => {
  const two = new TextDecoder().decode(patchOf('+\u{202e}', '+\u{202d}')) + new TextDecoder().decode(patchOf('+ok'));
  expect(filesWithUnseenText(new TextEncoder().encode(two))).toEqual(['x']);
});
