/**
 * `writ run` is built as scripts, and started with what V8 made of it in the runs before. Node itself keeps what V8
 * makes of a file as it is loaded; but of a function V8 makes nothing before it is called. Here it is kept when a run has
 * ended, so that the next one finds all that it calls (decision 033). It is two scripts: the first is what a run begins git
 * with, and asks for the rest once git has begun.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { basename, dirname, join } from 'node:path';
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

const isFunction = (value: unknown): value is (...given: readonly unknown[]) => unknown => typeof value === 'function';

/** One script of the build, after it ran. */
type LoadedScript = {
  readonly exports: Readonly<Record<string, unknown>>;
  /** Whether what is kept of it needs no other. */
  readonly isKept: boolean;
  readonly keep: (isWhole: boolean) => void;
};

/** Runs a script of the build, of which V8 may know more than its text. */
const loadScript = (file: string, folder: string | null, require: (name: string) => unknown): LoadedScript => {
  const name = `${basename(file, '.cjs')}-${process.version}-${process.arch}`;
  const path = folder === null ? null : join(folder, name);
  const kept = path === null ? null : readKept(path, file);
  // Built as one function and in ASCII, so that V8 holds this very text, a byte a letter, and no other beside it.
  const script = new Script(readFileSync(file, 'latin1'), {
    filename: file,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    ...(kept !== null && { cachedData: kept.code }),
  });
  const isTaken = kept !== null && script.cachedDataRejected !== true;
  const exports: Record<string, unknown> = {};
  const body: unknown = script.runInThisContext();
  if (isFunction(body)) body(exports, require, file, dirname(file));
  return {
    exports,
    isKept: path === null || (isTaken && kept.isWhole),
    keep: (isWhole) => {
      if (path !== null && (isWhole || !isTaken)) writeKept(path, file, { isWhole, code: script.createCachedData() });
    },
  };
};

const OUR_BUG = 70;

/**
 * Loads the build of `writ run`, and what V8 made of it before.
 *
 * @param file the path of its first script; those it asks for lie beside it
 * @param folder where what V8 made of them is kept; null: nowhere
 */
export const loadKeptRun = (file: string, folder: string | null): KeptRun => {
  const unkept: LoadedScript[] = [];
  let others: NodeJS.Require | null = null;
  const load = (path: string): LoadedScript['exports'] => {
    // V8 looks whether it made this with the settings it has, and by those it made what is kept.
    if (unkept.length > 0) letForget(true);
    const script = loadScript(path, folder, require);
    if (!script.isKept) unkept.push(script);
    if (unkept.length > 0) letForget(false);
    return script.exports;
  };
  /** Node's own modules at once, the build's own scripts as they are kept, and all else as Node finds it. */
  const require = (name: string): unknown => {
    if (isBuiltin(name)) return process.getBuiltinModule(name);
    return name.startsWith('./') ? load(join(dirname(file), name)) : (others ??= createRequire(file))(name);
  };
  const { runMain } = load(file);
  return {
    run: async (args, version) => {
      const code = isFunction(runMain) ? await runMain(args, version) : OUR_BUG;
      return typeof code === 'number' ? code : OUR_BUG;
    },
    keep: (isWhole) => {
      if (unkept.length === 0) return;
      letForget(true);
      for (const script of unkept) script.keep(isWhole);
    },
  };
};
