import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ChangedPath } from '#evidence';
import { lookAtResult } from './rules-look.ts';

const NO_BLOB = '0'.repeat(40);

const look = async (oldMode: string, newMode: string): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-look-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const git = (...words: string[]) => execFileSync('git', words, { cwd: folder, encoding: 'utf8', input: '' }).trim();
  git('init', '--quiet');
  const store = { gitDir: join(folder, '.git'), objects: join(folder, '.git/objects') };
  const paths: ChangedPath[] = [
    { path: 'b.pyc', status: 'added', oldMode, newMode, oldBlob: NO_BLOB, newBlob: NO_BLOB },
  ];
  const looked = await lookAtResult(store, { tree: git('mktree'), paths, messages: null }, null);
  if (!looked.ok) throw new Error(JSON.stringify(looked.failures));
  expect(looked.value.errors).toEqual([]);
  return looked.value.findings.map(({ rule, path }) => `${rule} ${path}`);
};

test('what does not belong into git does not as a link either', async () => {
  expect(await look('000000', '120000')).toEqual(['CODE-files b.pyc']);
  expect(await look('120000', '000000')).toEqual([]);
});

test('a new migration is held to the names of those that a change does not touch', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'writ-look-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const git = (input: string, ...words: string[]) =>
    execFileSync('git', words, { cwd: folder, encoding: 'utf8', input }).trim();
  git('', 'init', '--quiet');
  const blob = git('select 1;\n', 'hash-object', '-w', '--stdin');
  const names = ['001_a.sql', '002_b.sql', '002_c.sql'];
  const migrations = git(names.map((name) => `100644 blob ${blob}\t${name}\n`).join(''), 'mktree');
  const tree = git(`040000 tree ${migrations}\tmigrations\n`, 'mktree');
  const added = { status: 'added', oldMode: '000000', newMode: '100644', oldBlob: NO_BLOB, newBlob: blob } as const;
  const looked = await lookAtResult(
    { gitDir: join(folder, '.git'), objects: join(folder, '.git/objects') },
    { tree, paths: [{ path: 'migrations/002_c.sql', ...added }], messages: null },
    null,
  );
  if (!looked.ok) throw new Error(JSON.stringify(looked.failures));
  expect(looked.value.errors).toEqual([]);
  expect(looked.value.findings).toMatchObject([{ rule: 'CO-number', says: 'the number 002 is taken' }]);
});
