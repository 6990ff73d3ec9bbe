import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeBaseHistory } from './base-history.ts';
import { openStore, type HarnessStore } from './objects.ts';
import { commitAll, gitIn, opened, repositoryIn, scratch, textOf, valueOf, write } from './scratch.fixture.ts';

const root = scratch();

/** A repository with two commits, and the store that is made beside it. */
const two = async (): Promise<{ at: string; store: HarnessStore; first: string; second: string }> => {
  const at = mkdtempSync(join(root, 'r-'));
  const first = repositoryIn(at, { 'a.txt': 'one\n', 'b/c.txt': 'of the first\n' });
  write(at, { 'a.txt': 'two\n' });
  const second = commitAll(at);
  return { at, store: valueOf(await openStore(await opened(at))), first, second };
};

/** A git folder with the history of a commit, and what git says of its objects there. */
const historyOf = async (store: HarnessStore, commit: string) => {
  const gitDir = mkdtempSync(join(root, 'g-'));
  valueOf(await writeBaseHistory(store, gitDir, commit));
  mkdirSync(join(gitDir, 'refs'));
  writeFileSync(join(gitDir, 'HEAD'), `${commit}\n`);
  writeFileSync(join(gitDir, 'config'), '[core]\nrepositoryformatversion = 0\n');
  const git = (...words: readonly string[]): string => gitIn(gitDir, `--git-dir=${gitDir}`, ...words);
  git('fsck', '--full', '--strict');
  const objects = git('cat-file', '--batch-all-objects', '--batch-check=%(objectname)').split('\n').toSorted();
  return { gitDir, objects, log: git('log', '--format=%H') };
};

const keptIn = ({ gitDir }: HarnessStore): string => join(gitDir, 'kept-history');

/** From here on git cannot pack anything of it any more. */
const loseObjects = (at: string): void => rmSync(join(at, '.git/objects'), { recursive: true });

describe('the history of a base', () => {
  it('is written again from what was kept, without a question to git', async () => {
    const { at, store, first, second } = await two();
    const once = await historyOf(store, second);
    expect(once.log.split('\n')).toEqual([second, first]);
    loseObjects(at);
    const again = await historyOf(store, second);
    expect(again).toEqual({ ...once, gitDir: again.gitDir });
  });

  it('is of that base alone, whatever was kept before', async () => {
    const { store, first, second } = await two();
    const later = await historyOf(store, second);
    const earlier = await historyOf(store, first);
    expect(earlier.log).toBe(first);
    expect(later.objects).toEqual(expect.arrayContaining([...earlier.objects]));
    expect(earlier.objects).not.toContain(second);
    expect(await historyOf(store, second)).toMatchObject({ objects: later.objects });
  });

  it('ends where it ended before, where it is only a part', async () => {
    const { at, store } = await two();
    for (let commit = 0; commit < 49; commit++) gitIn(at, 'commit', '--quiet', '--allow-empty', '-m', `${commit}`);
    const base = gitIn(at, 'rev-parse', 'HEAD');
    const once = await historyOf(store, base);
    expect(once.log.split('\n')).toHaveLength(50);
    loseObjects(at);
    expect(await historyOf(store, base)).toMatchObject({ log: once.log, objects: once.objects });
  });

  it('is no link to what is kept: whoever works with it changes nothing for those to come', async () => {
    const { store, second } = await two();
    await historyOf(store, second);
    const { gitDir } = await historyOf(store, second);
    const pack = join(gitDir, 'objects/pack');
    for (const name of readdirSync(pack)) {
      expect(statSync(join(pack, name)).nlink).toBe(1);
      rmSync(join(pack, name));
      writeFileSync(join(pack, name), 'nonsense');
    }
    await historyOf(store, second);
  });

  it('is packed anew where what was kept is damaged, cut off or gone', async () => {
    const { store, second } = await two();
    const whole = await historyOf(store, second);
    const kept = readFileSync(keptIn(store));
    const flipped = (at: number): Buffer => {
      const bytes = Buffer.from(kept);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return bytes;
    };
    const damages = [0, 31, 40, 60, 130, 200, 400, kept.length - 1].map(flipped);
    const cut = [0, 10, 32, 100, kept.length - 1].map((length) => kept.subarray(0, length));
    for (const damaged of [...damages, ...cut, Buffer.concat([kept, Buffer.from('x')])]) {
      writeFileSync(keptIn(store), damaged);
      expect(await historyOf(store, second)).toMatchObject({ objects: whole.objects });
      expect(readFileSync(keptIn(store))).toEqual(kept);
    }
    rmSync(keptIn(store));
    expect(await historyOf(store, second)).toMatchObject({ objects: whole.objects });
  });

  it('is written where a history lies and nowhere else, whatever a kept file says', async () => {
    const { store, second } = await two();
    await historyOf(store, second);
    const kept = textOf(readFileSync(keptIn(store)).subarray(32));
    const what = kept.slice(0, kept.indexOf('\n'));
    for (const path of ['../outside', 'objects/pack/../../config', 'hooks/post-checkout', 'config']) {
      const rest = Buffer.from(`${what}\n1 ${path}\n\nx`);
      writeFileSync(keptIn(store), Buffer.concat([createHash('sha256').update(rest).digest(), rest]));
      const { gitDir } = await historyOf(store, second);
      expect(readFileSync(join(gitDir, 'config'), 'utf8')).toContain('repositoryformatversion');
      expect(existsSync(join(gitDir, 'hooks'))).toBe(false);
      expect(existsSync(join(gitDir, '..', 'outside'))).toBe(false);
    }
  });

  it('is written all the same where nothing can be kept', async () => {
    const { store, second } = await two();
    mkdirSync(keptIn(store));
    await historyOf(store, second);
    expect((await historyOf(store, second)).log.split('\n')).toHaveLength(2);
  });
});
