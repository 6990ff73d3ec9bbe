import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openStore } from '#host';
import { servers } from '../../src/host/packages.fixture.ts';
import { opened, repositoryIn, scratch, valueOf, write } from '../../src/host/scratch.fixture.ts';
import { pythonFor } from '../../src/run/python.ts';
import { openPackages, settleBase, type PackagesPlace } from '../../src/run/dependencies/packages.ts';

const root = scratch();
const WHEELS = join(root, 'wheels');

/** A wheel with one module, one program, and lines that every start of its environment runs. */
const wheel = (name: string, version: string, text: string, more: Readonly<Record<string, string>> = {}): string => {
  const files = {
    [`${name}.py`]: text,
    [`${name}.pth`]: `import os; open(${JSON.stringify(join(root, 'ran'))}, "w").close()\n`,
    [`${name}-${version}.dist-info/METADATA`]: `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`,
    [`${name}-${version}.dist-info/WHEEL`]: 'Wheel-Version: 1.0\nGenerator: writ\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${name}-${version}.dist-info/entry_points.txt`]: `[console_scripts]\n${name} = ${name}:main\n`,
    ...more,
  };
  const record = [...Object.keys(files), `${name}-${version}.dist-info/RECORD`].map((path) => `${path},,\n`).join('');
  const all = { ...files, [`${name}-${version}.dist-info/RECORD`]: record };
  const file = join(WHEELS, `${name}-${version}-py3-none-any.whl`);
  const zip = 'import json,sys,zipfile\nz=zipfile.ZipFile(sys.argv[1],"w")\nfor k,v in json.load(sys.stdin).items(): z.writestr(zipfile.ZipInfo(k,(2020,1,1,0,0,0)),v)\nz.close()';
  execFileSync('python3', ['-c', zip, file], { input: JSON.stringify(all) });
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}; // prettier-ignore

write(root, { 'wheels/empty': '' });
const PYTEST = wheel('pytest', '9.9.9', 'def main(): pass\n');
const CALENDAR = [wheel('calendars', '1.0.0', 'first = 1\n'), wheel('calendars', '2.0.0', 'first = 2\n')] as const;

const SEIZES = wheel('seizes', '1.0.0', '', { 'seizes-1.0.0.data/scripts/python': '#!/bin/sh\n' });

const list = (calendar: string, more = ''): Readonly<Record<string, string>> => ({
  'requirements.txt': `# of pip-compile\n${more}pytest==9.9.9 \\\n    --hash=sha256:${PYTEST}\n    # via tests\n${calendar}`,
});
const ONE = `calendars==1.0.0 ; python_version >= "3" --hash=sha256:${CALENDAR[0]}\n`;
const TWO = `calendars==2.0.0 --hash=sha256:${CALENDAR[1]}\n`;
const FILES = list(ONE);

const CACHE = join(root, 'cache');
beforeEach(() => {
  vi.stubEnv('XDG_CACHE_HOME', CACHE);
  vi.stubEnv('PIP_FIND_LINKS', WHEELS);
  vi.stubEnv('PIP_NO_INDEX', '1');
});
afterEach(() => vi.unstubAllEnvs());

const placeOf = async (
  files: Readonly<Record<string, string>>,
  { environment, ...how }: Partial<PackagesPlace> & { readonly environment?: Readonly<Record<string, string>> } = {},
) => {
  const folder = mkdtempSync(join(root, 'work-'));
  const base = repositoryIn(folder, { ...files, '.gitignore': '.venv/\n' });
  if (environment !== undefined) write(folder, environment);
  const repository = await opened(folder);
  const place: PackagesPlace = {
    ...{ repository, store: valueOf(await openStore(repository)), base, wanted: ['node_modules', '.venv', 'venv'] },
    ...{ provided: environment === undefined ? [] : ['.venv'], settings: {}, mayChange: () => true, tell: () => {} },
    ...how,
  };
  return { folder, place };
};
const treeWith = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(root, 'tree-'));
  write(folder, files);
  return folder;
};
const mounted = async (place: PackagesPlace, files: Readonly<Record<string, string>> = FILES) => {
  const packages = openPackages(place);
  const [mount] = valueOf(await packages.mountsFor(treeWith(files)));
  const from = mount !== undefined && 'from' in mount ? mount.from : null;
  const lib = from === null || !existsSync(join(from, 'lib')) ? null : join(from, 'lib');
  const module = lib === null ? null : join(lib, readdirSync(lib)[0] ?? '', 'site-packages/calendars.py');
  return { mount, from, text: module === null ? null : readFileSync(module, 'utf8'), used: packages.used() };
};
/** What the person has: a folder that looks like an environment, and something else than what the list says. */
const OWN = { '.venv/lib/python3/site-packages/calendars.py': 'evil\n' };

describe('an environment of Python', () => {
  it('is what the list says, whatever lies in the checkout, and nothing of a package has run', async () => {
    const { place } = await placeOf(FILES, { environment: OWN });
    const { mount, from, text, used } = await mounted(place);
    expect(text).toBe('first = 1\n');
    expect(mount).toMatchObject({ kind: 'read-only', to: '/writ/work/.venv' });
    expect(used).toMatchObject([{ folder: '.venv', from: 'cache', because: null }]);
    const python = valueOf(await pythonFor('python3', { ...place, installed: { from: from ?? '', to: '/writ/work/.venv' } }));
    expect(python.program).toBe('/writ/work/.venv/bin/python');
    expect(existsSync(join(root, 'ran'))).toBe(false);
    // What the mechanism spares us: its own Python, started anywhere, would have run it.
    execFileSync(join(from ?? '', 'bin/python'), ['-IB', '-c', '0']);
    expect(existsSync(join(root, 'ran'))).toBe(true);
  }); // prettier-ignore

  it('has programs that begin with it as the jail sees it, and one digest wherever it was made', async () => {
    const { place } = await placeOf(FILES);
    const first = await mounted(place);
    expect(readFileSync(join(first.from ?? '', 'bin/calendars'), 'utf8').split('\n')[0]).toBe('#!/writ/work/.venv/bin/python');
    expect(readlinkSync(join(first.from ?? '', 'bin/python'))).toMatch(/^\//u);
    vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
    const second = await mounted(place);
    expect(second.from).not.toBe(first.from);
    expect(second.used).toEqual(first.used);
  }); // prettier-ignore

  it.each<readonly [file: string, text: (name: string, hash: string) => string, end: string]>([
    ['uv.lock', (name, hash) => `[[package]]\nname = "${name}"\nversion = "${name === 'pytest' ? '9.9.9' : '1.0.0'}"\nsource = { registry = "https://evil.example/simple" }\nwheels = [\n    { url = "https://evil.example/${name}.whl", hash = "sha256:${hash}", size = 7 },\n]\n\n`, '[[package]]\nname = "months"\nversion = "1.0.0"\nsource = { virtual = "." }\ndependencies = [\n    { name = "calendars" },\n]\n'],
    ['poetry.lock', (name, hash) => `[[package]]\nname = "${name}"\nversion = "${name === 'pytest' ? '9.9.9' : '1.0.0'}"\ngroups = ["main"]\nfiles = [\n    {file = "${name}.whl", hash = "sha256:${hash}"},\n]\n\n`, '[metadata]\nlock-version = "2.1"\n'],
  ])('is what %s says, by its digests, and from where the machine says', async (file, pack, end) => {
    const head = file === 'uv.lock' ? 'version = 1\n\n' : '';
    const files = { [file]: `${head}${pack('calendars', CALENDAR[0])}${pack('pytest', PYTEST)}${end}` };
    const { place } = await placeOf(files);
    const { text, used } = await mounted(place, files);
    expect(text).toBe('first = 1\n');
    expect(used).toMatchObject([{ folder: '.venv', from: 'cache', because: null }]);
  }); // prettier-ignore

  it('follows the tree, where the contract lets the list be changed', async () => {
    const { place } = await placeOf(FILES);
    expect((await mounted(place, list(TWO))).text).toBe('first = 2\n');
    const held = { ...place, mayChange: () => false };
    expect(await mounted(held, list(TWO))).toMatchObject({
      from: null,
      used: [{ from: 'nowhere', because: 'the contract does not let it be changed' }],
    });
  });

  const OTHER = 'a'.repeat(64);
  it.each<readonly [says: string, files: Readonly<Record<string, string>>, because: RegExp]>([
    ['a digest that is not that of the file', list(`calendars==1.0.0 --hash=sha256:${OTHER}\n`), /^pip install failed: THESE PACKAGES DO NOT MATCH THE HASHES/u],
    ['a package with a Python of its own', list(`seizes==1.0.0 --hash=sha256:${SEIZES}\n`), /^a package has put something in the place of Python$/u],
    ['a version that pins nothing', list('calendars>=1\n'), /requirements\.txt has a line that pins nothing by digest: calendars>=1$/u],
    ['a package without a digest', list('calendars==1.0.0\n'), /pins nothing by digest: calendars==1\.0\.0$/u],
    ['a folder', list('-e .\n'), /pins nothing by digest: -e \.$/u],
    ['another list', list('-r more.txt\n'), /pins nothing by digest: -r more\.txt$/u],
    ['an address', list(`calendars @ https://h/c.whl --hash=sha256:${OTHER}\n`), /pins nothing by digest: calendars @/u],
    ['a list without digests', { 'requirements.txt': 'pytest\ncalendars\n' }, /^no list of requirements says/u],
    ['a lockfile of uv with the repository itself', { 'uv.lock': `version = 1\n\n[[package]]\nname = "months"\nversion = "1"\nsource = { editable = "." }\nwheels = [\n    { url = "https://h/a", hash = "sha256:${OTHER}" },\n]\n` }, /^uv\.lock: months is a folder of the repository.*: uv export /u],
    ['no list', {}, /^no list of requirements says/u],
  ])('is that of the checkout, and said to be, for %s', async (_, files, because) => {
    const { place, folder } = await placeOf(files, { environment: OWN });
    const { from, used } = await mounted(place, files);
    expect(from).toBe(join(folder, '.venv'));
    expect(used).toMatchObject([{ folder: '.venv', from: 'checkout', because: expect.stringMatching(because) }]);
    expect(valueOf(await settleBase(place, '.venv'))).toMatchObject({ because: expect.stringMatching(because) });
  }); // prettier-ignore

  it('contradicts the list of a result where a digest is not that of the file, which the base does not say', async () => {
    const { place } = await placeOf(FILES);
    const { used } = await mounted(place, list(`calendars==1.0.0 --hash=sha256:${OTHER}\n`));
    expect(used).toMatchObject([{ from: 'nowhere', contradicted: true }]);
    const gone = await mounted(place, list(`calendars==3.0.0 --hash=sha256:${OTHER}\n`));
    expect(gone.used).toMatchObject([{ from: 'nowhere', because: expect.stringMatching(/^pip install failed/u) }]);
    expect(gone.used[0]).not.toHaveProperty('contradicted');
  });

  it('is that of the checkout where the repository itself is installed in it', async () => {
    const { place, folder } = await placeOf(FILES, { environment: OWN });
    write(folder, { '.venv/lib/python3/site-packages/__editable__.months.pth': `${folder}/src\n` });
    expect((await mounted(place)).used).toMatchObject([
      { from: 'checkout', because: expect.stringContaining('itself is installed') },
    ]);
  });

  it('is not spoken of where there is none, and a list that pins nothing by digest, or no pytest', async () => {
    for (const files of [{ 'requirements.txt': 'pytest\n' }, { 'requirements.txt': ONE }, {}]) {
      const { place } = await placeOf(files);
      expect(await mounted(place, files)).toMatchObject({ from: null, used: [] });
      expect(valueOf(await settleBase(place, '.venv'))).toBe(null);
    }
  });

  it('never comes from where a list leads: an index, one more, a page of files', async () => {
    const { asked, result, close } = await servers();
    vi.stubEnv('XDG_CACHE_HOME', mkdtempSync(join(root, 'cache-')));
    vi.stubEnv('PIP_NO_INDEX', undefined);
    vi.stubEnv('PIP_INDEX_URL', `file://${WHEELS}`);
    vi.stubEnv('PIP_CONFIG_FILE', '/dev/null');
    const lines = ['--index-url ', '--extra-index-url=', '--find-links '].map((option) => `${option}${result}/\n`);
    const files = list(ONE, lines.join(''));
    const { place } = await placeOf(FILES);
    const { text } = await mounted(place, files);
    close();
    expect(text).toBe('first = 1\n');
    expect(asked).toEqual({ base: 0, result: 0 });
  });
});
