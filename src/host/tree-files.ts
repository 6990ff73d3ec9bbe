import type { TreeFile } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { git, splitNul, tryGit } from './git.ts';
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

/** The files of a tree whose text holds one of some words, by their paths. */
export const filesNaming = async (
  { gitDir }: HarnessStore,
  tree: string,
  words: readonly string[],
): Promise<Result<readonly string[]>> => {
  if (words.length === 0) return ok([]);
  // What a repository calls binary is searched all the same. The words come as a file does: there may be many.
  const args = ['grep', '--files-with-matches', '--null', '--text', '--fixed-strings', '--full-name', '-f', '-', tree];
  const found = await tryGit(args, { gitDir, config: 'harness', stdin: `${words.join('\n')}\n` });
  if (!found.ok) return found;
  const { exitCode, stdout, stderr } = found.value;
  // That nothing was found is an answer; all else is none.
  if (exitCode !== 0 && exitCode !== 1) return fail('machine.storage', `git grep failed (${String(exitCode)}): ${stderr.trim().slice(0, 500)}`);
  return ok(splitNul(stdout).map((line) => line.slice(tree.length + 1)));
}; // prettier-ignore
