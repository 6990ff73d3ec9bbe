import { existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ok, type Result } from '#failure';
import { git, removeFolder, tryGit, writePassing, type HarnessStore, type Mount, type Repository } from '#host';
import type { ApprovedContract } from './approved-contract.ts';

/** Where the work tree lies inside the jail: under a folder of our own, so that no folder of this machine is covered by it. */
export const JAIL_WORK = '/writ/work';

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
 * The branch is in the list of packed refs, so that its name is no path here.
 */
const writeGitFolder = (gitDir: string, borrowed: readonly string[], order: ApprovedContract): void => {
  for (const folder of ['objects/info', 'refs/heads', 'info']) mkdirSync(join(gitDir, folder), { recursive: true });
  writePassing(join(gitDir, 'HEAD'), `ref: ${order.targetRef}\n`);
  writePassing(join(gitDir, 'config'), WORKSPACE_CONFIG);
  writePassing(join(gitDir, 'packed-refs'), `${order.base} ${order.targetRef}\n`);
  writePassing(join(gitDir, 'objects', 'info', 'alternates'), borrowed.map((folder) => `${folder}\n`).join(''));
};

/**
 * Makes a task's workspace anew: a repository of its own that borrows the objects, knows one branch at the approved
 * base, has no remote and no hook, and holds the files the attempt starts from.
 */
export const prepareWorkspace = async (
  repository: Repository,
  store: HarnessStore,
  order: ApprovedContract,
): Promise<Result<string>> => {
  const path = workspacePath(repository, order.contract.id);
  removeFolder(path);
  mkdirSync(path, { recursive: true });
  const gitDir = join(path, '.git');
  const call = { gitDir, workTree: path, cwd: path, config: 'harness' } as const;
  writeGitFolder(gitDir, [repository.objects, store.objects], order);
  const read = await git(['read-tree', '--reset', '-u', order.startTree ?? order.base], call);
  if (!read.ok) return read;
  if (order.startTree === null) return ok(path);
  // What an attempt before this one did shows as a change since the base.
  const reset = await git(['read-tree', '--reset', order.base], call);
  return reset.ok ? ok(path) : reset;
};
