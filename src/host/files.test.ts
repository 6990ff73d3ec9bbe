import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  createDurably,
  makeFolders,
  readFolder,
  readIfThere,
  removeFolder,
  writeDurably,
  writeFolderDurably,
} from './files.ts';
import { codesOf, messagesOf, scratch, textOf, valueOf, write } from './scratch.fixture.ts';

const root = scratch();
const folder = (): string => mkdtempSync(join(root, 'f-'));

describe('a folder that is written durably', () => {
  const FILES = new Map([
    ['a', Buffer.from('one')],
    ['b/c/d', Buffer.alloc(70_000, 'x')],
    ['b/e', Buffer.alloc(0)],
  ]);

  it('holds exactly its files, whatever an attempt before it left', () => {
    const at = join(folder(), 'new/sealed');
    write(`${at}.new`, { a: 'left', 'b/other': 'left' });
    valueOf(writeFolderDurably(at, FILES));
    expect(valueOf(readFolder(at))).toEqual(FILES);
    expect(readdirSync(join(at, '..'))).toEqual(['sealed']);
  });

  it('is written beside what others are just writing, and rid of what those left who are gone', () => {
    const at = join(folder(), 'change');
    const [alive, gone] = [`${at}.${process.ppid}.new`, `${at}.4000000.new`];
    write(alive, { a: 'half' });
    write(gone, { a: 'half' });
    valueOf(writeFolderDurably(at, FILES, true));
    expect(valueOf(readFolder(at))).toEqual(FILES);
    expect(readdirSync(join(at, '..'))).toEqual(['change', `change.${process.ppid}.new`]);
  });

  it('takes nobody’s place', () => {
    const at = join(folder(), 'sealed');
    write(at, { a: 'before' });
    expect(codesOf(writeFolderDurably(at, FILES))).toEqual(['machine.storage']);
    expect(valueOf(readFolder(at)).size).toBe(1);
  });

  it('is not there where one of its files cannot be', () => {
    const at = join(folder(), 'sealed');
    const impossible = new Map([...FILES, ['x'.repeat(300), Buffer.from('x')]]);
    expect(codesOf(writeFolderDurably(at, impossible))).toEqual(['machine.storage']);
    expect(readdirSync(join(at, '..'))).toEqual(['sealed.new']);
  });
});

describe('making folders', () => {
  it('makes what is missing, and says what was the first', () => {
    const at = folder();
    expect(makeFolders(join(at, 'a/b/c'), 0o700)).toBe(join(at, 'a'));
    expect(makeFolders(join(at, 'a/b/c'))).toBeUndefined();
    expect(statSync(join(at, 'a/b')).mode & 0o777).toBe(0o700);
    write(at, { file: '' });
    expect(() => makeFolders(join(at, 'file'))).toThrow('EEXIST');
    expect(() => makeFolders(join(at, 'file/below'))).toThrow('ENOTDIR');
  });

  it('ends where the system knows of no such folder and lets nobody make it', () => {
    expect(() => makeFolders('/proc/1/nowhere/at/all')).toThrow('ENOENT');
  });
});

describe('a durable write', () => {
  it('makes the folders, replaces what was there, and sets the mode', () => {
    const at = folder();
    valueOf(writeDurably(join(at, 'a/b'), 'one', 0o600));
    valueOf(writeDurably(join(at, 'a/b'), 'two', 0o600));
    expect([readFileSync(join(at, 'a/b'), 'utf8'), statSync(join(at, 'a/b')).mode & 0o777]).toEqual(['two', 0o600]);
    expect(readdirSync(join(at, 'a'))).toEqual(['b']);
  });

  it('that cannot take its place is a failure of the storage, keeps what was there and leaves nothing', () => {
    const at = folder();
    mkdirSync(join(at, 'b/c'), { recursive: true });
    expect(codesOf(writeDurably(join(at, 'b'), 'x'))).toEqual(['machine.storage']);
    expect(readdirSync(at)).toEqual(['b']);
  });

  it('of a new file takes nobody’s place', () => {
    const at = join(folder(), 'a/b');
    expect([createDurably(at, 'one', 0o600), createDurably(at, 'two')].map(valueOf)).toEqual([true, false]);
    expect([readFileSync(at, 'utf8'), statSync(at).mode & 0o777, statSync(at).nlink]).toEqual(['one', 0o600, 1]);
    expect(readdirSync(join(at, '..'))).toEqual(['b']);
    const dangling = join(folder(), 'link');
    symlinkSync('nowhere', dangling);
    expect(valueOf(createDurably(dangling, 'x'))).toBe(false);
  });

  it.each([
    ['a folder that is a file', (at: string) => (write(at, { f: '' }), join(at, 'f/x'))],
    ['a name that is too long', (at: string) => join(at, 'x'.repeat(300))],
  ])('into %s is a failure of the storage', (_, path) => {
    expect(codesOf(writeDurably(path(folder()), 'x'))).toEqual(['machine.storage']);
  });

  it('onto a disk that is full is a failure of the storage, leaves nothing, and is the last of its process', () => {
    const at = folder();
    const program = `const { renameDurably, writeDurably } = await import('${join(import.meta.dirname, 'files.ts')}');
      const say = (end) => console.log(end.ok, end.ok || end.failures[0].code + ' ' + end.failures[0].message);
      say(writeDurably('${at}/before', 'small'));
      say(writeDurably('${at}/x', 'x'.repeat(100000)));
      say(writeDurably('${at}/after', 'small'));
      say(renameDurably('${at}/before', '${at}/after'));`;
    const command = `ulimit -f 16; trap '' XFSZ; exec "$0" --conditions=source --input-type=module -e "$1"`;
    const printed = execFileSync('/bin/bash', ['-c', command, process.execPath, program], { encoding: 'utf8' });
    const [before, ...rest] = printed.trimEnd().split('\n');
    expect(before).toBe('true true');
    expect(rest[0]).toMatch(/^false machine\.storage .*EFBIG/u);
    // What refuses the others is the first refusal.
    expect(new Set(rest).size).toBe(1);
    expect(rest).toHaveLength(3);
    expect(readdirSync(at)).toEqual(['before']);
  });
});

describe('reading a file that may be there', () => {
  it('gives its bytes, or nothing', () => {
    const at = folder();
    write(at, { a: 'x' });
    symlinkSync('a', join(at, 'l'));
    expect(['a', 'l'].map((name) => textOf(valueOf(readIfThere(join(at, name))) ?? new Uint8Array()))).toEqual([
      'x',
      'x',
    ]);
    expect(['b', 'a/b'].map((name) => valueOf(readIfThere(join(at, name))))).toEqual([null, null]);
  });

  it('refuses what is too large, by what a link leads to', () => {
    const at = folder();
    write(at, { a: 'x'.repeat(1000) });
    symlinkSync('a', join(at, 'l'));
    expect(codesOf(readIfThere(join(at, 'l'), 999))).toEqual(['input.too-large']);
    expect(codesOf(readIfThere(join(at, 'l'), 1000))).toEqual([]);
  });

  it('refuses what never ends, and a folder', () => {
    const at = folder();
    execFileSync('mkfifo', [join(at, 'pipe')]);
    symlinkSync('/dev/zero', join(at, 'zero'));
    for (const name of ['pipe', 'zero', '.'])
      expect(codesOf(readIfThere(join(at, name)))).toEqual(['input.unreadable']);
  });
});

describe('reading a folder', () => {
  it('gives every file by its path', () => {
    const at = folder();
    write(at, { 'a/b': '1', c: '2' });
    expect([...valueOf(readFolder(at))].map(([path, bytes]) => [path, textOf(bytes)])).toEqual([
      ['a/b', '1'],
      ['c', '2'],
    ]);
  });

  it.each<readonly [string, (at: string) => unknown]>([
    ['a link', (at) => symlinkSync('a', join(at, 'x'))],
    ['a link to a folder', (at) => symlinkSync('.', join(at, 'x'))],
    ['a second name', (at) => linkSync(join(at, 'a'), join(at, 'x'))],
    ['a pipe', (at) => execFileSync('mkfifo', [join(at, 'x')])],
  ])('refuses %s', (_, make) => {
    const at = folder();
    write(at, { a: '1' });
    make(at);
    expect(messagesOf(readFolder(at))).toMatch(/is not a regular file of its own$/u);
    expect(codesOf(readFolder(at))).toEqual(['evidence.malformed']);
  });

  it('waits for what another process is about to put there', async () => {
    const at = folder();
    write(at, { a: '1' });
    const writer = spawn('sh', [
      '-c',
      `cd "$1" && echo new > b.$$.new && echo written && sleep 0.2 && mv b.$$.new b`,
      'sh',
      at,
    ]);
    await once(writer.stdout, 'data');
    expect([...valueOf(readFolder(at)).keys()]).toEqual(['a', 'b']);
    write(at, { 'c.1.new': 'of a process that never ends' });
    expect(messagesOf(readFolder(at))).toMatch(/something is still being written there$/u);
  });

  it('refuses more than it may hold, and a folder that is not there', () => {
    const at = folder();
    write(at, { a: 'x'.repeat(100), b: 'x' });
    expect(codesOf(readFolder(at, 100))).toEqual(['evidence.malformed']);
    expect(codesOf(readFolder(join(at, 'none')))).toEqual(['input.unreadable']);
  });
});

it('removes folders deeper than a path may be', () => {
  const at = folder();
  execFileSync(
    '/bin/sh',
    ['-c', 'n=$(printf %0200d 0); i=0; while [ $i -lt 25 ]; do mkdir $n && cd $n; i=$((i+1)); done'],
    { cwd: at },
  );
  removeFolder(at);
  expect(readdirSync(root)).not.toContain(at.slice(root.length + 1));
});

it('removes folders that lie too deep to be named', () => {
  const at = folder();
  const deep = 'import os\nfor _ in range(60): os.mkdir("x" * 200); open("y", "w").close(); os.chdir("x" * 200)';
  execFileSync('python3', ['-c', deep], { cwd: at });
  removeFolder(at);
  expect(readdirSync(root)).not.toContain(at.slice(root.length + 1));
});

it.runIf(process.getuid?.() === 0)('removes folders that may not be written to', () => {
  const at = folder();
  write(at, { 'closed/deep/x': '' });
  execFileSync(
    '/bin/sh',
    ['-c', `chmod 755 ${root}; chown -R 65534 ${at}; chmod 777 ${at}; chmod 555 closed/deep closed`],
    { cwd: at },
  );
  const program = `const { removeFolder } = await import('${join(import.meta.dirname, 'files.ts')}');
    process.setuid(65534);
    removeFolder('${at}/closed');`;
  execFileSync(process.execPath, ['--conditions=source', '--input-type=module', '-e', program]);
  expect(readdirSync(at)).toEqual([]);
});
