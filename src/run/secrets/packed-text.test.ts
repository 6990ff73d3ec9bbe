import { deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it, test } from 'vitest';
import { loadPatterns } from './patterns.ts';
import { unpackedIn } from './packed-text.ts';
import { watchSecrets } from './watch.ts';

/** Put together here, so that no scanner of this repository takes it for one. */
const TOKEN = ['ghp', 'aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC1eF3hJ5'].join('_');
const watch = watchSecrets({ env: {}, passes: [], endpoint: null, logins: [] }, loadPatterns());
const TEXT = Buffer.from(`the token is ${TOKEN}, and not more\n`);

/** A zip of one packed file, as far as whoever unpacks it from its beginning reads it. */
const zipped = (bytes: Buffer): Buffer => {
  const head = Buffer.alloc(30);
  head.write('PK\x03\x04', 'latin1');
  head.writeUInt16LE(8, 8);
  head.writeUInt16LE(5, 26);
  return Buffer.concat([head, Buffer.from('a.txt'), deflateRawSync(bytes), Buffer.from('PK\x01\x02')]);
};
const inLines = (text: string): string => (text.match(/.{1,64}/gu) ?? []).join('\n');

const WAYS: readonly (readonly [string, (bytes: Buffer) => Buffer | string])[] = [
  ['base64', (bytes) => bytes.toString('base64')],
  ['base64 for URLs', (bytes) => bytes.toString('base64url')],
  ['base64 in lines', (bytes) => inLines(Buffer.concat([Buffer.alloc(100, 'x'), bytes]).toString('base64'))],
  ['base64 behind a path', (bytes) => `some/path/${bytes.toString('base64')}`],
  ['base64 of text of two bytes a character', (bytes) => Buffer.from(bytes.toString(), 'utf16le').toString('base64')],
  ['base64 of base64', (bytes) => Buffer.from(bytes.toString('base64')).toString('base64')],
  ['hexadecimal digits', (bytes) => bytes.toString('hex')],
  ['hexadecimal digits in lines', (bytes) => inLines(bytes.toString('hex').toUpperCase())],
  ['gzip', (bytes) => gzipSync(bytes)],
  [
    'gzip that is cut off',
    (bytes) => gzipSync(Buffer.concat([bytes, Buffer.alloc(100_000, 'abcdefg')])).subarray(0, -9),
  ],
  ['zlib', (bytes) => deflateSync(bytes)],
  ['Zstandard', (bytes) => zstdCompressSync(bytes)],
  ['a zip', zipped],
  ['gzip in base64', (bytes) => gzipSync(bytes).toString('base64')],
  ['a zip in gzip in hexadecimal digits', (bytes) => gzipSync(zipped(bytes)).toString('hex')],
];

describe('a secret', () => {
  test.each(WAYS)('in %s is found, and all that holds it is withheld', async (_, write) => {
    const packed = Buffer.concat([Buffer.from('# before\n'), Buffer.from(write(TEXT))]);
    const { value, findings } = await watch.withhold(packed, 'a');
    expect(findings).toMatchObject([{ place: 'a', line: 2, rule: 'github/GITHUB_TOKEN' }]);
    expect(Buffer.from(value).toString('latin1')).toMatch(/^# before\n.{0,10}\[withheld: github/u);
    const again = await watch.find(Buffer.from(value).toString('latin1'));
    expect(again).toEqual([]);
  });

  it('is found beside a bomb, which is not unpacked to its end', async () => {
    const bomb = gzipSync(Buffer.alloc(40 * 1024 * 1024));
    const found = await unpackedIn(Buffer.concat([gzipSync(TEXT), bomb, bomb, bomb]).toString('latin1'));
    expect(found?.text).toContain(TOKEN);
    expect(found?.text.length).toBeLessThan(10 * 1024 * 1024);
  });
});

test('what holds nothing to be read has no other reading', async () => {
  const bytes = Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919 + (at >> 3)) % 256)).toString('base64');
  for (const text of ['', 'short', 'shouldReturnTheRightValueWhenItIsAskedForOne', bytes, '0123456789abcdef'.repeat(8)])
    expect(await unpackedIn(text)).toBeNull();
});

test('much text that could be the beginning of anything is looked through without a word', async () => {
  expect(await unpackedIn('x\x9cPK\x03\x04h'.repeat(20_000))).toBeNull();
  expect(await unpackedIn('aB3d'.repeat(200_000))).toBeNull();
  expect(await unpackedIn('aB3dE5gH7jK9mN1pQ3sT5vW7yZ9b\n'.repeat(20_000))).toBeNull();
});
