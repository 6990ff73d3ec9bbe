import { ok, type Result } from '#failure';
import { git, gitLine } from './git.ts';
import type { HarnessStore } from './objects.ts';
import { withPaths } from './quarantine.ts';

/** A file of a tree as it is to be: its text, or a blob that the store has with its mode. A mode of zeros takes it away. */
export type FileInTree =
  | { readonly path: string; readonly text: string; readonly mode: string }
  | { readonly path: string; readonly blob: string; readonly mode: string };

const blobFor = async (store: HarnessStore, file: FileInTree): Promise<Result<string>> =>
  'blob' in file
    ? ok(file.blob)
    : gitLine(['hash-object', '-w', '--stdin'], { gitDir: store.gitDir, config: 'harness', stdin: file.text });

/** A tree with some files as they are to be, and all others as they are. */
export const mixedTree = async (
  store: HarnessStore,
  tree: string,
  files: readonly FileInTree[],
): Promise<Result<string>> => {
  const blobs = await Promise.all(files.map((file) => blobFor(store, file)));
  const paths: { readonly path: string; readonly newMode: string; readonly newBlob: string }[] = [];
  for (const [index, blob] of blobs.entries()) {
    if (!blob.ok) return blob;
    const file = files[index];
    if (file !== undefined) paths.push({ path: file.path, newMode: file.mode, newBlob: blob.value });
  }
  // First what goes, so that a folder can take the place of a file.
  const gone = (mode: string): number => (mode === '000000' ? 0 : 1);
  return withPaths(store, tree, paths.toSorted((a, b) => gone(a.newMode) - gone(b.newMode)));
}; // prettier-ignore

/** The difference of some paths between two trees, in the order of the trees, without any line around it. */
export const bareDiff = async (
  store: HarnessStore,
  from: string,
  to: string,
  paths: readonly string[],
): Promise<Result<string>> => {
  const words = ['diff', '-U0', '--text', '--no-ext-diff', '--no-textconv', '--no-renames', '--no-color', '--indent-heuristic'];
  const printed = await git(['--literal-pathspecs', ...words, from, to, '--', ...paths], {
    gitDir: store.gitDir,
    config: 'harness',
  });
  return printed.ok ? ok(new TextDecoder().decode(printed.value)) : printed;
}; // prettier-ignore
