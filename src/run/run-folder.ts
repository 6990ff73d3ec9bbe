import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { SealedFiles } from '#evidence';
import { fail, ok, type Result } from '#failure';
import {
  bringCommit,
  commitFiles,
  inQuarantine,
  isThere,
  openStore,
  randomHex,
  readFolder,
  readIfThere,
  refusedBySystem,
  removeFolder,
  renameDurably,
  resolveRef,
  swapRef,
  writeDurably,
  writeFolderDurably,
  type Repository,
} from '#host';

import {
  afterFile,
  below,
  carriedIn,
  decisionFile,
  decisionsIn,
  verdictsIn,
  waivedFiles,
  type AfterFolder,
  type VerdictChain,
  type WaivedLink,
} from './after-files.ts';

/** Where a bundle lies. */
export type BundlePaths = { readonly folder: string; readonly sealed: string; readonly after: string };

export const bundlePaths = (folder: string): BundlePaths => ({
  folder,
  sealed: join(folder, 'sealed'),
  after: join(folder, 'after'),
});
/** The folder of a run's bundle in a repository. */
export const runFolder = (repository: Repository, run: string): BundlePaths =>
  bundlePaths(join(repository.writ, 'runs', run));

/** A name for a run: short enough to type, random enough never to meet another. */
export const newRunId = (): string => `R-${randomHex(5)}`;

/** Writes the sealed files so that the folder `sealed` is there whole or not at all. */
export const writeSealed = (paths: BundlePaths, files: SealedFiles): Result<null> =>
  writeFolderDurably(paths.sealed, files);

/** The sealed files of a bundle, as they lie on the disk. */
export const readSealed = (paths: BundlePaths): Result<SealedFiles> =>
  existsSync(paths.sealed)
    ? readFolder(paths.sealed)
    : fail('evidence.incomplete', `there is no bundle in ${paths.folder}`);

/** Writes one link of the chain. */
export const writeAfter = (paths: BundlePaths, name: keyof typeof afterFile, envelope: string): Result<null> =>
  writeDurably(join(paths.after, afterFile[name]), envelope);

/** One link of the chain, or null where it is not there yet. A verdict over thousands of tests is long, and is read all the same. */
export const readAfter = (paths: BundlePaths, name: keyof typeof afterFile): Result<Uint8Array | null> =>
  readIfThere(join(paths.after, afterFile[name]));

/** Writes the decisions about a run, in the order in which they were signed. */
export const writeDecisions = (paths: BundlePaths, envelopes: readonly Uint8Array[]): Result<null> => {
  for (const [index, envelope] of envelopes.entries()) {
    const written = writeDurably(join(paths.after, decisionFile(index)), envelope);
    if (!written.ok) return written;
  }
  return ok(null);
};

/** Writes a waiver and the verdict that came of it, the `number`th (from 1) of their run. */
export const writeWaived = (paths: BundlePaths, number: number, link: WaivedLink): Result<null> => {
  const files = waivedFiles(number);
  const written = writeDurably(join(paths.after, files.waiver), link.waiver);
  return written.ok ? writeDurably(join(paths.after, files.verdict), link.verdict) : written;
};

const readAfterFolder = ({ after }: BundlePaths): Result<AfterFolder> =>
  existsSync(after) ? readFolder(after) : ok(new Map<string, Uint8Array>());

/** The decisions beside a bundle, in order, as `decisionsIn` tells them. */
export const readDecisionFiles = (paths: BundlePaths): Result<readonly Uint8Array[]> => {
  const files = readAfterFolder(paths);
  return files.ok ? decisionsIn(files.value) : files;
};

/** The verdicts over a run, as `verdictsIn` tells them. */
export const readVerdicts = (paths: BundlePaths): Result<VerdictChain | null> => {
  const files = readAfterFolder(paths);
  return files.ok ? verdictsIn(files.value) : files;
};

/** A bundle as it lies on the disk: what was sealed, and what stands beside it, both by path. */
export type BundleFiles = { readonly sealed: SealedFiles; readonly after: AfterFolder };

/** The files of a patch that was carried over to a moved target, by their paths below `after/carried/`; null where there are none. */
export const readCarriedFiles = (paths: BundlePaths): Result<SealedFiles | null> => {
  const files = readAfterFolder(paths);
  return files.ok ? ok(carriedIn(files.value)) : files;
};

/** Where a carrying lies until it is known that it passed, for whoever wants to look at its checks. */
export const carryingFolder = (repository: Repository, run: string): string => join(repository.writ, 'carried', run);

/** Lays the files of a carrying down, in place of one before it. */
export const layCarried = (repository: Repository, run: string, files: SealedFiles): Result<null> => {
  const place = carryingFolder(repository, run);
  removeFolder(place);
  for (const [path, bytes] of files) {
    const written = writeDurably(join(place, path), bytes);
    if (!written.ok) return written;
  }
  return ok(null);
};

/** Puts a carrying that was laid down beside the bundle, whole or not at all, in place of one before it. */
export const keepCarried = (repository: Repository, run: string): Result<null> => {
  const paths = runFolder(repository, run);
  removeCarried(paths);
  return renameDurably(carryingFolder(repository, run), join(paths.after, 'carried'));
};

/** Removes what was carried over to where the target stands no more. */
export const removeCarried = ({ after }: BundlePaths): void => removeFolder(join(after, 'carried'));

/** Reads a whole bundle. Whatever is in its folder beside `sealed/` and `after/` is refused: `evidence.malformed`. */
export const readBundle = ({ folder }: BundlePaths): Result<BundleFiles> => {
  const files = readFolder(folder);
  if (!files.ok) return files;
  const extra = [...files.value.keys()].find((path) => !/^(sealed|after)\//u.test(path));
  return extra === undefined
    ? ok({ sealed: below(files.value, 'sealed/'), after: below(files.value, 'after/') })
    : fail('evidence.malformed', `${folder}: ${extra} is beside sealed/ and after/`);
};

/** Removes what a process that is gone left half written beside a bundle. */
export const removeLeftAfter = ({ after }: BundlePaths): void => {
  for (const name of existsSync(after) ? readdirSync(after) : []) {
    const pid = /\.(\d+)\.new$/u.exec(name)?.[1];
    if (pid !== undefined && !isThere(pid)) removeFolder(join(after, name));
  }
};

/** The ref under which a run can be pushed and fetched with plain git. */
export const runRef = (run: string): string => `refs/writ/runs/${run}`;

/** The result tree, its base and when; `isFirst`: nothing kept it before. */
type KeptFacts = {
  readonly tree: string;
  readonly base: string;
  readonly at: string;
  readonly isFirst?: boolean;
};

const keepOnce = async (repository: Repository, run: string, facts: KeptFacts): Promise<Result<string>> => {
  const store = await openStore(repository);
  if (!store.ok) return store;
  const paths = runFolder(repository, run);
  const sealed = readSealed(paths);
  if (!sealed.ok) return sealed;
  const after = readAfterFolder(paths);
  if (!after.ok) return after;
  const files = new Map([
    ...[...sealed.value].map(([path, bytes]) => [`sealed/${path}`, bytes] as const),
    ...[...after.value].map(([path, bytes]) => [`after/${path}`, bytes] as const),
  ]);
  const old = facts.isFirst === true ? ok(null) : await resolveRef(repository, runRef(run));
  if (!old.ok) return old;
  const parents = old.value === null ? [facts.base] : [old.value];
  const bring = (trees: Readonly<Record<string, string>>): Promise<Result<string>> =>
    // By way of a store that forgets: all of it is in the person's repository then, or nothing.
    inQuarantine(store.value, async (scratch) => {
      const about = { message: `writ run ${run}\n`, name: 'writ', email: 'writ@localhost', at: facts.at };
      const made = await commitFiles(scratch, runRef(run), { files, trees, parents, ...about });
      if (!made.ok) return made;
      const brought = await bringCommit(repository, scratch, made.value, parents);
      return brought.ok ? made : brought;
    });
  // A result that git itself calls harmful never enters the person's repository; the evidence about it must.
  const whole = await bring({ result: facts.tree });
  const commit = whole.ok || whole.failures[0].code !== 'file.hygiene' ? whole : await bring({});
  if (!commit.ok) return commit;
  const moved = await swapRef(repository, {
    ref: runRef(run),
    next: commit.value,
    old: old.value ?? '0'.repeat(40),
    reason: 'writ',
  });
  if (!moved.ok) return moved;
  return moved.value ? ok(commit.value) : fail('ledger.conflict', `another process wrote ${runRef(run)}`);
};

/** So often others may keep the same run meanwhile: each does it once. */
const TRIES = 5;

/**
 * Keeps a run's bundle, its chain and its result tree as a commit under `refs/writ/runs/`, so that git carries them
 * between clones and never collects them. A decision and the landing it allows may be kept at once: who comes later reads
 * what both have written, and keeps that.
 *
 * @param facts `isFirst`: nothing kept it before. Should something have, that stays, and this fails.
 */
export const keepRunRef = async (
  repository: Repository,
  run: string,
  facts: KeptFacts,
  tries = TRIES,
): Promise<Result<string>> => {
  const kept = await keepOnce(repository, run, facts).catch((error: unknown): Result<string> => {
    const refused = refusedBySystem(error);
    if (refused === null) throw error;
    return { ok: false, failures: [refused] };
  });
  const again = !kept.ok && kept.failures[0].code === 'ledger.conflict' && facts.isFirst !== true && tries > 1;
  return again ? keepRunRef(repository, run, facts, tries - 1) : kept;
};
