import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { findProgram, runProgram } from './programs.ts';

/** What of the environment npm needs to reach what the person's own configuration names. */
const PASSED =
  /^(PATH|HOME|USER|LANG|TMPDIR|XDG_(CONFIG|CACHE|DATA)_HOME|(https?|no|all)_proxy|SSL_CERT_(FILE|DIR)|NODE_EXTRA_CA_CERTS|npm_config_.+)$/iu;
/** What would have it install something else than the lockfile says, or run something. */
const DROPPED = /^npm_config_(global|prefix|omit|include|only|production|dev|ignore_scripts|script_shell|node_options|workspaces?|dry_run|package_lock.*|install_strategy|git)$/iu; // prettier-ignore

/** The environment that an installer gets. */
export const installerEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && PASSED.test(name) && !DROPPED.test(name) ? [[name, value]] : [],
    ),
  );

/** No program of git either: what comes from a repository has no digest, and is never installed. */
const WORDS = `ci --ignore-scripts --include=dev --include=optional --include=peer --install-strategy=hoisted
  --allow-git=none --git=/dev/null
  --fetch-retries=2 --fetch-retry-mintimeout=500 --fetch-retry-maxtimeout=3000
  --no-audit --no-fund --no-update-notifier --no-progress --loglevel=error`.split(/\s+/u);

const TIMEOUT_MS = 10 * 60_000;

/** What npm says of a failure: the lines before it tells where its own log lies. */
const toldBy = (stderr: Uint8Array): string =>
  new TextDecoder()
    .decode(stderr)
    .split('\n')
    .map((line) => line.replace(/^npm (error|ERR!) ?/u, '').trim())
    .filter((line) => line !== '' && !/^A complete log|^code /u.test(line))
    .slice(0, 2)
    .join(' ')
    .slice(0, 300);

/** Whether npm was given another file than the lockfile names: by its own code for that. */
const isContradicted = (stderr: Uint8Array): boolean =>
  /^npm (?:error|ERR!) code EINTEGRITY$/mu.test(new TextDecoder().decode(stderr));

/**
 * Installs what the lockfile in a folder says, without running a program of any package: npm holds all that it fetches
 * to the digests in there. Fails with `supply.integrity` where what it was given has another digest, and with
 * `machine.program` where there is no npm, or it does not succeed.
 */
export const installByNpm = async (folder: string): Promise<Result<null>> => {
  const npm = findProgram('npm');
  if (npm === null) return fail('machine.program', 'npm is not on this machine’s PATH');
  const { exitCode, stderr, timedOut } = await runProgram({
    argv: ['npm', ...WORDS],
    ...{ cwd: folder, env: installerEnvironment(), timeoutMs: TIMEOUT_MS },
  });
  if (timedOut) return fail('machine.program', 'npm ci did not end within ten minutes');
  if (exitCode === 0) return ok(null);
  return fail(isContradicted(stderr) ? 'supply.integrity' : 'machine.program', `npm ci failed: ${toldBy(stderr)}`);
};

/** The folders called `node_modules` that lie in no other one, relative to a folder. */
export const modulesIn = (folder: string, below = ''): readonly string[] =>
  readdirSync(join(folder, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) return [];
    return entry.name === 'node_modules' ? [path] : modulesIn(folder, path);
  });
