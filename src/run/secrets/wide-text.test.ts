import { expect, test } from 'vitest';
import { loadPatterns } from './patterns.ts';
import { watchSecrets } from './watch.ts';
import { wideIn } from './wide-text.ts';

const patterns = loadPatterns();
/** Put together here, so that no scanner of this repository takes it for one. */
const TOKEN = ['ghp', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'].join('_');
const KEY = 'k-E5gH7jK9mN1pQ3sT5vW7yZ9b+/=';
const holder = {
  ...{ env: {}, passes: [], logins: [] },
  endpoint: { url: 'https://model.example', credential: { header: 'authorization', value: `Bearer ${KEY}` } },
};

test.each<[sentence: string, wide: (text: string) => Buffer]>([
  ['with the low byte first', (text) => Buffer.from(text, 'utf16le')],
  ['with the high byte first', (text) => Buffer.from(text, 'utf16le').swap16()],
])('a secret is found in two bytes a character, %s, and taken out whole', async (_, wide) => {
  const watch = watchSecrets(holder, patterns);
  for (const secret of [TOKEN, KEY]) {
    const before = Buffer.concat([Buffer.from([0xff, 0, 0]), wide('\ufeffexport TOKEN=\r\n')]);
    const text = Buffer.concat([before, wide(secret)]).toString('latin1');
    const spans = await watch.find(text);
    expect(spans).toHaveLength(1);
    const [start = 0, end = 0] = [spans[0]?.start, spans[0]?.end];
    expect(text.slice(start, end).replaceAll('\0', '')).toBe(secret);
    const { value } = await watch.withhold(Buffer.from(text, 'latin1'), 'a');
    expect(Buffer.from(value).toString('latin1').replaceAll('\0', '')).not.toContain(secret);
  }
  expect(await watch.find(wide('an honest text, so long as it may be').toString('latin1'))).toEqual([]);
});

test('what is between two such texts parts them, and a place that lies in both is none', () => {
  const [one, other] = ['the first of two texts', 'the second of two texts'];
  const wide = wideIn(
    `${Buffer.from(one, 'utf16le').toString('latin1')}\xff\xff\xff${Buffer.from(other, 'utf16le').toString('latin1')}`,
  );
  expect(wide?.text).toBe(`${one}\n\n${other}`);
  const span = { rule: 'a', source: 'pattern' } as const;
  expect(wide?.placeOf({ ...span, start: 4, end: 9 })).toEqual({ ...span, start: 8, end: 18 });
  expect(wide?.placeOf({ ...span, start: one.length + 2, end: one.length + 5 })).toEqual({
    ...span,
    start: 2 * one.length + 3,
    end: 2 * one.length + 9,
  });
  expect(wide?.placeOf({ ...span, start: 4, end: one.length + 5 })).toBeNull();
});

test.each(['', 'plain text without any', 'a\0b\0 too short', '\0'.repeat(99)])('%j holds none', (text) =>
  expect(wideIn(text)).toBeNull(),
);
