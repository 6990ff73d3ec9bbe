/** The state of the person's checkout: what a run must find clean and leave as it was. */
import { readFileSync } from 'node:fs';
import { parseDigest, sha256, type Digest } from '#contract';
import type { CheckoutState } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { gitScript, splitNul } from './git.ts';
import type { Repository } from './repository.ts';

/** Folders whose Markdown files are tasks: orders, not work. Their bytes are bound by the ledger, so they are never dirt. */
export const TASK_FOLDERS = ['tasks', 'docs/task_packets'] as const;
const isTaskFile = (path: string): boolean =>
  path.endsWith('.md') && TASK_FOLDERS.some((folder) => path.startsWith(`${folder}/`));

/** Paths no commit holds as they are, task files left out. A renamed file's old name stands in a field of its own. */
const dirtyPaths = (status: Uint8Array): readonly string[] => {
  const fields = splitNul(status);
  const paths: string[] = [];
  for (let index = 0; index < fields.length; index++) {
    const field = fields[index] ?? '';
    const kind = field[0];
    if (kind === '?') paths.push(field.slice(2));
    else if (kind === '1') paths.push(field.split(' ').slice(8).join(' '));
    else if (kind === 'u') paths.push(field.split(' ').slice(10).join(' '));
    else if (kind === '2') {
      paths.push(field.split(' ').slice(9).join(' '), fields[index + 1] ?? '');
      index += 1;
    }
  }
  return paths.filter((path) => !isTaskFile(path)).toSorted();
};

/** The commit that HEAD stands at, as `git status` says it; no commit where it says none. */
const headIn = (status: Uint8Array): string =>
  splitNul(status)
    .find((field) => field.startsWith('# branch.oid '))
    ?.slice('# branch.oid '.length) ?? '';

/** What git says of a checkout: all its branches and tags, what its index lists (by its digest), and what no commit holds. */
export type SeenCheckout = {
  readonly refs: Uint8Array;
  readonly index: Digest;
  readonly status: Uint8Array;
  /** The bytes of the index that was listed; null where it changed meanwhile, or could not be read. */
  readonly indexFile: Buffer | null;
};

const bytesOf = (path: string): Buffer | null => {
  try {
    return readFileSync(path);
  } catch {
    return null;
  }
};

/** The list is long, and nothing but its digest is wanted. Told where git could not end it. */
const UNLISTED = 'writ: nothing was listed';
const LIST = `{ git ls-files --stage -z || echo '${UNLISTED}' >&2; } | sha256sum`;
const DIGEST_LENGTH = 64;

/** What an index lists. The same bytes list the same, so git is only asked where they are others than before. */
const listIndex = async (
  { root, index }: Pick<Repository, 'root' | 'index'>,
  before: SeenCheckout | null,
): Promise<Result<Pick<SeenCheckout, 'index' | 'indexFile'>>> => {
  const bytes = bytesOf(index);
  const known = before?.indexFile ?? null;
  if (before !== null && known !== null && bytes?.equals(known) === true)
    return ok({ index: before.index, indexFile: known });
  const listed = await gitScript(LIST, [], { cwd: root, config: 'person' });
  if (!listed.ok) return listed;
  const { exitCode, stdout, stderr } = listed.value;
  const digest = parseDigest(new TextDecoder().decode(stdout.subarray(0, DIGEST_LENGTH)));
  if (exitCode !== 0 || stderr.includes(UNLISTED) || !digest.ok)
    return fail('machine.storage', `git cannot list the index: ${stderr.trim().slice(0, 500)}`);
  const isSame = bytes !== null && bytesOf(index)?.equals(bytes) === true;
  return ok({ index: digest.value, indexFile: isSame ? bytes : null });
};

/** Refs hold no NUL, so that the first one ends them. */
const LOOK = `git for-each-ref --format='%(refname) %(objectname)' refs/heads refs/tags refs/stash refs/notes || exit
printf '\\0'
exec git status --porcelain=v2 --branch -z --untracked-files=all --ignore-submodules=none`;

/** All branches and tags, and what git says of the work tree. */
const lookAtTree = async (root: string): Promise<Result<Pick<SeenCheckout, 'refs' | 'status'>>> => {
  const end = await gitScript(LOOK, [], { cwd: root, config: 'person' });
  if (!end.ok) return end;
  const { exitCode, stdout, stderr } = end.value;
  const refsEnd = stdout.indexOf(0);
  return exitCode === 0 && refsEnd !== -1
    ? ok({ refs: stdout.subarray(0, refsEnd), status: stdout.subarray(refsEnd + 1) })
    : fail('machine.storage', `git cannot look at the checkout (${String(exitCode)}): ${stderr.trim().slice(0, 500)}`);
};

/**
 * Looks at the checkout of a repository. It takes git a while, so whoever needs it begins early.
 *
 * @param before an earlier look at the same checkout, which saves what has not changed since
 */
export const lookAtCheckout = async (
  repository: Pick<Repository, 'root' | 'index'>,
  before: SeenCheckout | null = null,
): Promise<Result<SeenCheckout>> => {
  const [index, tree] = await Promise.all([listIndex(repository, before), lookAtTree(repository.root)]);
  if (!index.ok) return index;
  if (!tree.ok) return tree;
  return ok({ ...index.value, ...tree.value });
};

/** The state of a checkout that was looked at. Fails with `repository.detached` where the target branch is not there. */
export const stateOf = ({ refs, index, status }: SeenCheckout, targetRef: string): Result<CheckoutState> => {
  const line = new TextDecoder()
    .decode(refs)
    .split('\n')
    .find((one) => one.startsWith(`${targetRef} `));
  if (line === undefined) return fail('repository.detached', `there is no branch ${targetRef}`);
  return ok({
    head: headIn(status),
    target: line.slice(targetRef.length + 1),
    refs: sha256(refs),
    index,
    dirty: dirtyPaths(status),
  });
};

/**
 * The state of the person's checkout: what a run must find clean and leave as it was.
 *
 * @param before an earlier look at it
 */
export const checkoutState = async (
  repository: Repository,
  targetRef: string,
  before: SeenCheckout | null = null,
): Promise<Result<CheckoutState>> => {
  const seen = await lookAtCheckout(repository, before);
  return seen.ok ? stateOf(seen.value, targetRef) : seen;
};
