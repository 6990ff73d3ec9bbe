import { basename, dirname, join, resolve } from 'node:path';
import { fail, ok, type Result } from '#failure';
import type { RepositoryIdentity } from '#signoff';
import { git, gitLine, gitScript, splitNul, tryGit } from './git.ts';

/** A repository of the person, opened. Paths are absolute. */
export type Repository = {
  readonly root: string;
  /** The git folder all its worktrees share. */
  readonly commonDir: string;
  readonly objects: string;
  /** The checked-out branch without `refs/heads/`, or null where HEAD is detached. */
  readonly branch: string | null;
  readonly head: string;
  /** The tree of that commit. */
  readonly tree: string;
  /** The index of this checkout. */
  readonly index: string;
  /** Writ's own folder inside the git folder: ledger, bundles, workspaces. Never part of the tree. */
  readonly writ: string;
  /** Where the workspaces of tasks are, each called as its task. */
  readonly workspaces: string;
  /** Whether the commit that is checked out holds a folder `.writ`; null where its folders were not listed. */
  readonly ordered: boolean | null;
};

/** The checkout that a repository was made with, whichever of its worktrees is looked at. */
export const firstCheckout = ({ commonDir, root }: Pick<Repository, 'commonDir' | 'root'>): string =>
  basename(commonDir) === '.git' ? dirname(commonDir) : root;

/** Where a repository says by files in its tree what it asks for. */
const ORDERS = '.writ';
export const POLICY_FILE = `${ORDERS}/policy.yaml`;

const revParse = (cwd: string, ...args: readonly string[]) => tryGit(['rev-parse', ...args], { cwd, config: 'person' });
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes).trim();

/** What of a repository somebody can do without who only reads files: its history, and any commit at all. */
type Bears = { readonly noHistory: boolean };

/** Says what of a repository Writ cannot work with. */
const refuseForm = async (cwd: string, { noHistory }: Bears): Promise<Result<null>> => {
  const facts = await gitLine(
    ['rev-parse', '--is-bare-repository', '--is-shallow-repository', '--show-object-format'],
    { cwd, config: 'person' },
  );
  if (!facts.ok) return facts;
  const [bare, shallow, format] = facts.value.split('\n');
  if (bare !== 'false') return fail('repository.bare', 'this repository is bare');
  if (shallow !== 'false' && !noHistory) return fail('repository.shallow', 'this clone is shallow');
  if (format !== 'sha1') return fail('repository.format', `this repository uses ${format ?? 'unknown'} objects`);
  return ok(null);
};

const SHA1 = /^[0-9a-f]{40}$/u;
const QUESTIONS = [
  ...['--is-bare-repository', '--is-shallow-repository', '--show-object-format'],
  ...['--git-common-dir', '--git-path', 'index'],
];

/** Everything about a repository with which all is well, in one question to git; null where there is more to ask. */
const openAtOnce = async (cwd: string): Promise<Result<Repository | null>> => {
  const head = ['HEAD^{commit}', 'HEAD^{tree}', '--symbolic-full-name', 'HEAD'];
  const end = await revParse(cwd, ...QUESTIONS, '--show-toplevel', ...head);
  if (!end.ok) return end;
  const lines = new TextDecoder().decode(end.value.stdout).replace(/\n$/u, '').split('\n');
  const [bare, shallow, format, common, index, root, commit, tree, ref, more] = lines;
  const isPlain = bare === 'false' && shallow === 'false' && format === 'sha1' && more === undefined;
  if (end.value.exitCode !== 0 || !isPlain) return ok(null);
  if (common === undefined || index === undefined || root === undefined) return ok(null);
  if (commit === undefined || !SHA1.test(commit) || tree === undefined || !SHA1.test(tree)) return ok(null);
  const branch = /^refs\/heads\/(.+)$/u.exec(ref ?? '')?.[1];
  if (branch === undefined && ref !== 'HEAD') return ok(null);
  return ok(repositoryAt({ cwd, root, common, index, head: commit, tree, branch: branch ?? null }));
};

type Place = Pick<Repository, 'root' | 'head' | 'tree' | 'branch' | 'index'> & {
  readonly cwd: string;
  readonly common: string;
};
const repositoryAt = ({ cwd, common, index, ...rest }: Place): Repository => {
  const commonDir = resolve(cwd, common);
  const [objects, writ] = [join(commonDir, 'objects'), join(commonDir, 'writ')];
  const workspaces = join(writ, 'workspaces');
  return { ...rest, commonDir, objects, index: resolve(cwd, index), writ, workspaces, ordered: null };
};

/** The folder that git names between quotes. */
const folderIn = (reason: string): string | undefined => /'([^']+)'/u.exec(reason)?.[1];

/** The tree that holds nothing; every git knows it without having it. */
const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

type Standing = Pick<Repository, 'head' | 'tree'>;

/** The commit that is checked out and its tree; on a branch yet to be born, where that is borne, the empty tree. */
const standingAt = async (cwd: string, { noHistory }: Bears): Promise<Result<Standing>> => {
  const head = await revParse(cwd, '--verify', '--quiet', 'HEAD^{commit}');
  if (!head.ok) return head;
  if (head.value.exitCode === 0) {
    const tree = await gitLine(['rev-parse', '--verify', 'HEAD^{tree}'], { cwd, config: 'person' });
    return tree.ok ? ok({ head: textOf(head.value.stdout), tree: tree.value }) : tree;
  }
  // A ref that names an object that is not there is another thing than none.
  const named = await revParse(cwd, '--verify', '--quiet', 'HEAD');
  if (!named.ok) return named;
  return noHistory && named.value.exitCode !== 0
    ? ok({ head: EMPTY_TREE, tree: EMPTY_TREE })
    : fail('repository.empty', 'this repository has no commit yet');
};

/** Asks one thing after the other, to say which of them is wrong. */
const openStepwise = async (cwd: string, bears: Bears = { noHistory: false }): Promise<Result<Repository>> => {
  const inside = await revParse(cwd, '--git-common-dir');
  if (!inside.ok) return inside;
  if (inside.value.exitCode !== 0) {
    const reason = inside.value.stderr.trim().split('\n')[0] ?? '';
    // Somebody else's files: usual in containers and on mounted volumes.
    return /dubious ownership/u.test(reason)
      ? fail('repository.none', reason, {
          remedy: `git config --global --add safe.directory ${folderIn(reason) ?? cwd}`,
        })
      : fail('repository.none', `${cwd} is not in a git repository`);
  }
  const form = await refuseForm(cwd, bears);
  if (!form.ok) return form;
  const root = await gitLine(['rev-parse', '--show-toplevel'], { cwd, config: 'person' });
  if (!root.ok) return fail('repository.none', `${cwd} is inside a git folder, not in a work tree`);
  const standing = await standingAt(cwd, bears);
  if (!standing.ok) return standing;
  const index = await gitLine(['rev-parse', '--git-path', 'index'], { cwd, config: 'person' });
  if (!index.ok) return index;
  const branch = await tryGit(['symbolic-ref', '--quiet', '--short', 'HEAD'], { cwd, config: 'person' });
  if (!branch.ok) return branch;
  const named = branch.value.exitCode === 0 ? textOf(branch.value.stdout) : null;
  const common = textOf(inside.value.stdout);
  return ok(repositoryAt({ cwd, root: root.value, common, index: index.value, branch: named, ...standing.value }));
};

/**
 * Opens the repository a folder belongs to, to look at it.
 *
 * Fails with `repository.none`, `.bare`, `.shallow`, `.format`, `.empty`, or `machine.git`.
 */
export const lookAtRepository = async (cwd: string): Promise<Result<Repository>> => {
  const repository = await openAtOnce(cwd);
  if (!repository.ok) return repository;
  return repository.value === null ? openStepwise(cwd) : ok(repository.value);
};

const GITLINK = '160000 ';

/** The first submodule in a list of a tree's folders, or null. Nearly always there is none, so the list is not taken apart. */
const gitlinkIn = (list: Buffer): string | null => {
  if (!list.includes(GITLINK)) return null;
  const entry = splitNul(list).find((line) => line.startsWith(GITLINK));
  return entry === undefined ? null : (entry.split('\t')[1] ?? 'a folder');
};

/** A repository with what the list of its folders says: the first submodule there is, or null. */
type Listed = { readonly repository: Repository; readonly gitlink: string | null };

/** Reads the list of all folders of a repository. */
const withFolders = async (looking: Promise<Result<Repository>>): Promise<Result<Listed>> => {
  const repository = await looking;
  if (!repository.ok) return repository;
  const { commonDir, head } = repository.value;
  // Folders alone, among which git counts commits of other repositories: files are a hundred times as many.
  const listing = ['ls-tree', '-r', '-d', '-z', '--full-tree', head];
  const folders = await git(listing, { gitDir: commonDir, config: 'harness' });
  if (!folders.ok) return folders;
  const list = Buffer.from(folders.value.buffer, folders.value.byteOffset, folders.value.byteLength);
  const ordered = list.includes(`\t${ORDERS}\0`);
  return ok({ repository: { ...repository.value, ordered }, gitlink: gitlinkIn(list) });
};

/**
 * Opens the repository a folder belongs to, to work in it. This reads the list of all its folders.
 *
 * Fails as `lookAtRepository` does, and with `repository.submodule`.
 *
 * @param looking what `lookAtRepository` gives, where that was asked already
 */
export const openRepository = async (
  cwd: string,
  looking: Promise<Result<Repository>> = lookAtRepository(cwd),
): Promise<Result<Repository>> => {
  const listed = await withFolders(looking);
  if (!listed.ok) return listed;
  const { repository, gitlink } = listed.value;
  return gitlink === null ? ok(repository) : fail('repository.submodule', `${gitlink} is a submodule`);
};

/**
 * Opens a repository for somebody who reads its files and asks nothing of its history: a shallow clone will do, and one
 * without a commit. There `head` and `tree` are the empty tree. A submodule is no file, and stands in nobody's way.
 */
export const openToRead = async (cwd: string): Promise<Result<Repository>> => {
  const looked = await lookAtRepository(cwd);
  const isBorne =
    !looked.ok && looked.failures.every(({ code }) => code === 'repository.shallow' || code === 'repository.empty');
  const listed = await withFolders(Promise.resolve(isBorne ? await openStepwise(cwd, { noHistory: true }) : looked));
  return listed.ok ? ok(listed.value.repository) : listed;
};

/** How much of its history a repository holds that was opened to be read. */
export const historyOf = async ({ root, head }: Repository): Promise<Result<'whole' | 'shallow' | 'none'>> => {
  if (head === EMPTY_TREE) return ok('none');
  const shallow = await gitLine(['rev-parse', '--is-shallow-repository'], { cwd: root, config: 'person' });
  return shallow.ok ? ok(shallow.value === 'false' ? 'whole' : 'shallow') : shallow;
};

/** Where a ref stands, or null where it does not exist. */
export const resolveRef = async (
  repository: Pick<Repository, 'commonDir'>,
  ref: string,
): Promise<Result<string | null>> => {
  const end = await tryGit(['rev-parse', '--verify', '--quiet', `${ref}^{commit}`], {
    gitDir: repository.commonDir,
    config: 'person',
  });
  if (!end.ok) return end;
  return ok(end.value.exitCode === 0 ? textOf(end.value.stdout) : null);
};

/** The URL of a remote without what might be a password in it. */
const withoutCredentials = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/]*@/iu, '$1');

/** What history begins with, an empty line, and where it came from. 1 is what git ends with where there is no such setting. */
const IDENTITY = `git rev-list --max-parents=0 "$1" -- || exit
echo
git config --local --get remote.origin.url || [ $? -eq 1 ]`;

/** What names a repository wherever it lies: the roots of a commit's history, and where it came from. */
export const identityOf = async (repository: Repository, commit: string): Promise<Result<RepositoryIdentity>> => {
  const end = await gitScript(IDENTITY, [commit], { gitDir: repository.commonDir, config: 'person' });
  if (!end.ok) return end;
  const { exitCode, stdout, stderr } = end.value;
  if (exitCode !== 0) return fail('machine.storage', `git cannot name the repository: ${stderr.trim().slice(0, 500)}`);
  const [roots = '', ...rest] = new TextDecoder().decode(stdout).split('\n\n');
  const origin = rest.join('\n\n');
  return ok({ roots: roots.split('\n').toSorted(), origin: origin === '' ? null : withoutCredentials(origin.trim()) });
};

/** Whether one commit is in the history of another, or is that one. */
export const isAncestor = async (repository: Repository, old: string, next: string): Promise<Result<boolean>> => {
  const end = await tryGit(['merge-base', '--is-ancestor', old, next], {
    gitDir: repository.commonDir,
    config: 'person',
  });
  if (!end.ok) return end;
  if (end.value.exitCode === 0 || end.value.exitCode === 1) return ok(end.value.exitCode === 0);
  return fail('machine.storage', `git merge-base failed: ${end.value.stderr.trim()}`);
};

/** Whether git takes a text as the name of a branch. */
export const isBranchName = async (name: string): Promise<Result<boolean>> => {
  const end = await tryGit(['check-ref-format', '--branch', name], { config: 'harness' });
  // `--branch` knows shorthands such as @{-1}, which name some other branch than they say.
  return end.ok ? ok(end.value.exitCode === 0 && textOf(end.value.stdout) === name) : end;
};

/** The remote a branch would be pushed to: `origin`, else the only one, else none. */
export const pushRemote = async (repository: Repository): Promise<Result<string | null>> => {
  const listed = await git(['remote'], { gitDir: repository.commonDir, config: 'person' });
  if (!listed.ok) return listed;
  const names = textOf(listed.value)
    .split('\n')
    .filter((name) => name !== '');
  return ok(names.includes('origin') ? 'origin' : names.length === 1 ? (names[0] ?? null) : null);
};

/** A file as a commit holds it, or null where it holds none. A folder in its place, or an object that is gone, is a failure. */
export const fileAt = async (repository: Repository, commit: string, path: string): Promise<Result<string | null>> => {
  if (repository.ordered === false && commit === repository.head && path.startsWith(`${ORDERS}/`)) return ok(null);
  const call = { gitDir: repository.commonDir, config: 'harness' } as const;
  const listed = await git(['ls-tree', '-z', '--full-tree', commit, '--', path], call);
  if (!listed.ok) return listed;
  const [entry] = splitNul(listed.value);
  if (entry === undefined) return ok(null);
  const [, type, object] = entry.split(/[ \t]/u);
  if (type !== 'blob' || object === undefined)
    return fail('config.invalid', `${path} of ${commit.slice(0, 12)} is not a file`);
  const bytes = await git(['cat-file', 'blob', object], call);
  return bytes.ok ? ok(new TextDecoder().decode(bytes.value)) : bytes;
};

/** Name and address under which the person commits, as git knows them. */
export const personIdentity = async (
  repository: Repository,
): Promise<Result<{ readonly name: string; readonly email: string }>> => {
  const ident = await tryGit(['var', 'GIT_AUTHOR_IDENT'], { cwd: repository.root, config: 'person' });
  if (!ident.ok) return ident;
  const match = /^(.*) <([^>]*)> \d+ [+-]\d+$/u.exec(textOf(ident.value.stdout));
  if (ident.value.exitCode !== 0 || match === null) {
    return fail('usage.argument', 'git does not know who you are', {
      remedy: 'git config --global user.name "…" && git config --global user.email "…"',
    });
  }
  return ok({ name: match[1] ?? '', email: match[2] ?? '' });
};
