import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { refuseMove, moveCheckout, worktreesOn } from './checkouts.ts';
import { codesOf, commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from './scratch.fixture.ts';

const root = scratch();

describe('moving a checkout', () => {
  const moving = async (local: (folder: string) => void, next: Readonly<Record<string, string>>) => {
    const folder = mkdtempSync(join(root, 'r-'));
    const base = repositoryIn(folder, { 'a.txt': 'old\n', 'b.txt': 'b\n', '.gitignore': 'ignored*\n' });
    write(folder, next);
    gitIn(folder, 'add', '--all', '--force');
    const to = commitAll(folder);
    gitIn(folder, 'reset', '--quiet', '--hard', base);
    local(folder);
    const able = await refuseMove(folder, base, to);
    const can = able.ok;
    const { message: said, remedy } = able.ok ? { message: '', remedy: undefined } : able.failures[0];
    return { folder, can, said, remedy, codes: codesOf(await moveCheckout(folder, base, to)) };
  };

  it('takes a clean one along and keeps untouched files', async () => {
    const { folder, can, codes } = await moving(
      (at) => write(at, { 'b.txt': 'mine\n', ignored: 'mine\n', new: 'mine\n' }),
      { 'a.txt': 'new\n', 'c/d': 'c\n' },
    );
    expect({ can, codes }).toEqual({ can: true, codes: [] });
    expect(['a.txt', 'b.txt', 'ignored', 'new', 'c/d'].map((path) => readFileSync(join(folder, path), 'utf8'))).toEqual(
      ['new\n', 'mine\n', 'mine\n', 'mine\n', 'c\n'],
    );
  });

  it.each<readonly [string, string, Readonly<Record<string, string>>]>([
    ['a changed file', 'a.txt', { 'a.txt': 'new\n' }],
    ['an untracked file', 'new', { new: 'theirs\n' }],
    ['an ignored file', 'ignored', { ignored: 'theirs\n' }],
    ['an ignored file where a folder is to be', 'ignored', { 'ignored/x': 'theirs\n' }],
    ['a file in an ignored folder where a file is to be', 'ignored/mine', { ignored: 'theirs\n' }],
  ])('refuses over %s, and loses nothing', async (_, mine, next) => {
    const { folder, can, codes, said, remedy } = await moving((at) => write(at, { [mine]: 'precious\n' }), next);
    expect({ can, codes }).toEqual({ can: false, codes: ['landing.dirty'] });
    expect(said).toMatch(new RegExp(`: ${mine}$`, 'u'));
    // A stash would leave it where it is.
    expect(remedy).toBe(
      mine === 'a.txt' ? undefined : `mv ${join(folder, mine)} ${join(folder, mine)}.mine, then land again`,
    );
    expect(readFileSync(join(folder, mine), 'utf8')).toBe('precious\n');
    expect(gitIn(folder, 'log', '--oneline').split('\n')).toHaveLength(1);
  });

  it.each(['assume-unchanged', 'skip-worktree'])(
    'refuses over a change that git was told to pass over (%s), and says how to have it looked at',
    async (flag) => {
      const { folder, codes, said, remedy } = await moving(
        (at) => {
          gitIn(at, 'update-index', `--${flag}`, 'a.txt');
          write(at, { 'a.txt': 'precious\n' });
        },
        { 'a.txt': 'new\n' },
      );
      expect([codes, said]).toEqual([['landing.dirty'], expect.stringMatching(/: a\.txt$/u)]);
      const [first = '', ...rest] = remedy?.split(', then: ') ?? [];
      expect(rest).toEqual(['git stash, then land again']);
      // What it says helps: nothing is to be stashed before, and the change is after.
      gitIn(folder, 'stash');
      expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('precious\n');
      execFileSync('sh', ['-c', first]);
      gitIn(folder, 'stash');
      expect(readFileSync(join(folder, 'a.txt'), 'utf8')).toBe('old\n');
    },
  );

  // git itself lets go of these without a word.
  it.each<readonly [string, (folder: string) => unknown, string]>([
    ['changed', (at) => write(at, { 'dir/a/x': 'precious\n' }), 'dir/a/x'],
    ['added', (at) => write(at, { 'dir/a/mine': 'precious\n' }), 'dir/a/mine'],
    ['added further up', (at) => write(at, { 'dir/mine': 'precious\n' }), 'dir/mine'],
  ])('refuses over what was %s and staged in a folder that becomes a file', async (_, act, mine) => {
    const folder = mkdtempSync(join(root, 'r-'));
    const base = repositoryIn(folder, { 'dir/a/x': 'x\n', 'b.txt': 'b\n' });
    gitIn(folder, 'rm', '-r', '--quiet', 'dir');
    write(folder, { dir: 'flat\n' });
    const to = commitAll(folder);
    gitIn(folder, 'reset', '--quiet', '--hard', base);
    act(folder);
    write(folder, { 'b.txt': 'untouched by it\n' });
    gitIn(folder, 'add', '--all');
    expect(codesOf(await refuseMove(folder, base, to))).toEqual(['landing.dirty']);
    expect(codesOf(await moveCheckout(folder, base, to))).toEqual(['landing.dirty']);
    expect(readFileSync(join(folder, mine), 'utf8')).toBe('precious\n');
  });

  it('keeps what is staged where nothing is to be changed, and has no objection to what is staged as it is to be', async () => {
    const { folder, can, codes } = await moving(
      (at) => {
        write(at, { 'b.txt': 'staged\n', mine: 'staged\n', 'a.txt': 'new\n' });
        gitIn(at, 'add', '--all');
      },
      { 'a.txt': 'new\n' },
    );
    expect({ can, codes }).toEqual({ can: true, codes: [] });
    expect(gitIn(folder, 'diff', '--cached', '--name-only').split('\n')).toEqual(['a.txt', 'b.txt', 'mine']);
  });

  it('finds every worktree of a branch, odd paths too', async () => {
    const folder = mkdtempSync(join(root, 'r-'));
    repositoryIn(folder, { 'a.txt': 'old\n' });
    const repository = await opened(folder);
    const odd = join(root, `odd ä\n${Math.trunc(performance.now())}`);
    gitIn(folder, 'worktree', 'add', '--quiet', '-b', 'side', odd);
    expect(valueOf(await worktreesOn(repository, 'refs/heads/side'))).toEqual([odd]);
    expect(valueOf(await worktreesOn(repository, 'refs/heads/main'))).toEqual([folder]);
  });

  it('finds a checkout whose git folder lies elsewhere', async () => {
    const folder = mkdtempSync(join(root, 'r-'));
    repositoryIn(folder, { 'a.txt': 'old\n' });
    gitIn(folder, 'init', '--quiet', `--separate-git-dir=${folder}.git`);
    expect(valueOf(await worktreesOn(await opened(folder), 'refs/heads/main'))).toEqual([folder]);
  });

  it('says that a lock is there, and not that somebody changed something', async () => {
    const { folder, can, codes } = await moving((at) => write(at, { '.git/index.lock': '' }), { 'a.txt': 'new\n' });
    expect({ folder: folder !== '', can, codes }).toEqual({ folder: true, can: false, codes: ['repository.locked'] });
  });
});
