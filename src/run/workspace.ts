import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { WORK_FOLDER } from '#evidence';
import { ok, type Result } from '#failure';
import {
  ATTRIBUTES,
  beginCheckout,
  git,
  isThere,
  readWrittenIndex,
  removeBeside,
  removeFolder,
  tryGit,
  watchChanges,
  writeBaseHistory,
  writePassing,
  type ChangeWatch,
  type HarnessStore,
  type Mount,
  type Repository,
  type WrittenIndex,
} from '#host';
import type { Order } from './approved-contract.ts';
import { homesOf } from './homes.ts';

/** Where the work tree lies inside the jail: under a folder of our own, so that no folder of this machine is covered by it. */
export const JAIL_WORK = WORK_FOLDER;

/** Where workspaces are made and removed, and where they are as well if no other place is named. */
const asideIn = ({ writ }: Repository): string => join(writ, 'workspaces');

/** A task's workspace on this machine. Its runs work in it one after another. */
export const workspacePath = ({ workspaces }: Repository, task: string): string => join(workspaces, task);

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
export const providedMounts = (
  { root }: Pick<Repository, 'root'>,
  provided: readonly string[],
  workTree: string,
): readonly Mount[] =>
  placesIn(workTree, provided).map((path) => ({
    kind: 'read-only',
    from: join(root, path),
    to: `${JAIL_WORK}/${path}`,
  }));

/** What jails may read of the checkout where the settings name nothing: where packages of npm and of Python are installed. */
export const USUALLY_PROVIDED: readonly string[] = ['node_modules', '.venv', 'venv'];

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
export type WorkspaceOrder = Pick<Order, 'base' | 'targetRef' | 'startTree'> & {
  /** Where it is to be. */
  readonly place: string;
  /** The tree it starts from in any case: that of the base, or of the attempt before. */
  readonly tree: string;
};

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
const writeGitFolder = (gitDir: string, order: WorkspaceOrder): void => {
  for (const folder of ['refs/heads', 'info']) mkdirSync(join(gitDir, folder), { recursive: true });
  writePassing(join(gitDir, 'HEAD'), `ref: ${order.targetRef}\n`);
  writePassing(join(gitDir, 'config'), WORKSPACE_CONFIG);
  writePassing(join(gitDir, 'packed-refs'), `${order.base} ${order.targetRef}\n`);
  writePassing(join(gitDir, 'info', 'attributes'), ATTRIBUTES);
};

/** A workspace that is being made aside. */
export type WorkspaceAhead = {
  /** Waits until all files are written. False: they could not be. */
  readonly filled: Promise<boolean>;
  /** Begins to write the history of a commit, which is nearly always the one that the attempt is based on. */
  readonly expect: (base: string) => void;
  /** Puts it in its task's place, with the files its attempt starts from, and gives that. The one that was there is gone. */
  readonly take: (order: WorkspaceOrder) => Promise<Result<string>>;
  /** Finds out what changed since all files had been written; null while it is not taken. To ask first takes a while. */
  readonly watch: () => ChangeWatch | null;
  /** The index as it was when all files had been written; null while it is not taken. */
  readonly written: () => WrittenIndex | null;
  /** Removes it, if nobody took it, and waits until all that was to be removed is gone. */
  readonly drop: () => Promise<void>;
};

/** How the folders begin that workspaces are made in, or removed from; the process follows. No task is called so. */
const AHEAD = '.ahead-';

/** Removes what a process that is gone was making or removing aside. */
const removeLeft = (folder: string): void => {
  for (const name of readdirSync(folder).filter((entry) => entry.startsWith(AHEAD))) {
    const [, pid = ''] = name.split('-');
    if (!isThere(pid)) removeFolder(join(folder, name));
  }
};

/** Makes a repository of its own of a folder with files and a git folder with objects. Gives the index as it was before. */
const makeRepository = async (
  { work, index, objects }: { readonly work: string; readonly index: string; readonly objects: string },
  order: WorkspaceOrder,
): Promise<Result<WrittenIndex>> => {
  const gitDir = join(work, '.git');
  const written = readWrittenIndex(index);
  renameSync(objects, gitDir);
  writeGitFolder(gitDir, order);
  renameSync(index, join(gitDir, 'index'));
  if (order.startTree === null) return ok(written);
  // What an attempt before this one did shows as a change since the base.
  const call = { gitDir, workTree: work, cwd: work, config: 'harness' } as const;
  const reset = await git(['read-tree', '--reset', order.base], call);
  return reset.ok ? ok(written) : reset;
};

/** Moves a folder to where it is removed later. Whoever worked in it may have forbidden even that; then it is removed now. */
const moveAway = (folder: string, to: string): void => {
  if (!existsSync(folder)) return;
  try {
    renameSync(folder, to);
  } catch {
    removeFolder(folder);
  }
};

/**
 * Takes the workspace of a task that is over out of its place, and what is kept of its sessions, at once: whoever begins to
 * work at that task again makes others there. Gives what removes it, for which nobody has to wait; what a process that is killed leaves of it goes
 * when the next one is made or retired.
 */
export const retireWorkspace = (repository: Repository, task: string): (() => Promise<void>) => {
  const places = asideIn(repository);
  if (!existsSync(places)) return async () => {};
  removeLeft(places);
  const aside = join(places, `${AHEAD}${process.pid}-${task}`);
  const homes = `${aside}.homes`;
  moveAway(workspacePath(repository, task), aside);
  moveAway(homesOf(repository, task), homes);
  return async () => {
    await removeBeside(aside);
    if (existsSync(homes)) await removeBeside(homes);
  };
};

/** The history that a workspace shows, in a git folder that is being made. It may be begun for another base than it comes to be. */
const historyIn = (objects: string, store: HarnessStore) => {
  let begun: { readonly base: string; readonly written: Promise<Result<null>> } | null = null;
  return {
    expect: (base: string): void => {
      begun = { base, written: writeBaseHistory(store, objects, base) };
      // How that went is told to whoever holds it.
      begun.written.catch(() => {});
    },
    hold: async (base: string): Promise<Result<null>> => {
      if (begun?.base === base) return begun.written;
      await begun?.written;
      // What was begun for another base must not be seen by whoever works here.
      removeFolder(objects);
      return writeBaseHistory(store, objects, base);
    },
    stop: async (): Promise<void> => void (await begun?.written),
  };
};

/**
 * Begins to make a workspace: a repository of its own that knows one branch at the approved base and the newest of its
 * history, has no remote and no hook, and holds the files the attempt starts from. It is made aside, because a run that is
 * refused must leave the workspace of the one before as it is; and early, while it is found out whether the run may
 * begin and what exactly it starts from.
 *
 * @param first a tree with files as they will nearly all be
 */
export const beginWorkspace = (repository: Repository, store: HarnessStore, first: string): WorkspaceAhead => {
  const places = asideIn(repository);
  mkdirSync(places, { recursive: true });
  removeLeft(places);
  const aside = mkdtempSync(join(places, `${AHEAD}${process.pid}-`));
  const [work, index, objects] = [join(aside, 'work'), join(aside, 'index'), join(aside, 'git')];
  const checkout = beginCheckout(store, { folder: work, indexFile: index }, first);
  const history = historyIn(objects, store);
  let written: WrittenIndex | null = null;
  let watch: ChangeWatch | null = null;
  let removing: Promise<void> | null = null;
  const remove = async (): Promise<void> => {
    await Promise.allSettled([checkout.stop(), history.stop()]);
    if (existsSync(aside)) await (removing ??= removeBeside(aside));
  };
  const before = join(aside, 'before');
  return {
    filled: checkout.begun,
    expect: history.expect,
    take: async (order) => {
      const [filled, shown] = await Promise.all([checkout.turnInto(order.tree), history.hold(order.base)]);
      if (!filled.ok) return filled;
      if (!shown.ok) return shown;
      const made = await makeRepository({ work, index, objects }, order);
      if (!made.ok) return made;
      const { place } = order;
      mkdirSync(dirname(place), { recursive: true });
      moveAway(place, before);
      renameSync(work, place);
      written = made.value;
      // Where there was none before, nothing is left to be removed; else how that went is told to whoever drops it.
      if (existsSync(before)) remove().catch(() => {});
      else removeFolder(aside);
      return ok(place);
    },
    watch: () => (watch ??= written === null ? null : watchChanges(written)),
    written: () => written,
    drop: remove,
  };
};
