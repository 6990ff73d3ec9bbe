/** What checks find installed where the lockfile is one of pnpm, with the real pnpm: as with npm, and as guarded. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { openStore } from '#host';
import { openPackages, type PackagesPlace } from '../../src/run/dependencies/packages.ts';
import { packageArchive, servers } from '../../src/host/packages.fixture.ts';
import { opened, repositoryIn, scratch, valueOf, write } from '../../src/host/scratch.fixture.ts';

const root = scratch();
const BIN = join(import.meta.dirname, 'npm/node_modules/.bin');
const RAN = join(root, 'ran');
const ARCHIVE = packageArchive('calendar', 'exports.first = 1;\n', { postinstall: `touch ${RAN}` });
const INTEGRITY = `sha512-${createHash('sha512').update(ARCHIVE).digest('base64')}`;
const FILE = 'calendar@file:calendar.tgz';

type Files = Readonly<Record<string, string | Uint8Array>>;
type Said = { readonly resolution?: string; readonly more?: string };

/** A workspace of two packages, one of which needs the other, and an archive that lies in the tree. */
const filesOf = (manifest: object = {}, { resolution = `integrity: ${INTEGRITY}, tarball: file:calendar.tgz`, more = '' }: Said = {}): Files => ({
  'package.json': JSON.stringify({ name: 'months', private: true, dependencies: { calendar: 'file:calendar.tgz' }, scripts: { postinstall: `touch ${RAN}` }, ...manifest }),
  'packages/a/package.json': JSON.stringify({ name: 'a', version: '1.0.0', dependencies: { b: 'workspace:*' }, scripts: { prepare: `touch ${RAN}` } }),
  'packages/b/package.json': JSON.stringify({ name: 'b', version: '1.0.0' }),
  'packages/b/index.js': 'exports.b = 1;\n',
  'pnpm-workspace.yaml': 'packages:\n  - packages/*\n',
  '.pnpmfile.cjs': `require('node:fs').writeFileSync(${JSON.stringify(RAN)}, '');\n`,
  'calendar.tgz': ARCHIVE,
  'pnpm-lock.yaml': `lockfileVersion: '9.0'
settings: { autoInstallPeers: true, excludeLinksFromLockfile: false }
importers:
  .:
    dependencies:
      calendar: { specifier: 'file:calendar.tgz', version: 'file:calendar.tgz' }
  packages/a:
    dependencies:
      b: { specifier: 'workspace:*', version: 'link:../b' }
  packages/b: {}
packages:
  '${FILE}': { resolution: { ${resolution} }, version: 1.0.0 }
${more}snapshots:
  '${FILE}': {}
`,
}); // prettier-ignore
const FILES = filesOf();

/** What one test has installed the next one finds, but where it says otherwise. */
const CACHE = join(root, 'cache');
beforeEach(() => {
  rmSync(RAN, { force: true });
  vi.stubEnv('XDG_CACHE_HOME', CACHE);
  vi.stubEnv('HOME', root);
  vi.stubEnv('PATH', `${BIN}:${process.env['PATH'] ?? ''}`);
});
afterEach(() => vi.unstubAllEnvs());

const placeOf = async (files: Files, how: Partial<PackagesPlace> = {}): Promise<PackagesPlace> => {
  const folder = mkdtempSync(join(root, 'work-'));
  const base = repositoryIn(folder, { ...files, '.gitignore': 'node_modules/\n' });
  const repository = await opened(folder);
  return {
    ...{ repository, store: valueOf(await openStore(repository)), base, provided: [] },
    ...{ wanted: ['node_modules'], settings: {}, mayChange: () => true, tell: () => {}, ...how },
  };
};
const mounted = async (place: PackagesPlace, files: Files) => {
  const tree = mkdtempSync(join(root, 'tree-'));
  write(tree, files);
  const packages = openPackages(place);
  const mounts = valueOf(await packages.mountsFor(tree)).flatMap((mount) => ('from' in mount ? [mount] : []));
  return { mounts, used: packages.used() };
};

test('is what the lockfile says, for each package of a workspace, and no program of anybody has run', async () => {
  const place = await placeOf(FILES);
  const { mounts, used } = await mounted(place, FILES);
  expect(used).toMatchObject([{ folder: 'node_modules', from: 'cache', because: null }]);
  expect(mounts.map(({ to }) => to.replace(/^.*?\/(?=node_modules|packages)/u, ''))).toEqual([
    'node_modules',
    'packages/a/node_modules',
  ]);
  const [own = { from: '' }, below = { from: '' }] = mounts;
  expect(readFileSync(join(own.from, 'calendar/index.js'), 'utf8')).toBe('exports.first = 1;\n');
  // Nothing leads out of what is mounted but to the packages that lie in the tree.
  expect(realpathSync(join(own.from, 'calendar'))).toContain(`${own.from}/.pnpm/`);
  expect(realpathSync(join(below.from, 'b'))).toBe(join(below.from, '../../b'));
  expect(existsSync(RAN)).toBe(false);
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
  expect((await mounted(await placeOf(FILES), FILES)).used).toEqual(used);
});

test('is that of the checkout where a program of a package has built something there', async () => {
  const place = await placeOf(FILES);
  const folder = place.repository.root;
  const at = 'node_modules/.pnpm/calendar@file+calendar.tgz/node_modules/calendar';
  write(folder, { [`${at}/package.json`]: '{"version":"1.0.0"}', [`${at}/build/native.node`]: '' });
  const { used } = await mounted({ ...place, provided: ['node_modules'] }, FILES);
  expect(used).toMatchObject([{ from: 'checkout', because: expect.stringContaining('calendar built something') }]);
});

const OTHER = `  other@1.0.0: { resolution: { integrity: sha512-${'A'.repeat(86)}== } }\n`;
test.for<[says: string, base: Files, tree: Files, because: RegExp]>([
  ['another pnpm than the base names', filesOf({ packageManager: 'pnpm@9.0.0' }), filesOf({ packageManager: 'pnpm@9.0.0' }), /the base names pnpm 9\.0\.0, and here is \S+: npm install --global pnpm@9\.0\.0/],
  ['no digest', filesOf({}, { resolution: 'tarball: file:calendar.tgz' }), filesOf({}, { resolution: 'tarball: file:calendar.tgz' }), /has no digest for calendar/],
  ['a repository', FILES, filesOf({}, { resolution: 'type: git, repo: https://h/a.git, commit: aa' }), /has no digest for calendar/],
  ['a manifest outside', FILES, { ...FILES, 'pnpm-lock.yaml': String(FILES['pnpm-lock.yaml']).replace('packages/b: {}', '../b: {}') }, /has no digest for \.\.\/b/],
  ['another archive', FILES, filesOf({}, { resolution: `integrity: ${INTEGRITY}, tarball: https://h/x.tgz` }), /it names https:\/\/h\/x\.tgz, where nothing of the base/],
  ['an order of an address', FILES, { ...filesOf({ pnpm: { overrides: { other: 'https://h/o.tgz' } } }, { more: OTHER }) }, /it names https:\/\/h\/o\.tgz/],
  ['a catalog of addresses', FILES, { ...filesOf({}, { more: OTHER }), 'pnpm-workspace.yaml': 'packages: [packages/*]\ncatalog: { other: https://h/o.tgz }\n' }, /it names https:\/\/h\/o\.tgz/],
  ['a workspace that is no YAML', FILES, { ...filesOf({}, { more: OTHER }), 'pnpm-workspace.yaml': '- a\n' }, /pnpm-workspace\.yaml beside/],
  ['a lockfile that does not agree', FILES, filesOf({ dependencies: { calendar: 'file:calendar.tgz', other: '1.0.0' } }, { more: OTHER }), /pnpm install failed: ./],
  ['what is no lockfile', FILES, { ...FILES, 'pnpm-lock.yaml': 'a: 1\n' }, /is not a lockfile of pnpm/],
])('is nothing, and said to be, for %s', async ([, base, tree, because]) => {
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
  const { mounts, used } = await mounted(await placeOf(base), tree);
  expect(mounts).toEqual([]);
  expect(used).toMatchObject([{ from: 'nowhere', because: expect.stringMatching(because) }]);
  expect(existsSync(RAN)).toBe(false);
}); // prettier-ignore

const NO_DIGEST = `sha512-${'A'.repeat(86)}==`;
test('another archive in the tree than the lockfile of a result says contradicts it, which the base’s own does not', async () => {
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
  const broken = filesOf({}, { resolution: `integrity: ${NO_DIGEST}, tarball: file:calendar.tgz` });
  const of = async (base: Files): Promise<unknown> => (await mounted(await placeOf(base), broken)).used;
  const because = 'calendar.tgz has another digest than pnpm-lock.yaml says';
  expect(await of(FILES)).toMatchObject([{ from: 'nowhere', because, contradicted: true }]);
  expect(await of(broken)).toEqual([expect.not.objectContaining({ contradicted: true })]);
}); // prettier-ignore

/** The same package, asked for from a server. */
const askingFor = (registry: string): Files => ({
  ...filesOf({ dependencies: { calendar: '1.0.0' } }),
  'pnpm-lock.yaml': String(FILES['pnpm-lock.yaml'])
    .replaceAll(FILE, 'calendar@1.0.0')
    .replaceAll('file:calendar.tgz', '1.0.0')
    .replace(', tarball: 1.0.0', ''),
  '.npmrc': `registry=${registry}/\n`,
});

/** Without the person's own ways to a registry. */
const withoutWays = (): void => {
  for (const name of ['npm_config_registry', 'npm_config_userconfig', 'http_proxy', 'HTTP_PROXY'])
    vi.stubEnv(name, undefined);
  vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
};

test('what a server gives is installed where it is what the lockfile says, and else contradicts it', async () => {
  withoutWays();
  const { base, close } = await servers(ARCHIVE);
  const asking = askingFor(base);
  const broken = { ...asking, 'pnpm-lock.yaml': String(asking['pnpm-lock.yaml']).replace(INTEGRITY, NO_DIGEST) };
  const place = await placeOf(asking);
  const [other] = (await mounted(place, broken)).used;
  const [same] = (await mounted(place, asking)).used;
  close();
  expect(same).toMatchObject({ from: 'cache', because: null });
  expect(other?.from).toBe('nowhere');
  // Seen on a machine with much to do: pnpm ends of something else before it says so. Then it is as missing as before.
  expect(other?.contradicted === true, other?.because ?? '').toBe(other?.because?.includes('ERR_PNPM_TARBALL_INTEGRITY'));
}); // prettier-ignore

test('never asks where only the result leads', async () => {
  const { asked, base, result, close } = await servers();
  withoutWays();
  const asking = askingFor(base);
  const lock = String(asking['pnpm-lock.yaml']);
  const led = {
    ...asking,
    '.npmrc': `registry=${result}/\n`,
    'pnpm-workspace.yaml': `packages: [packages/*]\nregistries: { default: "${result}/" }\nconfigDependencies: { x: "1.0.0+sha512-AAAA" }\n`,
    'pnpm-lock.yaml': `${lock}# changed\n`,
    'package.json': JSON.stringify({
      ...JSON.parse(String(asking['package.json'])),
      packageManager: 'pnpm@9.9.9',
      pnpm: { executionEnv: { nodeVersion: '20.0.0' } },
    }),
  };
  const { used } = await mounted(await placeOf(asking), led);
  close();
  expect(used).toMatchObject([{ from: 'nowhere', because: expect.stringContaining('pnpm install failed') }]);
  expect(asked.base).toBeGreaterThan(0);
  expect(asked.result).toBe(0);
});
