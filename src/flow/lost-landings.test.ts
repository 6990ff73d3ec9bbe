import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitAll, gitIn, repositoryIn, scratch, valueOf, write } from '../host/scratch.fixture.ts';
import { lostTips } from './lost-landings.ts';

const REF = 'refs/heads/main';
const NOWHERE = '1'.repeat(40);

/** A repository with two commits beyond its first one, and which of them its branch has lost. */
const landedTwice = () => {
  const folder = join(scratch(), 'repository');
  repositoryIn(folder, { 'a.txt': 'one\n' });
  const tips = ['two', 'three'].map((text) => {
    write(folder, { 'a.txt': `${text}\n` });
    return commitAll(folder, text);
  });
  const lost = async (asked: readonly string[] = tips) =>
    valueOf(await lostTips({ commonDir: join(folder, '.git') }, REF, asked));
  return { folder, tips, lost };
};

test('a branch that goes on has lost nothing', async () => {
  const { lost } = landedTwice();
  expect(await lost()).toEqual(new Set());
});

test('a branch that was reset has lost what came after', async () => {
  const { folder, tips, lost } = landedTwice();
  gitIn(folder, 'reset', '--quiet', '--hard', 'HEAD~1');
  expect(await lost()).toEqual(new Set(tips.slice(1)));
});

test('a branch that is gone has lost all', async () => {
  const { folder, tips, lost } = landedTwice();
  gitIn(folder, 'switch', '--quiet', '--detach');
  gitIn(folder, 'branch', '--quiet', '-D', 'main');
  expect(await lost()).toEqual(new Set(tips));
});

test('what the repository has not got any more is lost', async () => {
  const { tips, lost } = landedTwice();
  expect(await lost([...tips, NOWHERE])).toEqual(new Set([NOWHERE]));
});
