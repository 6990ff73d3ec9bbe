import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import { lookUpProgram, runProgram, type Mount, type Repository } from '#host';
import { inSystem, isPrivate, type Tool } from './tools.ts';
import { JAIL_WORK } from './workspace.ts';

/** A Python as the jail sees it. */
export type Python = Tool & {
  /** Other places at which the tree must lie: an editable install names the checkout by its absolute path. */
  readonly roots: readonly string[];
};

/** An environment that the harness has installed: where it lies on this machine, and in the jail. */
export type InstalledEnvironment = { readonly from: string; readonly to: string };

export type PythonPlace = {
  readonly repository: Pick<Repository, 'root'>;
  readonly provided: readonly string[];
  readonly installed?: InstalledEnvironment;
};

const ASK = `
import json, site, sys
try:
    import pytest
    version = pytest.__version__
except ImportError:
    version = None
print(json.dumps({'executable': sys.executable, 'prefix': sys.prefix, 'base': sys.base_prefix, 'packages': site.getsitepackages(), 'pytest': version}))
`;
const Told = z.object({
  executable: z.string(),
  prefix: z.string(),
  base: z.string(),
  packages: z.array(z.string()),
  pytest: z.string().nullable(),
});

const ASK_TIMEOUT_MS = 60_000;

/** The environment among the provided folders, which is meant wherever the command names none. */
const environmentIn = ({ repository, provided }: PythonPlace): string | null =>
  provided
    .filter((path) => existsSync(join(repository.root, path, 'pyvenv.cfg')))
    .map((path) => join(repository.root, path, 'bin', 'python'))
    .find((path) => existsSync(path)) ?? null;

const find = (name: string, place: PythonPlace): Result<string> => {
  const { root } = place.repository;
  const isBare = !name.includes('/');
  const path = (isBare ? environmentIn(place) : null) ?? lookUpProgram(isBare || name.startsWith('/') ? name : join(root, name)); // prettier-ignore
  if (path === null)
    return fail('machine.program', `${name} is not on this machine's PATH`, {
      remedy: `install ${name}, or make an environment in .venv with pytest in it`,
    });
  const isOwn = path.startsWith(`${root}/`) && !place.provided.some((folder) => path.startsWith(`${root}/${folder}/`));
  return isOwn
    ? fail('machine.program', `${name} would be taken from inside the repository: ${path}`, {
        remedy: 'name a Python that is installed outside it, or an environment that git ignores and `provide` names',
      })
    : ok(path);
};

/** Where packages lie in an environment. */
const packagesIn = (environment: string): readonly string[] => {
  const lib = join(environment, 'lib');
  return existsSync(lib) ? readdirSync(lib).map((name) => join(lib, name, 'site-packages')) : [];
};

/** Whether an environment holds the checkout itself as something installed. */
export const namesCheckout = (environment: string, root: string): boolean => pointsThere(packagesIn(environment), root);

/** Whether something installed says where the checkout lies: then imports go there. */
const pointsThere = (packages: readonly string[], root: string): boolean =>
  packages
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((path) => path.endsWith('.pth') || /\/__editable__[^/]*\.py$/u.test(path))
    .some((path) => readFileSync(path, 'utf8').includes(root));

const mountsOf = (places: readonly string[]): readonly Mount[] =>
  [...new Set(places.flatMap((place) => (existsSync(place) ? [place, realpathSync(place)] : [])))]
    .filter((place) => !inSystem(place) && !isPrivate(place))
    .map((place): Mount => ({ kind: 'read-only', from: place, to: place }));

/**
 * The Python of an environment that the harness has installed. It is never started outside of a jail: at its start it runs
 * what its packages say. What is asked is the one that it was made of.
 */
const installedPython = async ({ from, to }: InstalledEnvironment): Promise<Result<Python>> => {
  const made = realpathSync(join(from, 'bin', 'python'));
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const end = await runProgram({
    argv: [made, '-I', '-c', ASK],
    ...{ cwd: '/', env: { PATH, HOME }, timeoutMs: ASK_TIMEOUT_MS },
  });
  const told = Told.safeParse(parse(new TextDecoder().decode(end.stdout)));
  if (!told.success) return fail('machine.program', `${made} does not work as a Python`);
  const program = join(to, 'bin', 'python');
  return ok({ program, folder: dirname(program), mounts: mountsOf([told.data.base, dirname(made)]), roots: [] });
};

/**
 * Finds the Python that is to run pytest, and asks it what it needs. It is a program of the person's, so it is asked
 * outside of any jail; isolated, so that no file of the repository is loaded.
 *
 * @param name as the contract says it, or `python3`
 */
export const pythonFor = async (name: string, place: PythonPlace): Promise<Result<Python>> => {
  const { root } = place.repository;
  if (place.installed !== undefined && !name.includes('/')) return installedPython(place.installed);
  const path = find(name, place);
  if (!path.ok) return path;
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const end = await runProgram({
    argv: [path.value, '-I', '-c', ASK],
    ...{ cwd: root, env: { PATH, HOME }, timeoutMs: ASK_TIMEOUT_MS },
  });
  const told = Told.safeParse(parse(new TextDecoder().decode(end.stdout)));
  if (!told.success)
    return fail('machine.program', `${path.value} does not work as a Python: ${new TextDecoder().decode(end.stderr).trim().slice(-300)}`); // prettier-ignore
  const { executable, prefix, base, packages, pytest } = told.data;
  if (pytest === null)
    return fail('machine.program', `${executable} has no pytest`, {
      remedy: 'install pytest there, or make an environment in .venv with pytest in it',
    });
  const inJail = (at: string): string => (at.startsWith(`${root}/`) ? `${JAIL_WORK}${at.slice(root.length)}` : at);
  const program = inJail(executable);
  const outside = [prefix, base].filter((one) => !one.startsWith(`${root}/`));
  return ok({
    program,
    folder: dirname(program),
    mounts: mountsOf([...outside, dirname(realpathSync(executable))]),
    roots: pointsThere(packages, root) && !inSystem(root) ? [root] : [],
  });
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
