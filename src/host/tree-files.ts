import type { TreeFile } from '#evidence';
import { ok, type Result } from '#failure';
import { git, splitNul } from './git.ts';
import type { HarnessStore } from './objects.ts';

/** Every file of a tree with its mode and blob. */
export const filesOfTree = async (store: HarnessStore, tree: string): Promise<Result<readonly TreeFile[]>> => {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', tree], { gitDir: store.gitDir, config: 'harness' });
  if (!listed.ok) return listed;
  return ok(
    splitNul(listed.value).map((line) => {
      const tab = line.indexOf('\t');
      const [mode = '', , blob = ''] = line.slice(0, tab).split(' ');
      return { path: line.slice(tab + 1), mode, blob };
    }),
  );
};

/** The paths of every file of a tree. */
export const pathsOfTree = async (store: HarnessStore, tree: string): Promise<Result<readonly string[]>> => {
  const words = ['ls-tree', '-r', '-z', '--name-only', '--full-tree', tree];
  const listed = await git(words, { gitDir: store.gitDir, config: 'harness' });
  return listed.ok ? ok(splitNul(listed.value)) : listed;
};
