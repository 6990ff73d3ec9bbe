import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { LockChange, Locked } from '#evidence';
import { scratch } from '../../host/scratch.fixture.ts';
import { lookUpPackages } from './look-up.ts';

const root = scratch();
const A: Locked = { version: '1.0.0', from: 'registry', integrity: 'sha512-a', script: false };
const lock = (name: string, after: Partial<Locked> | null): LockChange => ({
  ...{ path: 'package-lock.json', before: 'read', after: 'read', says: null, sources: [] },
  packages: [{ name, after: after === null ? null : { ...A, ...after }, before: [] }],
});
const folder = (name: string, files: Readonly<Record<string, string>>): string => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, name, path, '..'), { recursive: true });
    writeFileSync(join(root, name, path), text);
  }
  return join(root, name);
};
const about = (name: string) => JSON.stringify({ id: `MAL-${name}`, summary: 'It sends keys away.', affected: [{ package: { ecosystem: 'npm', name } }] }); // prettier-ignore
const good = folder('good', { 'npm/one.json': about('a'), 'npm/two.json': about('b'), 'README.md': 'no advisory' });

test('what is known to be harmful is found, and the digest of all that was looked in is told', () => {
  const { advisories, ...rest } = lookUpPackages([lock('a', {}), lock('c', {})], { folder: good }) ?? {};
  const found = [{ path: 'package-lock.json', name: 'a', version: '1.0.0', id: 'MAL-a', says: 'It sends keys away.' }];
  expect(rest).toEqual({ count: 2, because: null, found });
  expect(lookUpPackages([lock('c', {})], { folder: good, digest: advisories ?? '' })).toMatchObject({ advisories, found: [] });
}); // prettier-ignore

test('a package under another’s name is looked up by its own', () =>
  expect(lookUpPackages([lock('c (b)', {})], { folder: good })?.found).toMatchObject([{ id: 'MAL-b' }]));

test('nothing is looked up where nothing is fetched anew', () => {
  expect(lookUpPackages([], { folder: good })).toBe(null);
  expect(lookUpPackages([lock('a', null), lock('a', { from: 'link:packages/a' })], undefined)).toBe(null);
});

test.each<[says: string, advisories: Parameters<typeof lookUpPackages>[1], because: RegExp]>([
  ['nobody named any', undefined, /no `advisories` are named/],
  ['the folder is not there', { folder: '/nowhere' }, /nowhere cannot be read/],
  ['it is empty', { folder: folder('empty', { 'README.md': '' }) }, /holds no advisory/],
  ['a file of it is cut off', { folder: folder('cut', { 'a.json': about('a').slice(1), 'b.json': about('b') }) }, /a\.json is no advisory/],
  ['it is not the one that was meant', { folder: good, digest: '0'.repeat(64) }, /the settings want another/],
])('where %s, that is told and nothing is found', (_, advisories, because) =>
  expect(lookUpPackages([lock('a', {})], advisories)).toEqual({ advisories: null, count: 0, because: expect.stringMatching(because), found: [] })); // prettier-ignore
