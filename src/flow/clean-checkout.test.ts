import { join } from 'node:path';
import { expect, test } from 'vitest';
import { codesOf, repositoryIn, scratch, write } from '../host/scratch.fixture.ts';
import { refuseDirty } from './clean-checkout.ts';

test('a checkout is its commit only without changes and without files that no commit holds', async () => {
  const root = join(scratch(), 'repository');
  repositoryIn(root, { 'a.md': 'a\n', '.gitignore': '/dist\n' });
  write(root, { 'dist/x': 'x' });
  expect((await refuseDirty({ root })).ok).toBe(true);
  write(root, { 'docs/new.md': 'b\n' });
  expect(codesOf(await refuseDirty({ root }))).toEqual(['tree.dirty']);
  write(root, { 'a.md': 'b\n' });
  expect(codesOf(await refuseDirty({ root }))).toEqual(['tree.dirty']);
});
