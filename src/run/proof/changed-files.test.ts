import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ChangedPath } from '#evidence';
import { sortChange } from './changed-files.ts';

let work = '';
const trees: string[] = [];
const git = (...words: readonly string[]): string =>
  execFileSync('git', ['-c', 'core.quotePath=true', ...words], { cwd: work, encoding: 'utf8' }).trim();
const put = (path: string, text: string): void => {
  mkdirSync(dirname(join(work, path)), { recursive: true });
  writeFileSync(join(work, path), text);
};
const seal = (): void => {
  git('add', '--all');
  trees.push(git('write-tree'));
};
const many = Array.from({ length: 300 }, (_, index) => `src/file ${index}.txt`);

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'writ-changed-'));
  git('init', '--quiet');
  for (const path of many) put(path, 'one\ntwo\nthree\n');
  put('folder/inside.txt', 'a\nb\n');
  put('was-file.txt', 'x\n');
  symlinkSync('was-file.txt', join(work, 'link.txt'));
  put('gone.txt', 'y\n');
  seal();
  for (const [index, path] of many.entries())
    put(path, index % 2 === 0 ? 'one\nother\nthree\n' : 'one\ntwo\nthree\nfour\n');
  // A file where there was a folder, a folder where there was a file, a file where there was a link.
  for (const path of ['folder', 'was-file.txt', 'link.txt', 'gone.txt']) rmSync(join(work, path), { recursive: true });
  put('folder', 'new\n');
  put('was-file.txt/inside.txt', 'new\n');
  put('link.txt', 'now\na file\n');
  put('new "name" ö.txt', '\n');
  put('empty.txt', '');
  put('binary', 'a\0b\n');
  put('src/spec/door.mjs', 'export {};\n');
  put('src/door.test.mjs', 'export {};\n');
  seal();
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

const changedPaths = (from: string, to: string): readonly ChangedPath[] =>
  git('-c', 'core.quotePath=false', 'diff-tree', '-r', '-z', '--raw', '--no-renames', from, to)
    .split('\0:')
    .map((entry): ChangedPath => {
      const [said = '', path = ''] = entry.replace(/^:/u, '').split('\0');
      const [oldMode = '', newMode = '', oldBlob = '', newBlob = ''] = said.split(' ');
      return { path, status: 'modified', oldMode, newMode, oldBlob, newBlob };
    });

test('what many files are made of is read together as it is of each alone', async () => {
  const [from = '', to = ''] = trees;
  const store = { gitDir: join(work, '.git'), objects: join(work, '.git/objects') };
  const paths = changedPaths(from, to);
  const read = () => null;
  const all = await sortChange(store, { from, to, paths: paths.toReversed() }, read, []);
  if (!all.ok) throw new Error('not read');
  const hunks = new Map(all.value.production.map((file) => [file.path, file.hunks]));
  expect(hunks.get('src/file 0.txt')).toEqual([{ oldFrom: 2, oldCount: 1, newFrom: 2, newCount: 1 }]);
  expect(hunks.get('src/file 299.txt')).toEqual([{ oldFrom: 3, oldCount: 0, newFrom: 4, newCount: 1 }]);
  expect(hunks.get('was-file.txt/inside.txt')).toHaveLength(1);
  expect(hunks.get('new "name" ö.txt')).toHaveLength(1);
  expect([hunks.get('empty.txt'), hunks.get('binary'), hunks.get('gone.txt'), hunks.get('link.txt')]).toEqual([
    [],
    [],
    [],
    [],
  ]);
  for (const one of paths.filter(({ path }) => !path.startsWith('src/') || / (?:0|7|299)\.txt$/u.test(path))) {
    const alone = await sortChange(store, { from, to, paths: [one] }, read, []);
    expect(alone.ok && alone.value.production.map((file) => file.hunks), one.path).toEqual([hunks.get(one.path)]);
  }
});

test('what may be a test and may be part of the product is both', async () => {
  const [from = '', to = ''] = trees;
  const store = { gitDir: join(work, '.git'), objects: join(work, '.git/objects') };
  const paths = changedPaths(from, to).filter(({ path }) => /door\.(?:test\.)?mjs$/u.test(path));
  const sorted = await sortChange(store, { from, to, paths }, () => null, []);
  if (!sorted.ok) throw new Error('not read');
  const pathsOf = (files: readonly { readonly path: string }[]) => files.map(({ path }) => path);
  expect(pathsOf(sorted.value.production)).toEqual(['src/spec/door.mjs']);
  expect(pathsOf(sorted.value.tests)).toEqual(['src/door.test.mjs', 'src/spec/door.mjs']);
});
