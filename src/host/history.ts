import { ok, type Result } from '#failure';
import { git, gitLine, splitNul, tryGit } from './git.ts';
import type { CommitLine, HarnessStore } from './objects.ts';
import type { Repository } from './repository.ts';

/** A commit with its tree and what was written about it. */
export type CommitText = CommitLine & { readonly tree: string; readonly message: string };

/** What was written about a commit of the person's repository. */
export const messageOf = async (
  { commonDir }: Pick<Repository, 'commonDir'>,
  commit: string,
): Promise<Result<string>> => {
  const printed = await git(['cat-file', 'commit', commit], { gitDir: commonDir, config: 'harness' });
  if (!printed.ok) return printed;
  const text = new TextDecoder().decode(printed.value);
  return ok(text.slice(text.indexOf('\n\n') + 2));
};

/** The commits that `to` has in its history and `from` has not, the oldest first, with their messages. */
export const commitTexts = async (
  store: HarnessStore,
  from: string,
  to: string,
): Promise<Result<readonly CommitText[]>> => {
  const words = ['log', '-z', '--reverse', '--topo-order', '--no-show-signature', '--format=format:%H%n%P%n%T%n%B'];
  const printed = await git([...words, to, `^${from}`, '--'], { gitDir: store.gitDir, config: 'harness' });
  if (!printed.ok) return printed;
  return ok(
    splitNul(printed.value).map((text) => {
      const [commit = '', parents = '', tree = '', ...message] = text.split('\n');
      return { commit, parents: parents.split(' ').filter((id) => id !== ''), tree, message: message.join('\n') };
    }),
  );
};

/** The commits from which two histories part. None where they have nothing in common, several where they crossed. */
export const forksOf = async (store: HarnessStore, one: string, other: string): Promise<Result<readonly string[]>> => {
  const call = { gitDir: store.gitDir, config: 'harness' } as const;
  const found = await tryGit(['merge-base', '--all', one, other], call);
  if (!found.ok) return found;
  const { exitCode, stdout } = found.value;
  // Any other exit code is git's own trouble, and is told as that.
  if (exitCode === 1) return ok([]);
  if (exitCode !== 0) {
    const again = await gitLine(['merge-base', '--all', one, other], call);
    return again.ok ? ok(again.value.split('\n')) : again;
  }
  return ok(new TextDecoder().decode(stdout).trim().split('\n'));
};

/** The refs below a folder of refs. */
export const refsBelow = async (repository: Repository, folder: string): Promise<Result<readonly string[]>> => {
  const call = { gitDir: repository.commonDir, config: 'person' } as const;
  const listed = await gitLine(['for-each-ref', '--format=%(refname)', folder], call);
  return listed.ok ? ok(listed.value.split('\n').filter((ref) => ref !== '')) : listed;
};
