import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedPaths, openStore } from '#host';
import { watchSecrets } from '#run';
import { commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { searchHistory } from './search-history.ts';

const root = scratch();
const LETTERS = 'Q7xW2mK9pL4vN8rT3sY6uB1cD5eF0gHjZaR8';
const secretOf = (letter: string): string => `ghp_${letter}${LETTERS.slice(1, 36)}`;

test('what came and went between two commits is searched, with messages and the own work of merges', async () => {
  const folder = mkdtempSync(join(root, 'repository-'));
  const base = repositoryIn(folder, { 'a.txt': 'a\n' });
  write(folder, { 'token.txt': `${secretOf('a')}\n` });
  commitAll(folder);
  rmSync(join(folder, 'token.txt'));
  write(folder, { 'stays.txt': `${secretOf('b')}\n` });
  commitAll(folder, `fix: no more of ${secretOf('c')}`);
  gitIn(folder, 'switch', '--quiet', '--create', 'other', base);
  write(folder, { 'other.txt': `${secretOf('d')}\n` });
  commitAll(folder);
  gitIn(folder, 'switch', '--quiet', '-');
  gitIn(folder, 'merge', '--quiet', '--no-commit', '--no-ff', 'other');
  write(folder, { 'merged.txt': `${secretOf('e')}\n` });
  const merge = commitAll(folder, 'merge');
  rmSync(join(folder, 'merged.txt'));
  const head = commitAll(folder);

  const store = valueOf(await openStore(await opened(folder)));
  const commits = gitIn(folder, 'rev-list', '--reverse', '--first-parent', `${base}..${head}`)
    .split('\n')
    .map((commit) => {
      const [, ...parents] = gitIn(folder, 'rev-list', '--parents', '-1', commit).split(' ');
      return { commit, parents, tree: '', message: gitIn(folder, 'log', '-1', '--format=%B', commit) };
    }); // prettier-ignore
  const paths = valueOf(await changedPaths(store, base, head));
  const { files, findings } = valueOf(
    await searchHistory({ store, commits, paths }, watchSecrets({ env: {}, passes: [], endpoint: null, logins: [] })),
  );
  const short = (commit = ''): string => `commit ${commit.slice(0, 12)}`;
  // What stays, or came from the other branch and stays, is searched with the whole change.
  expect(findings.map(({ place, line, standing }) => [place, line, standing])).toEqual([
    [`${short(commits[0]?.commit)}: token.txt`, 1, 'new'],
    [`${short(commits[1]?.commit)}, its message`, 1, 'new'],
    [`${short(merge)}: merged.txt`, 1, 'new'],
  ]);
  expect(files).toBe(2);
});
