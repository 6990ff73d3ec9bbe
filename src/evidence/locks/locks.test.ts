import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { lockChange } from '../dependency-record.ts';
import { isOtherThan, isStrong } from './digests.ts';
import { countAsked, npmDifferences, readNpmLock } from './npm-lock.ts';
import { installScripts, startsWhenFetched } from './install-scripts.ts';
import { isLockfile, isNpmManifest, readLock } from './read-lock.ts';

/** Digests of the right form; of which files does not matter. */
const SRI = `sha512-${'A'.repeat(86)}==`;
const HEX = ['a', 'b'].map((digit) => digit.repeat(64));
const GO = `h1:${'A'.repeat(43)}=`;
const COMMITTED = '1'.repeat(40);

const npm = (packages: Record<string, unknown>, lockfileVersion = 3): string =>
  JSON.stringify({ lockfileVersion, packages });
const at = (host: string, more: object = {}) => ({
  ...{ version: '1.0.0', resolved: `https://${host}/a/-/a-1.0.0.tgz`, integrity: SRI },
  ...more,
});
const one = (text: string, path: string, name = 'a') => {
  const read = readLock(path, text);
  return typeof read === 'string' ? read : read.get(name)?.[0];
};
const ofNpm = (entry: object, place = 'node_modules/a') => one(npm({ [place]: entry }), 'x/package-lock.json');

describe('a lockfile of npm', () => {
  test.each<[says: string, entry: object, from: string, integrity: string | null]>([
    ['a registry by its host', at('host'), 'https://host', SRI],
    ['a registry with a port', at('host:8443'), 'https://host:8443', SRI],
    ['a registry below a folder', at('h', { resolved: 'https://h/api/npm/a/-/a-1.0.0.tgz' }), 'https://h', SRI],
    ['another package’s file whole', at('h', { resolved: 'https://h/b/-/b-1.0.0.tgz' }), 'https://h/b/-/b-1.0.0.tgz', SRI],
    ['another version’s file whole', at('h', { version: '1.0.1' }), 'https://h/a/-/a-1.0.0.tgz', SRI],
    ['a name in the address whole', at('h', { resolved: 'https://u@h/a/-/a-1.0.0.tgz' }), 'https://u@h/a/-/a-1.0.0.tgz', SRI],
    ['any other file whole', at('h', { resolved: 'https://h/a.tgz' }), 'https://h/a.tgz', SRI],
    ['no place at all', { version: '1.0.0', integrity: SRI }, 'registry', SRI],
    ['no digest', at('host', { integrity: undefined }), 'https://host', null],
    ['a repository with its commit', { resolved: `git+ssh://git@h/a.git#${'1'.repeat(40)}` }, 'git+ssh://git@h/a.git', `commit:${'1'.repeat(40)}`],
    ['a repository with a branch', { resolved: 'git+ssh://git@h/a.git#main' }, 'git+ssh://git@h/a.git', null],
    ['a file', { resolved: 'file:a.tgz', integrity: SRI }, 'file:a.tgz', SRI],
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
    ['Cargo.lock', `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://h/index"\nchecksum = "${HEX[0]}"\n`, { version: '1.0.0', from: 'registry+https://h/index', integrity: HEX[0] }],
    ['Cargo.lock', '[[package]]\nname = "a"\nversion = "1.0.0"\n', { from: 'link:a' }],
    ['Cargo.lock', `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "git+https://h/a#${'2'.repeat(40)}"\n`, { from: 'git+https://h/a', integrity: `commit:${'2'.repeat(40)}` }],
    ['go.sum', `a v1.0.0 ${GO}\na v1.0.0/go.mod ${GO}\n`, { version: 'v1.0.0', integrity: GO }],
    ['requirements-dev.txt', `A==1.0 \\\n  --hash=sha256:${HEX[1]} --hash=sha256:${HEX[0]} # why\n`, { version: '1.0', integrity: `sha256:${HEX[0]} sha256:${HEX[1]}` }],
    ['pnpm-lock.yaml', `lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: ${SRI}}\n`, { version: '1.0.0', from: 'registry', integrity: SRI }],
    ['pnpm-lock.yaml', `lockfileVersion: '6.0'\npackages:\n  /a@1.0.0(b@2.0.0):\n    resolution: {integrity: ${SRI}, tarball: 'https://h/x.tgz'}\n    requiresBuild: true\n`, { version: '1.0.0', from: 'https://h/x.tgz', script: true }],
    ['yarn.lock', `# yarn lockfile v1\n\n\n"a@^1.0.0":\n  version "1.0.0"\n  resolved "https://h/a/-/a-1.0.0.tgz#abc"\n  integrity ${SRI}\n`, { version: '1.0.0', from: 'https://h', integrity: SRI }],
    ['yarn.lock', `# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  resolved "https://h/a/-/a-1.0.0.tgz#${COMMITTED}"\n`, { integrity: `sha1:${COMMITTED}` }],
  ])('%s', (path, text, expected) => expect(one(text, path)).toMatchObject(expected));
  test.each<[path: string, text: string, says: RegExp]>([
    ['Cargo.lock', 'version = 4\n', /is not a lockfile/],
    ['go.sum', 'a v1.0.0\n', /is not a lockfile/],
    ['requirements.txt', 'a>=1\n', /is not a lockfile/],
    ['requirements.txt', '--index-url https://evil\na==1 --hash=sha256:a\n', /is not a lockfile/],
    ['yarn.lock', '__metadata:\n  version: 8\na: 7\n', /is not a lockfile/],
    ['pdm.lock', 'version = 1\n', /form that is not read/],
  ])('%s that cannot be read', (path, text, says) => expect(one(text, path)).toMatch(says));
  test.each(['a/package-lock.json', 'Cargo.lock', 'requirements/../requirements-x.txt', 'poetry.lock', 'bun.lock'])('is one by its name: %s', (path) => expect(isLockfile(path)).toBe(true));
  test.each(['package.json', 'src/lock.ts', 'my-package-lock.json', 'go.mod'])('is none by its name: %s', (path) => expect(isLockfile(path)).toBe(false));
  test('and a manifest is one by its name', () => expect(['a/package.json', 'x-package.json'].map(isNpmManifest)).toEqual([true, false]));
}); // prettier-ignore

describe('a lockfile that its program reads otherwise than by lines', () => {
  const evil = `git+https://evil.example/a#${COMMITTED}`;
  test.each<[says: string, text: string, name?: string]>([
    ['a source in single quotes', `[[package]]\nname = "a"\nversion = "1.0.0"\nsource = '${evil}'\n`],
    ['a source in a table of one line', `package = [{ name = "a", version = "1.0.0", source = "${evil}" }]\n`],
    ['a source by an escape', `[[package]]\nname = "a"\nversion = "1.0.0"\n"s\\u006furce" = "${evil}"\n`],
    ['blanks in the head', `[[package]]\nname = "m"\nversion = "1.0.0"\n\n[[ package ]]\nname = "a"\nversion = "1.0.0"\nsource = "${evil}"\n`],
  ])('Cargo.lock, %s', (_, text) => expect(one(text, 'Cargo.lock')).toMatchObject({ from: 'git+https://evil.example/a' }));
  test.each([
    ['a key twice', '[[package]]\nname = "a"\nversion = "1.0.0"\nname = "b"\n'],
    ['a source that is none', '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = 7\n'],
    ['a version to come', 'version = 5\n[[package]]\nname = "a"\nversion = "1.0.0"\n'],
    ['a package beside the others', '[root]\nname = "b"\nversion = "1.0.0"\n[[package]]\nname = "a"\nversion = "1.0.0"\n'],
    ['what is no TOML', '[[package]]\nname = "a"\nversion = "1.0.0"\nx\n'],
  ])('Cargo.lock is not read: %s', (_, text) => expect(one(text, 'Cargo.lock')).toMatch(/is not a lockfile/));
  const yarn = (more: string, head = 'a@^1.0.0:'): string => `# yarn lockfile v1\n\n\n${head}\n  version "1.0.0"\n${more}`;
  const good = '  resolved "https://h/a/-/a-1.0.0.tgz#aa"\n';
  test.each([
    ['a place twice', yarn(`${good}  resolved "https://evil.example/a-1.0.0.tgz"\n`)],
    ['a quoted key', yarn('  "resolved" "https://evil.example/a-1.0.0.tgz"\n')],
    ['a key with a colon', yarn('  resolved: "https://evil.example/a-1.0.0.tgz"\n')],
    ['two blanks between', yarn('  resolved  "https://evil.example/a-1.0.0.tgz"\n')],
    ['another indentation', yarn('   resolved "https://evil.example/a-1.0.0.tgz"\n')],
    ['something behind a value', yarn(`${good.trimEnd()} # x\n`)],
    ['an escape', yarn('  resolved "https://evil.example/\\u0061-1.0.0.tgz"\n')],
    ['a key that nobody knows', yarn('  prebuiltVariants:\n    a b\n')],
    ['an item in no list', yarn(`${good}    b "^1"\n`)],
    ['a list twice', yarn('  dependencies:\n    b "^1"\n  dependencies:\n    c "^1"\n')],
    ['an item twice', yarn('  dependencies:\n    b "^1"\n    "b" "^2"\n')],
    ['an entry twice', `${yarn(good)}\na@^1.0.0:\n  version "1.0.0"\n  resolved "https://evil.example/a.tgz"\n`],
    ['two names in an entry', yarn(good, 'a@^1.0.0, b@^1.0.0:')],
    ['two packages in an entry, by aliases', yarn(good, 'a@^1.0.0, "c@npm:a@^1.0.0", "d@npm:b@^1.0.0":')],
    ['entries without a line between', `${yarn(good)}b@^1.0.0:\n  version "1.0.0"\n`],
    ['a conflict', `${yarn(good)}\n<<<<<<< HEAD\n`],
  ])('yarn.lock is not read: %s', (_, text) => expect(one(text, 'yarn.lock')).toMatch(/is not a lockfile/));
  test('yarn.lock is read where a package has several names, by aliases of it, or an entry stands there twice', () => {
    const text = yarn(good, '"a-cjs@npm:a@^1.0.0", a@^1.0.0, a@^1.0.1:');
    const expected = { version: '1.0.0', from: 'https://h' };
    expect([one(text, 'yarn.lock'), one(text, 'yarn.lock', 'a-cjs')]).toMatchObject([expected, expected]);
    // What it is called does not say which package's file it may be.
    expect(one(yarn(good, '"b@npm:c@^1.0.0":'), 'yarn.lock', 'b')).toMatchObject({ from: 'https://h/a/-/a-1.0.0.tgz' });
    const again = `${yarn(good)}\na@^1.0.0:\n  version "1.0.0"\n${good}`;
    expect(one(again, 'yarn.lock')).toMatchObject(expected);
  });
  test('yarn.lock as yarn writes it is', () => {
    const text = yarn(`${good}  integrity ${SRI}\n  dependencies:\n    "@s/b" "^1"\n    c "1 || 2"\n  optionalDependencies:\n    d next\n\nc@1:\n  version "1.0.0"\n`, 'a@^1.0.0, "a@1 || 2":');
    expect(one(text, 'yarn.lock')).toMatchObject({ from: 'https://h', integrity: SRI });
    expect(one(text, 'yarn.lock', 'c')).toMatchObject({ from: 'registry' });
  });
}); // prettier-ignore

describe('what is no digest to an installer is none here', () => {
  const yarn = (more: string, resolved = 'https://h/a/-/a-1.0.0.tgz'): string =>
    `# yarn lockfile v1\n\n\na@^1.0.0:\n  version "1.0.0"\n  resolved "${resolved}"\n${more}`;
  const SHORT = 'sha512-AAAA';
  test.each<[says: string, integrity: string]>([
    ['a word', 'x'],
    ['nothing', ''],
    ['a name alone', 'sha512-'],
    ['one that is cut off', SHORT],
    ['one of another length', `sha256-${'A'.repeat(86)}==`],
    ['bits beside the bytes', `sha512-${'A'.repeat(85)}B==`],
    ['the alphabet of addresses', `sha512-_${'A'.repeat(85)}==`],
    ['no end', `sha512-${'A'.repeat(86)}`],
    ['capitals', SRI.replace('sha', 'SHA')],
    ['a name that nobody knows', SRI.replace('512', '513')],
    ['a name that every object knows', SRI.replace('sha512', 'constructor')],
    ['MD5', `md5-${'A'.repeat(22)}==`],
    ['one digest of two', `${SRI} x`],
    ['what pip writes', `sha256:${'a'.repeat(64)}`],
  ])('npm, pnpm and yarn: %s', (_, integrity) => {
    expect(ofNpm(at('h', { integrity }))).toMatchObject({ integrity: null });
    const pnpm = `lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: ${JSON.stringify({ integrity })}\n`;
    expect(one(pnpm, 'pnpm-lock.yaml')).toMatchObject({ integrity: null });
    expect(one(yarn(`  integrity "${integrity}"\n`), 'yarn.lock')).toMatchObject({ integrity: null });
  });
  test.each<[path: string, text: string]>([
    ['Cargo.lock', '[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://h/index"\nchecksum = "c0ffee"\n'],
    ['go.sum', 'a v1.0.0 h1:x=\n'],
    ['go.sum', `a v1.0.0 ${SRI}\n`],
    ['requirements.txt', 'a==1.0 --hash=x\n'],
    ['requirements.txt', `a==1.0 --hash=sha256:${'a'.repeat(63)}\n`],
    ['requirements.txt', `a==1.0 --hash=sha256:${'a'.repeat(64)} --hash=md5:${'a'.repeat(32)}\n`],
    ['requirements.txt', `a==1.0 --hash=sha1:${'a'.repeat(40)}\n`],
    ['requirements.txt', 'a==1.0\n'],
    ['yarn.lock', yarn('', 'https://h/a/-/a-1.0.0.tgz#abc')],
    ['yarn.lock', yarn('  integrity x\n', `https://h/a/-/a-1.0.0.tgz#${COMMITTED}`)],
  ])('%s: %s', (path, text) => expect(one(text, path)).toMatchObject({ integrity: null }));
  test.each<[integrity: string, is: boolean]>([
    [SRI, true],
    [`sha384-${'A'.repeat(64)}`, true],
    [`sha256-${'A'.repeat(43)}=`, true],
    [`sha1-${'A'.repeat(27)}= ${SRI}`, true],
    [`sha1-${'A'.repeat(27)}=`, false],
    [`sha1:${COMMITTED}`, false],
    [`sha256:${'a'.repeat(64)}`, true],
    ['a'.repeat(64), true],
    [GO, true],
    [`commit:${COMMITTED}`, true],
    ['commit:x', false],
    ['x', false],
    ['', false],
  ])('%s holds a package against whoever publishes it: %s', (integrity, is) => expect(isStrong(integrity)).toBe(is));
}); // prettier-ignore

const BYTES = new TextEncoder().encode('archive');
const sri = (name: string, bytes: Uint8Array = BYTES): string =>
  `${name}-${createHash(name).update(bytes).digest('base64')}`;
const OTHER = new TextEncoder().encode('other');
test.each<[integrity: string, is: boolean]>([
  [sri('sha512'), false],
  [sri('sha1'), false],
  [SRI, true],
  [`${sri('sha512', OTHER)} ${sri('sha512')}`, false],
  // The strongest kind counts, whatever stands first.
  [`${sri('sha256')} ${sri('sha512', OTHER)}`, true],
  [`${sri('sha256', OTHER)} ${sri('sha512')}`, false],
  [`sha512-${createHash('sha512').update(BYTES).digest('hex')}`, false],
  ['', false],
])('%s says that a file is another one: %s', (integrity, is) => expect(isOtherThan(integrity, BYTES)).toBe(is)); // prettier-ignore

describe('a change of a lockfile', () => {
  const read = (entry: Record<string, object>) => readLock('package-lock.json', npm(entry));
  test('lists what is pinned otherwise, with what was', () => {
    const before = read({ 'node_modules/a': at('h'), 'node_modules/b': { version: '1.0.0', integrity: SRI } });
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
  test('agrees in nothing where one entry is no text, and hides no other', () => {
    expect(differ({ dependencies: { a: '1', b: 1 } }, { dependencies: { a: '1' } })).toEqual([
      'b: no package in the lockfile',
      'dependencies b 1: only in the manifest',
    ]);
    expect(differ({ dependencies: 'evil' }, {})).toContain('dependencies evil : only in the manifest');
    expect(countAsked(JSON.stringify({ dependencies: { a: '1', b: 1 } }))).toBe(2);
    expect(countAsked('{')).toBe(0);
  });
  const runs = (manifest: string | null, binding: string | null = null) => installScripts({ manifest, binding });
  test.each<[says: string, manifest: string, expected: readonly string[]]>([
    ['beside one that is no text', '{"scripts":{"postinstall":"sh x","note":1}}', ['postinstall: sh x']],
    ['that is no text itself', '{"scripts":{"postinstall":["sh x"]}}', ['postinstall: ["sh x"]']],
    ['behind a byte order mark', '\uFEFF{"scripts":{"postinstall":"sh x"}}', ['postinstall: sh x']],
    ['said twice, as the last', '{"scripts":{"postinstall":"a","postinstall":"b"}}', ['postinstall: b']],
    ['in the second of two lists', '{"scripts":{},"scripts":{"install":"b"}}', ['install: b']],
    ['of pnpm', '{"scripts":{"pnpm:devPreinstall":"sh x"}}', ['pnpm:devPreinstall: sh x']],
    ['in a list of none', '{"scripts":[]}', []],
  ])('tells a script %s', (_, manifest, expected) => expect(runs(manifest)).toEqual(expected));
  test.each(['', '{', '[]', 'null', '"x"', '{"scripts":{"postinstall":"sh x"},}'])(
    'that cannot be read is never one that runs nothing: %j',
    (text) => {
      expect(runs(text)).toEqual([expect.stringMatching(/^nobody can tell/u)]);
      expect(runs(text)).not.toEqual(runs(`${text} `));
      expect(startsWhenFetched({ manifest: text, binding: null })).toBe(true);
    },
  );
  test('is built where a binding lies beside it, which is another one with other bytes', () => {
    const [built, other] = [runs('{}', 'one'), runs('{}', 'other')];
    expect(built).toEqual([expect.stringMatching(/^binding\.gyp of [0-9a-f]{64}$/u), 'binding.gyp: node-gyp rebuild']);
    expect(built[0]).not.toBe(other[0]);
    expect(runs(null, 'one')).toEqual(built);
    expect(runs('{"gypfile":false}', 'one')).toEqual(built.slice(0, 1));
    expect(
      [null, ''].map((binding) => startsWhenFetched({ manifest: '{"scripts":{"prepare":"x"}}', binding })),
    ).toEqual([false, true]);
  });
  test('names what it runs at an installation, and nothing else', () => {
    const scripts = { postinstall: 'sh x', prepare: 'build', test: 'node --test', preparation: 'no', preinstall: 'y' };
    expect(runs(JSON.stringify({ scripts }))).toEqual(['postinstall: sh x', 'prepare: build', 'preinstall: y']); // prettier-ignore
  });
});
