import { expect, test } from 'vitest';
import { loadPatterns } from './patterns.ts';
import { watchSecrets } from './watch.ts';
import { writtenIn } from './written-text.ts';

const patterns = loadPatterns();
/** Put together here, so that no scanner of this repository takes it for one. */
const TOKEN = ['ghp', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'].join('_');
const KEY = 'k-E5gH7jK9mN1pQ3sT5vW7yZ9b+/=';
const holder = { env: { MODEL_KEY: KEY }, passes: ['MODEL_KEY'], logins: [], endpoint: null };
const each = (text: string, write: (code: number) => string): string =>
  [...text].map((letter) => write(letter.charCodeAt(0))).join('');
const hex = (code: number, length: number): string => code.toString(16).padStart(length, '0');
const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

test.each<[sentence: string, write: (text: string) => string]>([
  ['as it is', (text) => text],
  ['as numbers of two digits', (text) => each(text, (code) => `\\x${hex(code, 2)}`)],
  ['as numbers of four digits', (text) => each(text, (code) => `\\u${hex(code, 4)}`)],
  ['as numbers in braces', (text) => each(text, (code) => `\\u{${hex(code, 2)}}`)],
  ['as numbers to eight', (text) => each(text, (code) => `\\${code.toString(8).padStart(3, '0')}`)],
  ['with characters between that nobody sees', (text) => each(text, (code) => `${String.fromCharCode(code)}\u200b`)],
  ['with such, escaped', (text) => each(text, (code) => `${String.fromCharCode(code)}\\u200b`)],
  ['over two lines, by a backslash', (text) => `${text.slice(0, 12)}\\\n${text.slice(12)}`],
])('a secret is found that is written %s', async (_, write) => {
  const watch = watchSecrets(holder, patterns);
  for (const secret of [TOKEN, KEY]) {
    const [before, after] = ['const a = "\\n";\nconst b = "', '";\nconst c = "\\t";\n'];
    const text = latin1(`${before}${write(secret)}${after}`);
    const spans = await watch.find(text);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.start).toBe(before.length);
    const { value } = await watch.withhold(Buffer.from(text, 'latin1'), 'a');
    expect(Buffer.from(value).toString()).toMatch(
      /^const a = "\\n";\nconst b = "\[withheld: [^\]]*\](\\u200b|\u200b)?";\nconst c/u,
    );
  }
});

test.each<[sentence: string, write: (text: string) => string]>([
  ['in two parts that are added', (text) => `'${text.slice(0, 9)}' +\n  '${text.slice(9)}'`],
  [
    'in a list',
    (text) =>
      `[${text
        .match(/.{1,5}/gu)
        ?.map((part) => `"${part}"`)
        .join(', ')}].join("")`,
  ],
  ['over two lines', (text) => `${text.slice(0, 9)}\n> ${text.slice(9)}`],
  ['letter by letter', (text) => [...text].join(' ')],
  ['backwards', (text) => [...text].toReversed().join('')],
])('a key that Writ hands out is found %s', async (_, write) => {
  const watch = watchSecrets(holder, patterns);
  const text = `let a = 1;\n${write(KEY)};\nlet b = 2;\n`;
  const spans = await watch.find(latin1(text));
  expect(spans.map(({ rule }) => rule)).toEqual(['the key of MODEL_KEY']);
  expect(watch.withoutKeys(text)).toMatch(/^let a = 1;\n\W*\[withheld: [^\]]*\][^a-z]*(join[^a-z]*)?let b = 2;\n$/u);
});

test.each(['', 'plain text without any', 'C:\\Users', 'a \\d+ b', 'one\ntwo\n'])('%j means what it says', (text) =>
  expect([...writtenIn(text)]).toEqual([]),
);

test('honest text with escapes holds nothing', async () => {
  const watch = watchSecrets(holder, patterns);
  expect(await watch.find(latin1('{"a":"x\\ny\\u00e4\\\\","b":"\\x1b[31m"}\n\ufeffé'))).toEqual([]);
});

test('a secret is found behind and within a megabyte of escapes, in its place', async () => {
  const watch = watchSecrets(holder, patterns);
  const secret = each(TOKEN, (code) => `\\x${hex(code, 2)}`);
  for (const before of ['\\n'.repeat(499_990), 'x'.repeat(999_990), 'x\\n\n'.repeat(400_000)]) {
    const [span] = await watch.find(`${before} ${secret}`);
    expect(span).toMatchObject({ start: before.length + 1, end: before.length + 1 + secret.length });
  }
});
