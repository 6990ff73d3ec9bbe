import { expect, test } from 'vitest';
import { testsInText } from './test-texts.ts';

const HOLD: readonly (readonly [path: string, text: string])[] = [
  ['src/lib.rs', 'pub fn a() {}\n#[cfg(test)]\nmod tests {}\n'],
  ['src/lib.rs', '#[test]\nfn a() {}\n'],
  ['src/lib.rs', '#[ cfg( all(test, feature = "x") ) ]\nmod tests {}\n'],
  ['src/lib.rs', '#[tokio::test]\nasync fn a() {}\n'],
  ['src/lib.rs', '#[tokio::test(flavor = "current_thread")]\nasync fn a() {}\n'],
  ['src/lib.rs', '#[rstest]\nfn a() {}\n'],
  ['src/lib.rs', 'proptest! {\n    #[test]\n    fn a() {}\n}\n'],
  ['src/month.mjs', 'if (import.meta.vitest) {}\n'],
  ['checks/month.mjs', "import { test } from 'vitest';\ntest('a', () => {});\n"],
  ['checks/month.cjs', "describe('months', () => {});\n"],
  ['checks/month.ts', '  it.each([1])\n  test.skip(`a`, () => {});\n'],
  ['checks/month.js', 'await test("a", () => {});\n'],
  ['checks/check_month.py', 'def test_counts():\n    pass\n'],
  ['checks/check_month.py', 'class TestMonth:\n    pass\n'],
  ['checks/check_month.py', 'class Months(unittest.TestCase):\n    pass\n'],
  ['checks/check_month.py', '    async def test_counts(self):\n        pass\n'],
  ['checks/Month.java', '  @Test\n  void counts() {}\n'],
  ['checks/Month.kt', '  @ParameterizedTest\n  fun counts() {}\n'],
  ['checks/month.rb', "RSpec.describe 'months' do\nend\n"],
  ['checks/month.rb', 'class Months < Minitest::Test\nend\n'],
  ['checks/Month.php', 'final class Month extends TestCase {}\n'],
  ['checks/Month.cs', '  [Fact]\n  public void Counts() {}\n'],
  ['checks/month.exs', '  use ExUnit.Case\n'],
];
const SHARED: readonly (readonly [path: string, text: string])[] = [
  ['checks/shared.mjs', "import { expect } from 'vitest';\n"],
  ['checks/shared.mjs', "import {\n  mock,\n} from 'node:test';\n"],
  ['checks/shared.cjs', "const { expect } = require('@jest/globals');\n"],
  ['checks/shared.mjs', "import 'bun:test';\n"],
  ['checks/shared.py', 'import pytest\n'],
  ['checks/shared.py', 'from unittest import mock\n'],
];
const NOTHING: readonly (readonly [path: string, text: string])[] = [
  ['src/lib.rs', 'pub fn test() {}\n'],
  ['src/lib.rs', '#[cfg(not(test))]\npub fn a() {}\n'],
  ['src/lib.rs', '// #[test]\npub fn a() {}\n'],
  ['src/lib.rs', '#[cfg_attr(test, allow(dead_code))]\npub fn a() {}\n'],
  ['src/lib.rs', '#[cfg(feature = "testing")]\npub fn a() {}\n'],
  ['src/month.mjs', "if (/a/.test('b')) it = 1;\nlatest('a');\n"],
  ['src/month.mjs', "import { readFile } from 'node:fs';\n"],
  ['src/month.mjs', "import test from './test.mjs';\ntest(1);\n"],
  ['src/month.py', 'def month():\n    return latest()\nclass Tested(Base):\n    pass\n'.replace('Tested', 'Contest')],
  ['src/month.py', 'import unittests\n'],
  ['month.go', 'func TestCounts(t *testing.T) {}\n'],
  ['notes.md', "test('a')\n#[test]\ndef test_a():\n"],
  ['data.json', '{}'],
];

test.for(HOLD)('%s holds tests: %s', ([path, text]) => {
  expect(testsInText(path, text)).toBe('tests');
});
test.for(SHARED)('%s brings in what tests need, and holds none: %s', ([path, text]) => {
  expect(testsInText(path, text)).toBe('framework');
});
test.for(NOTHING)('%s holds none: %s', ([path, text]) => {
  expect(testsInText(path, text)).toBe(null);
});
