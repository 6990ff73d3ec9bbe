import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { JAIL_HOME, type Mount } from './jail-spec.ts';
import { personFolders } from './person.ts';

/** A log-in of an agent, as it was read from the person's home. It is never written anywhere but into a jail's memory. */
export type Login = {
  /** Its place below the home, which is the same in a jail: `.codex/auth.json`. */
  readonly path: string;
  readonly text: string;
  /** What in it nobody may read: every text that is long enough not to be met by chance. */
  readonly values: readonly string[];
};

/** Larger than any log-in; what is larger is something else. */
const LIMIT_BYTES = 64 * 1024;
/** Shorter texts stand in honest files by chance. */
const VALUE_LENGTH = 8;

/** Whoever names a key of theirs by mistake does not hand it over. */
const NEVER: readonly string[] = ['.ssh', '.gnupg'];

const textsIn = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return value.length >= VALUE_LENGTH ? [value] : [];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
};

/** The texts of a document; null where it is no JSON, so that nobody could say what in it is secret. */
const valuesOf = (text: string): readonly string[] | null => {
  try {
    return [...new Set(textsIn(JSON.parse(text)))];
  } catch {
    return null;
  }
};

/** The bytes of a file that is one; or what it is instead. */
const readWhole = (path: string): Buffer | string => {
  // Not to wait for somebody to write, where it is a pipe.
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    if (!fstatSync(descriptor).isFile()) return 'is not a file';
    const bytes = Buffer.alloc(LIMIT_BYTES + 1);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got)
      got = readSync(descriptor, bytes, length, bytes.length - length, null);
    return length > LIMIT_BYTES ? `holds more than ${LIMIT_BYTES / 1024} KB` : bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
};

/** Its real place below the home; or why that is none. */
const placeOf = (path: string): { readonly real: string } | string => {
  const { home, config, state } = personFolders();
  const [root, real] = [realpathSync(home), realpathSync(join(home, path))];
  const isBelow = (folder: string): boolean => real.startsWith(`${folder}/`);
  if (!isBelow(root)) return 'leads out of your home';
  const own = [config, state].flatMap((folder) => {
    try {
      return [realpathSync(folder)];
    } catch {
      return [];
    }
  });
  return [...NEVER.map((name) => join(root, name)), ...own].some(isBelow)
    ? 'lies where keys are, which are never handed over'
    : { real };
};

const systemsWord = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'ENOENT' || code === 'ENOTDIR' ? 'is not there' : `cannot be read: ${code}`;
};

const bytesAt = (path: string): Buffer | string => {
  try {
    const place = placeOf(path);
    return typeof place === 'string' ? place : readWhole(place.real);
  } catch (error) {
    return systemsWord(error);
  }
};

/**
 * Reads a log-in from the person's home, to hand a copy of it to an agent.
 *
 * @param named its place, beginning with `~/`
 * @param remedy what to type where it is not there
 * @returns `backend.ineligible` where it is missing, no file, too large, no JSON, empty of anything secret, elsewhere than
 *   in the home, or among keys
 */
export const readLogin = (named: string, remedy: string): Result<Login> => {
  const refused = (why: string): Result<never> => fail('backend.ineligible', `the log-in ${named} ${why}`, { remedy });
  const path = named.slice('~/'.length);
  const bytes = bytesAt(path);
  if (typeof bytes === 'string') return refused(bytes);
  const text = bytes.toString('utf8');
  const values = valuesOf(text);
  if (values === null) return refused('is not JSON, so that nobody could say what in it is secret');
  return values.length === 0 ? refused('holds nothing that anybody could log in with') : ok({ path, text, values });
};

/** Whether something lies where an agent keeps its log-in. */
export const isLoginThere = (named: string): boolean => typeof bytesAt(named.slice('~/'.length)) !== 'string';

/** A copy of each in the jail's own home, which the agent may renew there, and of which nothing comes back. */
export const loginMounts = (logins: readonly Login[]): readonly Mount[] =>
  logins.map(({ path, text }) => ({ kind: 'copy', to: `${JAIL_HOME}/${path}`, text }));
