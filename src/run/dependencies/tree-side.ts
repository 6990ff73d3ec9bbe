import { lstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';

/** The files of a tree: which there are, and the bytes of any of them; null where it is not there, or no file. */
export type Side = {
  readonly has: (path: string) => boolean;
  readonly bytes: (path: string) => Promise<Result<Uint8Array | null>>;
};

/** The files of a tree that git has, with all their paths. */
export type TreeSide = Side & { readonly paths: readonly string[] };

const FILES: readonly string[] = ['100644', '100755'];

/** The files of a tree, or of a commit, as git has them. */
export const sideOfTree = async (store: HarnessStore, tree: string): Promise<Result<TreeSide>> => {
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const blobs = new Map(listed.value.map(({ path, mode, blob }) => [path, FILES.includes(mode) ? blob : null]));
  return ok({
    paths: [...blobs.keys()],
    has: (path) => blobs.has(path),
    bytes: async (path) => {
      const blob = blobs.get(path) ?? null;
      if (blob === null) return ok(null);
      const read = await blobsOf(store, [blob]);
      return read.ok ? ok(read.value.get(blob) ?? null) : read;
    },
  });
};

/** The files of a checkout in which nothing has run. A path through a link is none of the tree's. */
export const sideOfFolder = (folder: string): Side => {
  const isFile = (path: string): boolean =>
    path
      .split('/')
      .every((_, index, parts) => {
        const stat = lstatSync(join(folder, ...parts.slice(0, index + 1)), { throwIfNoEntry: false });
        return index === parts.length - 1 ? stat?.isFile() === true : stat?.isDirectory() === true;
      });
  return { has: isFile, bytes: async (path) => ok(isFile(path) ? readFileSync(join(folder, path)) : null) };
}; // prettier-ignore

/** The text of a file of a tree. */
export const textIn = async (side: Side, path: string): Promise<Result<string | null>> => {
  const read = await side.bytes(path);
  return read.ok ? ok(read.value === null ? null : new TextDecoder().decode(read.value)) : read;
};
