import type { ChangedPath } from '#evidence';
import { fail, ok, type Failure, type Result } from '#failure';
import {
  changedPaths,
  commitNamed,
  commitTexts,
  forksOf,
  identityOf,
  openRepository,
  openStore,
  treeOf,
  type CommitText,
  type HarnessStore,
  type Repository,
} from '#host';

/** A change as it was measured: what it goes into, where it began, and how it differs from there. */
export type Measured = {
  readonly repository: Repository;
  readonly store: HarnessStore;
  /** The commit it goes into. What is declared there counts. */
  readonly target: string;
  /** How many commits the target has gone on since the change began. */
  readonly behind: number;
  /** The commit from which it parts from the target. */
  readonly base: string;
  readonly head: string;
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  /** The first commits of its history, by which a repository is known wherever it lies. */
  readonly roots: readonly string[];
  /** The oldest first. */
  readonly commits: readonly CommitText[];
};

const WHOLE = 'git fetch --unshallow; in GitHub Actions `fetch-depth: 0` of actions/checkout, in GitLab GIT_DEPTH: 0';

const remedied = (failure: Failure): Failure =>
  failure.code === 'repository.shallow' ? { ...failure, remedy: WHOLE } : failure;

const openWhole = async (cwd: string): Promise<Result<Repository>> => {
  const repository = await openRepository(cwd);
  if (repository.ok) return repository;
  const [first, ...rest] = repository.failures;
  return { ok: false, failures: [remedied(first), ...rest.map(remedied)] };
};

const commitOf = async (repository: Repository, name: string, option: string): Promise<Result<string>> => {
  const commit = await commitNamed(repository, name);
  if (!commit.ok) return commit;
  if (commit.value !== null) return ok(commit.value);
  const branch = /^origin\/(.+)$/u.exec(name)?.[1];
  return fail('usage.argument', `${option}: “${name}” is no commit here`, {
    remedy:
      branch === undefined
        ? 'git fetch, or name a commit that is here'
        : `git fetch origin '+refs/heads/${branch}:refs/remotes/origin/${branch}'`,
  });
};

/** The one commit from which a change is measured. Where there is none or several, any choice would hide a part of it. */
const forkOf = async (store: HarnessStore, target: string, head: string): Promise<Result<string>> => {
  const forks = await forksOf(store, target, head);
  if (!forks.ok) return forks;
  const [fork, ...more] = forks.value;
  if (fork === undefined)
    return fail('change.base', `${head.slice(0, 12)} and ${target.slice(0, 12)} have no commit in common`);
  return more.length === 0
    ? ok(fork)
    : fail('change.base', `${head.slice(0, 12)} parts from ${target.slice(0, 12)} in ${forks.value.length} commits`);
};

/** What is to be measured: names of commits. */
export type Range = { readonly cwd: string; readonly base: string; readonly head: string };

/**
 * Measures the change from where it parts from its target. Fails where the clone is not whole, where a commit is not
 * there, and with `change.base` where the change begins nowhere or in several places.
 */
export const measure = async ({ cwd, base: into, head: name }: Range): Promise<Result<Measured>> => {
  const repository = await openWhole(cwd);
  if (!repository.ok) return repository;
  const target = await commitOf(repository.value, into, '--base');
  if (!target.ok) return target;
  const head = await commitOf(repository.value, name, '--head');
  if (!head.ok) return head;
  const store = await openStore(repository.value);
  if (!store.ok) return store;
  const base = await forkOf(store.value, target.value, head.value);
  if (!base.ok) return base;
  const tree = await treeOf(store.value, head.value);
  if (!tree.ok) return tree;
  const [paths, commits, gone] = [
    await changedPaths(store.value, base.value, tree.value),
    await commitTexts(store.value, target.value, head.value),
    await commitTexts(store.value, head.value, target.value),
  ];
  if (!paths.ok) return paths;
  if (!commits.ok) return commits;
  if (!gone.ok) return gone;
  const identity = await identityOf(repository.value, head.value);
  if (!identity.ok) return identity;
  return ok({
    ...{ repository: repository.value, store: store.value, target: target.value, behind: gone.value.length },
    roots: identity.value.roots,
    ...{ base: base.value, head: head.value, tree: tree.value, paths: paths.value, commits: commits.value },
  });
};
