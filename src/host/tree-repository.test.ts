import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openStore } from './objects.ts';
import { inQuarantine } from './quarantine.ts';
import { gitIn, opened, repositoryIn, scratch, valueOf, write } from './scratch.fixture.ts';
import { layRepository } from './tree-repository.ts';
import { checkOut } from './work-tree.ts';

const root = scratch();

test('a folder with a tree becomes a repository of one commit, that is clean and stands by itself', async () => {
  const files = { 'a.txt': 'a\n', 'src/b.mjs': 'export const b = 1;\n' };
  const from = mkdtempSync(join(root, 'r-'));
  repositoryIn(from, { 'old.txt': 'gone\n' });
  write(from, files);
  gitIn(from, 'rm', '--quiet', 'old.txt');
  gitIn(from, 'add', '--all');
  gitIn(from, 'commit', '--quiet', '--message', 'next');
  const tree = gitIn(from, 'rev-parse', 'HEAD^{tree}');
  const folder = join(root, 'laid');
  const store = valueOf(await openStore(await opened(from)));
  const laid = await inQuarantine(store, async (quarantine) => {
    const out = await checkOut(quarantine, tree, folder);
    return out.ok ? layRepository(quarantine, { tree, folder }, { name: 'kim', at: '2026-11-22T12:00:00.000Z' }) : out;
  });
  // Where its objects came from is gone by now.
  expect(laid.ok).toBe(true);
  expect(gitIn(folder, 'status', '--porcelain')).toBe('');
  expect(gitIn(folder, 'log', '--format=%an %T')).toBe(`kim ${tree}`);
  expect(gitIn(folder, 'ls-files').split('\n')).toEqual(['a.txt', 'src/b.mjs']);
  expect(gitIn(folder, 'fsck', '--strict', '--no-dangling')).not.toContain('missing');
  // Nothing of any history is there (red team H21).
  expect(gitIn(folder, 'rev-list', '--all', '--objects').split('\n')).toHaveLength(5);
});
