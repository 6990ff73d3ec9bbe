/**
 * `writ run` is built as one file, and started with what V8 made of it in the runs before. Node itself keeps what V8
 * makes of a file as it is loaded; but of a function V8 makes nothing before it is called. Here it is kept when a run has
 * ended, so that the next one finds all that it calls (decision 033).
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { constants, Script } from 'node:vm';

/** `writ run` as it was built, and how what V8 made of it is kept once it has ended. */
export type KeptRun = {
  readonly run: (args: readonly string[], version: string) => Promise<number>;
  /** @param isWhole whether it went all its way: what a refused one called is kept only until one does */
  readonly keep: (isWhole: boolean) => void;
};

const DIGEST_BYTES = 20;
const WHOLE = 1;

type Kept = { readonly isWhole: boolean; readonly code: Buffer };

/** Of what is kept, and of what the kernel says of the script: whatever is written into that gets a new change time. */
const digestOf = (file: string, rest: Buffer): Buffer => {
  const { size, mtimeMs, ctimeMs, ino } = statSync(file);
  return createHash('sha1').update(`${size} ${mtimeMs} ${ctimeMs} ${ino}\n`).update(rest).digest();
};

/** V8 believes what it is given: so it is given nothing that was damaged, or made of another text. */
const readKept = (path: string, file: string): Kept | null => {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    return null;
  }
  const [digest, rest] = [bytes.subarray(0, DIGEST_BYTES), bytes.subarray(DIGEST_BYTES)];
  return rest.length > 1 && digest.equals(digestOf(file, rest))
    ? { isWhole: rest[0] === WHOLE, code: rest.subarray(1) }
    : null;
};

/** Whole or not at all. Where nothing may be written, the next start takes as long as this one. */
const writeKept = (path: string, file: string, { isWhole, code }: Kept): void => {
  const rest = Buffer.concat([Buffer.of(isWhole ? WHOLE : 0), code]);
  const begun = `${path}.${process.pid}.new`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(begun, Buffer.concat([digestOf(file, rest), rest]));
    renameSync(begun, path);
  } catch {
    // Nothing of a command depends on it.
  }
};

/**
 * Whether V8 may forget what it made of functions that were not called lately. It does so as it gives back memory, and
 * of a build that is one function it forgets that one first: then the next start would read all of the text again. What
 * is kept is kept for the settings that V8 has as it is made; so this is what it was, by then.
 */
const letForget = (may: boolean): void => setFlagsFromString(may ? '--flush-bytecode' : '--no-flush-bytecode');

/** What the text is given: node's own modules at once, and all else as Node finds it. */
const requireFrom = (file: string) => {
  let others: NodeJS.Require | null = null;
  return (name: string): unknown =>
    isBuiltin(name) ? process.getBuiltinModule(name) : (others ??= createRequire(file))(name);
};

const isFunction = (value: unknown): value is (...given: readonly unknown[]) => unknown => typeof value === 'function';

const OUR_BUG = 70;

/**
 * Loads the build of `writ run`, and what V8 made of it before.
 *
 * @param file its path
 * @param folder where what V8 made of it is kept; null: nowhere
 */
export const loadKeptRun = (file: string, folder: string | null): KeptRun => {
  // V8 itself looks whether it made this, with the settings it has now.
  const path = folder === null ? null : join(folder, `run-${process.version}-${process.arch}`);
  const kept = path === null ? null : readKept(path, file);
  // Built as one function and in ASCII, so that V8 holds this very text, a byte a letter, and no other beside it.
  const script = new Script(readFileSync(file, 'utf8'), {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(kept !== null && { cachedData: kept.code }),
  });
  const isTaken = kept !== null && script.cachedDataRejected !== true;
  const isKept = path === null || (isTaken && kept.isWhole);
  if (!isKept) letForget(false);
  const exports: Record<string, unknown> = {};
  const body: unknown = script.runInThisContext();
  if (isFunction(body)) body(exports, requireFrom(file), file, dirname(file));
  const { runMain } = exports;
  return {
    run: async (args, version) => {
      const code = isFunction(runMain) ? await runMain(args, version) : OUR_BUG;
      return typeof code === 'number' ? code : OUR_BUG;
    },
    keep: (isWhole) => {
      if (isKept) return;
      letForget(true);
      if (isTaken && !isWhole) return;
      writeKept(path, file, { isWhole, code: script.createCachedData() });
    },
  };
};
