import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { removeFolder } from './files.ts';
import { git, gitLine, splitNul } from './git.ts';
import { alternatesOf, ATTRIBUTES, type HarnessStore } from './objects.ts';
import { withIndex } from './work-tree.ts';

/**
 * Gives a store that forgets: it reads what the harness's store holds, and what is written goes to a folder that is
 * removed after `use`, unless `absorb` has taken it over. So what a result holds can be looked at before any of it is
 * kept.
 */
export const inQuarantine = async <T>(
  store: HarnessStore,
  use: (quarantine: HarnessStore) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const gitDir = mkdtempSync(join(store.gitDir, 'quarantine-'));
  try {
    for (const folder of ['objects/info', 'refs', 'info']) mkdirSync(join(gitDir, folder), { recursive: true });
    writeFileSync(join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
    writeFileSync(join(gitDir, 'objects', 'info', 'alternates'), alternatesOf(store.objects));
    writeFileSync(join(gitDir, 'info', 'attributes'), ATTRIBUTES);
    return await use({ gitDir, objects: join(gitDir, 'objects') });
  } finally {
    removeFolder(gitDir);
  }
};

/** Moves all objects of a quarantine into the store. An index of a pack comes after its pack, as git itself has it. */
export const absorb = (store: HarnessStore, quarantine: HarnessStore): void => {
  const folders = readdirSync(quarantine.objects).filter((name) => name !== 'info');
  for (const folder of folders) {
    mkdirSync(join(store.objects, folder), { recursive: true });
    const last = (name: string): number => Number(name.endsWith('.idx'));
    for (const name of readdirSync(join(quarantine.objects, folder)).toSorted((a, b) => last(a) - last(b))) {
      const to = join(store.objects, folder, name);
      if (!existsSync(to)) renameSync(join(quarantine.objects, folder, name), to);
    }
  }
};

/** The bytes of blobs by their ids, read by one program. Fails where one is not there or is no blob. */
export const blobsOf = async (
  store: HarnessStore,
  ids: readonly string[],
): Promise<Result<ReadonlyMap<string, Uint8Array>>> => {
  const wanted = [...new Set(ids)];
  const blobs = new Map<string, Uint8Array>();
  if (wanted.length === 0) return ok(blobs);
  const printed = await git(['cat-file', '--batch'], {
    gitDir: store.gitDir,
    config: 'harness',
    stdin: wanted.map((id) => `${id}\n`).join(''),
  });
  if (!printed.ok) return printed;
  let at = 0;
  for (const id of wanted) {
    const end = printed.value.indexOf(0x0a, at);
    const [name, type, size] = new TextDecoder().decode(printed.value.subarray(at, end)).split(' ');
    const bytes = printed.value.subarray(end + 1, end + 1 + Number(size));
    if (end === -1 || name !== id || type !== 'blob' || bytes.length !== Number(size))
      return fail('machine.storage', `git gave no blob ${id}`);
    blobs.set(id, bytes);
    at = end + 1 + bytes.length + 1;
  }
  return ok(blobs);
};

/**
 * A tree with the paths of a patch as the patch leaves them, whatever they were: git gives way to them. Whether that is
 * the same patch, only the difference between the two trees tells.
 */
export const withPaths = (
  store: HarnessStore,
  tree: string,
  paths: readonly { readonly path: string; readonly newMode: string; readonly newBlob: string }[],
): Promise<Result<string>> =>
  withIndex(store, async (indexFile) => {
    const call = { gitDir: store.gitDir, indexFile, config: 'harness' } as const;
    const read = await git(['read-tree', tree], call);
    if (!read.ok) return read;
    // A mode of zeros takes a path away.
    const stdin = paths
      .map(({ path, newMode, newBlob }) => `${newMode.replace('000000', '0')} ${newBlob}\t${path}\0`)
      .join('');
    const set = await git(['update-index', '-z', '--replace', '--index-info'], { ...call, stdin });
    return set.ok ? gitLine(['write-tree'], call) : set;
  });

/** A tree with some paths put back to what they were at a base. What the base did not have as a file stays away. */
export const putBack = (
  store: HarnessStore,
  tree: string,
  base: string,
  paths: readonly string[],
): Promise<Result<string>> =>
  withIndex(store, async (indexFile) => {
    const call = { gitDir: store.gitDir, indexFile, config: 'harness' } as const;
    const wanted = new Set(paths);
    const listed = await git(['ls-tree', '-r', '-z', '--full-tree', base], call);
    if (!listed.ok) return listed;
    const entries = splitNul(listed.value).filter((entry) => wanted.has(entry.slice(entry.indexOf('\t') + 1)));
    const read = await git(['read-tree', tree], call);
    if (!read.ok) return read;
    const stdin = entries.map((entry) => `${entry}\0`).join('');
    const added = await git(['update-index', '-z', '--replace', '--index-info'], { ...call, stdin });
    return added.ok ? gitLine(['write-tree'], call) : added;
  });
