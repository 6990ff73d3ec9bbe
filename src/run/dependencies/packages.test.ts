import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findProgram, openStore } from '#host';
import { lockedFiles, packageArchive, servers } from '../../host/packages.fixture.ts';
import { opened, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { examinePackages } from './package-cache.ts';
import { openPackages, type PackagesPlace } from './packages.ts';

const root = scratch();
const CALENDAR = packageArchive('calendar', 'exports.first = 1;\n', { postinstall: `touch ${join(root, 'ran')}` });
const FILES = lockedFiles(CALENDAR, { hasInstallScript: true });
const OTHER = lockedFiles(packageArchive('calendar', 'exports.first = 2;\n'));
/** A digest that no file here has. */
const NO_FILE = `sha512-${'A'.repeat(86)}==`;

/** What one test has installed the next one finds, but where it says otherwise. */
const CACHE = join(root, 'cache');
const otherCache = (): void => void vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
/** A PATH with git and nothing else. */
const withoutNpm = (): void => {
  const folder = mkdtempSync(join(root, 'bin-'));
  symlinkSync(findProgram('git') ?? '', join(folder, 'git'));
  vi.stubEnv('PATH', folder);
};
beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', CACHE);
  vi.stubEnv('HOME', root);
});
afterEach(() => vi.unstubAllEnvs());

const placeOf = async (files: Readonly<Record<string, string | Uint8Array>>, how: Partial<PackagesPlace> = {}) => {
  const folder = mkdtempSync(join(root, 'work-'));
  const base = repositoryIn(folder, { ...files, '.gitignore': 'node_modules/\n' });
  const repository = await opened(folder);
  const said: string[] = [];
  const place: PackagesPlace = {
    ...{ repository, store: valueOf(await openStore(repository)), base, wanted: ['node_modules'], provided: [] },
    ...{ settings: {}, mayChange: () => true, tell: (sentence: string) => void said.push(sentence), ...how },
  };
  return { folder, place, said };
};
const treeWith = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = mkdtempSync(join(root, 'tree-'));
  write(folder, files);
  return folder;
};
/** What a check on a tree would read as its package; null where nothing is mounted. */
const mounted = async (place: PackagesPlace, files: Readonly<Record<string, string | Uint8Array>> = FILES) => {
  const packages = openPackages(place);
  const [mount] = valueOf(await packages.mountsFor(treeWith(files)));
  const from = mount !== undefined && 'from' in mount ? join(mount.from, 'calendar/index.js') : null;
  return { from, text: from === null ? null : readFileSync(from, 'utf8'), used: packages.used() };
};
/** What the person has installed: something else than what the lockfile says. */
const tampered = (folder: string): readonly string[] => {
  write(folder, { 'node_modules/calendar/index.js': 'evil\n', 'node_modules/calendar/package.json': '{"version":"1.0.0"}' });
  return ['node_modules'];
}; // prettier-ignore

describe('what checks find installed', () => {
  it('is what the lockfile says, whatever lies in the checkout, and no program of a package has run', async () => {
    const { folder, place } = await placeOf(FILES);
    const { text, used } = await mounted({ ...place, provided: tampered(folder) });
    expect(text).toBe('exports.first = 1;\n');
    expect(used).toMatchObject([{ folder: 'node_modules', from: 'cache', because: null }]);
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('is installed once, and then found without npm; another machine would find the same digest', async () => {
    const [one, two] = [await placeOf(FILES), await placeOf(FILES)];
    const first = await mounted(one.place);
    withoutNpm();
    expect((await mounted(one.place)).used).toEqual(first.used);
    vi.unstubAllEnvs();
    otherCache();
    expect((await mounted(two.place)).used).toEqual(first.used);
    expect(two.said).toEqual(['package-lock.json: installing what the lockfile asks for']);
  });

  it('is installed anew where it was changed since, though the size and the time are as they were', async () => {
    const { place, said } = await placeOf(FILES);
    const { from } = await mounted(place);
    if (from === null) throw new Error('nothing was mounted');
    chmodSync(from, 0o644);
    writeFileSync(from, 'exports.first = 9;\n');
    expect(examinePackages().changed).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/u)]);
    expect((await mounted(place)).text).toBe('exports.first = 1;\n');
    expect(said.at(-1)).toBe('package-lock.json: what was installed was changed since: installing it anew');
    expect(examinePackages().changed).toEqual([]);
  });

  it('follows the tree: a result with another lockfile finds what that one says', async () => {
    const { place } = await placeOf(FILES);
    const packages = openPackages(place);
    const texts = [];
    for (const files of [FILES, OTHER]) {
      const [mount] = valueOf(await packages.mountsFor(treeWith(files)));
      texts.push(mount !== undefined && 'from' in mount ? readFileSync(join(mount.from, 'calendar/index.js'), 'utf8') : '');
    }
    expect(texts).toEqual(['exports.first = 1;\n', 'exports.first = 2;\n']);
    expect(new Set(packages.used().map(({ lockfile }) => lockfile)).size).toBe(2);
  }); // prettier-ignore

  type Unfit = { readonly base?: typeof FILES; readonly tree?: typeof FILES; readonly how?: Partial<PackagesPlace> };
  const unfit = lockedFiles(CALENDAR, { integrity: undefined });
  const unread = lockedFiles(CALENDAR, { integrity: 'x' });
  it.each<readonly [says: string, unfit: Unfit, because: RegExp]>([
    ['what the lockfile has no digest for', { base: unfit, tree: unfit }, /no digest for calendar/],
    ['what npm takes for no digest', { base: unread, tree: unread }, /no digest for calendar/],
    ['what comes from a repository', { tree: lockedFiles(CALENDAR, { resolved: `git+ssh://git@h/a.git#${'1'.repeat(40)}` }) }, /no digest for calendar/],
    ['what comes from elsewhere than before', { tree: lockedFiles(CALENDAR, { resolved: 'https://h/calendar/-/calendar-1.0.0.tgz' }) }, /it names https:\/\/h, where nothing of the base/],
    ['what lies outside of the tree', { tree: lockedFiles(CALENDAR, { resolved: '../x', link: true }) }, /no digest for calendar/],
    ['what the contract does not let be changed', { tree: OTHER, how: { mayChange: () => false } }, /the contract does not let it be changed/],
    ['a first lockfile', { base: { 'package.json': '{}' } }, /the base has no lockfile/],
    ['a lockfile in an old form', { tree: { ...FILES, 'package-lock.json': '{"lockfileVersion":1}' } }, /not a lockfile of npm/],
    ['what the settings leave to the person', { how: { settings: { packages: 'checkout' } } }, /the settings say/],
    ['a machine without npm', {}, /npm is not on this machine/],
  ])('is that of the checkout, and said to be, for %s', async (says, { base = FILES, tree = FILES, how = {} }, because) => {
    const { folder, place } = await placeOf(base, how);
    if (says === 'a machine without npm') {
      otherCache();
      withoutNpm();
    }
    const { from, used } = await mounted({ ...place, provided: tampered(folder) }, tree);
    expect(from).toBe(join(folder, 'node_modules/calendar/index.js'));
    expect(used).toEqual([{ folder: 'node_modules', from: 'checkout', lockfile: null, packages: null, because: expect.stringMatching(because) }]);
  }); // prettier-ignore

  it('is that of the checkout where a program of a package has built something there', async () => {
    const { folder, place } = await placeOf(FILES);
    const provided = tampered(folder);
    expect((await mounted({ ...place, provided })).used).toMatchObject([{ from: 'cache' }]);
    write(folder, { 'node_modules/calendar/build/native.node': '' });
    expect((await mounted({ ...place, provided })).used).toMatchObject([{ from: 'checkout', because: expect.stringContaining('calendar built') }]);
  }); // prettier-ignore

  it('is nothing where it cannot be installed and nobody has it, and that is said', async () => {
    const unheld = lockedFiles(CALENDAR, { integrity: undefined });
    const { place } = await placeOf(unheld);
    expect(await mounted(place, unheld)).toMatchObject({
      from: null,
      used: [{ from: 'nowhere', because: expect.stringContaining('no digest') }],
    });
  });

  it('is nothing where neither is there, or the tree brings its own, or the lockfile asks for nothing', async () => {
    const bare = await placeOf({ 'package.json': '{}' });
    expect(await mounted(bare.place, { 'package.json': '{}' })).toMatchObject({ from: null, used: [] });
    const { place } = await placeOf(FILES);
    expect(await mounted(place, { ...FILES, 'node_modules/calendar/index.js': '' })).toMatchObject({ from: null });
    const empty = { 'package-lock.json': '{"lockfileVersion":3,"packages":{"":{}}}', 'package.json': '{}' };
    expect(await mounted(place, empty)).toMatchObject({ from: null, used: [] });
  });

  it('leaves nothing behind of an installation that failed, for its digest is not that of the file, or was killed', async () => {
    otherCache();
    const broken = lockedFiles(CALENDAR, { integrity: NO_FILE });
    const { folder, place } = await placeOf(broken);
    const cache = join(process.env['XDG_CACHE_HOME'] ?? '', 'writ/packages');
    mkdirSync(join(cache, '.new-999999999-x/tree'), { recursive: true });
    const { used } = await mounted({ ...place, provided: tampered(folder) }, broken);
    expect(used).toMatchObject([{ from: 'checkout', because: expect.stringMatching(/npm ci failed: sha512-/u) }]);
    // It was so at the base: no run can mend what its own base says.
    expect(used[0]).not.toHaveProperty('contradicted');
    expect(examinePackages()).toEqual({ count: 0, changed: [] });
    expect(existsSync(join(cache, '.new-999999999-x'))).toBe(false);
  });
});

describe('what is fetched and is not what the lockfile of the result says', () => {
  const broken = lockedFiles(CALENDAR, { integrity: NO_FILE });

  it('contradicts it, and is not only missing', async () => {
    const { folder, place } = await placeOf(FILES);
    const because = expect.stringMatching(/^npm ci failed: sha512-/u);
    expect((await mounted(place, broken)).used).toMatchObject([{ from: 'nowhere', because, contradicted: true }]);
    const own = await mounted({ ...place, provided: tampered(folder) }, broken);
    expect(own.used).toMatchObject([{ from: 'checkout', because, contradicted: true }]);
  });

  it('is only missing where nothing could be fetched', async () => {
    const { place } = await placeOf(FILES);
    const absent = {
      ...FILES,
      'package-lock.json': String(FILES['package-lock.json']).replaceAll('calendar.tgz', 'absent.tgz'),
    };
    const { used } = await mounted(place, absent);
    expect(used).toMatchObject([{ from: 'nowhere', because: expect.stringMatching(/^npm ci failed|^it names/u) }]);
    expect(used[0]).not.toHaveProperty('contradicted');
  });
});

describe('where a request goes while something is installed', () => {
  type Files = Readonly<Record<string, string | Uint8Array>>;
  type Lead = (address: string) => Files;
  const manifest = { name: 'months', version: '1.0.0', dependencies: { calendar: '1.0.0' } };
  const lock = (asks: object, entry: object = {}, more: object = {}): string =>
    JSON.stringify({
      ...{ name: 'months', version: '1.0.0', lockfileVersion: 3, requires: true },
      packages: { '': asks, 'node_modules/calendar': { version: '1.0.0', integrity: NO_FILE, ...entry }, ...more },
    });
  const files = (asks: object, entry?: object, more?: object): Files => ({
    'package.json': JSON.stringify(asks),
    'package-lock.json': lock(asks, entry, more),
  });
  const settings = (address: string): Files => ({ '.npmrc': `registry=${address}/\n` });
  const plain: Files = files(manifest);
  /** Nothing of this machine says where packages come from. */
  const quiet = (): void => {
    for (const name of ['npm_config_registry', 'npm_config_userconfig', 'http_proxy', 'HTTP_PROXY']) vi.stubEnv(name, undefined);
    otherCache();
  };

  it.each<readonly [says: string, lead: Lead]>([
    ['the settings of npm', settings],
    ['an order of the manifest', (at) => files({ ...manifest, devDependencies: { b: `${at}/b.tgz` } })],
    ['an order that only the manifest has', (at) => ({ ...plain, 'package.json': JSON.stringify({ ...manifest, dependencies: { b: `${at}/b.tgz` } }) })],
    ['an order of a package', (at) => files(manifest, { dependencies: { b: `${at}/b.tgz` } })],
    ['an order in place of another one', (at) => files({ ...manifest, overrides: { calendar: { b: `${at}/b.tgz` } } }, { dependencies: { b: '1.0.0' } })],
    ['a list of orders', (at) => files({ ...manifest, optionalDependencies: [`b@${at}/b.tgz`] })],
    ['a version', (at) => files(manifest, { version: `${at}/b.tgz` })],
    ['a name', (at) => files(manifest, { name: `b@${at}/b.tgz` })],
    ['a repository', (at) => files({ ...manifest, dependencies: { ...manifest.dependencies, b: `git+${at}/b.git` } })],
    ['a manifest below', (at) => ({
      ...files({ ...manifest, workspaces: ['one'] }, {}, { 'node_modules/one': { resolved: 'one', link: true }, one: { version: '1.0.0' } }),
      'one/package.json': JSON.stringify({ name: 'one', version: '1.0.0', dependencies: { b: `${at}/b.tgz` } }),
    })],
  ])('is never where only the result leads: %s', async (_, lead) => {
    quiet();
    const { asked, base, result, close } = await servers();
    const before = { ...files({ ...manifest, version: '0.9.0' }), ...settings(base) };
    const { place } = await placeOf(before);
    const { used } = await mounted(place, { ...before, ...plain, ...lead(result) });
    close();
    expect(used).toMatchObject([{ from: 'nowhere', because: expect.stringMatching(/^npm ci failed|^it names |^package-lock\.json (is not a|has no)/u) }]);
    expect(asked.result).toBe(0);
  });

  it('is never where a manifest leads beside the lockfile of the base', async () => {
    quiet();
    const { asked, base, result, close } = await servers();
    const agreed = { ...plain, ...settings(base) };
    const { place } = await placeOf(agreed);
    const strange = JSON.stringify({ ...manifest, dependencies: { ...manifest.dependencies, b: `${result}/b.tgz` } });
    await mounted(place, { ...agreed, 'package.json': strange });
    close();
    expect(asked.base).toBeGreaterThan(0);
    expect(asked.result).toBe(0);
  });

  it.each<readonly [says: string, lead: Lead, who: 'base' | 'result']>([
    ['its settings', () => plain, 'base'],
    ['an order of its own', (at) => files(manifest, { dependencies: { b: `${at}/b.tgz` } }), 'result'],
  ])('is where the base leads, by %s', async (_, lead, who) => {
    quiet();
    const { asked, base, result, close } = await servers();
    const agreed = { ...lead(result), ...settings(base) };
    await mounted((await placeOf(agreed)).place, agreed);
    close();
    expect(asked[who]).toBeGreaterThan(0);
  });
}); // prettier-ignore
