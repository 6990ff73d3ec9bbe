import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JAILS } from '#contract';
import { fail, ok, type Failure, type Result } from '#failure';
import type { JailKind } from './jail-spec.ts';
import { runInJail } from './jail.ts';
import { namespaceRemedy } from './namespaces.ts';
import { findProgram, runProgram } from './programs.ts';
import { prepareSelfTest, selfTestIn } from './self-test.ts';

const PROBE_LIMITS = {
  timeMs: 60_000,
  processes: 64,
  diskBytes: 16 * 1024 * 1024,
  outputBytes: 65_536,
  memoryBytes: 256 * 1024 * 1024,
};

/** The table sends whoever has no jail to `writ doctor`, which asks here: so here the machine itself is asked. */
const withRemedy = ([first, ...rest]: readonly [Failure, ...Failure[]]): Result<never> => ({
  ok: false,
  failures: [first.code === 'machine.jail' ? { ...first, remedy: namespaceRemedy() } : first, ...rest],
});

type MadeJail = Exclude<JailKind, 'none'>;

const WORKS: Record<MadeJail, string> = {
  bubblewrap: 'bubblewrap makes a jail that holds',
  'sandbox-runtime': `sandbox-runtime makes a jail, UNTESTED, that does not hold: ${JAILS['sandbox-runtime'].notHeld.join('; ')}`,
};

/** What each system makes its jails with. */
const MAKERS: Partial<Record<NodeJS.Platform, MadeJail>> = { linux: 'bubblewrap', darwin: 'sandbox-runtime' };

/** What this machine would make a jail with, whether it can or not. */
export const jailMaker = (platform: NodeJS.Platform = process.platform): MadeJail => MAKERS[platform] ?? 'bubblewrap';

/** Makes a jail and tries it out. */
const triedOut = async (folder: string, jail: MadeJail): Promise<Result<string>> => {
  const test = prepareSelfTest(join(folder, 'outside'), jail);
  if (!test.ok) return test;
  const end = await runInJail({
    ...{ argv: test.value.before(['/bin/sh', '-c', 'echo jailed']), cwd: '/', env: {}, jail },
    ...{ mounts: test.value.mounts, limits: PROBE_LIMITS, proc: true },
  });
  if (!end.ok) return withRemedy(end.failures);
  const tested = selfTestIn(end.value);
  if (!tested.ok) return tested;
  const { end: without } = tested.value;
  return new TextDecoder().decode(without.stdout) === 'jailed\n'
    ? ok(WORKS[jail])
    : fail(
        'machine.jail',
        `a jail was made, but nothing runs in it: ${new TextDecoder().decode(without.stderr).trim()}`,
      );
};

/** Says whether a jail can be made here that holds, by making one and trying it out. */
export const probeJail = async (jail: MadeJail = 'bubblewrap'): Promise<Result<string>> => {
  if (jail === 'bubblewrap' && findProgram('bwrap') === null)
    return fail('machine.bubblewrap', 'bubblewrap is not installed', { remedy: installHint() });
  const folder = mkdtempSync(join(tmpdir(), 'writ-probe-'));
  try {
    return await triedOut(folder, jail);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const osRelease = (): string => {
  try {
    return readFileSync('/etc/os-release', 'utf8');
  } catch {
    return '';
  }
};

const isDebian = (): boolean => /^ID(_LIKE)?=.*(debian|ubuntu)/mu.test(osRelease());

/** What to type to get bubblewrap on this machine. */
export const installHint = (): string => {
  if (process.platform === 'darwin')
    return 'use Linux, or writ admit --without-jail: then light work of risk LOW is done in a jail by sandbox-runtime, which nobody has tested';
  if (process.platform !== 'linux') return 'use Linux: isolation on this system is not supported yet';
  if (isDebian()) return 'sudo apt-get update && sudo apt-get install -y bubblewrap';
  if (/^ID(_LIKE)?=.*(fedora|rhel)/mu.test(osRelease())) return 'sudo dnf install bubblewrap';
  if (/^ID(_LIKE)?=.*arch/mu.test(osRelease())) return 'sudo pacman -S bubblewrap';
  return 'install the package “bubblewrap” of your distribution';
};

/** Debian's packages of the programs the demo and the tests need, by program. */
const PACKAGES = { bwrap: 'bubblewrap', jq: 'jq', openssl: 'openssl', 'ssh-keygen': 'openssh-client' } as const;

/**
 * Makes sure a jail can be made and a bundle verified: installs what is missing where we are root on Debian or
 * Ubuntu, and says what to type everywhere else. Only the demo and the tests call it; nothing else installs anything.
 *
 * @param tell called with a sentence before something slow is done
 */
export const ensurePrograms = async (tell: (sentence: string) => void): Promise<Result<string>> => {
  const absent = Object.entries(PACKAGES).flatMap(([program, name]) => (findProgram(program) === null ? [name] : []));
  if (absent.length === 0) return probeJail();
  const command = `apt-get update && apt-get install -y ${absent.join(' ')}`;
  if (process.getuid?.() !== 0 || !isDebian() || findProgram('apt-get') === null) {
    return fail(
      absent.includes('bubblewrap') ? 'machine.bubblewrap' : 'machine.program',
      `missing on this machine: ${absent.join(', ')}`,
      {
        remedy: isDebian() ? `sudo sh -c '${command}'` : installHint(),
      },
    );
  }
  tell(`installing ${absent.join(', ')} with apt-get`);
  const env = { PATH: process.env['PATH'] ?? '/usr/sbin:/usr/bin:/sbin:/bin', DEBIAN_FRONTEND: 'noninteractive' };
  for (const argv of [
    ['apt-get', 'update'],
    ['apt-get', 'install', '-y', '--no-install-recommends', ...absent],
  ] as const) {
    const end = await runProgram({ argv: [...argv], env, timeoutMs: 300_000 });
    if (end.exitCode !== 0)
      return fail(
        'machine.program',
        `${argv.join(' ')} failed: ${new TextDecoder().decode(end.stderr).trim().slice(-300)}`,
        { remedy: command },
      );
  }
  return probeJail();
};
