import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  fstatSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  lstatSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { fail, ok, type Failure, type Result } from '#failure';
import { isThere } from './processes.ts';

const nameOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

const syncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Makes a folder and all above it that is missing; one that is there stays as it is. Node's own way to do so never ends
 * where the system says of a name in a folder that is there that there is no such folder, as `/proc` does. Throws what the
 * system refuses.
 *
 * @param mode of those that are made
 * @returns the first one made, or undefined
 */
export const makeFolders = (folder: string, mode = 0o777): string | undefined => {
  const missing: string[] = [];
  for (let one = resolve(folder); !existsSync(one); one = dirname(one)) missing.unshift(one);
  let first: string | undefined;
  for (const one of missing.length === 0 ? [resolve(folder)] : missing) {
    try {
      mkdirSync(one, mode);
      first ??= one;
    } catch (error) {
      // Somebody else made it meanwhile; what is there and no folder is refused.
      if (nameOf(error) !== 'EEXIST' || !statSync(one).isDirectory()) throw error;
    }
  }
  return first;
};

/** Makes a folder and all above it that is missing, so that a power loss takes none of them back. */
const makeFolder = (folder: string): void => {
  const first = makeFolders(folder);
  if (first === undefined) return;
  // A new folder is an entry of the one above it.
  for (let above = dirname(folder); above.length >= dirname(first).length; above = dirname(above)) syncFolder(above);
};

/** Bytes that are not there although the kernel said it took them; in the form of what else a system refuses. */
const lost = (path: string): Error => Object.assign(new Error('lost'), { code: 'lost bytes', syscall: 'write', path });

const writeAll = (descriptor: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;)
    written += writeSync(descriptor, bytes, written, bytes.length - written, written);
};

/**
 * Writes a new file and reads it back by an open of its own, so that a kernel which took fewer bytes than it said is
 * found out before anything rests on them. Throws what the system refuses.
 */
const writeChecked = (path: string, bytes: Uint8Array, { mode, sync }: { mode: number; sync: boolean }): void => {
  const descriptor = openSync(path, 'wx', mode);
  try {
    writeAll(descriptor, bytes);
    if (sync) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  if (!readFileSync(path).equals(bytes)) throw lost(path);
};

/** What a disk says that is failing or full; every other error is about one path, and the next one may do. */
const FAILING: readonly string[] = ['EIO', 'ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'lost bytes'];

/** Set by the first refusal of a failing disk. What is unknown then is looked at by the next process, never written over. */
let stopped: Failure | null = null;

const refuse = (path: string, error: unknown): Result<never> => {
  const name = nameOf(error);
  const failure: Failure = { code: 'machine.storage', message: `${path} could not be written: ${name}` };
  if (FAILING.includes(name)) stopped ??= failure;
  return { ok: false, failures: [failure] };
};

/** What the operating system refused, where an error says so: a failing disk is never our bug, nor is a folder that somebody deleted. Null for all else. */
export const refusedBySystem = (error: unknown): Failure | null => {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return null;
  if (error.syscall === 'uv_cwd')
    return { code: 'repository.none', message: 'this folder is gone', remedy: 'change to a folder that is there' };
  const path = 'path' in error ? ` ${String(error.path)}` : '';
  return { code: 'machine.storage', message: `${String(error.syscall)}${path} failed: ${String(error.code)}` };
};

/** A file that could not even be named cannot be removed either; the failure before it is the one to tell. */
const removeQuietly = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // Told by whoever calls.
  }
};

/** Writes a file beside the place it is meant for, has it take that place, and makes sure that it is there for good. */
const put = (
  path: string,
  { bytes, mode }: { readonly bytes: Uint8Array | string; readonly mode: number },
  takePlace: (temporary: string) => void,
): Result<null> => {
  if (stopped !== null) return { ok: false, failures: [stopped] };
  const temporary = `${path}.${process.pid}.new`;
  try {
    makeFolder(dirname(path));
    removeQuietly(temporary);
    writeChecked(temporary, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { mode, sync: true });
    takePlace(temporary);
    syncFolder(dirname(path));
    return ok(null);
  } catch (error) {
    removeQuietly(temporary);
    return refuse(path, error);
  }
};

/**
 * Writes a file so that after a power loss it is there whole or not at all: write, fsync, read back, rename, fsync of
 * the folder. Fails with `machine.storage`; a failed fsync is never retried, because the kernel forgets what it could
 * not write, and after the first error of a failing disk this process writes nothing more.
 */
export const writeDurably = (path: string, bytes: Uint8Array | string, mode = 0o644): Result<null> =>
  put(path, { bytes, mode }, (temporary) => renameSync(temporary, path));

/** Writes a file as `writeDurably` does, with just this mode: the person's umask takes nothing away from it. */
export const replaceDurably = (path: string, bytes: Uint8Array | string, mode: number): Result<null> =>
  put(path, { bytes, mode }, (temporary) => {
    chmodSync(temporary, mode);
    renameSync(temporary, path);
  });

/**
 * Writes a file that is not there yet, as `writeDurably` does, and never takes the place of another: of several who
 * begin at once, one makes it.
 *
 * @returns whether it is this one; false where something is there already, which stays as it is
 */
export const createDurably = (path: string, bytes: Uint8Array | string, mode = 0o644): Result<boolean> => {
  let created = true;
  const done = put(path, { bytes, mode }, (temporary) => {
    try {
      linkSync(temporary, path);
    } catch (error) {
      if (nameOf(error) !== 'EEXIST') throw error;
      created = false;
    }
    rmSync(temporary);
  });
  return done.ok ? ok(created) : done;
};

/** Gives a file or folder its name for good, in the folder it lies in. Fails with `machine.storage`. */
export const renameDurably = (from: string, to: string): Result<null> => {
  if (stopped !== null) return { ok: false, failures: [stopped] };
  try {
    renameSync(from, to);
    syncFolder(dirname(to));
    return ok(null);
  } catch (error) {
    return refuse(to, error);
  }
};

type FolderFiles = ReadonlyMap<string, Uint8Array>;

/** The folders that a path leads through. */
const foldersOf = (path: string): readonly string[] =>
  path.split('/').map((_, end, parts) => parts.slice(0, end).join('/'));

/**
 * Writes new files into a folder, and makes sure that they are there for good. They are synced when all are written: a
 * disk that is asked after each takes several times as long. Throws what the system refuses.
 */
const fillFolder = (folder: string, files: FolderFiles): void => {
  const open: number[] = [];
  try {
    const folders = [...new Set([...files.keys()].flatMap(foldersOf))].map((path) => join(folder, path));
    for (const one of folders) mkdirSync(one, { recursive: true });
    for (const [path, bytes] of files) {
      const descriptor = openSync(join(folder, path), 'wx', 0o644);
      open.push(descriptor);
      writeAll(descriptor, bytes);
    }
    for (const one of folders) open.push(openSync(one, 'r'));
    open.forEach((descriptor) => fsyncSync(descriptor));
  } finally {
    for (const descriptor of open) closeSync(descriptor);
  }
  for (const [path, bytes] of files) {
    const place = join(folder, path);
    if (!readFileSync(place).equals(bytes)) throw lost(place);
  }
};

/** Where a folder is written that several may write at once: of those that are gone, what they left is taken away. */
const asideOf = (folder: string): string => {
  const above = dirname(folder);
  for (const name of readdirSync(above)) {
    const [, pid] = name.startsWith(`${basename(folder)}.`) ? (/\.(\d+)\.new$/u.exec(name) ?? []) : [];
    if (pid !== undefined && !isThere(pid)) removeFolder(join(above, name));
  }
  return `${folder}.${process.pid}.new`;
};

/**
 * Writes a folder that is not there yet, from files by their paths in it, so that after a power loss it is there whole
 * or not at all: written and read back under another name, fsync of all that is in it, rename, fsync of the folder above.
 *
 * @param isShared others may be writing the same folder: none takes away what another is just writing
 */
export const writeFolderDurably = (folder: string, files: FolderFiles, isShared = false): Result<null> => {
  if (stopped !== null) return { ok: false, failures: [stopped] };
  let temporary = `${folder}.new`;
  try {
    makeFolder(dirname(folder));
    if (isShared) temporary = asideOf(folder);
    removeFolder(temporary);
    fillFolder(temporary, files);
  } catch (error) {
    return refuse(folder, error);
  }
  if (existsSync(folder)) return fail('machine.storage', `${folder} is there already`);
  return renameDurably(temporary, folder);
};

/** Writes a new file that is needed for a moment only: read back, and not synced. Throws what the system refuses. */
export const writePassing = (path: string, bytes: Uint8Array | string): void =>
  writeChecked(path, typeof bytes === 'string' ? Buffer.from(bytes) : bytes, { mode: 0o644, sync: false });

/**
 * Writes a file that may be lost at any time: whole or not at all to whoever reads it, but not durably, and for its
 * owner alone. Says whether it could be written; there is nothing to be done where it could not.
 */
export const writeForgettably = (path: string, content: string | Uint8Array): boolean => {
  if (stopped !== null) return false;
  const temporary = `${path}.${process.pid}.new`;
  try {
    makeFolders(dirname(path), 0o700);
    removeQuietly(temporary);
    writeFileSync(temporary, content, { mode: 0o600, flag: 'wx' });
    renameSync(temporary, path);
    return true;
  } catch {
    removeQuietly(temporary);
    return false;
  }
};

/** More than that is read of no file of settings. */
export const SETTINGS_LIMIT_BYTES = 1024 * 1024;

const readAll = (descriptor: number, size: number): Uint8Array => {
  // One byte more than it should hold, so that a file that grows meanwhile is read to its end all the same.
  let bytes = Buffer.allocUnsafe(size + 1);
  for (let read = 0; ;) {
    const count = readSync(descriptor, bytes, read, bytes.length - read, null);
    if (count === 0) return bytes.subarray(0, read);
    read += count;
    if (read === bytes.length) bytes = Buffer.concat([bytes], bytes.length * 2);
  }
};

/** The bytes of a file, or null where there is none. */
export const readIfThere = (path: string, limitBytes = 64 * 1024 * 1024): Result<Uint8Array | null> => {
  try {
    // A link is followed, as many keep their settings behind one; a pipe or device would be read or awaited for ever.
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(descriptor);
      if (!stat.isFile()) return fail('input.unreadable', `${path} is not a regular file`);
      const { size } = stat;
      if (size > limitBytes) return fail('input.too-large', `${path} holds ${size} bytes; the most is ${limitBytes}`);
      return ok(readAll(descriptor, size));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const name = nameOf(error);
    if (name === 'ENOENT' || name === 'ENOTDIR') return ok(null);
    // What cannot even be opened, a socket for one, is no file to read.
    if (name === 'ENXIO') return fail('input.unreadable', `${path} is not a regular file`);
    return fail('input.unreadable', `${path} cannot be read: ${name}`);
  }
};

/** A file that a process which is still there has not put in its place yet. */
const isBeingWritten = (name: string): boolean => {
  const pid = /\.(\d+)\.new$/u.exec(name)?.[1];
  return isThere(pid);
};

type Listing = { readonly files: ReadonlyMap<string, Uint8Array> } | { readonly fault: string } | 'being-written';

const listFolder = (root: string, limitBytes: number): Listing => {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  let isWritten = false;
  const visit = (folder: string): string | null => {
    const names = readdirSync(folder).toSorted();
    if (names.length === 0 && folder !== root) return `${relative(root, folder)} is an empty folder`;
    for (const name of names) {
      isWritten ||= isBeingWritten(name);
      const path = join(folder, name);
      const stat = lstatSync(path);
      const key = relative(root, path).split(sep).join('/');
      if (stat.isDirectory()) {
        const fault = visit(path);
        if (fault !== null) return fault;
      } else if (!stat.isFile() || stat.nlink !== 1) return `${key} is not a regular file of its own`;
      else {
        total += stat.size;
        if (total > limitBytes) return 'it holds more than any bundle does';
        files.set(key, readFileSync(path));
      }
    }
    return null;
  };
  try {
    const fault = visit(root);
    return isWritten ? 'being-written' : fault === null ? { files } : { fault };
  } catch (error) {
    if (isWritten) return 'being-written';
    throw error;
  }
};

const WRITTEN_WITHIN_MS = 2000;

/**
 * Every file below a folder, by its path with `/`. Refuses anything but regular files with one link, so that nothing
 * in a bundle stands for a file somewhere else, and folders that hold nothing, so that nothing is there unseen. What
 * another process is about to put there is waited for.
 */
export const readFolder = (root: string, limitBytes = 512 * 1024 * 1024): Result<ReadonlyMap<string, Uint8Array>> => {
  try {
    const until = performance.now() + WRITTEN_WITHIN_MS;
    let listing = listFolder(root, limitBytes);
    while (listing === 'being-written' && performance.now() < until) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      listing = listFolder(root, limitBytes);
    }
    if (listing === 'being-written')
      return fail('evidence.malformed', `${root}: something is still being written there`);
    return 'files' in listing ? ok(listing.files) : fail('evidence.malformed', `${root}: ${listing.fault}`);
  } catch (error) {
    return fail('input.unreadable', `${root} cannot be read: ${nameOf(error)}`);
  }
};

/** Gives the owner back what may have been taken: without it, nothing can be removed from a folder. */
const unlock = (folder: string): void => {
  chmodSync(folder, 0o700);
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) unlock(join(folder, entry.name));
};

/** Removes a folder with all it holds, folders without write permission included. */
export const removeFolder = (path: string): void => {
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  try {
    remove();
  } catch {
    unlock(path);
    remove();
  }
};
