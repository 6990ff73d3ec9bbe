import { expect, test } from 'vitest';
import { isStrong } from './digests.ts';
import { isFetched } from './locked.ts';
import { readYarn, yarnDifferences } from './yarn-lock.ts';

const SRI = `sha512-${'A'.repeat(86)}==`;
const SUM = 'a'.repeat(128);
const COMMIT = '1'.repeat(40);

/** A lockfile of the first form, by the words that packages are asked for with, and what they are pinned to. */
const first = (pinned: Readonly<Record<string, string>>): string =>
  `# yarn lockfile v1\n\n\n${Object.entries(pinned)
    .map(([words, resolved]) => {
      const version = /-(\d+\.\d+\.\d+)\.tgz/u.exec(resolved)?.[1] ?? '0.0.0';
      return `${words}:\n  version "${version}"\n  resolved "${resolved}"\n  integrity ${SRI}\n`;
    })
    .join('\n')}`;
const at = (name: string, version: string): string => `https://h/${name}/-/${name.split('/').at(-1)}-${version}.tgz`;

type Entry = { readonly resolution: string; readonly dependencies?: object; readonly checksum?: string };
/** One of the newer form. YAML of one line is YAML. */
const newer = (entries: Readonly<Record<string, Entry>>): string =>
  `__metadata:\n  version: 8\n\n${Object.entries(entries)
    .map(([words, { resolution, ...more }]) => {
      const version = /@npm:(\d[^@]*)$/u.exec(resolution)?.[1] ?? '0.0.0-use.local';
      return `${JSON.stringify(words)}: ${JSON.stringify({ version, resolution, checksum: `10c0/${SUM}`, ...more })}\n`;
    })
    .join('\n')}`;
const root = (dependencies: object, folder = '.'): Readonly<Record<string, Entry>> => ({
  [`months@workspace:${folder}`]: { resolution: `months@workspace:${folder}`, dependencies },
});
const A = { dependencies: { a: '^1.0.0' } };
const PINNED = { 'a@npm:^1.0.0': { resolution: 'a@npm:1.2.0' } };

type Beside = { readonly folder?: string; readonly beside?: object; readonly siblings?: readonly string[] };
const differ = (asks: object, lock: string, { folder = '.', beside = asks, siblings = [] }: Beside = {}) => {
  const read = readYarn(lock);
  const where = { folder, root: JSON.stringify(beside), siblings: new Set(siblings) };
  return read && yarnDifferences(JSON.stringify(asks), read, where);
};

test.each<[says: string, asks: object, lock: string, beside?: Beside]>([
  ['in the first form', A, first({ 'a@^1.0.0': at('a', '1.2.0') })],
  ['that share an entry', { devDependencies: { '@s/a': '^1' } }, first({ '"@s/a@^1", "@s/a@^1.1.0"': at('@s/a', '1.2.0') })],
  ['with another name for a package', { dependencies: { a: 'npm:b@^1' } }, first({ '"a@npm:b@^1"': at('b', '1.0.0') })],
  ['with a tag', { dependencies: { a: 'latest' } }, first({ 'a@latest': at('a', '9.0.0') })],
  ['with an address', { dependencies: { a: 'https://h/a.tgz' } }, first({ '"a@https://h/a.tgz"': 'https://h/a.tgz' })],
  ['with a package of the workspace', A, first({}), { siblings: ['a'] }],
  ['with one that is linked', { dependencies: { a: 'link:../a' } }, first({})],
  ['with one that is set beside the lockfile', A, first({ 'a@2.0.0': at('a', '2.0.0') }), { beside: { resolutions: { '**/a': '2.0.0' } } }],
  ['in the newer form', A, newer({ ...root({ a: 'npm:^1.0.0' }), ...PINNED })],
  ['in the newer form of before', A, newer({ ...root({ a: '^1.0.0' }), ...PINNED })],
  ['of the newer form in a folder', A, newer({ ...root({ a: 'npm:^1.0.0' }, 'packages/b'), ...PINNED }), { folder: 'packages/b' }],
  ['of a workspace in the newer form', { dependencies: { b: 'workspace:*' } }, newer({ ...root({ b: 'workspace:*' }), 'b@workspace:*, b@workspace:b': { resolution: 'b@workspace:b' } })],
  ['under another name in the newer form', { dependencies: { a: 'npm:b@^1' } }, newer({ ...root({ a: 'npm:b@^1' }), 'a@npm:b@^1': { resolution: 'b@npm:1.0.0' } })],
])('a manifest and a lockfile of yarn agree %s', (_, asks, lock, beside) =>
  expect(differ(asks, lock, beside)).toEqual([])); // prettier-ignore

test.each<[says: string, asks: object, lock: string, expected: readonly string[]]>([
  ['too little', A, first({}), ['a ^1.0.0: has no package in the lockfile']],
  ['another range', A, first({ 'a@^2.0.0': at('a', '2.0.0') }), ['a ^1.0.0: has no package in the lockfile']],
  ['a version out of range', A, first({ 'a@^1.0.0': at('a', '9.0.0') }), ['a ^1.0.0: is pinned to 9.0.0']],
  ['what is too little in the newer form', A, newer(root({ a: 'npm:^1.0.0' })), ['a ^1.0.0: has no package in the lockfile']],
  ['what nobody asks for', {}, newer({ ...root({ a: 'npm:^1.0.0' }), ...PINNED }), ['a npm:^1.0.0: only in the lockfile']],
  ['what was asked for before', A, newer({ ...root({}), ...PINNED }), ['a ^1.0.0: only in the manifest']],
  ['another package in its place', A, newer({ ...root({ a: 'npm:^1.0.0' }), 'a@npm:^1.0.0': { resolution: 'evil@npm:1.0.0' } }), ['a ^1.0.0: is pinned to evil 1.0.0']],
  ['a version out of range in the newer form', A, newer({ ...root({ a: 'npm:^1.0.0' }), 'a@npm:^1.0.0': { resolution: 'a@npm:9.0.0' } }), ['a ^1.0.0: is pinned to 9.0.0']],
  ['another folder', A, newer({ ...root({ a: 'npm:^1.0.0' }, 'b'), ...PINNED }), ['the lockfile does not know it']],
])('a manifest and a lockfile of yarn do not where that has %s', (_, asks, lock, expected) =>
  expect(differ(asks, lock)).toEqual(expected)); // prettier-ignore

const one = (text: string, name = 'a') => readYarn(text)?.packages.get(name)?.[0];
const resolved = (resolution: string, more: object = {}) =>
  one(newer({ 'a@npm:^1': { resolution, ...more } }), resolution.startsWith('a@') ? 'a' : 'a (evil)');

test.each<[says: string, resolution: string, from: string, integrity: string | null]>([
  ['a registry', 'a@npm:1.2.0', 'registry', `10c0/${SUM}`],
  ['another package', 'evil@npm:1.2.0', 'registry', `10c0/${SUM}`],
  ['a commit', `a@git@h:x/a.git#commit=${COMMIT}`, 'git@h:x/a.git', `commit:${COMMIT}`],
  ['a branch', 'a@git@h:x/a.git#main', 'git@h:x/a.git#main', `10c0/${SUM}`],
  ['a file elsewhere', 'a@https://evil/a.tgz', 'https://evil/a.tgz', `10c0/${SUM}`],
  ['a package of the repository', 'a@workspace:packages/a', 'link:packages/a', null],
  ['what yarn patches by itself', 'a@patch:a@npm%3A1.2.0#optional!builtin<compat/a>', 'registry', `10c0/${SUM}`],
])('the newer form tells %s', (_, resolution, from, integrity) =>
  expect(resolved(resolution)).toMatchObject({ from, integrity })); // prettier-ignore

test('what is no digest in the newer form is none, and one that is, is strong', () => {
  expect(isStrong(`10c0/${SUM}`)).toBe(true);
  for (const checksum of ['10c0/x', SUM.slice(1), ''])
    expect(resolved('a@npm:1.2.0', { checksum })).toMatchObject({ integrity: null });
});

test('a package of the repository is not fetched', () => {
  const found = resolved('a@workspace:packages/a');
  expect(found && isFetched(found)).toBe(false);
});

test.each([
  '',
  'a: [',
  '__metadata:\n  version: 8\na: 7\n',
  '__metadata:\n  version: 8\na@npm:1: { version: 1.0.0 }\n',
])('what is no lockfile of yarn cannot be read: %j', (text) => expect(readYarn(text)).toBe(null));
