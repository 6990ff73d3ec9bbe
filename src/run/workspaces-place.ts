import { lstatSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { firstCheckout, tryGit, type Repository } from '#host';

/** The first part of a path below a folder that is there and is no folder, or only leads to one; null where there is none. */
const inTheWay = (root: string, place: string): string | null => {
  const parts = place.split('/').map((_, index, all) => all.slice(0, index + 1).join('/'));
  const isFolder = (path: string): boolean =>
    lstatSync(join(root, path), { throwIfNoEntry: false })?.isDirectory() ?? true;
  return parts.find((path) => !isFolder(path)) ?? null;
};

const says = (place: string, what: string): string => `workspaces cannot be made in ${place}: ${what}`;

/**
 * Refuses a place for workspaces in the checkout that git would see, that a commit can make lead elsewhere, or into which
 * nothing can be moved at once: `config.invalid`. Where the settings name none there is nothing to ask.
 */
export const refuseWorkspaces = async (repository: Repository): Promise<Result<null>> => {
  const { writ, workspaces } = repository;
  if (workspaces === join(writ, 'workspaces')) return ok(null);
  const root = firstCheckout(repository);
  const place = relative(root, workspaces);
  const blocking = inTheWay(root, place);
  if (blocking !== null)
    return fail('config.invalid', says(place, `${blocking} is no folder`), {
      remedy: `mv ${blocking} ${blocking}.mine`,
    });
  if (statSync(root).dev !== statSync(writ).dev)
    return fail('config.invalid', says(place, 'the git folder is on another disk'));
  const call = { cwd: root, config: 'person' } as const;
  const tracked = await tryGit(['ls-files', '-z', '--', place], call);
  if (!tracked.ok) return tracked;
  if (tracked.value.exitCode !== 0 || tracked.value.stdout.length > 0)
    return fail('config.invalid', says(place, 'git tracks files in it'));
  const ignored = await tryGit(['check-ignore', '--quiet', '--', `${place}/x`], call);
  if (!ignored.ok) return ignored;
  return ignored.value.exitCode === 0
    ? ok(null)
    : fail('config.invalid', says(place, 'git does not ignore it'), {
        remedy: `echo /${place}/ >> .git/info/exclude`,
      });
};
