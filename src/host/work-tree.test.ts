import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openStore } from './objects.ts';
import { commitAll, gitIn, opened, repositoryIn, scratch, valueOf, write } from './scratch.fixture.ts';
import { beginCheckout, captureTree } from './work-tree.ts';

/** A checkout that was begun while the result was not known yet holds in the end exactly the result, whatever happened meanwhile. */

const root = scratch();

const BASE = {
  'a.txt': 'a\n',
  'src/b.js': 'b\n',
  'src/deep/c.js': 'c\n',
  'd/e': 'e\n',
  run: '#!/bin/sh\n',
  kept: 'kept\n',
};

const begun = async (first: 'base' | 'nothing there' = 'base') => {
  const folder = mkdtempSync(join(root, 'r-'));
  repositoryIn(folder, BASE);
  symlinkSync('a.txt', join(folder, 'link'));
  const base = gitIn(folder, 'rev-parse', `${commitAll(folder)}^{tree}`);
  rmSync(join(folder, 'src/deep'), { recursive: true });
  rmSync(join(folder, 'd'), { recursive: true });
  rmSync(join(folder, 'link'));
  rmSync(join(folder, 'src/b.js'));
  write(folder, {
    'a.txt': 'A\n',
    'src/b.js/now-a-folder': 'n\n',
    d: 'now a file\n',
    'new/f': 'f\n',
    link: 'now a file\n',
  });
  chmodSync(join(folder, 'run'), 0o755);
  const result = gitIn(folder, 'rev-parse', `${commitAll(folder)}^{tree}`);
  const store = valueOf(await openStore(await opened(folder)));
  const place = mkdtempSync(join(root, 'c-'));
  const at = { folder: join(place, 'tree'), indexFile: join(place, 'index') };
  const from = first === 'base' ? base : '1'.repeat(40);
  const checkout = beginCheckout(store, at, from);
  await checkout.turnInto(from);
  // A tree as small as this is written within one tick of the clock of files, the index included.
  await sleep(20);
  if (existsSync(at.indexFile)) utimesSync(at.indexFile, new Date(), new Date());
  await sleep(20);
  /** What lies there, by a capture that starts from nothing; and folders that hold nothing. */
  const held = async () => ({
    tree: valueOf(await captureTree(store, at.folder, [])),
    emptyFolders: existsSync(join(at.folder, 'empty')),
  });
  return { base, result, checkout, held, ...at };
};

it('becomes another tree: files changed, gone, new, of another kind, and with another mode', async () => {
  const { result, checkout, held } = await begun();
  valueOf(await checkout.finish(result));
  expect(await held()).toEqual({ tree: result, emptyFolders: false });
});

it('is left as it is where nothing changed', async () => {
  const { base, checkout, held, folder } = await begun();
  const before = statSync(join(folder, 'kept')).ino;
  valueOf(await checkout.finish(base));
  expect((await held()).tree).toBe(base);
  expect(statSync(join(folder, 'kept')).ino).toBe(before);
});

it('is made for one tree: to ask twice is to wait for the same, and another one is made anew', async () => {
  const { base, result, checkout, held } = await begun();
  const [once, again] = [checkout.finish(result), checkout.finish(result)];
  expect(once).toBe(again);
  valueOf(await once);
  expect((await held()).tree).toBe(result);
  valueOf(await checkout.finish(base));
  expect((await held()).tree).toBe(base);
});

it('becomes another tree without a look where nobody had it, and is made anew where that cannot be', async () => {
  const { result, checkout, held, indexFile } = await begun();
  rmSync(indexFile);
  valueOf(await checkout.turnInto(result));
  expect((await held()).tree).toBe(result);
});

it('is made anew where what it began with could not be written', async () => {
  const { result, checkout, held } = await begun('nothing there');
  valueOf(await checkout.finish(result));
  expect((await held()).tree).toBe(result);
});

/** Everything somebody could do to a file that the result does not change, or beside it. */
const MEDDLING: readonly (readonly [string, (folder: string) => void])[] = [
  ['edits a file', (at) => writeFileSync(join(at, 'kept'), 'KEPT\n')],
  [
    'edits a file to the same length, and sets its times back',
    (at) => {
      const { atime, mtime } = statSync(join(at, 'kept'));
      writeFileSync(join(at, 'kept'), 'KEPT\n');
      utimesSync(join(at, 'kept'), atime, mtime);
    },
  ],
  [
    'puts another file in place of one, with the times of the first',
    (at) => {
      const { atime, mtime } = statSync(join(at, 'kept'));
      writeFileSync(`${at}.other`, 'KEPT\n');
      utimesSync(`${at}.other`, atime, mtime);
      renameSync(`${at}.other`, join(at, 'kept'));
    },
  ],
  ['makes a file executable', (at) => chmodSync(join(at, 'kept'), 0o755)],
  ['removes a file', (at) => rmSync(join(at, 'kept'))],
  ['adds a file', (at) => write(at, { 'src/more.js': 'm\n' })],
  ['adds a file that git ignores by a rule of its own', (at) => write(at, { '.gitignore': '*\n', hidden: 'h\n' })],
  ['adds an empty folder', (at) => write(at, { 'empty/x': '' })],
  [
    'puts a link in place of a folder',
    (at) => (renameSync(join(at, 'src'), `${at}.src`), symlinkSync(`${at}.src`, join(at, 'src'))),
  ],
  ['removes everything', (at) => rmSync(at, { recursive: true })],
];

it.each(MEDDLING)('is made anew where somebody meanwhile %s', async (_, meddle) => {
  const { result, checkout, held, folder } = await begun();
  meddle(folder);
  if (existsSync(join(folder, 'empty/x'))) rmSync(join(folder, 'empty/x'));
  valueOf(await checkout.finish(result));
  expect(await held()).toEqual({ tree: result, emptyFolders: false });
  expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('kept\n');
});
