import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ok } from '#failure';
import { describe, expect, it } from 'vitest';
import { fileAt, historyOf, identityOf, openRepository, openToRead, resolveRef } from './repository.ts';
import { checkoutState } from './seen-checkout.ts';
import {
  codesOf,
  commitAll,
  gitIn,
  messagesOf,
  opened,
  repositoryIn,
  scratch,
  valueOf,
  write,
} from './scratch.fixture.ts';

const root = scratch();
const fresh = (): string => mkdtempSync(join(root, 'r-'));

describe('a repository that cannot be governed is refused', () => {
  it.each<readonly [string, string, (at: string) => unknown]>([
    ['repository.none', 'no repository', () => {}],
    [
      'repository.none',
      'the git folder itself',
      (at) => (repositoryIn(join(at, 'x'), {}), renameSync(join(at, 'x/.git'), join(at, '.git'))),
    ],
    ['repository.bare', 'a bare one', (at) => gitIn(at, 'init', '--quiet', '--bare')],
    ['repository.empty', 'one without a commit', (at) => gitIn(at, 'init', '--quiet')],
    [
      'repository.format',
      'one of SHA-256',
      (at) => (gitIn(at, 'init', '--quiet', '--object-format=sha256'), write(at, { a: '' }), commitAll(at)),
    ],
    [
      'repository.shallow',
      'a shallow clone',
      (at) => {
        const from = fresh();
        repositoryIn(from, { a: '' });
        commitAll(from);
        gitIn(at, 'clone', '--quiet', '--depth=1', `file://${from}`, '.');
      },
    ],
    [
      'repository.submodule',
      'one with a submodule',
      (at) => {
        repositoryIn(at, { a: '' });
        gitIn(at, 'update-index', '--add', '--cacheinfo', `160000,${gitIn(at, 'rev-parse', 'HEAD')},sub`);
        gitIn(at, 'commit', '--quiet', '-m', 'sub');
      },
    ],
  ])('%s: %s', async (code, name, make) => {
    const at = fresh();
    make(at);
    expect(codesOf(await openRepository(name === 'the git folder itself' ? join(at, '.git') : at))).toEqual([code]);
  });

  it('but who only reads files needs no history: a clone without it will do, and one without a commit', async () => {
    const [from, shallow, born, bare] = [fresh(), fresh(), fresh(), fresh()];
    repositoryIn(from, { a: '' });
    commitAll(from);
    gitIn(shallow, 'clone', '--quiet', '--depth=1', `file://${from}`, '.');
    expect(valueOf(await openToRead(shallow)).head).toBe(gitIn(shallow, 'rev-parse', 'HEAD'));
    gitIn(born, 'init', '--quiet', '--initial-branch=main');
    const unborn = valueOf(await openToRead(born));
    expect([unborn.branch, unborn.head === unborn.tree, await historyOf(unborn)]).toEqual(['main', true, ok('none')]);
    gitIn(bare, 'init', '--quiet', '--bare');
    expect(codesOf(await openToRead(bare))).toEqual(['repository.bare']);
  });

  it('nor does a submodule stand in the way of who only reads files', async () => {
    const at = fresh();
    repositoryIn(at, { a: '' });
    gitIn(at, 'update-index', '--add', '--cacheinfo', `160000,${gitIn(at, 'rev-parse', 'HEAD')},sub`);
    gitIn(at, 'commit', '--quiet', '-m', 'sub');
    expect(valueOf(await openToRead(at)).head).toBe(gitIn(at, 'rev-parse', 'HEAD'));
  });

  it('a branch that names a commit which is not there is not one without a commit', async () => {
    const at = fresh();
    gitIn(at, 'init', '--quiet', '--initial-branch=main');
    write(at, { '.git/refs/heads/main': `${'1'.repeat(40)}\n` });
    expect(codesOf(await openToRead(at))).toEqual(['repository.empty']);
  });

  it('and the submodule is named', async () => {
    const at = fresh();
    repositoryIn(at, { a: '' });
    gitIn(at, 'update-index', '--add', '--cacheinfo', `160000,${gitIn(at, 'rev-parse', 'HEAD')},x/odd name`);
    gitIn(at, 'commit', '--quiet', '-m', 'sub');
    expect(messagesOf(await openRepository(at))).toBe('x/odd name is a submodule');
  });
});

it('is found from a folder below, and from another worktree, with one git folder', async () => {
  const at = fresh();
  const head = repositoryIn(at, { 'a/b/c': '' });
  const side = join(root, 'side tree');
  gitIn(at, 'worktree', 'add', '--quiet', '-b', 'side', side);
  expect(await opened(join(at, 'a/b'))).toMatchObject({ root: at, commonDir: join(at, '.git'), branch: 'main', head });
  expect(await opened(side)).toMatchObject({ root: side, commonDir: join(at, '.git'), branch: 'side', head });
  gitIn(at, 'checkout', '--quiet', '--detach');
  expect((await opened(at)).branch).toBe(null);
});

describe('what names a repository', () => {
  it('is the same in two clones of one origin, and another after another beginning', async () => {
    const at = fresh();
    const head = repositoryIn(at, { a: '' });
    const clones = [fresh(), fresh()].map((folder) => (gitIn(folder, 'clone', '--quiet', at, '.'), folder));
    const [one, two] = await Promise.all(
      clones.map(async (folder) => valueOf(await identityOf(await opened(folder), head))),
    );
    expect(one).toEqual(two);
    expect(one).toEqual({ roots: [head], origin: at });
    expect(valueOf(await identityOf(await opened(at), head))).toEqual({ roots: [head], origin: null });
  });

  it('holds every root, sorted', async () => {
    const at = fresh();
    const first = repositoryIn(at, { a: '' });
    gitIn(at, 'checkout', '--quiet', '--orphan', 'other');
    const second = commitAll(at, 'other beginning');
    gitIn(at, 'merge', '--quiet', '--allow-unrelated-histories', '-m', 'm', 'main');
    const { roots } = valueOf(await identityOf(await opened(at), gitIn(at, 'rev-parse', 'HEAD')));
    expect(roots).toEqual([first, second].toSorted());
  });

  it.each([
    ['https://ada:secret@host.example/x.git', 'https://host.example/x.git'],
    ['https://secret@host.example/x.git', 'https://host.example/x.git'],
    ['https://ada:se@cret@host.example/x.git', 'https://host.example/x.git'],
    ['git+https://ada:secret@host.example/x.git', 'git+https://host.example/x.git'],
    ['ssh://git@host.example:22/x.git', 'ssh://host.example:22/x.git'],
    ['https://host.example/@scope/x.git', 'https://host.example/@scope/x.git'],
    ['git@host.example:x.git', 'git@host.example:x.git'],
    ['/a/folder@x', '/a/folder@x'],
  ])('holds no credential: %s', async (url, origin) => {
    const at = fresh();
    const head = repositoryIn(at, {});
    gitIn(at, 'remote', 'add', 'origin', url);
    expect(valueOf(await identityOf(await opened(at), head)).origin).toBe(origin);
  });
});

describe('the state of a checkout', () => {
  const dirtyAfter = async (change: (at: string) => unknown): Promise<readonly string[]> => {
    const at = fresh();
    repositoryIn(at, {
      a: 'a\n',
      'b c': 'b\n',
      'tasks/t.md': '',
      'docs/task_packets/p.md': '',
      '.gitignore': 'ignored\n',
    });
    change(at);
    return valueOf(await checkoutState(await opened(at), 'refs/heads/main')).dirty;
  };

  it.each<readonly [string, (at: string) => unknown, readonly string[]]>([
    ['nothing', () => {}, []],
    ['a changed file', (at) => write(at, { a: 'x' }), ['a']],
    ['a staged file', (at) => (write(at, { 'b c': 'x' }), gitIn(at, 'add', '.')), ['b c']],
    ['a deleted file', (at) => rmSync(join(at, 'a')), ['a']],
    ['both names of a renamed file', (at) => gitIn(at, 'mv', 'b c', 'd\te'), ['b c', 'd\te']],
    ['untracked files, one by one', (at) => write(at, { 'n/1': '', 'n/2 ': '' }), ['n/1', 'n/2 ']],
    ['an ignored file not', (at) => write(at, { ignored: '' }), []],
    ['task files not', (at) => write(at, { 'tasks/t.md': 'x', 'tasks/n.md': '', 'docs/task_packets/p.md': 'x' }), []],
    ['other files beside tasks', (at) => write(at, { 'tasks/t.sh': '', 'docs/x.md': '' }), ['docs/x.md', 'tasks/t.sh']],
    ['a nested repository', (at) => void repositoryIn(join(at, 'n'), { x: '' }), ['n/']],
    [
      'a conflict',
      (at) => {
        gitIn(at, 'checkout', '-q', '-b', 'o');
        write(at, { a: 'o' });
        commitAll(at);
        gitIn(at, 'checkout', '-q', 'main');
        write(at, { a: 'm' });
        commitAll(at);
        expect(() => gitIn(at, 'merge', 'o')).toThrow('merge');
      },
      ['a'],
    ],
    [
      'what the person hides from git status',
      (at) => (gitIn(at, 'config', 'status.showUntrackedFiles', 'no'), write(at, { n: '' })),
      ['n'],
    ],
  ])('names %s', async (_, change, dirty) => {
    expect(await dirtyAfter(change)).toEqual(dirty);
  });

  it('changes with a branch, a tag, a stash and the index, and not with a ref of Writ or a remote', async () => {
    const at = fresh();
    const head = repositoryIn(at, { a: '' });
    const repository = await opened(at);
    const state = async () => valueOf(await checkoutState(repository, 'refs/heads/main'));
    const start = await state();
    gitIn(at, 'update-ref', 'refs/writ/runs/R-1', head);
    gitIn(at, 'update-ref', 'refs/remotes/origin/main', head);
    expect(await state()).toEqual(start);
    gitIn(at, 'tag', 'v1');
    expect((await state()).refs).not.toBe(start.refs);
    gitIn(at, 'tag', '-d', 'v1');
    expect(await state()).toEqual(start);
    gitIn(at, 'update-index', '--chmod=+x', 'a');
    expect((await state()).index).not.toBe(start.index);
  });

  it('is refused where the target is not there', async () => {
    const at = fresh();
    repositoryIn(at, {});
    expect(codesOf(await checkoutState(await opened(at), 'refs/heads/none'))).toEqual(['repository.detached']);
  });
});

it('reads a file as a commit holds it, and says where a ref stands', async () => {
  const at = fresh();
  const head = repositoryIn(at, { 'x/y': 'committed' });
  write(at, { 'x/y': 'changed' });
  mkdirSync(join(at, 'z'));
  const repository = await opened(at);
  expect([valueOf(await fileAt(repository, head, 'x/y')), valueOf(await fileAt(repository, head, 'z'))]).toEqual([
    'committed',
    null,
  ]);
  // A folder where a policy should be is no absent policy.
  expect(codesOf(await fileAt(repository, head, 'x'))).toEqual(['config.invalid']);
  expect([
    valueOf(await resolveRef(repository, 'refs/heads/main')),
    valueOf(await resolveRef(repository, 'refs/heads/x')),
  ]).toEqual([head, null]);
});

it('asks for a policy where a commit may hold one, and only there', async () => {
  const at = fresh();
  const without = repositoryIn(at, { 'x/.writ/policy.yaml': 'elsewhere' });
  const policyAt = async (commit: string) => fileAt(await opened(at), commit, '.writ/policy.yaml');
  expect(valueOf(await policyAt(without))).toBe(null);
  write(at, { '.writ/policy.yaml': 'strictness: strict\n' });
  commitAll(at);
  expect(valueOf(await policyAt(gitIn(at, 'rev-parse', 'HEAD')))).toBe('strictness: strict\n');
  const further = gitIn(at, 'rev-parse', 'HEAD');
  gitIn(at, 'checkout', '--quiet', '--detach', without);
  expect(valueOf(await policyAt(without))).toBe(null);
  expect(valueOf(await policyAt(further))).toBe('strictness: strict\n');
});

it('never runs what the repository configures while it looks', async () => {
  const at = fresh();
  repositoryIn(at, { a: '' });
  const sentinel = join(root, 'sentinel');
  gitIn(at, 'config', 'core.fsmonitor', `touch ${sentinel}; false`);
  valueOf(await checkoutState(await opened(at), 'refs/heads/main'));
  expect(execFileSync('ls', [root], { encoding: 'utf8' })).not.toContain('sentinel');
});
