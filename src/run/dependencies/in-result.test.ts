import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openStore } from '#host';
import { commitAll, opened, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { lookAtDependencies } from './in-result.ts';

const root = scratch();

type Files = Readonly<Record<string, string | { readonly link: string } | null>>;

const CHANGED = { status: 'modified', oldMode: '100644', newMode: '100644', oldBlob: '', newBlob: '' } as const;

/** What is seen of a change; null takes a file away. */
const seen = async (before: Readonly<Record<string, string>>, change: Files) => {
  const folder = mkdtempSync(join(root, 'repository-'));
  const base = repositoryIn(folder, before);
  for (const [path, content] of Object.entries(change)) {
    rmSync(join(folder, path), { force: true });
    if (typeof content === 'string') write(folder, { [path]: content });
    else if (content !== null) symlinkSync(content.link, join(folder, path));
  }
  const tree = commitAll(folder);
  const store = valueOf(await openStore(await opened(folder)));
  const paths = Object.keys(change).map((path) => ({ ...CHANGED, path }));
  return valueOf(await lookAtDependencies(store, { base, tree, paths }, undefined));
};
const manifest = (fields: object): string => JSON.stringify({ name: 'months', ...fields });
const PLAIN = { 'package.json': manifest({}) };
const scripts = async (before: Readonly<Record<string, string>>, change: Files) =>
  (await seen(before, change)).manifests.map((one) => [one.path, ...one.scripts]);

describe('what runs at an installation, of a result', () => {
  it('is a script beside an entry that is no text', async () =>
    expect(await scripts(PLAIN, { 'package.json': manifest({ scripts: { postinstall: 'sh x', note: 1 } }) })).toEqual([
      ['package.json', 'postinstall: sh x'],
    ]));

  it('cannot be told where the manifest is a link, or no manifest any more', async () => {
    const evil = { 'x.json': manifest({ scripts: { postinstall: 'sh x' } }) };
    for (const content of [{ link: 'x.json' }, '{'])
      expect(await scripts({ ...PLAIN, ...evil }, { 'package.json': content })).toEqual([
        ['package.json', expect.stringMatching(/^nobody can tell/u)],
      ]);
  });

  it('is a binding that was added or changed, at the root, in a package, and where there is no manifest', async () => {
    const built = [expect.stringMatching(/^binding\.gyp of /u), 'binding.gyp: node-gyp rebuild'];
    const before = { ...PLAIN, 'packages/a/package.json': manifest({}) };
    expect(await scripts(before, { 'binding.gyp': '{}' })).toEqual([['package.json', ...built]]);
    expect(await scripts(before, { 'packages/a/binding.gyp': '{}' })).toEqual([['packages/a/package.json', ...built]]);
    expect(await scripts(before, { 'b/binding.gyp': '{}' })).toEqual([['b/package.json', ...built]]);
    const known = { ...before, 'binding.gyp': '{}' };
    expect(await scripts(known, { 'binding.gyp': '{ }' })).toEqual([['package.json', ...built.slice(0, 1)]]);
    expect(await scripts(known, { 'binding.gyp': null })).toEqual([['package.json']]);
    expect(await scripts(known, { 'package.json': manifest({ version: '2.0.0' }) })).toEqual([['package.json']]);
  });
});

describe('settings of pnpm, of a result', () => {
  const SETTINGS = 'pnpm-workspace.yaml';
  const BEFORE = { ...PLAIN, [SETTINGS]: 'packages: [a]\noverrides: { b: "https://known/b.tgz" }\nonlyBuiltDependencies: [b]\n' };
  const after = async (path: string, text: string | { readonly link: string }) => {
    const [one] = (await seen(BEFORE, { [path]: text })).manifests;
    return [one?.scripts, one?.sources];
  };
  it.each<readonly [says: string, more: string, scripts: readonly unknown[], sources: readonly string[]]>([
    ['nothing that matters', 'hoist: false', [], []],
    ['a version instead', 'catalog: { c: "1.0.0", d: "npm:@e/f@^1" }', [], []],
    ['an address instead', 'catalog: { c: "https://evil/c.tgz" }', [], ['https://evil/c.tgz']],
    ['a repository instead', 'catalogs: { old: { c: "evil/c" } }', [], ['evil/c']],
    ['another registry', 'registries: { default: "https://evil/" }', [], ['https://evil/']],
    ['every program', 'dangerouslyAllowAllBuilds: true', ['dangerouslyAllowAllBuilds: true'], []],
    ['code for pnpm', 'configDependencies: { c: "1.0.0+sha512-x" }', ['configDependencies: {"c":"1.0.0+sha512-x"}'], []],
    ['what cannot be read', 'a: [', [expect.stringMatching(/^nobody can tell/u), 'without onlyBuiltDependencies: ["b"]'], []],
  ])('are looked at: %s', async (_, more, runs, leads) =>
    expect(await after(SETTINGS, `${BEFORE[SETTINGS]}${more}\n`)).toEqual([runs, leads]));

  it('are looked at where a list of who may run is gone, or they are a link', async () => {
    expect(await after(SETTINGS, 'packages: [a]\n')).toEqual([['without onlyBuiltDependencies: ["b"]'], []]);
    expect((await after(SETTINGS, { link: 'x.yaml' }))[0]).toContainEqual(expect.stringMatching(/^nobody can tell/u));
  });

  it('are looked at in a manifest, with what npm and yarn read there', async () => {
    const pnpm = { overrides: { b: 'evil/b' }, onlyBuiltDependencies: ['c'] };
    const text = manifest({ pnpm, overrides: { d: { e: 'https://evil/e.tgz' } }, resolutions: { f: 'git+ssh://evil/f' } });
    expect(await after('package.json', text)).toEqual([
      ['onlyBuiltDependencies: ["c"]'],
      ['evil/b', 'git+ssh://evil/f', 'https://evil/e.tgz'],
    ]);
    expect((await after('package.json', manifest({ pnpm: 'x' })))[0]).toEqual([expect.stringMatching(/^nobody can tell/u)]);
  });
}); // prettier-ignore

describe('manifests of pnpm, of a result', () => {
  const lock = (a: string, b: string) =>
    `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a: { specifier: ${a}, version: 1.0.0 }\n  packages/b:\n    dependencies:\n      a: { specifier: ${b}, version: 1.0.0 }\npackages:\n  a@1.0.0: { resolution: { integrity: sha512-${'A'.repeat(86)}== } }\n`;
  const asks = manifest({ dependencies: { a: '^1.0.0' } });
  const BEFORE = { 'package.json': asks, 'packages/b/package.json': asks, 'pnpm-lock.yaml': lock('^1.0.0', '^1.0.0') };
  const told = async (before: Readonly<Record<string, string>>, change: Files) =>
    (await seen(before, change)).manifests.map((one) => [one.path, one.lock, ...one.differences]);

  it('are compared with what a changed lockfile says of each of them', async () =>
    expect(await told(BEFORE, { 'pnpm-lock.yaml': lock('^1.0.0', '^1.0') })).toEqual([
      ['package.json', 'pnpm-lock.yaml'],
      ['packages/b/package.json', 'pnpm-lock.yaml', 'dependencies a ^1.0.0: only in the manifest', 'dependencies a ^1.0: only in the lockfile'],
    ]));

  it('are compared where they were changed themselves, and told of what was so at the base only once', async () => {
    const change = { 'packages/b/package.json': manifest({ dependencies: { a: '^1.0.0', c: '1' } }) };
    const differences = ['dependencies c 1: only in the manifest'];
    expect(await told(BEFORE, change)).toEqual([['packages/b/package.json', 'pnpm-lock.yaml', ...differences]]);
    const known = { ...BEFORE, ...change };
    expect(await told(known, { 'packages/b/package.json': `${change['packages/b/package.json']}\n` })).toEqual([
      ['packages/b/package.json', 'pnpm-lock.yaml'],
    ]);
  });

  it('are not pinned by a lockfile that does not know them', async () =>
    expect(await told(BEFORE, { 'example/package.json': asks })).toEqual([['example/package.json', null]]));
}); // prettier-ignore

describe('a manifest beside a lockfile', () => {
  const ASKS = { 'package.json': manifest({ dependencies: { a: '^1.0.0' } }) };
  const MORE = { 'package.json': manifest({ dependencies: { a: '^1.0.0', b: '^1.0.0' } }) };
  const yarn = (names: readonly string[]): string =>
    `# yarn lockfile v1\n\n\n${names.map((name) => `${name}@^1.0.0:\n  version "1.0.0"\n`).join('\n')}`;
  const compared = async (before: Readonly<Record<string, string>>, change: Files) =>
    (await seen(before, change)).manifests.map((one) => [one.lock, one.compared, one.differences]);
  const missing = 'b ^1.0.0: has no package in the lockfile';

  it('is said not to be compared where that has a form that nobody reads, and stays as it was', async () => {
    const old = { 'package-lock.json': '{ "lockfileVersion": 1, "dependencies": {} }' };
    expect(await compared({ ...ASKS, ...old }, MORE)).toEqual([['package-lock.json', false, []]]);
    expect(await compared({ ...ASKS, 'yarn.lock': 'x' }, MORE)).toEqual([['yarn.lock', false, []]]);
    expect(await compared({ ...ASKS, 'bun.lock': '{}' }, MORE)).toEqual([['bun.lock', false, []]]);
    expect(await compared(ASKS, MORE)).toEqual([[null, undefined, []]]);
  });

  it('is compared with one of yarn, whichever of the two was changed', async () => {
    const both = { ...MORE, 'yarn.lock': yarn(['a', 'b']) };
    expect(await compared({ ...ASKS, 'yarn.lock': yarn(['a']) }, MORE)).toEqual([['yarn.lock', true, [missing]]]);
    expect(await compared(both, { 'yarn.lock': yarn(['a']) })).toEqual([['yarn.lock', true, [missing]]]);
    expect(await compared({ ...ASKS, 'yarn.lock': yarn(['a']) }, both)).toEqual([['yarn.lock', true, []]]);
  });

  it('may ask for what lies beside it in a workspace of yarn, where somebody has said that this is one', async () => {
    const beside = { 'packages/b/package.json': '{ "name": "b" }', 'yarn.lock': yarn(['a']) };
    const spaced = { dependencies: { a: '^1.0.0', b: '^1.0.0' }, workspaces: ['packages/*'] };
    expect(await compared({ ...ASKS, ...beside }, { 'package.json': manifest(spaced) })).toEqual([['yarn.lock', true, []]]);
    expect(await compared({ ...ASKS, ...beside }, MORE)).toEqual([['yarn.lock', true, [missing]]]);
  });
}); // prettier-ignore
