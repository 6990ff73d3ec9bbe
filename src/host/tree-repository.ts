import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { git } from './git.ts';
import { commitTree, type HarnessStore } from './objects.ts';

const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n';

/**
 * Makes a folder that holds a tree a repository of its own, as a person's checkout is one: one commit of that tree and
 * nothing of any history.
 *
 * @param store has the tree; the commit is written into it
 * @param by whose commit it is
 */
export const layRepository = async (
  store: HarnessStore,
  { tree, folder }: { readonly tree: string; readonly folder: string },
  by: { readonly name: string; readonly at: string },
): Promise<Result<null>> => {
  const facts = { tree, parents: [], message: 'work\n', ...by, email: `${by.name}@localhost` };
  const commit = await commitTree(store, facts);
  if (!commit.ok) return commit;
  const gitDir = join(folder, '.git');
  const pack = join(gitDir, 'objects', 'pack');
  for (const made of [pack, join(gitDir, 'objects', 'info'), join(gitDir, 'refs', 'heads')]) mkdirSync(made, { recursive: true }); // prettier-ignore
  writeFileSync(join(gitDir, 'config'), CONFIG);
  writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/main\n');
  writeFileSync(join(gitDir, 'refs', 'heads', 'main'), `${commit.value}\n`);
  // It lives as long as one check: what is packed already is copied as it is.
  const words = ['--revs', '--quiet', '--delta-base-offset', '--window=0', '--compression=1', join(pack, 'pack')];
  const packed = await git(['pack-objects', ...words], {
    ...{ gitDir: store.gitDir, config: 'harness', stdin: `${commit.value}\n` },
  });
  if (!packed.ok) return packed;
  const index = await git(['read-tree', commit.value], { gitDir, workTree: folder, config: 'harness' });
  return index.ok ? ok(null) : index;
};
