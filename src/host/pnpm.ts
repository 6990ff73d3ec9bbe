import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { removeFolder } from './files.ts';
import { installerEnvironment } from './npm.ts';
import { findProgram, runProgram } from './programs.ts';

/** What would have pnpm fetch and start another pnpm than the one on the PATH. */
const OWN_VERSION = '--config.manage-package-manager-versions=false --config.pm-on-fail=ignore';

/**
 * No program of a package, no hook of a repository, no other place than the folder itself; and nothing in what is
 * installed that says where it was.
 */
const WORDS = `install --frozen-lockfile --ignore-scripts --ignore-pnpmfile --prod=false --reporter=append-only
  --package-import-method=copy --config.side-effects-cache=false --config.verify-store-integrity=true
  --config.enable-global-virtual-store=false --config.virtual-store-dir=node_modules/.pnpm --config.modules-dir=node_modules
  --config.prefer-symlinked-executables=true --config.extend-node-path=false
  --config.strict-dep-builds=false --config.confirm-modules-purge=false
  ${OWN_VERSION}`.split(/\s+/u);

const TIMEOUT_MS = 10 * 60_000;

/** What pnpm says of a failure, which it puts out beside everything else; where it names none, the last that it says. */
const toldBy = (output: Uint8Array): string => {
  const lines = new TextDecoder()
    .decode(output)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const errors = lines.filter((line) => /ERR_|\bERR|[Ee]rror/u.test(line)).slice(0, 2);
  return (errors.length > 0 ? errors : lines.slice(-2)).join(' ').slice(0, 300) || 'it said nothing';
};

/** The version of the pnpm on the PATH, asked where no manifest names another one. */
const versionHere = async (): Promise<string | null> => {
  const nowhere = mkdtempSync(join(tmpdir(), 'writ-pnpm-'));
  const { exitCode, stdout } = await runProgram({
    argv: ['pnpm', ...OWN_VERSION.split(' '), '--version'],
    ...{ cwd: nowhere, env: installerEnvironment(), timeoutMs: 60_000 },
  });
  removeFolder(nowhere);
  return exitCode === 0 ? new TextDecoder().decode(stdout).trim() : null;
};

/**
 * Installs what the lockfile of pnpm in a folder says, without running a program of any package or of the repository.
 * pnpm holds all that it fetches to the digests in there. Fails with `supply.integrity` where what it was given has another digest, and with
 * `machine.program` where there is no such pnpm, or it does not succeed.
 *
 * @param version the one that the base names as its own; null: whichever is there
 * @param store where pnpm keeps what it has fetched, for the next time
 */
export const installByPnpm = async (folder: string, { version, store }: { readonly version: string | null; readonly store: string }): Promise<Result<null>> => {
  if (findProgram('pnpm') === null) return fail('machine.program', 'pnpm is not on this machine’s PATH');
  const here = version === null ? null : await versionHere();
  if (version !== here)
    return fail('machine.program', `the base names pnpm ${version ?? ''}, and here is ${here ?? 'none that runs'}: npm install --global pnpm@${version ?? ''}`);
  const { exitCode, stdout, stderr, timedOut } = await runProgram({
    argv: ['pnpm', ...WORDS, '--store-dir', store],
    ...{ cwd: folder, env: { ...installerEnvironment(), CI: '1' }, timeoutMs: TIMEOUT_MS },
  });
  if (timedOut) return fail('machine.program', 'pnpm install did not end within ten minutes');
  if (exitCode === 0) return ok(null);
  const output = Buffer.concat([stdout, stderr]);
  return fail(/ERR_PNPM_TARBALL_INTEGRITY/u.test(output.toString()) ? 'supply.integrity' : 'machine.program', `pnpm install failed: ${toldBy(output)}`);
}; // prettier-ignore
