import { expect, test } from 'vitest';
import { parseRulebook } from './rulebook.ts';
import { scan } from './scan.ts';
import { changedText, textOf } from './texts.ts';

/** What has to change together with the sources. */
const BOOK = `rules:\n  APP-1:\n    says: Sources change together with what is said of them.\n    why: Others read that.\n    scope: [src/**]\n    tests: included\n    match: { needs: [docs/**, test/**, db/**] }\n`;

/** What is found where a source and another file changed. */
const found = async (path: string, old: string | null, next: string | null): Promise<readonly string[]> => {
  const rulebook = parseRulebook(BOOK);
  if (!rulebook.ok) throw new Error(rulebook.failures[0].message);
  const change = [changedText('src/a.ts', 'const a = 1;\n', 'const a = 2;\n'), changedText(path, old, next)];
  const input = { paths: [], files: [], texts: new Map<string, string>(), messages: null };
  return (await scan({ rulebook: rulebook.value, ...input, change })).findings.map(({ says }) => says);
};

test.each<[sentence: string, path: string, old: string | null, next: string | null]>([
  ['an empty line', 'docs/a.md', '# A\n', '# A\n\n'],
  ['white space at the end', 'docs/a.md', '# A\n', '# A  \n'],
  ['a comment', 'docs/a.md', '# A\n', '# A\n<!-- seen -->\n'],
  ['a dot', 'docs/a.md', '# A\nWords\n', '# A\nWords.\n'],
  ['a file that holds nothing', 'docs/b.md', null, ''],
  ['a migration that does nothing', 'db/2.sql', null, '-- nothing to do\n'],
  ['a comment in a test', 'test/a.test.ts', 'test();\n', '// changed\ntest();\n'],
  ['a comment in a test of Python', 'test/test_a.py', 'assert a\n', '# changed\nassert a\n'],
])('%s does not make two change together', async (_, path, old, next) =>
  expect(await found(path, old, next)).toEqual([`src/a.ts changed, and ${path} says what it said, or nothing`]),
);

test.each<[sentence: string, path: string, old: string | null, next: string | null]>([
  ['a word', 'docs/a.md', '# A\n', '# A\nOne.\n'],
  ['another sign', 'docs/a.md', 'a < b\n', 'a > b\n'],
  ['a new document', 'docs/b.md', null, '# B\n'],
  ['a document that is gone', 'docs/a.md', '# A\n', null],
  ['a migration', 'db/2.sql', null, 'ALTER TABLE a ADD b int;\n'],
  ['another claim', 'test/a.test.ts', 'is(1);\n', 'is(2);\n'],
  ['an attribute in Rust', 'test/a.rs', 'fn a() {}\n', '#[test]\nfn a() {}\n'],
  // What is no text was not read.
  ['a picture', 'docs/a.png', '', ''],
])('%s does', async (_, path, old, next) => expect(await found(path, old, next)).toEqual([])); // prettier-ignore

test('a source of two bytes a letter is read as a compiler reads it', () => {
  const little = Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x62, 0);
  const big = Uint8Array.of(0xfe, 0xff, 0, 0x61, 0, 0x62);
  expect([textOf('src/a.ts', little), textOf('src/a.ts', big)]).toEqual([{ text: 'ab' }, { text: 'ab' }]);
  expect(textOf('docs/a.bin', little)).toEqual({ skipped: 'binary' });
});
