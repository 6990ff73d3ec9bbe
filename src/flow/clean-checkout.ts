import { fail, ok, type Result } from '#failure';
import { splitNul, tryGit, type Repository } from '#host';

/**
 * Refuses with `tree.dirty` a checkout that is not its commit: something is changed, or there is a file that git neither
 * knows nor ignores. What is judged there and said of the commit would be said of something else.
 */
export const refuseDirty = async ({ root }: Pick<Repository, 'root'>): Promise<Result<null>> => {
  const changed = await tryGit(['diff', '--quiet', 'HEAD', '--'], { cwd: root, config: 'person' });
  if (!changed.ok) return changed;
  if (changed.value.exitCode !== 0) return fail('tree.dirty', 'the checkout is not what is committed');
  const own = await tryGit(['ls-files', '-z', '--others', '--exclude-standard', '--full-name'], { cwd: root, config: 'person' }); // prettier-ignore
  if (!own.ok) return own;
  if (own.value.exitCode !== 0) return fail('tree.dirty', 'git does not say which files no commit holds');
  const [first] = splitNul(own.value.stdout);
  return first === undefined
    ? ok(null)
    : fail('tree.dirty', `no commit holds ${first}`, { remedy: 'commit it, ignore it, or git stash -u' });
};
