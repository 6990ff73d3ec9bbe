import { fail, ok, type Result } from '#failure';
import {
  callShells,
  callWarden,
  dismissShells,
  identityOf,
  lookAtCheckout,
  now,
  openStore,
  runByShell,
  runProgram,
  type HarnessStore,
  type Repository,
  type SeenCheckout,
} from '#host';
import type { RepositoryIdentity } from '#signoff';
import { openCheckFolders, type CheckFolders } from './check-folders.ts';
import { beginWorkspace, type WorkspaceAhead } from './workspace.ts';

/** What takes long before a backend can start, on the way while it is found out whether it may. */
export type Ahead = {
  readonly store: HarnessStore;
  /** The checkout, which is being looked at, and the moment before. */
  readonly since: string;
  readonly seen: Promise<Result<SeenCheckout>>;
  /** What the repository is by the commit that is checked out. */
  readonly identity: Promise<Result<RepositoryIdentity>>;
  /** Which git and which bubblewrap are here. */
  readonly versions: Promise<Result<{ readonly git: string; readonly bubblewrap: string }>>;
  readonly workspace: WorkspaceAhead;
  /** The folders of checks: the first one is written right after the workspace. */
  readonly folders: CheckFolders;
  /** Removes what nobody took. */
  readonly drop: () => Promise<void>;
};

/** Both by one shell: to start a program takes us longer than it takes a shell to start two. */
const ASK = `printf '%s\\n%s\\n' "$(git --version)" "$(bwrap --version)"`;

const askVersions = async (): Ahead['versions'] => {
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const { stdout } = await (runByShell({ script: ASK, words: [], env }) ??
    runProgram({ argv: ['/bin/sh', '-c', ASK], env }));
  const [git = '', bubblewrap = ''] = new TextDecoder().decode(stdout).split('\n');
  return git === '' ? fail('machine.git', 'git does not say its version') : ok({ git, bubblewrap });
};

/**
 * Begins all that. Whoever begins it drops it in the end.
 *
 * @param first a tree with files as they will nearly all be
 */
export const beginAhead = async (repository: Repository, first: string): Promise<Result<Ahead>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  const workspace = beginWorkspace(repository, store.value, first);
  callShells();
  const folders = openCheckFolders(repository, store.value);
  const identity = identityOf(repository, repository.head);
  const looked = { since: now(), seen: lookAtCheckout(repository), identity };
  // After what git is asked: where it was kept, it is written by ourselves.
  workspace.expect(repository.head);
  callWarden();
  let isOver = false;
  const goOn = async (): Promise<void> => {
    if ((await workspace.filled) && !isOver) folders.begin(first);
  };
  // Where no folder can be made now, the check that wants one is told.
  goOn().catch(() => {});
  const drop = async (): Promise<void> => {
    const isFirst = !isOver;
    isOver = true;
    await Promise.all([workspace.drop(), folders.close()]);
    if (isFirst) await dismissShells();
  };
  // Not needed soon: asked by a shell that has come free.
  const versions = identity.then(askVersions);
  return ok({ store: store.value, ...looked, versions, workspace, folders, drop });
};
