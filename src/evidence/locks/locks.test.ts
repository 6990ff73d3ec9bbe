import { describe, expect, test } from 'vitest';
import { lockChange } from '../dependency-record.ts';
import { installScripts, npmDifferences, readNpmLock } from './npm-lock.ts';
import { isLockfile, isNpmManifest, readLock } from './read-lock.ts';

const npm = (packages: Record<string, unknown>, lockfileVersion = 3): string =>
  JSON.stringify({ lockfileVersion, packages });
const at = (host: string, more: object = {}) => ({
  ...{ version: '1.0.0', resolved: `https://${host}/a/-/a-1.0.0.tgz`, integrity: 'sha512-a' },
  ...more,
});
const one = (text: string, path: string, name = 'a') => {
  const read = readLock(path, text);
  return typeof read === 'string' ? read : read.get(name)?.[0];
};
const ofNpm = (entry: object, place = 'node_modules/a') => one(npm({ [place]: entry }), 'x/package-lock.json');

describe('a lockfile of npm', () => {
  test.each<[says: string, entry: object, from: string, integrity: string | null]>([
    ['a registry by its host', at('host'), 'https://host', 'sha512-a'],
    ['a registry with a port', at('host:8443'), 'https://host:8443', 'sha512-a'],
    ['a registry below a folder', at('h', { resolved: 'https://h/api/npm/a/-/a-1.0.0.tgz' }), 'https://h', 'sha512-a'],
    ['another package’s file whole', at('h', { resolved: 'https://h/b/-/b-1.0.0.tgz' }), 'https://h/b/-/b-1.0.0.tgz', 'sha512-a'],
    ['another version’s file whole', at('h', { version: '1.0.1' }), 'https://h/a/-/a-1.0.0.tgz', 'sha512-a'],
    ['a name in the address whole', at('h', { resolved: 'https://u@h/a/-/a-1.0.0.tgz' }), 'https://u@h/a/-/a-1.0.0.tgz', 'sha512-a'],
    ['any other file whole', at('h', { resolved: 'https://h/a.tgz' }), 'https://h/a.tgz', 'sha512-a'],
    ['no place at all', { version: '1.0.0', integrity: 'sha512-a' }, 'registry', 'sha512-a'],
    ['no digest', at('host', { integrity: undefined }), 'https://host', null],
    ['a repository with its commit', { resolved: `git+ssh://git@h/a.git#${'1'.repeat(40)}` }, 'git+ssh://git@h/a.git', `commit:${'1'.repeat(40)}`],
    ['a repository with a branch', { resolved: 'git+ssh://git@h/a.git#main' }, 'git+ssh://git@h/a.git', null],
    ['a file', { resolved: 'file:a.tgz', integrity: 'sha512-a' }, 'file:a.tgz', 'sha512-a'],
    ['a package of the repository', { resolved: 'packages/a', link: true }, 'link:packages/a', null],
    ['what comes with another', { version: '1.0.0', inBundle: true }, 'inside', null],
  ])('tells %s', (_, entry, from, integrity) => expect(ofNpm(entry)).toMatchObject({ from, integrity })); // prettier-ignore
  test('tells which package runs a program', () => expect(ofNpm(at('h', { hasInstallScript: true }))).toMatchObject({ script: true }));
  test('tells a package under another’s name', () => {
    const read = readLock('package-lock.json', npm({ 'node_modules/a': at('h', { name: 'evil' }) }));
    expect([...(typeof read === 'string' ? [] : read.keys())]).toEqual(['a (evil)']);
  });
  test.each([
    ['of the first version', npm({}, 1)],
    ['of a version to come', npm({}, 4)],
    ['with a package that is none', npm({ 'node_modules/a': 7 })],
    ['that is cut off', npm({}).slice(0, -3)],
    ['that is empty', ''],
    ['that is a list', '[]'],
  ])('cannot be read: one %s', (_, text) => expect(readLock('package-lock.json', text)).toMatch(/is not a lockfile/));
}); // prettier-ignore

describe('another lockfile', () => {
  test.each<[path: string, text: string, expected: object]>([
    ['Cargo.lock', '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://h/index"\nchecksum = "c0ffee"\n', { version: '1.0.0', from: 'registry+https://h/index', integrity: 'c0ffee' }],
    ['Cargo.lock', '[[package]]\nname = "a"\nversion = "1.0.0"\n', { from: 'link:a' }],
    ['Cargo.lock', `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "git+https://h/a#${'2'.repeat(40)}"\n`, { from: 'git+https://h/a', integrity: `commit:${'2'.repeat(40)}` }],
    ['go.sum', 'a v1.0.0 h1:x=\na v1.0.0/go.mod h1:y=\n', { version: 'v1.0.0', integrity: 'h1:x=' }],
    ['requirements-dev.txt', 'A==1.0 \\\n  --hash=sha256:b --hash=sha256:a # why\n', { version: '1.0', integrity: 'sha256:a sha256:b' }],
    ['pnpm-lock.yaml', "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-a}\n", { version: '1.0.0', from: 'registry', integrity: 'sha512-a' }],
    ['pnpm-lock.yaml', "lockfileVersion: '6.0'\npackages:\n  /a@1.0.0(b@2.0.0):\n    resolution: {integrity: sha512-a, tarball: 'https://h/x.tgz'}\n    requiresBuild: true\n", { version: '1.0.0', from: 'https://h/x.tgz', script: true }],
    ['yarn.lock', '# yarn lockfile v1\n\n\n"a@^1.0.0":\n  version "1.0.0"\n  resolved "https://h/a/-/a-1.0.0.tgz#abc"\n  integrity sha512-a\n', { version: '1.0.0', from: 'https://h', integrity: 'sha512-a' }],
    ['yarn.lock', '# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  resolved "https://h/a/-/a-1.0.0.tgz#abc"\n', { integrity: 'sha1:abc' }],
  ])('%s', (path, text, expected) => expect(one(text, path)).toMatchObject(expected));
  test.each<[path: string, text: string, says: RegExp]>([
    ['Cargo.lock', 'version = 4\n', /is not a lockfile/],
    ['go.sum', 'a v1.0.0\n', /is not a lockfile/],
    ['requirements.txt', 'a>=1\n', /is not a lockfile/],
    ['requirements.txt', '--index-url https://evil\na==1 --hash=sha256:a\n', /is not a lockfile/],
    ['yarn.lock', '__metadata:\n  version: 8\n', /is not a lockfile/],
    ['uv.lock', 'version = 1\n', /form that is not read/],
  ])('%s that cannot be read', (path, text, says) => expect(one(text, path)).toMatch(says));
  test.each(['a/package-lock.json', 'Cargo.lock', 'requirements/../requirements-x.txt', 'poetry.lock', 'bun.lock'])('is one by its name: %s', (path) => expect(isLockfile(path)).toBe(true));
  test.each(['package.json', 'src/lock.ts', 'my-package-lock.json', 'go.mod'])('is none by its name: %s', (path) => expect(isLockfile(path)).toBe(false));
  test('and a manifest is one by its name', () => expect(['a/package.json', 'x-package.json'].map(isNpmManifest)).toEqual([true, false]));
}); // prettier-ignore

describe('a change of a lockfile', () => {
  const read = (entry: Record<string, object>) => readLock('package-lock.json', npm(entry));
  test('lists what is pinned otherwise, with what was', () => {
    const before = read({ 'node_modules/a': at('h'), 'node_modules/b': { version: '1.0.0', integrity: 'b' } });
    const after = read({ 'node_modules/a': at('evil'), 'node_modules/c/node_modules/a': at('h') });
    const { packages, sources } = lockChange('package-lock.json', before, after);
    expect(sources).toEqual(['https://h', 'registry']);
    expect(packages.map(({ name, after: now, before: old }) => [name, now?.from ?? null, old.length])).toEqual([
      ['a', 'https://evil', 1],
      ['b', null, 1],
    ]);
  });
  test('tells nothing of what only moved', () => {
    const [before, after] = [read({ 'node_modules/a': at('h') }), read({ 'node_modules/x/node_modules/a': at('h') })];
    expect(lockChange('p', before, after).packages).toEqual([]);
  });
  test('says what could not be read', () =>
    expect(lockChange('p', null, 'is no file')).toMatchObject({
      before: 'absent',
      after: 'unread',
      says: 'is no file',
    }));
});

describe('a manifest beside its lockfile', () => {
  const lock = (asks: object, place = 'node_modules/a') => readNpmLock(npm({ '': asks, [place]: at('h') }));
  const differ = (asks: object, knows: object, place?: string) => {
    const read = lock(knows, place);
    return read === null ? null : npmDifferences(JSON.stringify(asks), read, '');
  };
  test.each<[says: string, asks: object, knows: object, expected: readonly string[]]>([
    ['agrees', { dependencies: { a: '1' } }, { dependencies: { a: '1' } }, []],
    ['agrees where one is optional twice', { dependencies: { a: '1' }, optionalDependencies: { a: '1' } }, { optionalDependencies: { a: '1' } }, []],
    ['asks for another range', { dependencies: { a: '2' } }, { dependencies: { a: '1' } }, ['dependencies a 1: only in the lockfile', 'dependencies a 2: only in the manifest']],
    ['asks for nothing any more', {}, { devDependencies: { a: '1' } }, ['devDependencies a 1: only in the lockfile']],
  ])('%s', (_, asks, knows, expected) => expect(differ(asks, knows)).toEqual(expected)); // prettier-ignore
  test('asks for what is not there', () =>
    expect(differ({ dependencies: { a: '1' } }, { dependencies: { a: '1' } }, 'node_modules/b')).toEqual([
      'a: no package in the lockfile',
    ]));
  test('is none, or not known', () => {
    const read = lock({});
    expect(read && npmDifferences('[]', read, '')).toEqual(['it is not a manifest of npm']);
    expect(read && npmDifferences('{}', read, 'packages/a')).toEqual(['the lockfile does not know it']);
  });
  test('names what it runs at an installation, and nothing else', () => {
    const scripts = { postinstall: 'sh x', prepare: 'build', test: 'node --test', preparation: 'no', preinstall: 'y' };
    expect(installScripts(JSON.stringify({ scripts }))).toEqual(['postinstall: sh x', 'prepare: build', 'preinstall: y']); // prettier-ignore
  });
});
