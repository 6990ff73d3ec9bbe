import { expect, test } from 'vitest';
import { read } from './source.fixture.ts';
import { testItemsOf, withoutAddedTests, withTestsOf, type WithTests } from './test-items.ts';

const taken = (path: string, text: string, names: readonly string[] = []): WithTests | null => {
  const source = read(path, text);
  const tests = source === null ? null : testItemsOf(source, new Set(names));
  return tests === null ? null : { text, tests };
};
/** What the result is with the tests of the base; null where it cannot be made. */
const back = (path: string, base: string, result: string, names: readonly string[] = []): string | null => {
  const [from, into] = [taken(path, base, names), taken(path, result, names)];
  return from === null || into === null ? null : withTestsOf(into, from);
};
/** The pieces that are tests. */
const found = (path: string, text: string, names: readonly string[] = []): readonly string[] | null =>
  taken(path, text, names)?.tests.items.map(({ start, end }) => text.slice(start, end)) ?? null;

const RUST = (product: string, tests: string): string => `pub fn month(n: u32) -> u32 {\n    ${product}\n}\n\n${tests}`;
const MODULE = (asked: string): string =>
  `#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n    fn counts() {\n        assert_eq!(month(11), ${asked});\n    }\n}\n`;

test('the tests of the base stand in the product of the result', () => {
  expect(back('src/lib.rs', RUST('n - 1', MODULE('11')), RUST('n', MODULE('10')))).toBe(RUST('n', MODULE('11')));
  expect(
    back(
      'src/month.mjs',
      "export const month = (d) => d;\nif (import.meta.vitest) {\n  import.meta.vitest.test('a', () => old());\n}\n",
      "export const month = (d) => d + 1;\nif (import.meta.vitest) {\n  import.meta.vitest.test('a', () => bent());\n}\n",
    ),
  ).toBe(
    "export const month = (d) => d + 1;\nif (import.meta.vitest) {\n  import.meta.vitest.test('a', () => old());\n}\n",
  );
  expect(
    back(
      'src/month.py',
      'def month(d):\n    return d\n\ndef test_month():\n    assert month(1) == 1\n',
      'def month(d):\n    return d + 1\n\ndef test_month():\n    assert month(1) == 2\n',
    ),
  ).toBe('def month(d):\n    return d + 1\n\ndef test_month():\n    assert month(1) == 1\n');
});

test('what is as it was changes nothing, and what the result has beside it stays', () => {
  const result = RUST('n', `${MODULE('11')}\n#[test]\nfn more() {}\n`);
  expect(back('src/lib.rs', RUST('n - 1', MODULE('11')), result)).toBe(result);
});

test('what is gone or called otherwise comes back', () => {
  const gone = back('src/lib.rs', RUST('n - 1', MODULE('11')), RUST('n', ''));
  expect(gone).toBe(`${RUST('n', '')}\n${MODULE('11').trimEnd()}\n`);
  const deep = (inner: string): string => `mod dates {\n    pub fn a() {}\n${inner}}\n`;
  expect(back('src/lib.rs', deep('    #[test]\n    fn b() {}\n'), deep(''))).toBe(deep('\n#[test]\n    fn b() {}\n'));
  expect(back('a.py', 'def test_a():\n    pass\n', 'x = 1\n')).toBe('x = 1\n\ndef test_a():\n    pass\n');
});

test.for<readonly [string, string, string]>([
  ['the module is gone', 'mod a {\n    #[test]\n    fn b() {}\n}\n', 'mod c {}\n'],
  ['it is built no more', 'mod a {\n    #[test]\n    fn b() {}\n}\n', '#[cfg(any())]\nmod a {}\n'],
  ['there are two of the name', 'mod a {\n    #[test]\n    fn b() {}\n}\n', '#[cfg(any())]\nmod a {}\nmod a {}\n'],
])('where %s, it cannot be done', ([, base, result]) => {
  expect(back('src/lib.rs', base, result)).toBe(null);
});

test('a decoy that is not built does not take the place of a test', () => {
  const result = `#[cfg(any())]\n#[cfg(test)]\nmod tests {}\n#[cfg(all(test))]\nmod tests { fn bent() {} }\n`;
  const made = back('src/lib.rs', MODULE('11'), result) ?? '';
  // Two modules of one name: it cannot be compiled, which refuses.
  expect(made).toBe(`${MODULE('11').trimEnd()}\n#[cfg(all(test))]\nmod tests { fn bent() {} }\n`);
});

test('items of tests are told from the product', () => {
  expect(
    found(
      'src/lib.rs',
      'use a::b;\n/// A.\n#[cfg(test)]\n// why\n#[allow(x)]\nmod tests {}\nproptest! { #[test] fn b() {} }\n#[cfg(test)]\nuse c::d;\n#[cfg(not(test))]\nfn p() {}\nfn q() {}\n#[tokio::test]\nasync fn t() {}\n',
    ),
  ).toEqual([
    '#[cfg(test)]\n// why\n#[allow(x)]\nmod tests {}',
    'proptest! { #[test] fn b() {} }',
    '#[cfg(test)]\nuse c::d;',
    '#[tokio::test]\nasync fn t() {}',
  ]);
  expect(
    found(
      'a.py',
      'import pytest\n\n@pytest.fixture\ndef f(): pass\n\ndef month(): pass\n\nclass Months(TestCase):\n    pass\n\nclass Product:\n    def test_it(self): pass\n\nif FAST:\n    def test_c(): pass\n\ndef check_d(): pass\n',
      ['check_d'],
    ),
  ).toEqual([
    '@pytest.fixture\ndef f(): pass',
    'class Months(TestCase):\n    pass',
    'if FAST:\n    def test_c(): pass',
    'def check_d(): pass',
  ]);
  expect(
    found(
      'a.ts',
      "import { test } from 'node:test';\nexport const a = /x/.test('y');\n// test('no')\nconst b = \"test('no')\";\ntest('a', () => {});\nfor (const one of [1]) test(`${one}`, () => {});\ndescribe.each([1])('b', () => {});\nfunction many() { test('c', () => {}); }\nmany();\nlatest('d');\n",
    ),
  ).toEqual([
    "test('a', () => {});",
    'for (const one of [1]) test(`${one}`, () => {});',
    "describe.each([1])('b', () => {});",
    "function many() { test('c', () => {}); }",
    'many();',
  ]);
  expect(found('a.mjs', 'const { test } = import.meta.vitest ?? {};\nconst x = 1;\nif (test) test(1);\n')).toEqual([
    'const { test } = import.meta.vitest ?? {};',
    'if (test) test(1);',
  ]);
});

test.for<readonly [string, string]>([
  ['given to others', "export const run = () => test('a', () => {});\n"],
  ['given to others, as Node did', "module.exports = () => { test('a', () => {}); };\n"],
  ['called otherwise', "import { test as ask } from 'node:test';\nask('a', () => {});\n"],
  ['called as a whole', "import * as all from 'vitest';\nall.test('a', () => {});\n"],
  ['called by default', "import ask from 'node:test';\nask('a', () => {});\n"],
])('tests that are %s cannot be told apart', ([, text]) => {
  expect(found('a.mjs', text)).toBe(null);
});

test('tests of Rust that were not there before are taken out, in whatever module, and nothing else is', () => {
  const without = (before: string | null, now: string): string | null => {
    const [old, source] = [before === null ? null : read('a.rs', before), read('a.rs', now)];
    return source === null ? null : withoutAddedTests(source, old);
  };
  const module = (tests: string): string =>
    `fn f() {}\n#[cfg(test)]\nmod tests {\n    #[cfg(test)]\n    fn help() {}\n    #[test]\n    fn a() {}\n${tests}}\n`;
  const MORE = '    /// More.\n    #[test]\n    #[ignore]\n    fn b() {}\n';
  expect(without(module(''), module(MORE))).toBe(module('    \n'));
  expect(without(module(MORE), module(MORE))).toBe(module(MORE));
  expect(without(module(''), module('').replace('a()', 'a() { bent() }'))).toBe(
    module('').replace('a()', 'a() { bent() }'),
  );
  expect(without(module(''), `${module('')}mod deep { mod tests { #[tokio::test] async fn a() {} fn b() {} } }`)).toBe(
    `${module('')}mod deep { mod tests {  fn b() {} } }`,
  );
  expect(without(null, module(''))).toBe(module('').replace('#[test]\n    fn a() {}', ''));
});
