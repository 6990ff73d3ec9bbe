import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { findProgram, lookUpProgram, personFolders, type Mount } from '#host';

/** A program as the jail sees it: where it lies there, and what must be mounted for it. */
export type Tool = { readonly program: string; readonly mounts: readonly Mount[]; readonly folder: string };

/** Whether a place belongs to the system, which every jail has. */
export const inSystem = (path: string): boolean => /^\/(usr|bin|sbin|lib)(\/|$)/u.test(path);

/** A folder that holds the person's home, keys or settings is never mounted whole. */
export const isPrivate = (folder: string): boolean => {
  const { home, config, state } = personFolders();
  const real = existsSync(home) ? realpathSync(home) : home;
  return folder === '/' || [home, real, config, state].some((one) => one === folder || one.startsWith(`${folder}/`));
};

/**
 * What of this machine a program needs to be started: the whole of a Node installation, of an npm package the packages
 * it lies among, else the folder of the file, or the file alone.
 */
const placesOf = (program: string): readonly string[] => {
  const folder = dirname(program);
  const prefix = dirname(folder);
  const isInstallation =
    basename(folder) === 'bin' &&
    (existsSync(join(prefix, 'lib', 'node_modules')) || existsSync(join(prefix, 'include', 'node')));
  const modules = /^(.*?\/node_modules)\//u.exec(program)?.[1];
  // A Node that npm installed lies in node_modules itself: its own package is enough.
  if (modules !== undefined && basename(program) !== 'node') return [modules];
  if (modules !== undefined && basename(folder) === 'bin') return [prefix];
  if (isInstallation && !isPrivate(prefix)) return [prefix];
  if (isInstallation) return [folder, join(prefix, 'lib', 'node_modules')].filter((path) => existsSync(path));
  return [isPrivate(folder) ? program : folder];
};

/**
 * Finds a program on the person's PATH and says how to bring it into the jail. Nothing inside the repository is ever
 * taken for a program of the same name.
 *
 * @param by what names the program, so that another one can be named there
 */
export const toolFor = (name: string, repositoryRoot: string, by = 'the contract'): Result<Tool> => {
  const program = findProgram(name);
  if (program === null)
    return fail('machine.program', `${name} is not on this machine's PATH`, {
      remedy: `install ${name}, or name another program in ${by}`,
    });
  if (program.startsWith(`${repositoryRoot}/`))
    return fail('machine.program', `${name} would be taken from inside the repository: ${program}`, {
      remedy: 'name a program that is installed outside it',
    });
  // By the name it was found under: some programs are several, and their name says which.
  const named = lookUpProgram(name) ?? program;
  if (inSystem(program) && inSystem(named)) return ok({ program: named, mounts: [], folder: dirname(named) });
  if (inSystem(program)) return ok({ program, mounts: [], folder: dirname(program) });
  const mounts = placesOf(program).map((place): Mount => ({ kind: 'read-only', from: place, to: place }));
  return ok({ program, mounts, folder: dirname(program) });
};

/** PATH inside the jail: the folders of these tools, then the system's. */
export const jailPath = (tools: readonly Tool[]): string =>
  [...new Set([...tools.map(({ folder }) => folder), '/usr/local/bin', '/usr/bin', '/bin'])].join(':');

/** Mounts without repeats: the same folder may serve several tools. */
export const distinctMounts = (mounts: readonly Mount[]): readonly Mount[] => [
  ...new Map(mounts.map((mount) => [mount.to, mount])).values(),
];
