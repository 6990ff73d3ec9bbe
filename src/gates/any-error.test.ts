import { expect, test } from 'vitest';
import { anyErrorOf, waitsForAnyError } from './any-error.ts';

test.each<[text: string, any: boolean]>([
  [`test('a', () => assert.throws(() => month('x', 1)));`, true],
  [`test('a', () => assert.throws(() => month(','),\n));`, true],
  [`test('a', () => {\n  assert.throws(() => {\n    month([1, 2]);\n  });\n});`, true],
  [`test('a', async () => { await assert.rejects(month('x')); });`, true],
  [`test('a', () => expect(() => month('x')).toThrow());`, true],
  [`test('a', () => expect(month('x')).rejects.toThrowError( ));`, true],
  [`def test_a():\n    with pytest.raises(Exception):\n        month("x")`, true],
  [`    def test_a(self):\n        self.assertRaises(Exception, month, "x")`, true],
  [`test('a', () => assert.throws(() => month('x'), RangeError));`, false],
  [`test('a', () => expect(() => month('x')).toThrow(/no date/));`, false],
  [`def test_a():\n    with pytest.raises(ValueError):\n        month("x")`, false],
  [`def test_a():\n    with pytest.raises(Exception, match="no date"):\n        month("x")`, false],
  [`test('a', () => { assert.throws(() => month('x')); assert.equal(month(d), 11); });`, false],
  [`test('a', () => { expect(() => month('x')).toThrow(); expect(month(d)).toBe(11); });`, false],
  [
    `def test_a():\n    with pytest.raises(Exception) as e:\n        month("x")\n    assert "no" in str(e.value)`,
    false,
  ],
  [`test('a', () => assert.equal(month(d), 11));`, false],
])('%s', (text, any) => expect(waitsForAnyError(text)).toBe(any));

const patch = (...lines: readonly string[]): Uint8Array =>
  new TextEncoder().encode(
    `diff --git a/t.mjs b/t.mjs\n--- a/t.mjs\n+++ b/t.mjs\n@@ -3,0 +4,${lines.length} @@\n${lines.map((line) => `+${line}`).join('\n')}\n`,
  );

test('its own lines alone are read, up to the next test', () => {
  const own = `test('rejects', () => assert.throws(() => month('x')));`;
  const more = `test('counts', () => assert.equal(month(d), 11));`;
  const asked = (name: string, ...lines: readonly string[]) => anyErrorOf({ name, file: 't.mjs' }, patch(...lines));
  expect(asked('rejects', more, own, more)).toBe('t.mjs:5');
  expect(asked('months > rejects', own)).toBe('t.mjs:4');
  expect(asked('counts', own, more)).toBe(null);
  // Which of the two it is, nobody knows; and one that was there is in no patch.
  expect(asked('rejects', own, own)).toBe(null);
  expect(asked('keeps', own, more)).toBe(null);
});
