/**
 * A jail by `@anthropic-ai/sandbox-runtime`, which macOS has in place of bubblewrap: by a Seatbelt profile for its
 * `sandbox-exec`. **Untested: nobody has run it there.** It forbids and shows nothing elsewhere, so a program in it has the
 * places of this machine, as without a jail, and the profile leaves it only those that it was given.
 *
 * What makes the profile is taken from the library's own file, not by its front door: that would open two proxies of its
 * own in this process, and let everything write to `/tmp/claude`. The version is an exact one for that.
 */
import { realpathSync, statSync } from 'node:fs';
import { z } from 'zod';
import { fail, ok, type Result } from '#failure';
import type { Mount } from './jail-spec.ts';
import { lookUpProgram } from './programs.ts';
import type { Hold } from './unjailed.ts';

/** What the library is told, of all that it can be told. */
export type SandboxOrder = {
  readonly command: string;
  readonly commandId: string;
  readonly binShell: string;
  /** No connection but by `httpProxyPort` on the loopback, and by the sockets that are named. */
  readonly needsNetworkRestriction: true;
  readonly httpProxyPort?: number;
  readonly allowUnixSockets: readonly string[];
  /** Found by us on Linux: the library looks for it by a program that it gives one second. */
  readonly bwrapPath?: string;
  /** On Linux sockets are not told apart by their paths; there it is files that hide them. */
  readonly allowAllUnixSockets: boolean;
  readonly readConfig: {
    readonly denyOnly: readonly string[];
    readonly allowWithinDeny: readonly string[];
    readonly literalAllowWithinDeny: readonly string[];
  };
  readonly writeConfig: {
    readonly allowOnly: readonly string[];
    readonly literalAllowOnly: readonly string[];
    readonly denyWithinAllow: readonly string[];
  };
  /** A program in a work tree writes to the `.git` of that, which is nobody else's. */
  readonly allowGitConfig: true;
};

type System = {
  /** The library's file and function for this system. */
  readonly file: string;
  readonly wrap: string;
  /** The system's programs and libraries, and what they need to start. Nothing of the person lies there. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
};

/**
 * The systems it knows. Of macOS neither `/private/tmp`, `/private/var/folders` nor `/Users` is there, and of its devices
 * no terminal. On Linux it is never chosen: it makes its jail by bubblewrap there, by which all but the profile is tried out.
 */
const SYSTEMS: Partial<Record<NodeJS.Platform, System>> = {
  darwin: {
    file: 'macos-sandbox-utils.js',
    wrap: 'wrapCommandWithSandboxMacOS',
    reads: [
      ...['/usr', '/bin', '/sbin', '/System', '/Library/Apple', '/Library/Developer', '/Library/Frameworks'],
      ...['/opt/homebrew', '/opt/local', '/Applications/Xcode.app/Contents/Developer'],
      ...['/private/etc/ssl', '/private/etc/localtime', '/private/etc/shells', '/private/var/select'],
      ...['/private/var/db/dyld', '/private/var/db/timezone'],
      ...['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom', '/dev/fd', '/dev/dtracehelper'],
    ],
    writes: ['/dev/null', '/dev/zero', '/dev/dtracehelper'],
  },
  linux: {
    file: 'linux-sandbox-utils.js',
    wrap: 'wrapCommandWithSandboxLinux',
    reads: [
      ...['/usr', '/bin', '/sbin', '/lib', '/lib64'],
      ...['/etc/ld.so.cache', '/etc/alternatives', '/etc/ssl/certs', '/etc/localtime'],
    ],
    writes: [],
  },
};

/** What the library puts into the environment of a program, which is to have its own and nothing else. */
export const GIVEN_NAMES = [
  ...['SANDBOX_RUNTIME', 'TMPDIR', 'NO_PROXY', 'no_proxy', 'HTTP_PROXY', 'HTTPS_PROXY', 'http_proxy', 'https_proxy'],
  ...['ALL_PROXY', 'all_proxy', 'GRPC_PROXY', 'grpc_proxy', 'JAVA_TOOL_OPTIONS'],
] as const;

const KEPT = 'WRIT_KEPT_';

const quoted = (word: string): string => `'${word.replaceAll("'", String.raw`'\''`)}'`;

type Wanted = Parameters<Hold>[0];

/** The environment that goes in, and the line of shell that has it as it was wanted and becomes the program. */
const started = ({ argv, env }: Wanted) => {
  const taken = GIVEN_NAMES.filter((name) => name in env);
  const back = taken.map((name) => `export ${name}="$${KEPT}${name}"; unset ${KEPT}${name}`);
  return {
    command: [`unset ${GIVEN_NAMES.join(' ')}`, ...back, `exec ${argv.map(quoted).join(' ')}`].join('; '),
    env: { ...env, ...Object.fromEntries(taken.map((name) => [`${KEPT}${name}`, env[name] ?? ''])) },
  };
};

/** A place by its name and by what it truly is: a profile is about the latter. */
const namesOf = (path: string): readonly string[] => {
  try {
    return [...new Set([path, realpathSync(path)])];
  } catch {
    return [path];
  }
};

const isSocket = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;

/** The order of a jail: the folder of its own, the mounts, and the system's programs. Everything else is denied. */
export const sandboxOrder = (
  command: string,
  { reads, writes }: Pick<System, 'reads' | 'writes'>,
  {
    root,
    mounts,
    port,
  }: { readonly root: string; readonly mounts: readonly Mount[]; readonly port: number | undefined },
): SandboxOrder => {
  const from = (kinds: readonly Mount['kind'][]): readonly string[] =>
    mounts.flatMap((mount) => ('from' in mount && kinds.includes(mount.kind) ? namesOf(mount.from) : []));
  const writable = [...namesOf(root), ...from(['writable'])];
  const readable = [...from(['read-only']), ...writable];
  const bwrapPath = lookUpProgram('bwrap');
  return {
    ...{ command, commandId: 'writ', binShell: '/bin/sh', needsNetworkRestriction: true, allowGitConfig: true },
    ...(port === undefined ? {} : { httpProxyPort: port }),
    allowUnixSockets: [...writable, ...from(['read-only']).filter(isSocket)],
    allowAllUnixSockets: process.platform === 'linux',
    ...(bwrapPath === null ? {} : { bwrapPath }),
    readConfig: { denyOnly: ['/'], allowWithinDeny: reads, literalAllowWithinDeny: readable },
    writeConfig: { allowOnly: writes, literalAllowOnly: writable, denyWithinAllow: [] },
  };
};

/** Only what is called is known of the library: it may be absent, so that no type of it is. */
const wrapping = z.custom<(order: SandboxOrder) => Promise<string> | string>((value) => typeof value === 'function');

const PATIENCE = 60;
/** The library looks for `/bin/sh` by a program that it gives one second, which a busy machine does not always keep. */
const NOT_FOUND_IN_TIME = /^Shell '.*' not found/u;

/** Calls what may fail because the machine is busy until it does not; every other failure is thrown at once. */
export const patiently = async <T>(call: () => Promise<T> | T, left = PATIENCE): Promise<T> => {
  try {
    return await call();
  } catch (error) {
    if (left <= 1 || !(error instanceof Error) || !NOT_FOUND_IN_TIME.test(error.message)) throw error;
    return patiently(call, left - 1);
  }
};

/** The library's own words for a system, as a line of shell. */
export const wrapFor = async (system: Pick<System, 'file' | 'wrap'>, order: SandboxOrder): Promise<Result<string>> => {
  const name: string = `@anthropic-ai/sandbox-runtime/dist/sandbox/${system.file}`;
  try {
    const library = z.record(z.string(), z.unknown()).parse({ ...(await import(name)) });
    const wrap = wrapping.parse(library[system.wrap]);
    return ok(await patiently(() => wrap(order)));
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 300) : String(error);
    return fail('machine.jail', `@anthropic-ai/sandbox-runtime cannot be used: ${why}`, {
      remedy: 'install Writ again',
    });
  }
};

/** The system by its name; null for one that the library is not used for. */
export const sandboxSystem = (platform: NodeJS.Platform): System | null => SYSTEMS[platform] ?? null;

/** Has a program held by sandbox-runtime. `machine.jail` where that is not installed, or not for this system. */
export const holdBySandboxRuntime: Hold = async (wanted, place) => {
  const system = sandboxSystem(process.platform);
  if (system === null) return fail('machine.jail', `sandbox-runtime is not used on ${process.platform}`);
  const { command, env } = started(wanted);
  const wrapped = await wrapFor(system, sandboxOrder(command, system, place));
  return wrapped.ok ? ok({ argv: ['/bin/sh', '-c', wrapped.value], env }) : wrapped;
};
