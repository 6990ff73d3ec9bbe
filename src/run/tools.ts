import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { findProgram, type Mount } from '#host';

/** A program as the jail sees it: where it lies there, and what must be mounted for it. */
export type Tool = { readonly program: string; readonly mounts: readonly Mount[]; readonly folder: string };

const inSystem = (path: string): boolean => /^\/(usr|bin|sbin|lib)\//u.test(path);

/** The smallest folder that holds all of a program: the whole of a Node installation, else only where the file lies. */
const folderOf = (program: string): string => {
  const folder = dirname(program);
  const prefix = dirname(folder);
  const isInstallation =
    basename(folder) === 'bin' &&
    (existsSync(join(prefix, 'lib', 'node_modules')) || existsSync(join(prefix, 'include', 'node')));
  const modules = /^(.*?\/node_modules)\//u.exec(program)?.[1];
  // A Node that npm installed lies in node_modules itself: its own package is enough.
  if (modules !== undefined && basename(program) !== 'node') return modules;
  return isInstallation || (modules !== undefined && basename(folder) === 'bin') ? prefix : folder;
};

/**
 * Finds a program on the person's PATH and says how to bring it into the jail. Nothing inside the repository is ever
 * taken for a program of the same name.
 */
export const toolFor = (name: string, repositoryRoot: string): Result<Tool> => {
  const program = findProgram(name);
  if (program === null)
    return fail('machine.program', `${name} is not on this machine's PATH`, {
      remedy: `install ${name}, or name another program in the contract`,
    });
  if (program.startsWith(`${repositoryRoot}/`))
    return fail('machine.program', `${name} would be taken from inside the repository: ${program}`, {
      remedy: 'name a program that is installed outside it',
    });
  if (inSystem(program)) return ok({ program, mounts: [], folder: dirname(program) });
  const folder = folderOf(program);
  return ok({ program, mounts: [{ kind: 'read-only', from: folder, to: folder }], folder: dirname(program) });
};

/** PATH inside the jail: the folders of these tools, then the system's. */
export const jailPath = (tools: readonly Tool[]): string =>
  [...new Set([...tools.map(({ folder }) => folder), '/usr/local/bin', '/usr/bin', '/bin'])].join(':');

/** Mounts without repeats: the same folder may serve several tools. */
export const distinctMounts = (mounts: readonly Mount[]): readonly Mount[] => [
  ...new Map(mounts.map((mount) => [mount.to, mount])).values(),
];
