import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  lstatSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fail, ok, type Result } from '#failure';

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

const writeAll = (descriptor: number, bytes: Uint8Array): void => {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
};

/** A file that could not even be named cannot be removed either; the failure before it is the one to tell. */
const removeQuietly = (path: string): void => {
  try {
    rmSync(path, { force: true });
  } catch {
    // Told by whoever calls.
  }
};

/**
 * Writes a file so that after a power loss it is there whole or not at all: write, fsync, rename, fsync of the folder.
 * Fails with `machine.storage`; a failed fsync is never retried, because the kernel forgets what it could not write.
 */
export const writeDurably = (path: string, bytes: Uint8Array | string, mode = 0o644): Result<null> => {
  const temporary = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(temporary, 'wx', mode);
    try {
      writeAll(descriptor, typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    syncFolder(dirname(path));
    return ok(null);
  } catch (error) {
    removeQuietly(temporary);
    return fail('machine.storage', `${path} could not be written: ${nameOf(error)}`);
  }
};

/** The bytes of a file, or null where there is none. */
export const readIfThere = (path: string, limitBytes = 64 * 1024 * 1024): Result<Uint8Array | null> => {
  try {
    // A link is followed, as many keep their settings behind one; a pipe or device would be read for ever.
    const stat = statSync(path);
    if (!stat.isFile()) return fail('input.unreadable', `${path} is not a regular file`);
    const { size } = stat;
    if (size > limitBytes) return fail('input.too-large', `${path} holds ${size} bytes; the most is ${limitBytes}`);
    return ok(readFileSync(path));
  } catch (error) {
    const name = nameOf(error);
    return name === 'ENOENT' || name === 'ENOTDIR'
      ? ok(null)
      : fail('input.unreadable', `${path} cannot be read: ${name}`);
  }
};

/**
 * Every file below a folder, by its path with `/`. Refuses anything but regular files with one link, so that nothing
 * in a bundle stands for a file somewhere else.
 */
export const readFolder = (root: string, limitBytes = 512 * 1024 * 1024): Result<ReadonlyMap<string, Uint8Array>> => {
  const files = new Map<string, Uint8Array>();
  let total = 0;
  const visit = (folder: string): string | null => {
    for (const name of readdirSync(folder).toSorted()) {
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
    return fault === null ? ok(files) : fail('evidence.malformed', `${root}: ${fault}`);
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
