import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { edited, hunksOfPatch, lineOffsets, linesOf, revertHunk } from './hunks.ts';
import { hunksBetween } from './source.fixture.ts';

const hunk = (oldFrom: number, oldCount: number, newFrom: number, newCount: number) => ({
  ...{ oldFrom, oldCount, newFrom, newCount },
});

describe('the hunks of a patch without context', () => {
  test.each<[says: string, patch: string, hunks: ReturnType<typeof hunksOfPatch>]>([
    ['none, of nothing', '', []],
    ['one of a line', 'diff --git a/x b/x\n@@ -3 +3 @@ f\n-a\n+b\n', [[hunk(3, 1, 3, 1)]]],
    ['lines that are new', 'diff --git a/x b/x\n@@ -3,0 +4,2 @@\n+a\n+b\n', [[hunk(3, 0, 4, 2)]]],
    ['lines that are gone', 'diff --git a/x b/x\n@@ -3,2 +2,0 @@\n-a\n-b\n', [[hunk(3, 2, 2, 0)]]],
    ['a file each', 'diff --git a/x b/x\n@@ -1 +1 @@\ndiff --git a/y b/y\n@@ -2 +2 @@\n', [[hunk(1, 1, 1, 1)], [hunk(2, 1, 2, 1)]]],
    ['a new mode alone', 'diff --git a/x b/x\nold mode 100644\nnew mode 100755\n', [[]]],
    ['not what only looks like one', 'diff --git a/x b/x\n@@ -1 +1 @@\n-@@ -7 +7 @@\n+diff --git a/y b/y\n', [[hunk(1, 1, 1, 1)]]],
  ])('%s', (_, patch, hunks) => expect(hunksOfPatch(patch)).toEqual(hunks)); // prettier-ignore
});

describe('lines', () => {
  test.each([
    ['', [], [0]],
    ['a', ['a'], [0, 1]],
    ['a\n', ['a\n'], [0, 2]],
    ['a\n\nb', ['a\n', '\n', 'b'], [0, 2, 3, 4]],
    ['a\r\nb\n', ['a\r\n', 'b\n'], [0, 3, 5]],
  ])('of %j', (text, lines, offsets) => {
    expect(linesOf(text)).toEqual(lines);
    expect(lineOffsets(text)).toEqual(offsets);
  });
});

describe('edits', () => {
  test.each<[says: string, edits: Parameters<typeof edited>[1], text: string]>([
    ['none', [], 'abcdef'],
    ['one', [{ start: 1, end: 3, text: 'X' }], 'aXdef'],
    ['two, in whatever order', [{ start: 4, end: 5, text: 'Y' }, { start: 1, end: 3, text: 'X' }], 'aXdYf'],
    ['the outer of two', [{ start: 2, end: 3, text: 'Y' }, { start: 1, end: 4, text: 'X' }], 'aXef'],
    ['both at one place', [{ start: 3, end: 3, text: 'X' }, { start: 3, end: 3, text: 'Y' }], 'abcXYdef'],
    ['at the end', [{ start: 6, end: 6, text: '!' }], 'abcdef!'],
  ])('%s', (_, edits, text) => expect(edited('abcdef', edits)).toBe(text)); // prettier-ignore
});

const reverted = (before: string, after: string): string =>
  edited(after, hunksBetween(before, after).map((one) => revertHunk(one, before, after))); // prettier-ignore

describe('reverting every hunk gives the old text', () => {
  test.each([
    ['of nothing', '', 'a\n'],
    ['where nothing is left', 'a\n', ''],
    ['where the last line lost its end', 'a\nb\n', 'a\nb'],
    ['where the last line got its end', 'a\nb', 'a\nb\n'],
    ['where lines came at the end of one without', 'a', 'a\nb\nc'],
    ['where lines went at both ends', 'a\nb\nc\n', 'b\n'],
    ['of lines that look like a header', '@@ -1 +1 @@\n', '@@ -2 +2 @@\n'],
    ['of lines that end otherwise', 'a\r\nb\r\n', 'a\nb\n'],
    ['beyond the first plane', '😀\né\n', '😀😀\né\n'],
  ])('%s', (_, before, after) => expect(reverted(before, after)).toBe(before));

  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', '', '  x', '+ y', '@@ -1 +1 @@', '😀'), { maxLength: 12 })
    .chain((lines) => fc.constantFrom('', '\n').map((end) => lines.join('\n') + (lines.length === 0 ? '' : end)));
  test('of any two texts', () =>
    fc.assert(
      fc.property(text, text, (before, after) => reverted(before, after) === before),
      { numRuns: 60 },
    ));
});
