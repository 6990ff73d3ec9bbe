/** A branch holds what was accepted where a step of its own brought those bytes, and where it still has them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { changedPaths, openStore } from '#host';
import { commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from '../host/scratch.fixture.ts';
import { heldByTarget } from './held-by-target.ts';
import { holdsMerged } from './verify-run.ts';

const NEW = { 'a.txt': 'one\n2\nthree\n', 'b.txt': 'new\n', 'with blanks,\n\ta tab and a line': 'new\n' };
const SQUASH = [
  ['merge', '--squash', 'feat'],
  ['commit', '-m', 'squashed'],
] as const;
const MERGE = ['merge', '--no-ff', '--no-edit', 'feat'] as const;

/** The same question in `scripts/verify-bundle.sh`, taken out of it as it stands there. */
const SCRIPT = readFileSync(join(import.meta.dirname, '../../scripts/verify-bundle.sh'), 'utf8');
const ASKED = /^# differences FROM TO.*?^held_says\(\) \{.*?^\}$/msu.exec(SCRIPT)?.[0] ?? 'exit 70';
const AROUND = `with_git() { git "$@"; }
in_git() { git cat-file "$@"; }
fact() { case $1 in landing.old | landing.parent) echo "$BASE" ;; landing.new) echo "$TIP" ;; *) echo "$COMMIT" ;; esac; }`;

/** The exit code of that part of the script: 0 where it finds the bytes held. */
const inShell = (folder: string, env: Readonly<Record<'BASE' | 'COMMIT' | 'TIP', string>>): number | null => {
  const W = mkdtempSync(join(folder, '..', 'work-'));
  const options = { cwd: folder, env: { PATH: process.env['PATH'], W, ...env } };
  return spawnSync('sh', ['-c', `${AROUND}\n${ASKED}\nheld_says`], options).status;
};

type Git = readonly string[];

/** What a branch comes to hold by commands of git; `feat` is the branch with the accepted commit. */
const heldAfter = async (commands: readonly Git[]) => {
  const folder = join(scratch(), 'repository');
  const base = repositoryIn(folder, { 'a.txt': 'one\ntwo\nthree\n', 'b.txt': 'old\n', 'c.txt': 'c\n' });
  gitIn(folder, 'switch', '--quiet', '--create', 'feat');
  write(folder, NEW);
  const commit = commitAll(folder, 'accepted');
  gitIn(folder, 'switch', '--quiet', 'main');
  for (const [word = '', ...words] of commands) {
    // `edit PATH TEXT` is no command of git: it commits a file by hand.
    if (word !== 'edit') gitIn(folder, word, ...words);
    else {
      write(folder, { [words[0] ?? '']: words[1] ?? '' });
      commitAll(folder, 'by hand');
    }
  }
  const repository = await opened(folder);
  const store = valueOf(await openStore(repository));
  const paths = valueOf(await changedPaths(store, base, commit));
  const tip = gitIn(folder, 'rev-parse', 'main');
  const merging = { base, commit, paths, tip };
  return { folder, repository, store, merging, holding: valueOf(await heldByTarget(store, merging)) };
};

test.each<readonly [how: string, kind: string, commands: readonly Git[]]>([
  ['it was merged', 'held', [MERGE]],
  ['the branch was moved to it', 'held', [['merge', '--ff-only', 'feat']]],
  ['it was squashed', 'held', SQUASH],
  ['it was merged beside other work', 'held', [['edit', 'c.txt', 'other\n'], MERGE]],
  ['it came by another branch, with more', 'held', [['switch', '-c', 'next'], ['edit', 'c.txt', 'more\n'], MERGE, ['switch', 'main'], ['merge', '--no-ff', '--no-edit', 'next']]], // prettier-ignore
  ['its files went on afterwards', 'held', [MERGE, ['edit', 'b.txt', 'newer\n']]],
  ['it was taken back, and that too', 'held', [MERGE, ['revert', '--no-edit', '-m', '1', 'HEAD'], ['revert', '--no-edit', 'HEAD']]], // prettier-ignore
  ['a merge left its bytes, and they were picked afterwards', 'held', [['merge', '--no-edit', '-s', 'ours', 'feat'], ['cherry-pick', 'feat']]], // prettier-ignore
  ['nobody took it', 'absent', [['edit', 'c.txt', 'other\n']]],
  [
    'more was squashed than was accepted',
    'absent',
    [
      ['merge', '--squash', 'feat'],
      ['edit', 'c.txt', 'more\n'],
    ],
  ],
  ['a merge left its bytes behind', 'bytes-elsewhere', [['merge', '--no-edit', '-s', 'ours', 'feat']]],
  ['a branch with a squash of it was merged, and the bytes left behind', 'absent', [['switch', '-c', 'next'], ...SQUASH, ['switch', 'main'], ['merge', '--no-edit', '-s', 'ours', 'next']]], // prettier-ignore
  ['a merge put it together with other lines', 'bytes-elsewhere', [['edit', 'a.txt', 'ONE\ntwo\nthree\n'], ['merge', '--no-edit', '-X', 'ours', 'feat']]], // prettier-ignore
  ['it was merged and taken back', 'taken-back', [MERGE, ['revert', '--no-edit', '-m', '1', 'HEAD']]],
  ['it was squashed and taken back', 'taken-back', [...SQUASH, ['revert', '--no-edit', 'HEAD']]],
  ['one of its files was put back', 'taken-back', [MERGE, ['edit', 'b.txt', 'old\n'], ['edit', 'c.txt', 'later\n']]],
])('%s: %s', async (_, kind, commands) => {
  const { folder, merging, holding } = await heldAfter(commands);
  expect(holding).toMatchObject({ kind });
  const asked = { BASE: merging.base, COMMIT: merging.commit, TIP: merging.tip };
  expect(inShell(folder, asked)).toBe(kind === 'held' ? 0 : 1);
});

test('what took it back is named, and which paths', async () => {
  const { holding } = await heldAfter([MERGE, ['edit', 'b.txt', 'old\n'], ['edit', 'c.txt', 'later\n']]);
  expect(holding).toMatchObject({ paths: ['b.txt'], by: { parents: [expect.any(String)] } });
});

test('the script holds no patch that is empty', async () => {
  const { folder, merging } = await heldAfter([MERGE]);
  expect(inShell(folder, { BASE: merging.base, COMMIT: merging.base, TIP: merging.tip })).toBe(1);
});

test('nothing at all is held by no branch', async () => {
  const { store, merging } = await heldAfter([MERGE]);
  expect(valueOf(await heldByTarget(store, { ...merging, paths: [] }))).toEqual({ kind: 'absent' });
});

test.each<readonly [what: string, holds: boolean | null, commands: readonly Git[], from: 'base' | 'nowhere']>([
  ['was merged', true, [MERGE], 'base'],
  ['was left behind by a merge', false, [['merge', '--no-edit', '-s', 'ours', 'feat']], 'base'],
  ['was taken back', false, [MERGE, ['revert', '--no-edit', '-m', '1', 'HEAD']], 'base'],
  ['has no history here', null, [MERGE], 'nowhere'],
])('a statement that it landed is held to git: %s', async (_, holds, commands, from) => {
  const { repository, merging } = await heldAfter(commands);
  const said = { commit: merging.commit, old: from === 'base' ? merging.base : '0'.repeat(40), new: merging.tip };
  expect(valueOf(await holdsMerged(repository, said, merging.paths))).toBe(holds);
});
