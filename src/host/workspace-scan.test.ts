import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { repositoryIn, scratch, write } from './scratch.fixture.ts';
import { diskUse, scanWorkTree } from './workspace-scan.ts';

const root = scratch();
const tree = (): string => mkdtempSync(join(root, 'tree-'));
const foundIn = (folder: string, skip: readonly string[] = []): readonly string[] =>
  scanWorkTree(folder, skip).map(({ kind, path }) => `${kind} ${path}`);
const run = (folder: string, script: string): void => void execFileSync('/bin/sh', ['-c', script], { cwd: folder });

it('finds nothing in a tree as people make them', () => {
  const folder = tree();
  write(folder, { 'src/a.ts': '', 'src/ärger.ts': '', 'docs/read me.md': '', '.gitignore': '', '.github/x.yml': '' });
  symlinkSync('a.ts', join(folder, 'src', 'b.ts'));
  symlinkSync('../src/../docs', join(folder, 'src', 'd'));
  symlinkSync('not-there-yet', join(folder, 'dangling'));
  write(folder, { '.git/config': '', 'node_modules/x': '' });
  expect(foundIn(folder, ['.git', 'node_modules'])).toEqual([]);
});

it.each<readonly [string, (folder: string) => void, readonly string[]]>([
  ['a named pipe', (at) => run(at, 'mkfifo p'), ['fifo p']],
  ['a socket', (at) => run(at, 'python3 -c "import socket; socket.socket(socket.AF_UNIX).bind(\'s\')"'), ['socket s']],
  [
    'both names of a file',
    (at) => (write(at, { a: '' }), linkSync(join(at, 'a'), join(at, 'b'))),
    ['hard-link a', 'hard-link b'],
  ],
  ['a link out', (at) => symlinkSync('../x', join(at, 'l')), ['symlink-outside l']],
  [
    'a link up that comes down again elsewhere',
    (at) => (mkdirSync(join(at, 'd')), symlinkSync('../../x/d', join(at, 'd/l'))),
    ['symlink-outside d/l'],
  ],
  ['an absolute link', (at) => symlinkSync('/etc/passwd', join(at, 'l')), ['symlink-outside l']],
  ['a link into .git', (at) => symlinkSync('.git/config', join(at, 'l')), ['symlink-outside l']],
  ['a link into .GIT', (at) => symlinkSync('x/../.GIT', join(at, 'l')), ['symlink-outside l']],
  [
    'a link whose way out leads over another link',
    (at) => (mkdirSync(join(at, 'x')), symlinkSync('..', join(at, 'x/s')), symlinkSync('s/..', join(at, 'x/t'))),
    ['symlink-outside x/t'],
  ],
  [
    'links in a circle',
    (at) => (symlinkSync('b', join(at, 'a')), symlinkSync('a', join(at, 'b'))),
    ['symlink-outside a', 'symlink-outside b'],
  ],
  [
    'an empty repository',
    (at) => (mkdirSync(join(at, 'n')), run(join(at, 'n'), 'git init -q')),
    ['nested-repository n/.git'],
  ],
  ['a repository with a commit', (at) => void repositoryIn(join(at, 'n'), { a: '' }), ['nested-repository n/.git']],
  [
    'a repository without a work tree',
    (at) => (mkdirSync(join(at, 'n')), run(join(at, 'n'), 'git init -q --bare')),
    ['bare-repository n'],
  ],
  [
    'one in other letters',
    (at) => write(at, { 'n/head': '', 'n/Objects/x': '', 'n/REFS/x': '' }),
    ['bare-repository n'],
  ],
  ['a .git that is a file', (at) => write(at, { 'n/.git': 'gitdir: /x' }), ['nested-repository n/.git']],
  ['a .GIT beside the skipped one', (at) => write(at, { '.GIT/config': '' }), ['nested-repository .GIT']],
  ['a newline', (at) => write(at, { 'a\nb': '' }), ['name a\nb']],
  ['a tab', (at) => write(at, { 'a\tb': '' }), ['name a\tb']],
  ['an escape', (at) => write(at, { 'a\u001b[2K': '' }), ['name a\u001b[2K']],
  ['a bidirectional control', (at) => write(at, { 'a\u202eb': '' }), ['name a\u202eb']],
  ['an Arabic letter mark', (at) => write(at, { 'a\u061cb': '' }), ['name a\u061cb']],
  ['a zero-width space', (at) => write(at, { 'a\u200bb': '' }), ['name a\u200bb']],
  ['a soft hyphen', (at) => write(at, { 'a\u00adb': '' }), ['name a\u00adb']],
  ['a filler', (at) => write(at, { 'a\u3164b': '' }), ['name a\u3164b']],
  ['a backslash', (at) => write(at, { 'a\\b': '' }), ['name a\\b']],
  ['a leading dash', (at) => write(at, { '-rf': '' }), ['name -rf']],
  ['a trick in the name of a folder', (at) => write(at, { 'x\ny/a': '' }), ['name x\ny']],
  [
    'names that differ by case, each of them',
    (at) => write(at, { Readme: '', readme: '' }),
    ['collision Readme', 'collision readme'],
  ],
  [
    'names that differ by Unicode form',
    (at) => write(at, { '\u00e4': '', 'a\u0308': '' }),
    ['collision \u0061\u0308', 'collision \u00e4'],
  ],
  [
    'names that are one where letters are folded whole',
    (at) => write(at, { straße: '', strasse: '', ς: '', σ: '' }),
    ['collision straße', 'collision strasse', 'collision ς', 'collision σ'],
  ],
  [
    'names that are one where dots and blanks at the end are left out',
    (at) => write(at, { a: '', 'a.': '', 'b ': '' }),
    ['collision a', 'collision a.', 'name a.', 'name b '],
  ],
  ['a blank that looks like another one', (at) => write(at, { 'a\u00a0b': '' }), ['name a\u00a0b']],
  ['folders that differ by case', (at) => write(at, { 'Src/a': '', 'src/b': '' }), ['collision Src', 'collision src']],
])('finds %s', (_, make, found) => {
  const folder = tree();
  make(folder);
  expect(foundIn(folder, ['.git']).toSorted()).toEqual([...found].toSorted());
});

it('finds a name that is not UTF-8', () => {
  const folder = tree();
  writeFileSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xff])]), '');
  expect(foundIn(folder, [])).toEqual(['name a\ufffd']);
  // Beside a file whose name is that very character, and as something else than a file.
  writeFileSync(`${folder}/a\ufffd`, '');
  expect(foundIn(folder, [])).toContain('name a\ufffd');
  mkdirSync(Buffer.concat([Buffer.from(`${folder}/a`), Buffer.from([0xfe])]));
  expect(foundIn(folder, [])).toContain('unreadable a\ufffd');
});

it('skips what it is told to at the top only', () => {
  const folder = tree();
  write(folder, { 'a/.git/x': '', '.git/x': '' });
  expect(foundIn(folder, ['.git'])).toEqual(['nested-repository a/.git']);
});

const asNobody = (script: string): string =>
  execFileSync(
    process.execPath,
    ['--conditions=source', '--input-type=module', '-e', script.replace(';', ';process.setuid(65534);')],
    {
      encoding: 'utf8',
    },
  ).trim();

it.runIf(process.getuid?.() === 0)('says of a folder that cannot be read or entered that it is, and goes on', () => {
  const folder = tree();
  write(folder, { 'closed/a': '', 'listed/a': '', '-x': '' });
  run(root, `chmod 755 ${root}; chmod -R a+rX ${folder}; chmod 000 ${folder}/closed; chmod 744 ${folder}/listed`);
  const printed = asNobody(
    `const { scanWorkTree, diskUse } = await import('${join(import.meta.dirname, 'workspace-scan.ts')}');
     console.log(scanWorkTree('${folder}', []).map(({ kind, path }) => kind + ' ' + path).sort().join(), diskUse('${folder}') >= 0);`,
  );
  expect(printed).toBe('name -x,unreadable closed,unreadable listed/a true');
});

it('says of folders deeper than a path may be that they are, and measures the rest', () => {
  const folder = tree();
  run(
    folder,
    'n=$(printf %0200d 0); i=0; while [ $i -lt 25 ]; do mkdir $n && cd $n; i=$((i+1)); done; head -c 9000 /dev/zero >x',
  );
  write(folder, { a: 'x'.repeat(50_000) });
  expect(scanWorkTree(folder, []).map(({ kind }) => kind)).toEqual(['unreadable']);
  expect(diskUse(folder)).toBeGreaterThan(50_000);
});
