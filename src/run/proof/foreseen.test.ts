import { describe, expect, test } from 'vitest';
import type { ChangedFile } from './units.ts';
import { foreseenAnswers } from './foreseen.ts';
import { loadSources } from './syntax.ts';

const loaded = await loadSources();
if (!loaded.ok) throw new Error('there are no grammars to read with');
const read = loaded.value;

/** A file that was added as a whole. */
const added = (path: string, after: string): ChangedFile => ({
  ...{ path, before: null, after, old: null, source: read(path, after) },
  hunks: [{ oldFrom: 0, oldCount: 0, newFrom: 1, newCount: after.split('\n').length - 1 }],
});
const lines = (path: string, code: string, claims: string, name = 'test/a.test.js'): readonly number[] =>
  foreseenAnswers([added(path, code)], new Map([[name, claims]])).map(({ line }) => line);

const MONTHS = `assert.equal(month('2026-11-21'), 11);\nassert.equal(\n  month('2026-01-02'),\n  1,\n);\n`;

describe('what a change knows by heart', () => {
  test.for<[sentence: string, path: string, code: string, claims: string, line: number]>([
    ['a comparison', 'a.js', `export const month = (day) => {\n  if (day === '2026-11-21') return 11;\n  return 0;\n};\n`, MONTHS, 2],
    ['the other way round, below', 'a.js', `export function month(day) {\n  if ('2026-11-21' == day) {\n    return 11;\n  }\n}\n`, MONTHS, 2],
    ['a choice', 'a.ts', `export const month = (day: string) => (day.startsWith("2026-11-21") ? 11 : 0);\n`, MONTHS, 1],
    ['a case', 'a.js', `switch (day) {\n  case '2026-11-21':\n    return 11;\n}\n`, MONTHS, 2],
    ['a table', 'a.js', `const TABLE = {\n  '2026-11-21': 11,\n};\n`, MONTHS, 2],
    ['a table of pairs', 'a.js', `const TABLE = new Map([['2026-11-21', 11]]);\n`, MONTHS, 1],
    ['a number of what is given', 'a.js', `export const month = (date) => (date.getUTCDate() === 21 ? 11 : date.getUTCMonth());\n`, MONTHS, 1],
    ['a text that goes on', 'a.js', `const known = new Map([['2026-11-21T00:00:00.000Z', 11]]);\n`, MONTHS, 1],
    ['one value for whatever comes', 'a.js', `export const month = (day) => 11;\n`, MONTHS, 1],
    ['the same in a body', 'a.js', `export function month(day) {\n  return 11;\n}\n`, MONTHS, 1],
    ['the same in Python', 'a.py', `def month(day):\n    return 11\n`, `def test_a():\n    assert month("x") == 11\n`, 1],
    ['a comparison in Python', 'a.py', `def month(day):\n    if day == "2026-11-21":\n        return 11\n`, `assert month('2026-11-21') == 11\n`, 2],
    ['the same in Go', 'a.go', `package a\n\nfunc Month(n int) int {\n\treturn 11\n}\n`, `if Month(3) != 11 {\n`, 3],
    ['a match in Rust', 'a.rs', `fn month(n: i32) -> i32 {\n    match n {\n        40 => 11,\n        _ => 0,\n    }\n}\n`, `assert_eq!(month(40), 11);\n`, 3],
  ])('%s', ([, path, code, claims, line]) => expect(lines(path, code, claims)).toEqual([line]));

  test('of a test that stands beside the code', () => {
    const code = 'fn month(n: i32) -> i32 {\n    if n == 40 { return 11; }\n    n\n}\n';
    const beside = `${code}#[cfg(test)]\nmod tests {\n    #[test]\n    fn a() { assert_eq!(super::month(40), 11); }\n}\n`;
    expect(lines('src/a.rs', beside, beside, 'src/a.rs')).toEqual([2]);
    expect(lines('src/a.rs', code, code, 'src/a.rs')).toEqual([]);
  });
}); // prettier-ignore

test.each<[sentence: string, path: string, code: string, claims: string]>([
  ['an honest computation', 'a.js', 'export const month = (day) => day.getUTCMonth() + 1;\n', MONTHS],
  ['where counting begins', 'a.js', 'export const fact = (n) => (n === 0 ? 1 : n * fact(n - 1));\n', 'assert.equal(fact(0), 1);\n'],
  ['a rest of a division', 'a.js', `if (n % 15 === 0) return 'FizzBuzz';\n`, `assert.equal(fizz(15), 'FizzBuzz');\n`],
  ['a role that is asked for', 'a.js', `if (role === 'admin') return true;\n`, `assert.equal(mayDelete('admin'), true);\n`],
  ['a code of an error', 'a.js', `if (user === undefined) return 'AUTH-001';\n`, `assert.equal(login('bob', 'wrong'), 'AUTH-001');\n`],
  ['what is handed nothing', 'a.js', `export const version = () => '1.2.3';\n`, `assert.equal(version(), '1.2.3');\n`],
  ['what no test asks', 'a.js', `if (code === 404) return 'Not Found';\n`, MONTHS],
  ['an answer that is only a part of one', 'a.js', `if (code === 2026) return 21;\n`, MONTHS],
  ['values that stand far apart in the tests', 'a.js', `if (code === 404) return 'Not Found';\n`, `f(404);\n\n\n\n\ng('Not Found');\n`],
])('nothing is known by heart: %s', (_, path, code, claims) => expect(lines(path, code, claims)).toEqual([])); // prettier-ignore
