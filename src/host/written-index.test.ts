import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { openStore } from './objects.ts';
import { commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from './scratch.fixture.ts';
import { beginCheckout, captureTree } from './work-tree.ts';
import { scanWorkTree } from './workspace-scan.ts';
import { readWrittenIndex, watchChanges } from './written-index.ts';

const root = scratch();

const BASE = {
  'a.txt': 'a\n',
  'b.txt': 'b\n',
  'src/c.js': 'c\n',
  'src/deep/d.js': 'd\n',
  'e/f': 'f\n',
  'src/deep/f': 'g\n',
  'untouched/g': 'g\n',
  '.gitignore': 'out/\n',
};

/** A work tree that git has written, a moment ago, with the index it wrote. */
const writtenTree = async () => {
  const folder = mkdtempSync(join(root, 'r-'));
  repositoryIn(folder, BASE);
  symlinkSync('a.txt', join(folder, 'link'));
  const base = gitIn(folder, 'rev-parse', `${commitAll(folder)}^{tree}`);
  const store = valueOf(await openStore(await opened(folder)));
  const place = mkdtempSync(join(root, 'w-'));
  const [work, indexFile] = [join(place, 'work'), join(place, 'index')];
  valueOf(await beginCheckout(store, { folder: work, indexFile }, base).finish(base));
  // A tree as small as this is written within one tick of the clock of files, the index included.
  await sleep(20);
  utimesSync(indexFile, new Date(), new Date());
  const written = readWrittenIndex(indexFile);
  await sleep(20);
  return { base, store, work, written };
};

const at = (work: string, path: string): string => join(work, path);
/** Writes other bytes of the same length and sets the time back to what it was. */
const disguised = (path: string): void => {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, readFileSync(path, 'utf8').toUpperCase());
  utimesSync(path, atime, mtime);
};
const exchanged = (work: string): void => {
  renameSync(at(work, 'a.txt'), at(work, 'x'));
  renameSync(at(work, 'b.txt'), at(work, 'a.txt'));
  renameSync(at(work, 'x'), at(work, 'b.txt'));
};

const exchangedFolders = (work: string): void => {
  renameSync(at(work, 'e'), at(work, 'x'));
  renameSync(at(work, 'src/deep'), at(work, 'e'));
  renameSync(at(work, 'x'), at(work, 'src/deep'));
};

type Act = readonly [says: string, act: (work: string) => void, changed: readonly string[]];
const ACTS: readonly Act[] = [
  ['nothing', () => {}, []],
  ['a file written anew', (work) => write(work, { 'a.txt': 'other\n' }), ['a.txt']],
  ['other bytes, of the same length and time', (work) => disguised(at(work, 'src/c.js')), ['src/c.js']],
  ['two files exchanged', exchanged, ['a.txt', 'b.txt']],
  ['a mode', (work) => chmodSync(at(work, 'b.txt'), 0o755), ['b.txt']],
  ['a file removed', (work) => rmSync(at(work, 'e/f')), ['e/f']],
  ['an ignored file', (work) => write(work, { 'out/new': 'n\n' }), ['out/new']],
  ['a file with signs of a pattern in its name', (work) => write(work, { 'src/[c]*.js': 'n\n' }), ['src/[c]*.js']],
  ['a folder renamed', (work) => renameSync(at(work, 'src/deep'), at(work, 'flat')), ['flat/d.js', 'flat/f', 'src/deep/d.js', 'src/deep/f']],
  ['a link that leads elsewhere', (work) => (rmSync(at(work, 'link')), symlinkSync('b.txt', at(work, 'link'))), ['link']],
  ['two folders exchanged that hold the same names', exchangedFolders, ['e/d.js', 'e/f', 'src/deep/d.js', 'src/deep/f']],
  ['a second name', (work) => linkSync(at(work, 'a.txt'), at(work, 'again')), ['a.txt', 'again']],
  ['a file where a folder was', (work) => (rmSync(at(work, 'e'), { recursive: true }), write(work, { e: 'e\n' })), ['e', 'e/f']],
  ['a folder where a file was', (work) => (rmSync(at(work, 'a.txt')), mkdirSync(at(work, 'a.txt')), write(work, { 'a.txt/g': 'g\n' })), ['a.txt', 'a.txt/g']],
  ['a link where a folder was', (work) => (renameSync(at(work, 'src'), at(work, 'moved')), symlinkSync('moved', at(work, 'src'))), ['moved/c.js', 'moved/deep/d.js', 'moved/deep/f', 'src', 'src/c.js', 'src/deep/d.js', 'src/deep/f']],
]; // prettier-ignore

describe('a capture that goes by what changed is the capture of all', () => {
  it.for(ACTS)('after %s', async ([, act, expected]) => {
    const { base, store, work, written } = await writtenTree();
    act(work);
    const watch = watchChanges(written);
    scanWorkTree(work, ['.git'], watch.see);
    const known = watch.changed();
    expect(known?.paths.toSorted()).toEqual(expected);
    const quick = watchChanges(written);
    const looked: string[] = [];
    const see = (path: string, stat: Stats): void => (looked.push(path), quick.see(path, stat));
    const findings = scanWorkTree(work, ['.git'], see, await quick.untouchedIn(work));
    expect(findings).toEqual(scanWorkTree(work, ['.git']));
    expect(quick.changed()?.paths.toSorted()).toEqual(expected);
    expect(looked).not.toContain('untouched/g');
    const tree = valueOf(await captureTree(store, work, ['.git'], known));
    expect(tree).toBe(valueOf(await captureTree(store, work, ['.git'])));
    expect(tree === base).toBe(expected.length === 0);
  });
});

/** A tree with a change in the very second in which git wrote it; which second that is, is up to the clock. */
const changedWithinTheSecond = async (): Promise<Awaited<ReturnType<typeof writtenTree>>> => {
  const made = await writtenTree();
  const [path, second] = [at(made.work, 'src/c.js'), (ms: number) => Math.floor(ms / 1000)];
  const before = second(statSync(path).ctimeMs);
  disguised(path);
  return second(statSync(path).ctimeMs) === before ? made : changedWithinTheSecond();
};

it('a change in the second in which git wrote a file is captured in a later one', async () => {
  const { store, work, written } = await changedWithinTheSecond();
  await sleep(1100);
  const watch = watchChanges(written);
  scanWorkTree(work, ['.git'], watch.see);
  const tree = valueOf(await captureTree(store, work, ['.git'], watch.changed()));
  expect(tree).toBe(valueOf(await captureTree(store, work, ['.git'])));
});

it('what git wrote in the tick of its index counts as changed', async () => {
  const { work, written } = await writtenTree();
  const watch = watchChanges({ ...written, atMs: lstatSync(at(work, 'a.txt')).ctimeMs });
  scanWorkTree(work, ['.git'], watch.see);
  expect(watch.changed()?.paths).toContain('a.txt');
});

it('nothing is said of an index that is none, of another version, or where a name may be no UTF-8', async () => {
  const { work, written } = await writtenTree();
  const changedBy = (bytes: Uint8Array) => {
    const watch = watchChanges({ bytes, atMs: written.atMs, aheadMs: 0 });
    scanWorkTree(work, ['.git'], watch.see);
    return watch.changed()?.paths ?? null;
  };
  const other = Buffer.from(written.bytes);
  other.writeUInt32BE(4, 4);
  expect(changedBy(other)).toBeNull();
  expect(changedBy(Buffer.from('no index, and long enough to be one'))).toBeNull();
  expect(changedBy(new Uint8Array())).toBeNull();
  expect(changedBy(written.bytes)).toEqual([]);
  write(work, { 'f\uFFFD': 'a name that another one would be taken for\n' });
  expect(changedBy(written.bytes)).toBeNull();
});

it('nothing is said where a name is no UTF-8, which none of the names that were read would find', async () => {
  const { store, work, written } = await writtenTree();
  writeFileSync(Buffer.concat([Buffer.from(`${work}/f`), Buffer.from([0xff])]), 'beside the known changes\n');
  const watch = watchChanges(written);
  scanWorkTree(work, ['.git'], watch.see);
  expect(watch.changed()).toBeNull();
  const before = valueOf(await captureTree(store, work, ['.git']));
  rmSync(Buffer.concat([Buffer.from(`${work}/f`), Buffer.from([0xff])]));
  expect(before).not.toBe(valueOf(await captureTree(store, work, ['.git'])));
});

it('everything is looked at once the clock was set back', async () => {
  const { work, written } = await writtenTree();
  expect(await watchChanges(written).untouchedIn(work)).not.toBeNull();
  const later = { ...written, aheadMs: written.aheadMs + 1000 };
  expect(await watchChanges(later).untouchedIn(work)).toBeNull();
});

it('that this process was held up while it read two clocks is not taken for a clock set back', async () => {
  const { work, written } = await writtenTree();
  const now = performance.now.bind(performance);
  const heldUp = vi.spyOn(performance, 'now').mockImplementationOnce(() => now() + 100);
  expect(await watchChanges(written).untouchedIn(work)).not.toBeNull();
  expect(heldUp).toHaveBeenCalled();
  heldUp.mockRestore();
});
