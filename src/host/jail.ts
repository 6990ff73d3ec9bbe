import { lstatSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import {
  JAIL_HOME,
  type JailEnd,
  type JailKind,
  type JailLook,
  type JailSpec,
  type LimitName,
  type Mount,
} from './jail-spec.ts';
import { lookAtProcesses } from './processes.ts';
import { lookUpProgram, runProgram, signalOfExitCode, type ProgramEnd } from './programs.ts';
import { holdBySandboxRuntime } from './sandbox-runtime.ts';
import { callFilter } from './seccomp.ts';
import { runUnjailed } from './unjailed.ts';
import { watched } from './warden.ts';
import { diskUse } from './workspace-scan.ts';

const MEGABYTE = 1024 * 1024;
const USUAL: JailLook = { home: JAIL_HOME, user: 'agent', uid: 1000, host: 'jail', firstPid: 0 };
/**
 * Files of the system that say in every jail no more than how it looks: those of this machine say more than anybody in
 * there has to know. Without hosts nothing finds its own loopback by the name that every test of a server uses.
 */
const ownFiles = ({ look: { user, uid, home, host } = USUAL }: JailSpec): readonly Mount[] => [
  { kind: 'file', to: '/etc/passwd', text: `${user}:x:${uid}:${uid}:${user}:${home}:/bin/sh\n` },
  { kind: 'file', to: '/etc/hosts', text: `127.0.0.1 localhost ${host}\n::1 localhost\n` },
];

/**
 * Starts the program after so many others that its numbers are those of a machine that has been running for a while. The
 * counter itself can be set by nobody who has no rights in the jail.
 */
const AFTER_OTHERS = 'i=$1; shift; while [ "$i" -gt 0 ]; do (:); i=$((i-1)); done; ("$@"); exit $?';
const afterOthers = ({ look: { firstPid } = USUAL }: JailSpec): readonly string[] =>
  firstPid === 0 ? [] : ['/bin/sh', '-c', AFTER_OTHERS, 'sh', String(firstPid)];

/** The system's programs and libraries, and what they need from /etc to start. */
const systemMounts = (): readonly string[] => {
  const roots = ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32'].flatMap((path) => {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (!stat) return [];
    return stat.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
  });
  const etc = ['/etc/ld.so.cache', '/etc/alternatives', '/etc/ssl/certs', '/etc/localtime'].flatMap((path) => [
    '--ro-bind-try',
    path,
    path,
  ]);
  return ['--ro-bind', '/usr', '/usr', ...roots, ...etc];
};

const mountArguments = (mounts: readonly Mount[], firstDescriptor: number): readonly string[] => {
  let descriptor = firstDescriptor;
  return mounts.flatMap((mount): string[] => {
    switch (mount.kind) {
      case 'read-only':
        return ['--ro-bind', mount.from, mount.to];
      case 'writable':
        return ['--bind', mount.from, mount.to];
      case 'memory':
        return ['--size', String(mount.bytes), '--tmpfs', mount.to];
      case 'file':
        return ['--ro-bind-data', String(descriptor++), mount.to];
      case 'copy':
        return ['--perms', '0600', '--file', String(descriptor++), mount.to];
    }
  });
};

/** The environment as arguments for `--args`: on the command line, everyone on this machine could read its values. */
const environmentArguments = (env: JailSpec['env']): string =>
  Object.entries(env)
    .flatMap(([name, value]) => ['--setenv', name, value])
    .map((word) => `${word}\0`)
    .join('');

/** What is handed over on descriptors, from 3 on: the environment, the texts of files in the order of their mounts, the filter. */
const handedOver = (spec: JailSpec): readonly (string | Uint8Array)[] => {
  const { env, mounts, proc } = spec;
  const filter = callFilter({ reach: proc });
  return [
    environmentArguments(env),
    ...[...ownFiles(spec), ...mounts].flatMap((mount) => ('text' in mount ? [mount.text] : [])),
    ...(filter === null ? [] : [filter]),
  ];
};

/** The bubblewrap command line of a jail. Never root inside, no capability, no namespace of its own to make, nothing inherited. */
const bubblewrapArguments = (bwrap: string, spec: JailSpec, name: string): readonly [string, ...string[]] => {
  const { limits, look = USUAL } = spec;
  const handed = handedOver(spec).length;
  const temporary = Math.min(limits.diskBytes, 512 * MEGABYTE);
  const memory: readonly Mount[] = [
    { kind: 'memory', to: '/tmp', bytes: temporary },
    { kind: 'memory', to: look.home, bytes: temporary },
    { kind: 'memory', to: '/dev/shm', bytes: 64 * MEGABYTE },
  ];
  return [
    bwrap,
    // By this the warden knows it; `--clearenv` takes it away again.
    ...['--setenv', 'WRIT_JAIL', name],
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session'],
    ...['--json-status-fd', String(3 + handed)],
    ...['--seccomp', String(2 + handed)],
    ...[
      '--cap-drop',
      'ALL',
      '--uid',
      String(look.uid),
      '--gid',
      String(look.uid),
      '--hostname',
      look.host,
      '--clearenv',
    ],
    ...systemMounts(),
    ...['--dev', '/dev', ...(spec.proc ? ['--proc', '/proc'] : [])],
    ...mountArguments(memory, 0),
    ...mountArguments([...ownFiles(spec), ...spec.mounts], 4),
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
    ...['--args', '3', '--chdir', spec.cwd, '--'],
    ...afterOthers(spec),
    ...['/usr/bin/prlimit', `--nproc=${limits.processes}`, `--fsize=${limits.diskBytes}`, '--core=0', '--'],
    ...spec.argv,
  ];
};

const POLL_MS = 200;

/** Watches processes, memory and disk from outside, and ends the jail when one goes over. */
const watchLimits =
  (spec: JailSpec, seen: Map<number, string>, exceeded: (limit: LimitName) => void) =>
  (pid: number, end: () => void) => {
    // Not at once: what lies there at the beginning is not this program's doing.
    let nextDiskAt = Date.now() + POLL_MS;
    const look = (): void => {
      const processes = lookAtProcesses();
      const family = processes.family(pid).flatMap((member) => {
        const facts = processes.facts(member);
        return facts === null ? [] : [{ member, facts }];
      });
      for (const { member, facts } of family) seen.set(member, facts.startedAt);
      const over = (limit: LimitName): void => {
        exceeded(limit);
        end();
      };
      // Two of them are bubblewrap's own.
      if (family.length > spec.limits.processes + 2) return over('processes');
      if (family.reduce((sum, { facts }) => sum + facts.rssBytes, 0) > spec.limits.memoryBytes) return over('memory');
      if (spec.watchFolders !== undefined && Date.now() >= nextDiskAt) {
        const began = Date.now();
        if (spec.watchFolders.some((folder) => diskUse(folder) > spec.limits.diskBytes)) return over('disk');
        // A large folder takes long to measure: spend at most a tenth of the time on it.
        nextDiskAt = Date.now() + Math.max(1000, 10 * (Date.now() - began));
      }
    };
    const timer = setInterval(look, POLL_MS);
    look();
    return () => clearInterval(timer);
  };

const SURVIVAL_MS = 3000;
/** Nearly always the kernel is done in less. */
const FIRST_LOOK_MS = 1;
const LOOK_MS = 10;

/**
 * How many of the jail's processes outlive it. bubblewrap ends as soon as its first process has; the kernel ends the
 * others right after, so what is still there gets a moment.
 */
const survivorsOf = async (seen: ReadonlyMap<number, string>): Promise<number> => {
  const alive = (): number => {
    const { facts } = lookAtProcesses();
    return [...seen].filter(([pid, startedAt]) => facts(pid)?.startedAt === startedAt).length;
  };
  const until = Date.now() + SURVIVAL_MS;
  for (let ms = FIRST_LOOK_MS; alive() > 0 && Date.now() < until; ms = Math.min(2 * ms, LOOK_MS)) await sleep(ms);
  return alive();
};

const statusLine = z.object({ 'child-pid': z.number().optional(), 'exit-code': z.number().optional() });

/**
 * What bubblewrap tells on a descriptor that nothing in the jail holds: the jail's first process, which the kernel
 * ends last, and an exit code if the program ran at all. What the program prints itself cannot look like that.
 */
const toldBy = ({ told }: ProgramEnd): { readonly first: number | null; readonly ran: boolean } => {
  const lines = new TextDecoder().decode(told).split('\n').filter(Boolean);
  const facts = lines.map((line) => statusLine.parse(JSON.parse(line)));
  return {
    first: facts.find((fact) => fact['child-pid'] !== undefined)?.['child-pid'] ?? null,
    ran: facts.some((fact) => fact['exit-code'] !== undefined),
  };
};

const endOf = (end: ProgramEnd, limit: LimitName | null, survivors: number): JailEnd => {
  const { exitCode, timedOut, stdout, stderr } = end;
  const exceeded = end.outputExceeded ? 'output' : limit;
  return {
    exitCode,
    signal: end.signal ?? signalOfExitCode(exitCode),
    timedOut,
    limit: exceeded,
    stdout,
    stderr,
    survivors,
  };
};

const runInBubblewrap = async (spec: JailSpec, name: string): Promise<Result<JailEnd>> => {
  if (callFilter({ reach: spec.proc }) === null)
    return fail('machine.jail', `there is no filter of system calls for the processor ${process.arch}`);
  const bwrap = lookUpProgram('bwrap');
  if (bwrap === null) return fail('machine.bubblewrap', 'bubblewrap is not installed');
  let limit: LimitName | null = null;
  const seen = new Map<number, string>();
  const end = await runProgram({
    argv: bubblewrapArguments(bwrap, spec, name),
    // It is the jail's first process: whatever it were given could be read in there.
    env: {},
    extra: handedOver(spec),
    tells: true,
    timeoutMs: spec.limits.timeMs,
    outputLimitBytes: spec.limits.outputBytes,
    watch: watchLimits(spec, seen, (reached) => (limit ??= reached)),
    // Always a pipe of its own: the jail gets no device of this machine.
    stdin: spec.stdin ?? '',
    ...(spec.onOutput === undefined ? {} : { onOutput: spec.onOutput }),
    ...(spec.converse === undefined ? {} : { converse: spec.converse }),
    ...(spec.signal === undefined ? {} : { signal: spec.signal }),
  });
  if (end.startError !== null) return fail('machine.bubblewrap', `bwrap could not be started: ${end.startError}`);
  const { first, ran } = toldBy(end);
  if (end.exitCode !== null && !ran)
    return fail('machine.jail', new TextDecoder().decode(end.stderr.subarray(0, 2000)).trim());
  const facts = first === null ? null : lookAtProcesses().facts(first);
  if (first !== null && facts !== null) seen.set(first, facts.startedAt);
  return ok(endOf(end, limit, await survivorsOf(seen)));
};

/** How a program is executed by each of what can hold it. */
const RUN_HELD: Record<JailKind, (spec: JailSpec, name: string) => Promise<Result<JailEnd>>> = {
  bubblewrap: runInBubblewrap,
  'sandbox-runtime': (spec, name) => runUnjailed(spec, name, holdBySandboxRuntime),
  none: (spec, name) => runUnjailed(spec, name),
};

/**
 * Runs a program in the jail, to its end or until a limit is reached. When the first process ends, the kernel ends
 * all the others in its PID namespace; when Writ itself is killed, bubblewrap dies with it, or the warden ends it.
 *
 * Fails with `machine.bubblewrap` or `machine.jail` where no jail can be made; a program that fails is no failure here.
 */
export const runInJail = async (spec: JailSpec): Promise<Result<JailEnd>> => {
  return watched(
    (name) => RUN_HELD[spec.jail ?? 'bubblewrap'](spec, name),
    (end) => !end.ok || end.value.survivors === 0,
  );
};
