import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { JAIL_HOME, lookUpProgram, personFolders, runProgram, type Mount } from '#host';
import { inSystem, isPrivate, type Tool } from './tools.ts';

const ASK_TIMEOUT_MS = 60_000;

/** What the person has downloaded of crates, where cargo in the jail looks for it. */
const downloadedMounts = (): readonly Mount[] => {
  const home = process.env['CARGO_HOME'] ?? join(personFolders().home, '.cargo');
  return ['registry', 'git']
    .map((name): Mount => ({ kind: 'read-only', from: join(home, name), to: `${JAIL_HOME}/.cargo/${name}` }))
    .filter((mount) => 'from' in mount && existsSync(mount.from));
};

/** What a compiler that chooses between several goes by. */
const asked = (): Readonly<Record<string, string>> => {
  const { PATH = '/usr/bin:/bin', HOME = '/' } = process.env;
  const chosen = ['RUSTUP_HOME', 'RUSTUP_TOOLCHAIN', 'CARGO_HOME'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return { PATH, HOME, ...Object.fromEntries(chosen) };
};

/** Whether the repository names a compiler by its place: asked which one it is, it would be started outside of a jail. */
const namesCompiler = (root: string): string | undefined =>
  ['rust-toolchain', 'rust-toolchain.toml'].find((name) => {
    const path = join(root, name);
    return existsSync(path) && /^\s*[./]|^[^#\n]*\bpath\s*=/mu.test(readFileSync(path, 'utf8'));
  });

/**
 * Finds cargo and the compiler that belongs to it. What lies on the PATH may only choose between several; which one it
 * chooses here is asked from the compiler.
 */
export const cargoFor = async (root: string): Promise<Result<Tool>> => {
  const [cargo, rustc] = [lookUpProgram('cargo'), lookUpProgram('rustc')];
  if (cargo === null || rustc === null)
    return fail('machine.program', `${cargo === null ? 'cargo' : 'rustc'} is not on this machine's PATH`, {
      remedy: 'install Rust with cargo, or name another program in the contract',
    });
  const inside = [cargo, rustc].find((path) => path.startsWith(`${root}/`));
  if (inside !== undefined)
    return fail('machine.program', `cargo would be taken from inside the repository: ${inside}`);
  const named = namesCompiler(root);
  if (named !== undefined)
    return fail('machine.program', `${named} names a compiler by its place, which the harness does not start`, {
      remedy: `name a version in ${named}, and have the place linked under a name: rustup toolchain link`,
    });
  const argv = [rustc, '--print', 'sysroot'] as const;
  const end = await runProgram({ argv: [...argv], cwd: root, env: asked(), timeoutMs: ASK_TIMEOUT_MS });
  const sysroot = new TextDecoder().decode(end.stdout).trim();
  const program = join(sysroot, 'bin', 'cargo');
  if (end.exitCode !== 0 || !existsSync(program) || !existsSync(join(sysroot, 'bin', 'rustc')))
    return fail(
      'machine.program',
      `${rustc} has no cargo beside it: ${new TextDecoder().decode(end.stderr).trim().slice(-300)}`,
      {
        // prettier-ignore
        remedy: 'install cargo and rustc from one source',
      },
    );
  const real = realpathSync(sysroot);
  const own = [...new Set([sysroot, real])].filter((place) => !inSystem(place) && !isPrivate(place));
  return ok({
    program,
    folder: dirname(program),
    mounts: [...own.map((place): Mount => ({ kind: 'read-only', from: place, to: place })), ...downloadedMounts()],
  });
};
