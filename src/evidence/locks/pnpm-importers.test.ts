import { expect, test } from 'vitest';
import { pnpmDifferences } from './pnpm-importers.ts';
import { readPnpmProject } from './pnpm-lock.ts';

const SRI = `sha512-${'A'.repeat(86)}==`;

/** A lockfile with some importers, and packages by their keys. */
const lockOf = (importers: object, packages: readonly string[], more: object = {}): string =>
  JSON.stringify({
    lockfileVersion: '9.0',
    importers,
    packages: Object.fromEntries(packages.map((key) => [key, { resolution: { integrity: SRI } }])),
    ...more,
  });

type Beside = { readonly folder?: string; readonly root?: object; readonly workspace?: string };

const differ = (asks: object, lock: string, { folder = '.', root = asks, workspace = '' }: Beside = {}) => {
  const read = readPnpmProject(lock);
  return read && pnpmDifferences(JSON.stringify(asks), read, { folder, root: JSON.stringify(root), workspace });
};

const A = { dependencies: { a: '^1.0.0' } };
const pinned = (version: string, specifier = '^1.0.0') => ({ '.': { dependencies: { a: { specifier, version } } } });
const alone = (version: string, specifier?: string, packages = ['a@1.2.0', 'a@9.0.0', 'evil@1.2.0']) =>
  lockOf(pinned(version, specifier), packages);

test.each<[says: string, asks: object, lock: string, beside: Beside]>([
  ['with a package that needs others', A, lockOf(pinned('1.2.0(b@2.0.0)'), ['a@1.2.0']), {}],
  ['with nothing', {}, lockOf({ '.': {} }, []), {}],
  ['where one is asked for twice', { ...A, devDependencies: { a: '^1.0.0' } }, alone('1.2.0'), {}],
  ['with another name for a package', { dependencies: { a: 'npm:evil@^1' } }, alone('evil@1.2.0', 'npm:evil@^1'), {}],
  ['with a tag', { dependencies: { a: 'latest' } }, alone('9.0.0', 'latest'), {}],
  ['with a catalog', { dependencies: { a: 'catalog:' } }, alone('9.0.0', 'catalog:'), {}],
  ['with an override of the manifest', { ...A, pnpm: { overrides: { 'a@>=1': '9.0.0' } } }, lockOf(pinned('9.0.0', '9.0.0'), ['a@9.0.0'], { overrides: { 'a@>=1': '9.0.0' } }), {}],
  ['with one of the workspace that takes a package out', A, lockOf({ '.': {} }, [], { overrides: { a: '-' } }), { workspace: 'overrides: { a: "-" }' }],
  ['with one that stands elsewhere', A, lockOf(pinned('9.0.0', '9.0.0'), ['a@9.0.0'], { overrides: { a: '9.0.0' } }), { workspace: 'overrides: { a: $b }' }],
  ['with peers that were put in', { peerDependencies: { a: '^1.0.0' } }, lockOf(pinned('1.2.0'), ['a@1.2.0'], { settings: { autoInstallPeers: true } }), {}],
  ['with links left out', { dependencies: { a: 'link:../a' } }, lockOf({ '.': {} }, [], { settings: { excludeLinksFromLockfile: true } }), {}],
  ['of a package of the workspace', A, lockOf({ 'packages/b': { dependencies: { a: { specifier: '^1.0.0', version: 'link:../a' } } }, 'packages/a': {} }, []), { folder: 'packages/b' }],
  ['of version 6, for one manifest', A, JSON.stringify({ lockfileVersion: '6.0', dependencies: { a: { specifier: '^1.0.0', version: '1.2.0' } }, packages: { '/a@1.2.0': { resolution: { integrity: SRI } } } }), {}],
  ['of version 5', A, JSON.stringify({ lockfileVersion: 5.4, specifiers: { a: '^1.0.0' }, dependencies: { a: '1.2.0_b@2.0.0' }, packages: { '/a/1.2.0_b@2.0.0': { resolution: { integrity: SRI } } } }), {}],
])('a manifest and a lockfile of pnpm agree %s', (_, asks, lock, beside) =>
  expect(differ(asks, lock, beside)).toEqual([])); // prettier-ignore

test.each<[says: string, asks: object, lock: string, expected: readonly string[]]>([
  ['another range', { dependencies: { a: '^2.0.0' } }, alone('1.2.0'), ['dependencies a ^1.0.0: only in the lockfile', 'dependencies a ^2.0.0: only in the manifest']],
  ['another group', { devDependencies: { a: '^1.0.0' } }, alone('1.2.0'), ['dependencies a ^1.0.0: only in the lockfile', 'devDependencies a ^1.0.0: only in the manifest']],
  ['what nobody asks for', {}, alone('1.2.0'), ['dependencies a ^1.0.0: only in the lockfile']],
  ['too little', A, lockOf({ '.': {} }, []), ['dependencies a ^1.0.0: only in the manifest']],
  ['another package in its place', A, alone('evil@1.2.0'), ['a ^1.0.0: is pinned to evil@1.2.0']],
  ['another package, as version 6 wrote it', A, alone('/evil@1.2.0'), ['a ^1.0.0: is pinned to /evil@1.2.0']],
  ['another package than the other name says', { dependencies: { a: 'npm:b@1' } }, alone('evil@1.2.0', 'npm:b@1'), ['a npm:b@1: is pinned to evil@1.2.0']],
  ['a version out of range', A, alone('9.0.0'), ['a ^1.0.0: is pinned to 9.0.0']],
  ['an address', A, alone('https://evil/a.tgz'), ['a ^1.0.0: is pinned to https://evil/a.tgz']],
  ['a folder', A, alone('link:evil'), ['a ^1.0.0: is pinned to link:evil']],
  ['a folder of files', A, alone('file:evil'), ['a ^1.0.0: is pinned to file:evil']],
  ['nothing', A, lockOf({ '.': { dependencies: { a: { specifier: '^1.0.0' } } } }, []), ['a ^1.0.0: is pinned to nothing']],
  ['a package that it does not have', A, alone('1.2.0', '^1.0.0', ['a@1.3.0']), ['a ^1.0.0: has no package in the lockfile']],
  ['an override that nobody set', A, lockOf(pinned('9.0.0', '9.0.0'), ['a@9.0.0'], { overrides: { a: '9.0.0' } }), ['dependencies a 9.0.0: only in the lockfile', 'dependencies a ^1.0.0: only in the manifest', 'override of a with 9.0.0: only in the lockfile']],
  ['nothing of it', A, lockOf({ 'packages/a': {} }, []), ['the lockfile does not know it']],
])('a manifest and a lockfile of pnpm do not where that has %s', (_, asks, lock, expected) =>
  expect(differ(asks, lock)).toEqual(expected)); // prettier-ignore
