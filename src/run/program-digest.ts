import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { parseDigest, sha256, type Digest } from '#contract';
import { fail, ok, type Result } from '#failure';
import { readIfThere, writeForgettably } from '#host';

/** Agents weigh hundreds of megabytes. */
const PIECE_BYTES = 1024 * 1024;
/** A change within the file system's own tick may leave its times as they were; some count in steps of two seconds. */
const SETTLED_MS = 3000;

type Marks = { readonly text: string; readonly bytes: number; readonly isSettled: boolean };

/** What the kernel says of a file. Nobody but root can give it a change time of their own. */
const marksOf = (path: string): Marks | null => {
  const stat = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return null;
  const { dev, ino, size, mode, mtimeNs, ctimeNs } = stat;
  const changedMs = Number(ctimeNs / 1_000_000n);
  const text = [dev, ino, size, mode, mtimeNs, ctimeNs].join(' ');
  return { text, bytes: Number(size), isSettled: Date.now() - changedMs > SETTLED_MS };
};

/** Read into one piece of memory again and again: to make a new one for each takes longer than to read it. */
const hashed = async (path: string): Promise<Result<Digest>> => {
  const [hash, piece] = [createHash('sha256'), Buffer.allocUnsafeSlow(PIECE_BYTES)];
  const file = await open(path);
  try {
    for (;;) {
      const { bytesRead } = await file.read(piece);
      if (bytesRead === 0) return parseDigest(hash.digest('hex'));
      hash.update(piece.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
};

/** What was read of a file, and what the kernel said of it then. */
type Kept = { readonly marks: string; readonly digest: Digest };
const keptSchema = z.strictObject({ path: z.string(), marks: z.string(), digest: z.string() });

/** Of a smaller file nothing is kept for other processes: to read it takes no longer. */
const KEPT_FROM_BYTES = 1024 * 1024;
const KEPT_LIMIT_BYTES = 65_536;

const placeOf = (folder: string, path: string): string => join(folder, sha256(path).slice(0, 32));

/** What another process read of it. What cannot be read, or is about another file, is nothing. */
const readKept = (folder: string, path: string): Kept | null => {
  const read = readIfThere(placeOf(folder, path), KEPT_LIMIT_BYTES);
  if (!read.ok || read.value === null) return null;
  try {
    const parsed = keptSchema.safeParse(JSON.parse(new TextDecoder().decode(read.value)));
    if (!parsed.success || parsed.data.path !== path) return null;
    const digest = parseDigest(parsed.data.digest);
    return digest.ok ? { marks: parsed.data.marks, digest: digest.value } : null;
  } catch {
    return null;
  }
};

/** Gives digests of files, and remembers them: a run asks for its program before and after. */
export const openDigests = () => {
  const known = new Map<string, Kept>();
  return async (path: string, folder: string | null = null): Promise<Result<Digest>> => {
    try {
      const before = marksOf(path);
      const isKept = folder !== null && before !== null && before.bytes >= KEPT_FROM_BYTES;
      const was = known.get(path) ?? (isKept ? readKept(folder, path) : null);
      if (before !== null && was !== null && was.marks === before.text) {
        known.set(path, was);
        return ok(was.digest);
      }
      const digest = await hashed(path);
      const isSame = before !== null && before.isSettled && marksOf(path)?.text === before.text;
      if (!digest.ok || !isSame) return digest;
      const kept: Kept = { marks: before.text, digest: digest.value };
      known.set(path, kept);
      if (isKept) writeForgettably(placeOf(folder, path), JSON.stringify({ path, ...kept }));
      return digest;
    } catch (error) {
      const says = error instanceof Error ? error.message : String(error);
      return fail('machine.program', `${path} cannot be read: ${says}`);
    }
  };
};

/**
 * The digest of a file. It is read once, and again where the kernel does not say that it is what was read then. Fails
 * with `machine.program` where it cannot be read.
 *
 * @param folder where what was read of large files is kept for later processes: whoever may write there holds the harness's key
 */
export const digestOfFile = openDigests();
