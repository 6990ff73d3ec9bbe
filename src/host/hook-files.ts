import { chmodSync, existsSync, rmSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { readIfThere, renameDurably, writeDurably } from './files.ts';
import { splitNul, tryGit } from './git.ts';
import type { Repository } from './repository.ts';

/** Where git looks for the hooks of a repository, and whether other repositories have theirs there as well. */
export type HooksFolder = { readonly folder: string; readonly ofAll: boolean };

/** Finds the folder of hooks as git does: `core.hooksPath`, or the one in the git folder. */
export const hooksFolder = async ({ root, commonDir }: Repository): Promise<Result<HooksFolder>> => {
  const words = ['config', '--null', '--show-scope', '--type=path', '--get-all', 'core.hooksPath'];
  const found = await tryGit(words, { cwd: root, config: 'person' });
  if (!found.ok) return found;
  const fields = splitNul(found.value.stdout);
  const set = fields.flatMap((scope, at) => (at % 2 === 0 ? [[scope, fields[at + 1] ?? ''] as const] : []));
  // What was set for this one command is our own way to run no hook.
  const [scope, path] = set.findLast(([one]) => one !== 'command') ?? [null, ''];
  if (scope === null) return ok({ folder: join(commonDir, 'hooks'), ofAll: false });
  const folder = isAbsolute(path) ? path : resolve(root, path);
  return ok({ folder, ofAll: scope !== 'local' && scope !== 'worktree' });
};

/** The text of a hook, or null where there is none. */
export const hookText = (folder: string, name: string): Result<string | null> => {
  const bytes = readIfThere(join(folder, name), 1024 * 1024);
  if (!bytes.ok) return bytes;
  return ok(bytes.value === null ? null : new TextDecoder().decode(bytes.value));
};

const EXECUTABLE = 0o755;

/** Writes a hook that git runs. */
export const writeHook = (folder: string, name: string, text: string): Result<null> => {
  const path = join(folder, name);
  const written = writeDurably(path, text, EXECUTABLE);
  // The mode a file is made with is less what the person's umask takes away.
  if (written.ok) chmodSync(path, EXECUTABLE);
  return written;
};

/** Gives a hook another name. Refuses where there is one of that name. */
export const renameHook = (folder: string, from: string, to: string): Result<null> =>
  existsSync(join(folder, to))
    ? fail('usage.argument', `${join(folder, to)} is there already`, { remedy: 'look at both, and remove one' })
    : renameDurably(join(folder, from), join(folder, to));

/** Removes a hook. */
export const removeHook = (folder: string, name: string): void => rmSync(join(folder, name), { force: true });
