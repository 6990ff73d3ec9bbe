/** Between a folder and a tree object, both ways, by the harness's own git folder and an index of its own. */
import { linkSync, mkdirSync, mkdtempSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { writeChanged, type CheckoutPlace } from './changed-files.ts';
import { removeFolder, writePassing } from './files.ts';
import { git, gitLine, gitScript } from './git.ts';
import type { HarnessStore } from './objects.ts';
import { isUntouched } from './touched.ts';

/** Lends an index of its own, which is gone afterwards. */
export const withIndex = async <T>(
  store: HarnessStore,
  use: (indexFile: string) => Promise<Result<T>>,
): Promise<Result<T>> => {
  const folder = mkdtempSync(join(store.gitDir, 'index-'));
  try {
    return await use(join(folder, 'index'));
  } finally {
    removeFolder(folder);
  }
};

const HOUR_S = 3600;

/** Gives an index a later time, so that git believes it: all that may not be believed must be out of it. */
const makeLater = (indexFile: string): void => {
  const later = Date.now() / 1000 + HOUR_S;
  utimesSync(indexFile, later, later);
};

/** With this number the script below ends where git cannot take a path. */
const UNTAKEN = 99;
/** Takes paths into the index and makes a tree of it. git writes the index anew: `$1` has the time it is to have then, or is empty. */
const TAKE = `later=$1
shift
git add --all --force -- "$@" || exit ${UNTAKEN}
[ -z "$later" ] || touch -r "$later" -- "$GIT_INDEX_FILE" || exit
exec git write-tree`;

/**
 * An index that git wrote before anybody worked, and the paths that differ from it since. What git remembers of those
 * is not in it any more.
 */
export type KnownChanges = { readonly index: Uint8Array; readonly paths: readonly string[] };

/**
 * Captures a work tree as a tree object, with an index of our own: what the agent told its own index to overlook is
 * seen, ignored files are taken, and its `.git` is never read.
 *
 * @param leaveOut paths that are mounted into the work tree and not part of it
 * @param known what changed, where that is known: all else is then not read again. Without it the index starts empty.
 */
export const captureTree = (
  store: HarnessStore,
  workTree: string,
  leaveOut: readonly string[],
  known: KnownChanges | null = null,
): Promise<Result<string>> =>
  withIndex(store, async (indexFile) => {
    if (known !== null) writePassing(indexFile, known.index);
    const call = { gitDir: store.gitDir, workTree, indexFile, cwd: workTree, config: 'harness' } as const;
    const excluded = leaveOut.map((path) => `:(exclude,top,literal)${path}`);
    const what = known === null ? ['.', ...excluded] : known.paths.map((path) => `:(top,literal)${path}`);
    const later = known === null ? '' : `${indexFile}-later`;
    if (known !== null) {
      // git reads again each file of the second in which its index was written. That none of these was touched is known.
      makeLater(indexFile);
      linkSync(indexFile, later);
    }
    if (what.length === 0) return gitLine(['write-tree'], call);
    const taken = await gitScript(TAKE, [later, ...what], call);
    if (!taken.ok) return taken;
    const { exitCode, stdout, stderr } = taken.value;
    if (exitCode === 0) return ok(new TextDecoder().decode(stdout).trim());
    if (exitCode !== UNTAKEN) return fail('machine.storage', `git write-tree failed: ${stderr.trim().slice(0, 500)}`);
    // What cannot be taken path by path, such as a folder that became a link, may well be taken as a whole.
    if (known !== null) return captureTree(store, workTree, leaveOut);
    return fail('file.hygiene', `the result cannot be captured: ${stderr.trim().split('\n')[0] ?? ''}`);
  });

/** A folder that a tree is being written into: the bytes as they are, no attribute and no filter has a say. */
export type Checkout = {
  /** Waits until the tree begun with is written. False: it could not be. */
  readonly begun: Promise<boolean>;
  /**
   * Waits until the folder holds a tree and nothing else. It may be another tree than the one begun with. Whether
   * somebody was in the folder meanwhile is looked at, and then it is made anew. To ask for the same tree twice is to
   * wait for the same.
   */
  readonly finish: (tree: string) => Promise<Result<null>>;
  /** Begins that look, where whoever might have been in the folder is gone by now. */
  readonly look: () => void;
  /** Says that nobody could have been in the folder: whoever worked meanwhile was held where it is not. */
  readonly trust: () => void;
  /** The same for a folder that nobody has been given yet. */
  readonly turnInto: (tree: string) => Promise<Result<null>>;
  /** Ends the writing, where it is still going on. What was written so far stays. */
  readonly stop: () => Promise<void>;
};

/**
 * Whether nothing in a folder was touched since git wrote the index, which it does last. The clock of files ticks
 * slowly; what changed in the tick of that moment counts.
 */
const isAsWritten = async ({ folder, indexFile }: CheckoutPlace): Promise<boolean> => {
  const index = statSync(indexFile, { bigint: true, throwIfNoEntry: false });
  return index !== undefined && isUntouched(folder, index.mtimeNs - 1n);
};

/**
 * Begins to write a tree into a folder. What is written before the tree to come is known saves the time when it is:
 * `finish` then writes the difference alone, if nobody touched what lies there, and else all of it anew.
 */
export const beginCheckout = (store: HarnessStore, place: CheckoutPlace, first: string): Checkout => {
  const { folder, indexFile } = place;
  const call = { gitDir: store.gitDir, workTree: folder, indexFile, cwd: folder, config: 'harness' } as const;
  const unwanted = new AbortController();
  const write = (tree: string): Promise<Result<Uint8Array>> => {
    mkdirSync(folder, { recursive: true });
    return git(['read-tree', '--reset', '-u', tree], { ...call, signal: unwanted.signal });
  };
  const writing = write(first);
  const change = async (tree: string): Promise<boolean> =>
    tree === first || (await git(['read-tree', '-m', '-u', first, tree], call)).ok;
  const anew = async (tree: string): Promise<Result<null>> => {
    removeFolder(folder);
    removeFolder(indexFile);
    const written = await write(tree);
    return written.ok ? ok(null) : written;
  };
  const begun = writing.then(({ ok: isWritten }) => isWritten);
  let looking: Promise<boolean> | null = null;
  const look = (): Promise<boolean> => (looking ??= begun.then((isWritten) => isWritten && isAsWritten(place)));
  const settle = async (tree: string): Promise<Result<null>> => {
    if (!(await look())) return anew(tree);
    if (tree === first || (await writeChanged(store, place, { from: first, to: tree }))) return ok(null);
    // git reads again each file of the second in which its index was written. That none was touched is known already.
    makeLater(indexFile);
    return (await change(tree)) ? ok(null) : anew(tree);
  };
  let settling: { readonly tree: string; readonly done: Promise<Result<null>> } | null = null;
  return {
    begun,
    look: () => void look(),
    trust: () => void (looking ??= begun),
    finish: (tree) => {
      if (settling?.tree !== tree)
        settling = { tree, done: settling === null ? settle(tree) : settling.done.then(() => anew(tree)) };
      return settling.done;
    },
    turnInto: async (tree) => ((await begun) && (await change(tree)) ? ok(null) : anew(tree)),
    stop: async () => {
      unwanted.abort();
      await Promise.allSettled([writing, settling?.done]);
    },
  };
};

/** Writes a tree into a folder that is empty or not there. */
export const checkOut = (store: HarnessStore, tree: string, folder: string): Promise<Result<null>> =>
  withIndex(store, (indexFile) => beginCheckout(store, { folder, indexFile }, tree).turnInto(tree));
