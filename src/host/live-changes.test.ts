import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookLive } from './live-changes.ts';
import { gitIn, repositoryIn, scratch, write } from './scratch.fixture.ts';
import { readWrittenIndex } from './written-index.ts';

const root = scratch();
const FILES = { a: 'one\n', 'src/b': 'two\n', 'src/deep/c': 'three\n' };

const repository = () => {
  const folder = mkdtempSync(join(root, 'live-'));
  repositoryIn(folder, FILES);
  symlinkSync('a', join(folder, 'link'));
  gitIn(folder, 'add', '--all');
  const written = readWrittenIndex(join(folder, '.git', 'index'));
  const look = () => lookLive(folder, written, ['.git']);
  const changed = () =>
    look()
      ?.changed.map(({ path, status }) => `${status} ${path}`)
      .toSorted();
  return { folder, look, changed };
};

it.each<readonly [string, (folder: string) => void, readonly string[]]>([
  ['nothing', () => {}, []],
  ['a file that was written with what it held', (at) => writeFileSync(join(at, 'a'), 'one\n'), []],
  ['a file of the same length and the same time', (at) => {
    writeFileSync(join(at, 'a'), 'oen\n');
    utimesSync(join(at, 'a'), 1, 1);
  }, ['modified a']],
  ['a new file, however git is told to overlook it', (at) => write(at, { new: 'x', '.git/info/exclude': '*\n' }), ['added new']],
  ['a file that git is told not to look at', (at) => {
    gitIn(at, 'update-index', '--assume-unchanged', 'a');
    writeFileSync(join(at, 'a'), 'x');
  }, ['modified a']],
  ['a file that is gone', (at) => rmSync(join(at, 'src/b')), ['deleted src/b']],
  ['a file that was moved', (at) => renameSync(join(at, 'a'), join(at, 'z')), ['added z', 'deleted a']],
  ['a file that can be executed now', (at) => chmodSync(join(at, 'a'), 0o755), ['modified a']],
  ['a link that leads elsewhere', (at) => {
    rmSync(join(at, 'link'));
    symlinkSync('src/b', join(at, 'link'));
  }, ['modified link']],
  ['a file that is a link now', (at) => {
    rmSync(join(at, 'a'));
    symlinkSync('/etc/passwd', join(at, 'a'));
  }, ['modified a']],
  ['a folder that is a link now', (at) => {
    rmSync(join(at, 'src'), { recursive: true });
    symlinkSync('/', join(at, 'src'));
  }, ['added src', 'deleted src/b', 'deleted src/deep/c']],
  ['a file that is a folder now', (at) => {
    rmSync(join(at, 'a'));
    mkdirSync(join(at, 'a'));
    writeFileSync(join(at, 'a', 'x'), '');
  }, ['added a/x', 'deleted a']],
])('sees %s', (_, change, expected) => {
  const { folder, changed } = repository();
  change(folder);
  expect(changed()).toEqual(expected);
}); // prettier-ignore

it('waits for nothing that is no file, and tells of it', () => {
  const { folder, look } = repository();
  rmSync(join(folder, 'a'));
  execFileSync('mkfifo', [join(folder, 'a')]);
  expect(look()?.changed).toEqual([{ path: 'a', status: 'deleted' }]);
  expect(look()?.findings.map(({ path, kind }) => `${kind} ${path}`)).toEqual(['fifo a']);
});

it('says nothing about an index that it cannot read', () => {
  const { folder } = repository();
  expect(lookLive(folder, { bytes: new TextEncoder().encode('DIRC'), atMs: 0, aheadMs: 0 }, ['.git'])).toBeNull();
});
