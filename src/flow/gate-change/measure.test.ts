import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { codesOf, commitAll, gitIn, repositoryIn, scratch, valueOf, write } from '../../host/scratch.fixture.ts';
import { measure } from './measure.ts';

const cwd = join(scratch(), 'repository');

const branch = (name: string, from: string, files: Readonly<Record<string, string>>): void => {
  gitIn(cwd, 'switch', '--quiet', '--create', name, from);
  write(cwd, files);
  commitAll(cwd, name);
};
const merge = (name: string): string => gitIn(cwd, 'merge', '--quiet', '--no-ff', '-m', `merge ${name}`, name);

beforeAll(() => {
  repositoryIn(cwd, { 'a.txt': '1\n' });
  branch('topic', 'main', { 'b.txt': 'b\n' });
  branch('onward', 'main', { 'c.txt': 'c\n' });
  // Each of these has merged what the other was before: there are two places where they part.
  branch('left', 'topic', { 'd.txt': 'd\n' });
  branch('right', 'onward', { 'e.txt': 'e\n' });
  gitIn(cwd, 'switch', '--quiet', 'left');
  merge('onward');
  gitIn(cwd, 'switch', '--quiet', 'right');
  merge('topic');
  branch('evil', 'topic', {});
  gitIn(cwd, 'merge', '--quiet', '--no-commit', '--no-ff', 'onward');
  write(cwd, { 'hidden.txt': 'in a merge\n' });
  commitAll(cwd, 'merge');
});

const measured = (base: string, head: string) => measure({ cwd, base, head });
const pathsOf = async (base: string, head: string) => valueOf(await measured(base, head)).paths.map(({ path }) => path);

test('a change is measured from where it parts from its target', async () => {
  expect(await pathsOf('main', 'topic')).toEqual(['b.txt']);
  expect(valueOf(await measured('onward', 'topic'))).toMatchObject({ behind: 1, paths: [{ path: 'b.txt' }] });
  expect(valueOf(await measured('onward', 'topic')).commits.map(({ message }) => message)).toEqual(['topic\n']);
});

test('a change that has merged its target is measured from there, and a merge hides nothing', async () => {
  expect(await pathsOf('onward', 'evil')).toEqual(['b.txt', 'hidden.txt']);
});

test('what parts in several places has no one change', async () => {
  expect(codesOf(await measured('left', 'right'))).toEqual(['change.base']);
});

test.each([
  ['a base that is nowhere', 'nowhere', 'topic'],
  ['a head that is nowhere', 'main', 'nowhere'],
  ['an option in place of a name', '--all', 'topic'],
  ['a tree in place of a commit', 'main^{tree}', 'topic'],
])('%s is no commit', async (_, base, head) => {
  expect(codesOf(await measured(base, head))).toEqual(['usage.argument']);
});
