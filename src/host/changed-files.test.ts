import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from './objects.ts';
import { commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from './scratch.fixture.ts';
import { beginCheckout, captureTree } from './work-tree.ts';

/** A folder for checks that holds the base becomes the result by the files that differ, and else as a whole. */

const root = scratch();

const BASE = { 'a.txt': 'a\n', 'src/b.js': 'b\n', 'src/deep/c.js': 'c\n', run: '#!/bin/sh\n', kept: 'kept\n' };

const folder = join(root, 'r');

/** One repository for all: each begins with its base. */
const setUp = async () => {
  mkdirSync(folder);
  repositoryIn(folder, BASE);
  symlinkSync('a.txt', join(folder, 'link'));
  const commit = commitAll(folder);
  return {
    commit,
    base: gitIn(folder, 'rev-parse', `${commit}^{tree}`),
    store: valueOf(await openStore(await opened(folder))),
  };
};
let whole: ReturnType<typeof setUp> | undefined;

/** What becomes of the folder where somebody does this to the base, and whether git went through all of it for that. */
const after = async (work: (at: string) => void) => {
  const { commit, base, store } = await (whole ??= setUp());
  gitIn(folder, 'reset', '--quiet', '--hard', commit);
  work(folder);
  const result = gitIn(folder, 'rev-parse', `${commitAll(folder)}^{tree}`);
  const place = mkdtempSync(join(root, 'c-'));
  const at = { folder: join(place, 'tree'), indexFile: join(place, 'index') };
  const checkout = beginCheckout(store, at, base);
  await checkout.begun;
  // As if it had been written long after all files: what changed in the tick of that moment counts as touched.
  const later = new Date(Date.now() + 60_000);
  utimesSync(at.indexFile, later, later);
  const kept = () => statSync(join(at.folder, 'kept')).ino;
  const [file, list] = [kept(), readFileSync(at.indexFile)];
  valueOf(await checkout.finish(result));
  return {
    isResult: valueOf(await captureTree(store, at.folder, [])) === result,
    isMadeAnew: kept() !== file,
    isListed: !readFileSync(at.indexFile).equals(list),
  };
};

it.each<[string, (at: string) => void]>([
  ['a file changed', (at) => write(at, { 'src/b.js': 'B\n' })],
  ['a file came, in a folder that was not there', (at) => write(at, { 'new/deep/f': 'f\n' })],
  ['a file can be executed now', (at) => chmodSync(join(at, 'run'), 0o755)],
  ['a link leads elsewhere', (at) => (rmSync(join(at, 'link')), symlinkSync('kept', join(at, 'link')))],
  ['a name is strange', (at) => write(at, { 'ü b\tc': 'x\n', [String.raw`back\slash`]: 'y\n', "it's $(x)": 'z\n' })],
  [
    'many files changed',
    (at) => write(at, Object.fromEntries([...Array(400).keys()].map((n) => [`m/${n}`, `${n}\n`]))),
  ],
])('is written by what differs: %s', async (_, work) => {
  expect(await after(work)).toEqual({ isResult: true, isMadeAnew: false, isListed: false });
});

it.each<[string, (at: string) => void]>([
  ['a file is gone', (at) => rmSync(join(at, 'a.txt'))],
  ['a file became a link', (at) => (rmSync(join(at, 'a.txt')), symlinkSync('kept', join(at, 'a.txt')))],
  [
    'a folder became a link, and what is in it lies elsewhere',
    (at) => (
      rmSync(join(at, 'src'), { recursive: true }),
      write(at, { 'else/b.js': 'B\n', 'else/deep/c.js': 'C\n' }),
      symlinkSync('else', join(at, 'src'))
    ),
  ],
  ['a link became a folder', (at) => (rmSync(join(at, 'link')), write(at, { 'link/x': 'x\n' }))],
  ['a name begins with a quote', (at) => write(at, { '"q"': 'q\n' })],
  ['a name has two lines', (at) => write(at, { 'one\ntwo': 'x\n' })],
  [
    'more changed than is written one by one',
    (at) => write(at, Object.fromEntries([...Array(501).keys()].map((n) => [`m/${n}`, `${n}\n`]))),
  ],
])('is left to git as a whole: %s', async (_, work) => {
  expect(await after(work)).toEqual({ isResult: true, isMadeAnew: false, isListed: true });
});
