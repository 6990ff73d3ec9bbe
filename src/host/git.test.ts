import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { git, gitLine, splitNul, tryGit } from './git.ts';
import { codesOf, messagesOf, repositoryIn, scratch, textOf, valueOf, write } from './scratch.fixture.ts';

const root = scratch();
const changed: string[] = [];
const setEnvironment = (values: Readonly<Record<string, string>>): void => {
  for (const [name, value] of Object.entries(values)) {
    changed.push(name);
    process.env[name] = value;
  }
};
afterEach(() => {
  for (const name of changed.splice(0)) delete process.env[name];
});

const repository = (): string => {
  const folder = mkdtempSync(join(root, 'g-'));
  repositoryIn(folder, { a: '1' });
  return folder;
};

describe('nothing of git in the environment is inherited', () => {
  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['GIT_DIR', { GIT_DIR: '/nonexistent' }],
    ['GIT_WORK_TREE', { GIT_WORK_TREE: '/nonexistent' }],
    ['GIT_INDEX_FILE', { GIT_INDEX_FILE: '/nonexistent/index' }],
    ['GIT_OBJECT_DIRECTORY', { GIT_OBJECT_DIRECTORY: '/nonexistent' }],
    ['GIT_NAMESPACE', { GIT_NAMESPACE: 'other' }],
    ['GIT_CEILING_DIRECTORIES', { GIT_CEILING_DIRECTORIES: '/' }],
    ['GIT_CONFIG_COUNT', { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'status.short', GIT_CONFIG_VALUE_0: 'nonsense' }],
    ['GIT_CONFIG_PARAMETERS', { GIT_CONFIG_PARAMETERS: "'status.short=nonsense'" }],
    ['GIT_EXTERNAL_DIFF', { GIT_EXTERNAL_DIFF: 'false' }],
    ['GIT_TRACE', { GIT_TRACE: '2' }],
  ])('%s', async (_, values) => {
    const folder = repository();
    write(folder, { a: '2' });
    const call = { cwd: folder } as const;
    for (const config of ['person', 'harness'] as const) {
      setEnvironment(values);
      const end = valueOf(await tryGit(['status', '--porcelain'], { ...call, config }));
      expect([textOf(end.stdout), end.stderr]).toEqual([' M a\n', '']);
      expect(valueOf(await gitLine(['diff', '--name-only'], { ...call, config }))).toBe('a');
    }
  });
});

it("reads the person's configuration for the person, and none for the harness", async () => {
  const home = mkdtempSync(join(root, 'h-'));
  write(home, { '.gitconfig': '[user]\n\tname = Ada of the file\n' });
  setEnvironment({ GIT_CONFIG_GLOBAL: join(home, '.gitconfig') });
  const name = (config: 'person' | 'harness') => tryGit(['config', '--global', 'user.name'], { cwd: root, config });
  expect(textOf(valueOf(await name('person')).stdout)).toBe('Ada of the file\n');
  expect(textOf(valueOf(await name('harness')).stdout)).toBe('');
});

it('says what git said where it fails, and that git is missing where it is', async () => {
  const failed = await git(['rev-parse', '--verify', 'nonesuch'], { cwd: repository(), config: 'harness' });
  expect([codesOf(failed), messagesOf(failed)]).toEqual([
    ['machine.storage'],
    expect.stringContaining('git rev-parse failed (128)'),
  ]);
  const path = process.env['PATH'];
  process.env['PATH'] = '/nonexistent';
  const missing = await git(['--version'], { config: 'harness' });
  process.env['PATH'] = path;
  expect(codesOf(missing)).toEqual(['machine.git']);
});

it.each([
  ['', []],
  ['a\0', ['a']],
  ['a\0\0', ['a', '']],
  ['a b\nc\0d\0', ['a b\nc', 'd']],
])('splits %j', (text, fields) => {
  expect(splitNul(new TextEncoder().encode(text))).toEqual(fields);
});

it('says of a repository that lacks objects how to get them', async () => {
  const folder = repository();
  const blob = valueOf(await gitLine(['rev-parse', 'HEAD:a'], { cwd: folder, config: 'harness' }));
  rmSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)));
  rmSync(join(folder, 'a'));
  const read = await git(['cat-file', 'blob', blob], { cwd: folder, config: 'harness' });
  const made = await git(['checkout-index', '--all', '--force'], { cwd: folder, config: 'harness' });
  expect(codesOf(read)).toEqual(['machine.storage']);
  expect(made.ok ? null : made.failures[0].remedy).toMatch(/git fetch --refetch --no-filter/u);
});
