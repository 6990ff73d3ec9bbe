import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { sha256 } from '#contract';
import { codesOf, gitIn, opened, repositoryIn, scratch, textOf, valueOf, write } from './scratch.fixture.ts';
import { lookAtCheckout } from './seen-checkout.ts';

const root = scratch();

const looked = async () => {
  const folder = mkdtempSync(join(root, 'r-'));
  repositoryIn(folder, { a: 'a\n', 'b/c': 'c\n' });
  const repository = await opened(folder);
  return { folder, repository, before: valueOf(await lookAtCheckout(repository)) };
};

it('a second look takes over what the index lists where it is the same to the byte', async () => {
  const { repository, before } = await looked();
  expect(before.indexFile).not.toBeNull();
  const known = { ...before, index: sha256('as it was listed before') };
  expect(valueOf(await lookAtCheckout(repository, known)).index).toBe(known.index);
});

it.each<readonly [string, (folder: string) => void]>([
  ['a mode', (folder) => void gitIn(folder, 'update-index', '--chmod=+x', 'a')],
  ['a flag that hides a file', (folder) => void gitIn(folder, 'update-index', '--assume-unchanged', 'a')],
  ['an entry less', (folder) => void gitIn(folder, 'rm', '--quiet', '--cached', 'a')],
])('and asks git again where it holds %s', async (_, change) => {
  const { folder, repository, before } = await looked();
  change(folder);
  const again = valueOf(await lookAtCheckout(repository, { ...before, index: sha256('as it was listed before') }));
  expect(again).toEqual(valueOf(await lookAtCheckout(repository)));
});

it('all else is looked at anew', async () => {
  const { folder, repository, before } = await looked();
  gitIn(folder, 'branch', 'other');
  write(folder, { 'b/c': 'changed\n', new: 'n\n' });
  const again = valueOf(await lookAtCheckout(repository, before));
  expect(again).toEqual(valueOf(await lookAtCheckout(repository)));
  expect([again.index, textOf(again.refs), textOf(again.status)]).toEqual([
    before.index,
    expect.stringContaining('refs/heads/other'),
    expect.stringMatching(/b\/c.*new/u),
  ]);
});

it('or where the first look did not see one index from its beginning to its end', async () => {
  const { repository, before } = await looked();
  const unsure = { ...before, index: sha256('of another index'), indexFile: null };
  expect(valueOf(await lookAtCheckout(repository, unsure)).index).toEqual(before.index);
});

it('an index that git cannot list is no empty one', async () => {
  const { repository } = await looked();
  writeFileSync(repository.index, 'DIRC of nothing');
  expect(codesOf(await lookAtCheckout(repository))).toEqual(['machine.storage']);
});

it('what is listed is what git lists, whoever takes its digest', async () => {
  const { folder, before } = await looked();
  expect(before.index).toBe(sha256(gitIn(folder, 'ls-files', '--stage', '-z')));
});
