import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'; // prettier-ignore
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { copyPlain, readPlain, type PlainTerms } from './plain-files.ts';
import { scratch, write } from './scratch.fixture.ts';

const root = scratch();
const TERMS: PlainTerms = { bytes: 1024 * 1024, entries: 100, except: [], forbids: () => false };
const folderWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(root, 'f-'));
  write(folder, files);
  return folder;
};
const FILES = { a: 'one', 'b/c': 'two', 'b/run.sh': '#!/bin/sh\n' };
const made = (): string => {
  const folder = folderWith(FILES);
  chmodSync(join(folder, 'b/run.sh'), 0o755);
  mkdirSync(join(folder, 'empty'));
  return folder;
};
const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);

describe('a folder that somebody else wrote', () => {
  it('is copied with what is plain in it, for its owner alone, and the copy has the digest of the original', () => {
    const [from, to] = [made(), mkdtempSync(join(root, 't-'))];
    const facts = copyPlain(from, to, TERMS);
    expect(facts).toMatchObject({ bytes: 16, files: 3 });
    expect([readPlain(from, TERMS), readPlain(to, TERMS)]).toEqual([facts, facts]);
    expect(readFileSync(join(to, 'b/c'), 'utf8')).toBe('two');
    expect(['a', 'b', 'b/run.sh', 'empty'].map((path) => modeOf(join(to, path)))).toEqual(['600', '700', '700', '700']);
  });

  it.each<readonly [change: string, change: (folder: string) => void]>([
    ['one byte of a file', (folder) => writeFileSync(join(folder, 'a'), 'onf')],
    ['a file more', (folder) => writeFileSync(join(folder, 'd'), '')],
    ['a folder more', (folder) => mkdirSync(join(folder, 'd'))],
    ['another name', (folder) => writeFileSync(join(folder, 'b/d'), 'two')],
    ['a program that was none', (folder) => chmodSync(join(folder, 'a'), 0o755)],
  ])('has another digest with %s', (_, change) => {
    const folder = made();
    const before = readPlain(folder, TERMS);
    change(folder);
    expect(readPlain(folder, TERMS)).not.toEqual(before);
  });

  it('has no links, pipes or sockets: none is followed, waited for or copied', () => {
    const secret = folderWith({ key: 'secret' });
    const [from, to] = [made(), mkdtempSync(join(root, 't-'))];
    const plain = readPlain(from, TERMS);
    symlinkSync(join(secret, 'key'), join(from, 'link'));
    symlinkSync(secret, join(from, 'b/folder'));
    execFileSync('mkfifo', [join(from, 'pipe')]);
    expect(copyPlain(from, to, TERMS)).toEqual(plain);
    expect(readdirSync(to, { recursive: true }).toSorted()).toEqual(['a', 'b', 'b/c', 'b/run.sh', 'empty']);
  });

  it('may hold a file by two names: the copy has two files', () => {
    const [from, to] = [made(), mkdtempSync(join(root, 't-'))];
    linkSync(join(from, 'a'), join(from, 'twice'));
    expect(copyPlain(from, to, TERMS)).toMatchObject({ files: 4 });
    expect(lstatSync(join(to, 'twice')).nlink).toBe(1);
  });

  it('is not copied over what is there already, by a link or otherwise', () => {
    const [from, to, away] = [made(), mkdtempSync(join(root, 't-')), join(root, 'away')];
    symlinkSync(away, join(to, 'a'));
    expect(copyPlain(from, to, TERMS)).toEqual({ because: 'the system says EEXIST' });
    expect(readdirSync(root)).not.toContain('away');
  });

  it.each<readonly [why: string, terms: Partial<PlainTerms>, because: string]>([
    ['too much', { bytes: 15 }, 'it holds more than 15 bytes'],
    ['one file that is too much', { bytes: 5 }, 'it holds more than 5 bytes'],
    ['too many', { entries: 4 }, 'it holds more than 4 files and folders'],
    ['a key', { forbids: (bytes) => Buffer.from(bytes).includes('two') }, 'a file in it holds a key'],
  ])('is told as one that holds %s', (_, terms, because) => {
    expect(readPlain(made(), { ...TERMS, ...terms })).toEqual({ because });
  });

  it('is not told where it is not there', () => {
    expect(readPlain(join(root, 'nowhere'), TERMS)).toEqual({ because: 'the system says ENOENT' });
  });

  it('does not count what is shown in it by somebody else, nor what is in the way of that', () => {
    const terms = { ...TERMS, except: ['settings/mine.json', 'b/c'] };
    const from = made();
    const plain = readPlain(from, terms);
    expect(plain).toMatchObject({ files: 2 });
    writeFileSync(join(from, 'b/c'), 'other');
    writeFileSync(join(from, 'settings'), 'in the way');
    expect(readPlain(from, terms)).toEqual(plain);
  });
});
