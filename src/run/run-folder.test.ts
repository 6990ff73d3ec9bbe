import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitIn, opened, repositoryIn, scratch, valueOf } from '../host/scratch.fixture.ts';
import { bundlePaths, keepRunRef, readAfter, runFolder, runRef, writeAfter, writeSealed } from './run-folder.ts';
import { retireWorkspace, workspacePath } from './workspace.ts';

const root = scratch();
const RUN = 'R-0123456789';

const kept = async () => {
  const folder = mkdtempSync(join(root, 'r-'));
  const base = repositoryIn(folder, { a: 'as it was\n' });
  const repository = await opened(folder);
  const tree = gitIn(folder, 'rev-parse', `${base}^{tree}`);
  const paths = runFolder(repository, RUN);
  mkdirSync(paths.after, { recursive: true });
  valueOf(writeSealed(paths, new Map([['contract.json', Buffer.from('{}')]])));
  const facts = { tree, base, at: '2026-11-22T10:00:00.000Z' };
  return { folder, repository, paths, facts };
};

const filesIn = (folder: string): readonly string[] =>
  gitIn(folder, 'ls-tree', '-r', '--name-only', runRef(RUN), 'sealed', 'after').split('\n');

test('what several keep of one run at once is kept by the last of them, whole', async () => {
  const { folder, repository, paths, facts } = await kept();
  valueOf(writeAfter(paths, 'verdict', '{}'));
  valueOf(await keepRunRef(repository, RUN, { ...facts, isFirst: true }));
  const first = keepRunRef(repository, RUN, facts);
  valueOf(writeAfter(paths, 'landing', '{}'));
  const all = await Promise.all([first, keepRunRef(repository, RUN, facts), keepRunRef(repository, RUN, facts)]);
  const commits = all.map(valueOf);
  expect(new Set(commits).size).toBe(3);
  expect(commits).toContain(gitIn(folder, 'rev-parse', runRef(RUN)));
  expect(filesIn(folder)).toEqual(['after/1-verdict.json', 'after/3-landing.json', 'sealed/contract.json']);
});

test('what was kept before somebody keeps a run first stays as it is', async () => {
  const { folder, repository, facts } = await kept();
  const before = valueOf(await keepRunRef(repository, RUN, { ...facts, isFirst: true }));
  const again = await keepRunRef(repository, RUN, { ...facts, isFirst: true });
  expect(again.ok ? null : again.failures[0].code).toBe('ledger.conflict');
  expect(gitIn(folder, 'rev-parse', runRef(RUN))).toBe(before);
});

test('a workspace is out of its place before it is removed, so that the next one there stays', async () => {
  const { repository } = await kept();
  const place = workspacePath(repository, 'WP-1-task');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'old'), '');
  const remove = retireWorkspace(repository, 'WP-1-task');
  mkdirSync(place);
  writeFileSync(join(place, 'new'), '');
  await remove();
  expect(readdirSync(place)).toEqual(['new']);
  expect(readdirSync(join(place, '..'))).toEqual(['WP-1-task']);
  await retireWorkspace(repository, 'WP-2-task')();
});

test('a verdict over very many tests is read as it was written', () => {
  const paths = bundlePaths(mkdtempSync(join(root, 'long-')));
  mkdirSync(paths.after);
  const long = 'x'.repeat(2_000_000);
  valueOf(writeAfter(paths, 'verdict', long));
  expect(Buffer.from(valueOf(readAfter(paths, 'verdict')) ?? []).equals(Buffer.from(long))).toBe(true);
});
