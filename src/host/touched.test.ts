import { mkdirSync, mkdtempSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { scratch, write } from './scratch.fixture.ts';
import { isUntouched, touchedSince } from './touched.ts';

const root = scratch();
afterEach(() => void vi.unstubAllEnvs());

/** A tree, and a moment after it was written. */
const tree = async (): Promise<{ readonly folder: string; readonly atMs: number }> => {
  const folder = mkdtempSync(join(root, 'touched-'));
  write(folder, { 'a.txt': 'a', 'src/b.txt': 'b', 'src/deep/c.txt': 'c', 'other/d.txt': 'd', '.git/config': '' });
  await sleep(50);
  return { folder, atMs: Date.now() };
};
const touchedIn = async (folder: string, atMs: number): Promise<readonly string[] | null> => {
  const touched = await touchedSince(folder, atMs);
  return touched === null ? null : [...touched].toSorted();
};

it('tells what was written, and which folders were renamed, but nothing of what came along in them', async () => {
  const { folder, atMs } = await tree();
  expect(await touchedIn(folder, atMs)).toEqual([]);
  await sleep(50);
  write(folder, { 'src/b.txt': 'x', '.git/config': 'x', 'new/line\nbreak': '' });
  renameSync(join(folder, 'src', 'deep'), join(folder, 'deep'));
  expect(await touchedIn(folder, atMs)).toEqual(['deep', 'new', 'new/line\nbreak', 'src', 'src/b.txt']);
});

it('tells of very many', async () => {
  const { folder, atMs } = await tree();
  await sleep(50);
  mkdirSync(join(folder, 'many'));
  for (let file = 0; file < 2000; file++) writeFileSync(join(folder, 'many', `${file}-${'x'.repeat(200)}`), '');
  expect(await touchedIn(folder, atMs)).toHaveLength(2001);
});

it('says nothing where a name is no UTF-8, or there is no folder or no program to look', async () => {
  const { folder, atMs } = await tree();
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/f`), Buffer.of(0xff)]), '');
  expect(await touchedIn(folder, atMs - 60_000)).toBeNull();
  expect(await touchedIn(join(folder, 'gone'), atMs)).toBeNull();
  vi.stubEnv('PATH', root);
  expect(await touchedIn(join(folder, 'src'), atMs)).toBeNull();
  expect(await isUntouched(join(folder, 'src'), BigInt(atMs) * 1_000_000n)).toBe(false);
});
