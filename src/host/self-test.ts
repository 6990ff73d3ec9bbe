import { existsSync, mkdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { randomHex } from './clock.ts';
import { refusedBySystem } from './files.ts';
import type { JailEnd, JailKind, Mount } from './jail-spec.ts';
import { packageFile } from './package-file.ts';
import { personFolders } from './person.ts';

/** What a jail was tried out with, from inside, before anything else ran in it. Every attempt failed, or it is not given. */
export type Tried = readonly string[];

/** A jail that is tried out by its own first program, which then becomes the one that is wanted. */
export type SelfTest = {
  readonly mounts: readonly Mount[];
  /** The command line that tries the jail out and goes on with another one. */
  readonly before: (argv: readonly string[]) => readonly [string, ...string[]];
};

const PROBE_FILE = '/writ/probe.sh';

const NAMESPACES = ['ipc', 'mnt', 'net', 'pid', 'user', 'uts'] as const;

/** The namespaces of this process. The jail may share none of them. */
const ownNamespaces = (): string => NAMESPACES.map((name) => readlinkSync(`/proc/self/ns/${name}`)).join(' ');

/** What each jail is tried out with, and what that has to know of this machine. */
const PROBES: Record<Exclude<JailKind, 'none'>, { readonly file: string; readonly knows: () => string }> = {
  bubblewrap: { file: 'src/host/in-jail/probe.sh', knows: ownNamespaces },
  'sandbox-runtime': { file: 'src/host/in-jail/probe-places.sh', knows: () => String(process.pid) },
};

/** A path that is there, or nothing: to fail to reach what is not there proves nothing. */
const ifThere = (path: string | undefined): string =>
  path !== undefined && path !== '' && existsSync(path) ? path : '';

/**
 * Prepares to try out a jail.
 *
 * @param canary where a file is made that the jail must neither read nor write
 * @param jail by what it is made
 * @returns `machine.storage` where that cannot be made
 */
export const prepareSelfTest = (canary: string, jail: Exclude<JailKind, 'none'> = 'bubblewrap'): Result<SelfTest> => {
  try {
    mkdirSync(dirname(canary), { recursive: true });
    writeFileSync(canary, randomHex(16));
  } catch (error) {
    const refused = refusedBySystem(error);
    if (refused === null) throw error;
    return { ok: false, failures: [refused] };
  }
  const keys = ifThere(join(personFolders().home, '.ssh'));
  const agent = ifThere(process.env['SSH_AUTH_SOCK']);
  const { file, knows } = PROBES[jail];
  const text = readFileSync(packageFile(file), 'utf8');
  return ok({
    mounts: [{ kind: 'file', to: PROBE_FILE, text }],
    before: (argv) => ['/bin/sh', PROBE_FILE, canary, keys, agent, knows(), ...argv],
  });
};

const LINE = /^writ-probe tried((?: [a-z-]+)+); open((?: [a-z-]+)*)$/u;

const wordsOf = (text: string | undefined): readonly string[] => (text ?? '').split(' ').filter(Boolean);

/** What the first line of a stderr says of the jail, and what is left of that stderr; null where it says nothing. */
const toldIn = (stderr: Uint8Array) => {
  const text = Buffer.from(stderr.buffer, stderr.byteOffset, stderr.byteLength);
  const end = text.indexOf('\n');
  const told = end === -1 ? null : LINE.exec(text.subarray(0, end).toString('utf8'));
  return told === null
    ? null
    : { tried: wordsOf(told[1]), open: wordsOf(told[2]), rest: new Uint8Array(text.subarray(end + 1)) };
};

/**
 * What came of trying out a jail, and how what ran in it ended without that. Only the first line counts: it was written
 * before anything else could be. Fails with `jail.open` where an attempt succeeded, or where nothing says that one was made.
 *
 * @param isAborted whether it was ended from out here, because somebody wanted that
 */
export const selfTestIn = (
  end: JailEnd,
  isAborted = false,
): Result<{ readonly tried: Tried; readonly end: JailEnd }> => {
  const told = toldIn(end.stderr);
  if (told === null) {
    // Who was ended from outside may have been so before it could say anything; nothing that it did counts either. A
    // signal alone excuses nobody: who is done is often ended by one, and what it did counts.
    return end.timedOut || end.limit !== null || isAborted
      ? ok({ tried: [], end })
      : fail('jail.open', 'the jail was not tried out, so nothing is known of it');
  }
  return told.open.length === 0
    ? ok({ tried: told.tried, end: { ...end, stderr: told.rest } })
    : fail('jail.open', `from inside the jail this can be done: ${told.open.join(', ')}`);
};

/** What was tried, by the beginning of a stderr as it is heard; null where it does not begin with that. */
export const triedIn = (stderr: Uint8Array): Tried | null => {
  const told = toldIn(stderr);
  return told === null || told.open.length > 0 ? null : told.tried;
};
