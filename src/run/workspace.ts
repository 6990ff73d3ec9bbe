import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WORK_FOLDER } from '#evidence';
import { ok, type Result } from '#failure';
import {
  alternatesOf,
  ATTRIBUTES,
  git,
  readWrittenIndex,
  removeFolder,
  tryGit,
  writePassing,
  type HarnessStore,
  type Mount,
  type Repository,
  type WrittenIndex,
} from '#host';
import type { Order } from './approved-contract.ts';

/** Where the work tree lies inside the jail: under a folder of our own, so that no folder of this machine is covered by it. */
export const JAIL_WORK = WORK_FOLDER;

/** A task's workspace on this machine. Its runs work in it one after another. */
export const workspacePath = (repository: Repository, task: string): string =>
  join(repository.writ, 'workspaces', task);

const isFolderOrNothing = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? true;

/**
 * The provided folders whose place in a work tree is not behind a link. bubblewrap would follow such a link while it
 * makes the mount, out of the jail.
 */
export const placesIn = (workTree: string, provided: readonly string[]): readonly string[] =>
  provided.filter((path) =>
    path.split('/').every((_, index, parts) => isFolderOrNothing(join(workTree, ...parts.slice(0, index + 1)))),
  );

/** The provided folders as mounts over a work tree. */
export const providedMounts = ({ root }: Repository, provided: readonly string[], workTree: string): readonly Mount[] =>
  placesIn(workTree, provided).map((path) => ({
    kind: 'read-only',
    from: join(root, path),
    to: `${JAIL_WORK}/${path}`,
  }));

/** Ignored folders of the checkout that the jail may read, as they are mounted: those that exist and that git does not track. */
export const providedFolders = async (
  repository: Repository,
  base: string,
  wanted: readonly string[],
): Promise<Result<readonly string[]>> => {
  const provided: string[] = [];
  for (const path of wanted.filter((one) => existsSync(join(repository.root, one)))) {
    const [ignored, tracked, exists] = await Promise.all([
      tryGit(['check-ignore', '--quiet', '--', path], { cwd: repository.root, config: 'person' }),
      tryGit(['cat-file', '-e', `${base}:${path}`], { gitDir: repository.commonDir, config: 'harness' }),
      tryGit(['-C', path, 'rev-parse', '--is-inside-work-tree'], { cwd: repository.root, config: 'person' }),
    ]);
    if (!ignored.ok) return ignored;
    if (!tracked.ok) return tracked;
    if (!exists.ok) return exists;
    if (ignored.value.exitCode === 0 && tracked.value.exitCode !== 0 && exists.value.exitCode === 0)
      provided.push(path);
  }
  return ok(provided);
};

/** What a workspace is made from. */
export type WorkspaceOrder = Pick<Order, 'base' | 'targetRef' | 'startTree'> & { readonly task: string };

/** Settings of a workspace's own repository. Whoever works here may commit; the harness looks at the files alone. */
const WORKSPACE_CONFIG = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = false
[user]
\tname = agent
\temail = agent@jail.invalid
`;

/**
 * Writes the git folder of a workspace, file by file: four programs of git would take longer than all that is in it.
 * The branch is in the list of packed refs, so that its name is no path here. Attributes of the tree have no say, as
 * they have none when the result is taken: else a file that git writes with other line ends would be a change.
 */
const writeGitFolder = (gitDir: string, borrowed: readonly string[], order: WorkspaceOrder): void => {
  for (const folder of ['objects/info', 'refs/heads', 'info']) mkdirSync(join(gitDir, folder), { recursive: true });
  writePassing(join(gitDir, 'HEAD'), `ref: ${order.targetRef}\n`);
  writePassing(join(gitDir, 'config'), WORKSPACE_CONFIG);
  writePassing(join(gitDir, 'packed-refs'), `${order.base} ${order.targetRef}\n`);
  writePassing(join(gitDir, 'info', 'attributes'), ATTRIBUTES);
  writePassing(join(gitDir, 'objects', 'info', 'alternates'), alternatesOf(...borrowed));
};

/** Makes a workspace in a folder that is not there yet. */
const fill = async (
  path: string,
  borrowed: readonly string[],
  order: WorkspaceOrder,
): Promise<Result<WrittenIndex>> => {
  const gitDir = join(path, '.git');
  mkdirSync(path, { recursive: true });
  const call = { gitDir, workTree: path, cwd: path, config: 'harness' } as const;
  writeGitFolder(gitDir, borrowed, order);
  const read = await git(['read-tree', '--reset', '-u', order.startTree ?? order.base], call);
  if (!read.ok) return read;
  const written = readWrittenIndex(join(gitDir, 'index'));
  if (order.startTree === null) return ok(written);
  // What an attempt before this one did shows as a change since the base.
  const reset = await git(['read-tree', '--reset', order.base], call);
  return reset.ok ? ok(written) : reset;
};

/** A workspace that is being made aside. */
export type WorkspaceAhead = {
  /** Puts it in its task's place once it is made, and gives that. The one that was there is gone. */
  readonly take: () => Promise<Result<string>>;
  /** The index as it was when all files had been written; null while it is not taken. */
  readonly written: () => WrittenIndex | null;
  /** Removes it, if nobody took it. */
  readonly drop: () => Promise<void>;
};

/** How the folders begin that workspaces are made in; the process follows. No task is called so. */
const AHEAD = '.ahead-';

/** Removes what a process that is gone was making aside. */
const removeLeft = (folder: string): void => {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(AHEAD))) {
    const [, pid = ''] = name.split('-');
    if (!existsSync(`/proc/${pid}`)) removeFolder(join(folder, name));
  }
};

/**
 * Begins to make a task's workspace: a repository of its own that borrows the objects, knows one branch at the
 * approved base, has no remote and no hook, and holds the files the attempt starts from. It is made aside, because a
 * run that is refused must leave the workspace of the one before as it is; and early, while it is found out whether
 * the run may begin.
 */
export const beginWorkspace = (repository: Repository, store: HarnessStore, order: WorkspaceOrder): WorkspaceAhead => {
  const place = workspacePath(repository, order.task);
  mkdirSync(dirname(place), { recursive: true });
  removeLeft(dirname(place));
  const aside = mkdtempSync(join(dirname(place), `${AHEAD}${process.pid}-`));
  const making = fill(join(aside, 'work'), [repository.objects, store.objects], order);
  // Told to whoever takes it, and to nobody else.
  making.catch(() => {});
  let isTaken = false;
  let written: WrittenIndex | null = null;
  return {
    take: async () => {
      isTaken = true;
      const made = await making;
      if (made.ok) {
        written = made.value;
        removeFolder(place);
        renameSync(join(aside, 'work'), place);
      }
      removeFolder(aside);
      return made.ok ? ok(place) : made;
    },
    written: () => written,
    drop: async () => {
      if (isTaken) return;
      await making.catch(() => null);
      removeFolder(aside);
    },
  };
};
