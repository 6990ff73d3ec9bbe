import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import { ARCHIVE, CHANGES, METADATA, projectOf, WORKFLOWS, type ChangeFiles, type ChangeProject, type FileText } from '#spec'; // prettier-ignore
import { textOf } from './changes-at.ts';

/** Changes as they are in a tree, and what they are read by. */
export type Proposed = {
  readonly project: ChangeProject;
  /** By name: open ones; in place of those that are gone, what this very day or another made of them in the archive. */
  readonly changes: ReadonlyMap<string, ChangeFiles>;
  readonly textOf: (path: string) => FileText | undefined;
};

const LINK: FileText = { unread: 'it is a link, which is not followed' };
const NOT_ASKED: FileText = { unread: null };
const isText = (mode: string): boolean => mode === '100644' || mode === '100755';
const isAsked = (path: string): boolean => path === METADATA || path.toLowerCase().endsWith('.md');

/** The folder that a change has become: it is open, or it was archived under its name, with the day before it or not. */
const folderOf = (name: string, paths: readonly string[]): string | null => {
  const has = (folder: string): boolean => paths.some((path) => path.startsWith(`${folder}/`));
  if (has(`${CHANGES}/${name}`)) return `${CHANGES}/${name}`;
  const kept = new Set(paths.flatMap((path) => (path.startsWith(`${ARCHIVE}/`) ? [path.split('/')[3] ?? ''] : [])));
  const own = [...kept].filter((one) => one === name || (one.slice(11) === name && /^\d{4}-\d{2}-\d{2}-/u.test(one)));
  const last = own.toSorted().at(-1);
  return last === undefined ? null : `${ARCHIVE}/${last}`;
};

/** Reads some changes as they are in a tree. One that is in none of the places where a change can be is left out. */
export const proposedAt = async (
  store: HarnessStore,
  tree: string,
  names: readonly string[],
): Promise<Result<Proposed>> => {
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const below = listed.value.filter(({ path }) => path.startsWith('openspec/'));
  const paths = below.map(({ path }) => path);
  const folders = new Map(names.flatMap((name) => {
    const folder = folderOf(name, paths);
    return folder === null ? [] : [[name, folder] as const];
  }));
  const isWanted = (path: string): boolean =>
    /^openspec\/config\.ya?ml$/u.test(path) || /^openspec\/schemas\/[^/]+\/schema\.yaml$/u.test(path) || [...folders.values()].some((folder) => path.startsWith(`${folder}/`));
  const wanted = below.filter(({ path }) => isWanted(path));
  const blobs = await blobsOf(store, wanted.filter(({ mode }) => isText(mode)).map(({ blob }) => blob));
  if (!blobs.ok) return blobs;
  const texts = new Map(wanted.map(({ path, mode, blob }) => [path, isText(mode) ? textOf(blobs.value.get(blob)) : LINK] as const));
  const workflows = [...texts].flatMap(([path, text]) => {
    const name = path.startsWith(`${WORKFLOWS}/`) ? path.split('/')[2] : undefined;
    return name === undefined ? [] : [[name, text] as const];
  });
  const filesOf = (folder: string): ChangeFiles['files'] =>
    new Map([...texts].flatMap(([path, text]) => {
      if (!path.startsWith(`${folder}/`)) return [];
      const own = path.slice(folder.length + 1);
      return [[own, text === LINK || isAsked(own) ? text : NOT_ASKED] as const];
    }));
  return ok({
    project: projectOf(workflows, texts.get('openspec/config.yaml') ?? texts.get('openspec/config.yml')),
    changes: new Map([...folders].map(([name, folder]) => [name, { name, folder, files: filesOf(folder) }] as const)),
    textOf: (path) => texts.get(path),
  });
}; // prettier-ignore
