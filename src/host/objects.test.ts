import { existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  blobOf,
  bringCommit,
  changedPaths,
  commitFiles,
  differenceBetween,
  harmfulObject,
  openStore,
  swapRef,
  treeAt,
  treeOf,
} from './objects.ts';
import { gitLine } from './git.ts';
import { inQuarantine } from './quarantine.ts';
import { resolveRef } from './repository.ts';
import { captureTree, checkOut } from './work-tree.ts';
import { codesOf, commitAll, gitIn, opened, repositoryIn, scratch, textOf, valueOf, write } from './scratch.fixture.ts';

const root = scratch();
const NOBODY = { name: 'writ', email: 'writ@localhost', at: '2026-11-21T09:30:00.000Z' } as const;

/** A repository of a person, the harness's store, and a workspace with a `.git` of its own that an agent may change. */
const setUp = async (files: Readonly<Record<string, string | Uint8Array>> = { 'a.txt': 'old\n' }) => {
  const folder = mkdtempSync(join(root, 'r-'));
  const base = repositoryIn(folder, files);
  const repository = await opened(folder);
  const store = valueOf(await openStore(repository));
  const work = mkdtempSync(join(root, 'w-'));
  repositoryIn(work, files);
  const captured = async (): Promise<Readonly<Record<string, string>>> => {
    const tree = valueOf(await captureTree(store, work, ['.git']));
    const paths = valueOf(await changedPaths(store, base, tree));
    const entries = paths.map(async ({ path, newBlob, newMode }) => [
      path,
      newMode === '000000' ? 'gone' : textOf(valueOf(await blobOf(store, newBlob))),
    ]);
    return Object.fromEntries(await Promise.all(entries));
  };
  return { folder, base, repository, store, work, captured };
};

const sentinel = join(root, 'sentinel');
const SPY = `touch ${sentinel}; cat`;

describe('what an agent tells its own git hides nothing', () => {
  it.each<readonly [string, (work: string) => void, Readonly<Record<string, string>>]>([
    ['assume-unchanged', (at) => gitIn(at, 'update-index', '--assume-unchanged', 'a.txt'), { 'a.txt': 'new\n' }],
    ['skip-worktree', (at) => gitIn(at, 'update-index', '--skip-worktree', 'a.txt'), { 'a.txt': 'new\n' }],
    ['info/exclude', (at) => write(at, { '.git/info/exclude': '*\n', b: 'hidden' }), { 'a.txt': 'new\n', b: 'hidden' }],
    [
      '.gitignore',
      (at) => write(at, { '.gitignore': '*\n', b: 'hidden' }),
      { 'a.txt': 'new\n', '.gitignore': '*\n', b: 'hidden' },
    ],
    [
      'eol and ident',
      (at) => write(at, { '.gitattributes': '* text eol=crlf ident\n', c: '$Id: x$\r\n' }),
      { 'a.txt': 'new\n', '.gitattributes': '* text eol=crlf ident\n', c: '$Id: x$\r\n' },
    ],
    [
      'export-ignore and encoding',
      (at) => write(at, { '.gitattributes': '* export-ignore working-tree-encoding=UTF-16\n' }),
      { 'a.txt': 'new\n', '.gitattributes': '* export-ignore working-tree-encoding=UTF-16\n' },
    ],
    [
      'a filter',
      (at) => (gitIn(at, 'config', 'filter.spy.clean', SPY), write(at, { '.gitattributes': '* filter=spy\n' })),
      { 'a.txt': 'new\n', '.gitattributes': '* filter=spy\n' },
    ],
    [
      'fsmonitor and hooks',
      (at) => (gitIn(at, 'config', 'core.fsmonitor', `sh -c "${SPY}"`), gitIn(at, 'config', 'core.hooksPath', root)),
      { 'a.txt': 'new\n' },
    ],
    [
      'another .git',
      (at) => (rmSync(join(at, '.git'), { recursive: true }), repositoryIn(at, {})),
      { 'a.txt': 'new\n' },
    ],
    ['no .git at all', (at) => rmSync(join(at, '.git'), { recursive: true }), { 'a.txt': 'new\n' }],
    [
      'a .git elsewhere',
      (at) => (rmSync(join(at, '.git'), { recursive: true }), write(at, { '.git': `gitdir: ${root}\n` })),
      { 'a.txt': 'new\n' },
    ],
    ['a file that is gone', (at) => (rmSync(join(at, 'a.txt')), write(at, { b: '' })), { 'a.txt': 'gone', b: '' }],
  ])('%s', async (_, cheat, expected) => {
    const { work, captured } = await setUp();
    cheat(work);
    if (existsSync(join(work, 'a.txt'))) write(work, { 'a.txt': 'new\n' });
    expect(await captured()).toEqual(expected);
    expect(existsSync(sentinel)).toBe(false);
  });

  it('and no program of a nested repository runs', async () => {
    const { work, store } = await setUp();
    repositoryIn(join(work, 'n'), { x: '' });
    gitIn(join(work, 'n'), 'config', 'core.fsmonitor', `sh -c "${SPY}"`);
    await captureTree(store, work, ['.git']);
    expect(valueOf(await captureTree(store, work, ['.git', 'n']))).toMatch(/^[0-9a-f]{40}$/u);
    expect(existsSync(sentinel)).toBe(false);
  });

  it('and no external diff, textconv or attribute has a say in the patch', async () => {
    const { work, store, base, folder } = await setUp();
    for (const at of [work, folder]) {
      gitIn(at, 'config', 'diff.spy.command', SPY);
      gitIn(at, 'config', 'diff.spy.textconv', SPY);
    }
    write(work, { '.gitattributes': '* diff=spy -diff binary\n', 'a.txt': 'new\n', b: new Uint8Array([0, 1, 2]) });
    const tree = valueOf(await captureTree(store, work, ['.git']));
    const { patch } = valueOf(await differenceBetween(store, base, tree));
    expect(textOf(patch)).toContain('-old\n+new\n');
    expect(existsSync(sentinel)).toBe(false);
  });
});

it('captures nothing that is left out, and an empty work tree as the empty tree', async () => {
  const { work, store } = await setUp();
  write(work, { 'node_modules/x': '', '[a]': '', a: '' });
  const kept = valueOf(await captureTree(store, work, ['.git', 'node_modules', '[a]']));
  expect(gitIn(store.gitDir, 'ls-tree', '-r', '--name-only', kept)).toBe('a\na.txt');
  expect(valueOf(await captureTree(store, mkdtempSync(join(root, 'e-')), ['.git']))).toBe(
    '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  );
});

it('writes exactly the bytes of a tree, its modes and links', async () => {
  const bytes = new Uint8Array([0x24, 0x49, 0x64, 0x24, 13, 10, 0xff, 0]);
  const { store, base, folder } = await setUp({
    '.gitattributes': '* text eol=crlf ident export-ignore\n',
    crlf: 'a\r\nb\n',
    bytes,
  });
  write(folder, { run: '#!/bin/sh\n' });
  symlinkSync('crlf', join(folder, 'link'));
  gitIn(folder, 'add', '--chmod=+x', 'run');
  const to = join(mkdtempSync(join(root, 'c-')), 'tree');
  valueOf(await checkOut(store, commitAll(folder), to));
  const stored = Buffer.from(valueOf(await blobOf(store, gitIn(folder, 'rev-parse', `${base}:crlf`))));
  expect(readFileSync(join(to, 'crlf'))).toEqual(stored);
  expect(new Uint8Array(readFileSync(join(to, 'link')))).toEqual(new Uint8Array(stored));
  const again = valueOf(await captureTree(store, to, []));
  expect(again).toBe(
    valueOf(await treeOf(store, 'HEAD').then(() => treeOf(store, gitIn(folder, 'rev-parse', 'HEAD')))),
  );
});

it('reads what a repository holds, whatever the folder is called', async () => {
  const folder = join(mkdtempSync(join(root, 'o-')), 'two\nlines "and" \\ more');
  const base = repositoryIn(folder, { a: 'a\n' });
  const store = valueOf(await openStore(await opened(folder)));
  const tree = valueOf(await treeOf(store, base));
  expect(valueOf(await inQuarantine(store, (lent) => changedPaths(lent, base, tree)))).toEqual([]);
});

it('names changed paths as they are, however nasty', async () => {
  const { work, store, base } = await setUp();
  const names = ['a\nb', 'a\tb', ' lead', '-x', '"quoted"', 'ä', ':100644', 'x -> y'];
  write(work, Object.fromEntries(names.map((name) => [name, 'x'])));
  const tree = valueOf(await captureTree(store, work, ['.git']));
  expect(
    valueOf(await changedPaths(store, base, tree))
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual(names.toSorted());
});

it('tells a change of kind from a change of content', async () => {
  const { work, store, base } = await setUp({ a: 'x', b: 'x', c: 'x' });
  rmSync(join(work, 'a'));
  symlinkSync('b', join(work, 'a'));
  rmSync(join(work, 'c'));
  write(work, { b: 'y', 'c/d': 'z' });
  const tree = valueOf(await captureTree(store, work, ['.git']));
  const told = valueOf(await changedPaths(store, base, tree)).map(({ path, status }) => `${status} ${path}`);
  expect(told).toEqual(['type-changed a', 'modified b', 'deleted c', 'added c/d']);
});

it('brings a commit into the repository, with its files and trees, and leaves no mark that stops git from packing it', async () => {
  const { store, base, repository, folder } = await setUp();
  const files = new Map([['sealed/x y.json', new TextEncoder().encode('{}\n')]]);
  const trees = { result: valueOf(await treeOf(store, base)) };
  const about = { files, trees, parents: [base], message: 'm\n', ...NOBODY };
  const objects = () => readdirSync(store.objects, { recursive: true }).length;
  const before = objects();
  const commit = valueOf(
    await inQuarantine(store, async (aside) => {
      const made = await commitFiles(aside, 'refs/writ/runs/R-1', about);
      const packs = readdirSync(join(aside.objects, 'pack')).filter((name) => name.endsWith('.pack'));
      expect([packs.length, readdirSync(aside.objects).toSorted()]).toEqual([1, ['info', 'pack']]);
      expect(valueOf(await treeAt(aside, valueOf(made), 'result'))).toBe(trees.result);
      expect(valueOf(await treeAt(aside, valueOf(made), 'after'))).toBe(null);
      expect(() => gitIn(folder, 'cat-file', '-e', valueOf(made))).toThrow('cat-file');
      valueOf(await bringCommit(repository, aside, valueOf(made), [base]));
      return made;
    }),
  );
  expect(objects()).toBe(before);
  expect(gitIn(folder, 'ls-tree', '-r', '--name-only', commit)).toBe('result/a.txt\nsealed/x y.json');
  expect(readdirSync(join(repository.objects, 'pack')).filter((name) => name.endsWith('.keep'))).toEqual([]);
  expect(gitIn(folder, 'fsck', '--full', '--strict', '--no-dangling')).toBe('');
});

it('brings what is new alone: what the base holds already is not written a second time, wherever it hangs', async () => {
  const { store, base, repository, folder, work } = await setUp({ 'src/one/a': 'a\n', 'src/two/b': 'b\n' });
  write(work, { 'src/one/a': 'new\n' });
  const result = valueOf(await captureTree(store, work, ['.git']));
  const about = { files: new Map(), trees: { result }, parents: [base], message: 'm\n', ...NOBODY };
  const commit = valueOf(await commitFiles(store, 'refs/writ/runs/R-1', about));
  const tree = gitIn(store.gitDir, 'rev-parse', `${commit}^{tree}`);
  valueOf(await bringCommit(repository, store, commit, [base]));
  const index = readdirSync(join(repository.objects, 'pack')).find((name) => name.endsWith('.idx')) ?? '';
  const packed = gitIn(folder, 'verify-pack', '--verbose', join(repository.objects, 'pack', index));
  const changed = ['src', 'src/one', 'src/one/a'].map((path) => gitIn(folder, 'rev-parse', `${result}:${path}`));
  const ids = packed.match(/^[0-9a-f]{40} /gmu)?.map((id) => id.trim());
  expect(ids?.toSorted()).toEqual([commit, tree, result, ...changed].toSorted());
});

it('looks at what a tree adds to a commit, and at nothing that the commit has already', async () => {
  const harmful = (sign: string): string => `* ${sign.repeat(3000)}\n`;
  const { folder, store, base } = await setUp({ 'a.txt': 'old\n', 'old/.gitattributes': harmful('x') });
  const added = async (files: Readonly<Record<string, string>>) => {
    write(folder, files);
    const tree = gitIn(folder, 'rev-parse', `${commitAll(folder)}^{tree}`);
    return valueOf(await inQuarantine(store, (aside) => harmfulObject(store, aside, { tree, base })));
  };
  expect(await added({ 'a.txt': 'new\n' })).toBeNull();
  expect((await added({ 'new/.gitattributes': harmful('y') }))?.says).toContain('gitattributesLineLength');
});

it('lets one of two move a ref, and tells the other', async () => {
  const { repository, base, folder } = await setUp();
  const [one, two] = [commitAll(folder, 'one'), commitAll(folder, 'two')];
  const ref = 'refs/writ/runs/R-1';
  const zeros = '0'.repeat(40);
  const made = await Promise.all([one, two].map((next) => swapRef(repository, { ref, next, old: zeros, reason: 'x' })));
  expect(made.map(valueOf).toSorted()).toEqual([false, true]);
  const stands = valueOf(await resolveRef(repository, ref)) ?? '';
  expect(valueOf(await swapRef(repository, { ref, next: base, old: base, reason: 'x' }))).toBe(false);
  expect(valueOf(await swapRef(repository, { ref, next: base, old: stands, reason: 'x' }))).toBe(true);
});

it('finds the objects of a repository that was moved since', async () => {
  const { folder, base } = await setUp();
  const elsewhere = `${folder}-moved`;
  renameSync(folder, elsewhere);
  const store = valueOf(await openStore(await opened(elsewhere)));
  expect(codesOf(await treeOf(store, base))).toEqual([]);
});

it('tells a ref that is locked from one that has moved', async () => {
  const { folder, repository, base } = await setUp();
  const move = { ref: 'refs/heads/main', next: base, old: base, reason: 'test' };
  write(folder, { '.git/refs/heads/main.lock': '' });
  expect(codesOf(await swapRef(repository, move))).toEqual(['repository.locked']);
  rmSync(join(folder, '.git/refs/heads/main.lock'));
  expect(valueOf(await swapRef(repository, { ...move, old: '1'.repeat(40) }))).toBe(false);
  expect(valueOf(await swapRef(repository, move))).toBe(true);
});

it('many that are the first to open a store all have it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const folder = mkdtempSync(join(root, 'first-'));
    repositoryIn(folder, { 'a.txt': 'a\n' });
    const repository = await opened(folder);
    const stores = await Promise.all(Array.from({ length: 12 }, () => openStore(repository)));
    expect(stores.filter(({ ok }) => !ok)).toEqual([]);
    expect(readdirSync(repository.writ)).toEqual(['store.git']);
  }
});

it('what somebody took out of a store is put back, and its objects are kept', async () => {
  const { repository, store } = await setUp();
  const call = { gitDir: store.gitDir, config: 'harness' } as const;
  const blob = valueOf(await gitLine(['hash-object', '-w', '--stdin'], { ...call, stdin: 'kept\n' }));
  for (const gone of ['HEAD', 'info']) rmSync(join(store.gitDir, gone), { recursive: true });
  expect(valueOf(await openStore(repository))).toEqual(store);
  expect(valueOf(await gitLine(['cat-file', '-p', blob], call))).toBe('kept');
});
