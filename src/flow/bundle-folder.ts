import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFreshness } from '#evidence';
import { fail, ok, type Result } from '#failure';
import { checkOut, openStore, readIfThere, removeFolder, resolveRef, treeAt, type Repository } from '#host';
import { findRuns } from '#ledger';
import { runFolder, runRef } from '#run';
import { namedRun } from './named-run.ts';
import type { Project } from './project.ts';

const FRESHNESS_FILE = 'freshness.json';

/** A folder that holds a bundle, and how to clean up where it was made for this. */
export type BundleFolder = {
  readonly run: string;
  readonly folder: string;
  /** It was taken out of the ref of its run, since there is none in the folder of runs. */
  readonly isFetched: boolean;
  readonly dispose: () => void;
};

/** Checks a run that was fetched with plain git out of its ref. */
const fromRef = async (repository: Repository, run: string): Promise<Result<BundleFolder | null>> => {
  const commit = await resolveRef(repository, runRef(run));
  if (!commit.ok) return commit;
  if (commit.value === null) return ok(null);
  const store = await openStore(repository);
  if (!store.ok) return store;
  const folder = mkdtempSync(join(tmpdir(), 'writ-bundle-'));
  const dispose = (): void => removeFolder(folder);
  // The commit holds the result as well, which is no part of the bundle and may be large.
  for (const part of ['sealed', 'after']) {
    const tree = await treeAt(store.value, commit.value, part);
    const written = tree.ok && tree.value !== null ? await checkOut(store.value, tree.value, join(folder, part)) : tree;
    if (written.ok) continue;
    dispose();
    return written;
  }
  return ok({ run, folder, isFetched: true, dispose });
};

/** In bytes. It holds settings and digests, and the texts of those who are trusted. */
const FRESHNESS_MOST = 16 * 1024 * 1024;

/**
 * Whoever may push refs, or write into this clone, can put the bundle of one run in the place of another's: it verifies,
 * and says nothing of the run that was asked about. What cannot be read here whoever verifies it refuses.
 */
const refuseAnothers = (folder: string, run: string): Result<null> => {
  const bytes = readIfThere(join(folder, 'sealed', FRESHNESS_FILE), FRESHNESS_MOST);
  if (!bytes.ok || bytes.value === null) return ok(null);
  const told = readFreshness(new Map([[FRESHNESS_FILE, bytes.value]]));
  return !told.ok || told.value.run === run
    ? ok(null)
    : fail('evidence.stale', `what lies here as ${run} is the bundle of ${told.value.run}`, {
        remedy: `fetch it from where it was made: git fetch REMOTE '+${runRef(run)}:${runRef(run)}'`,
      });
};

/** The bundle of a run that is known by its whole name; null where it is not in this clone. Refuses that of another run. */
export const bundleOfRun = async (repository: Repository, run: string): Promise<Result<BundleFolder | null>> => {
  const { folder, sealed } = runFolder(repository, run);
  const found = existsSync(sealed)
    ? ok({ run, folder, isFetched: false, dispose: () => {} })
    : await fromRef(repository, run);
  if (!found.ok || found.value === null) return found;
  const own = refuseAnothers(found.value.folder, run);
  if (own.ok) return found;
  found.value.dispose();
  return own;
};

/** Finds the bundle of a run: in this clone, or under its ref where it was fetched from another. Without a name, the last run's. */
export const bundleFolder = async (project: Project, name: string | undefined): Promise<Result<BundleFolder>> => {
  const known = await findRuns(project.ledger, name ?? '');
  if (!known.ok) return known;
  const named = namedRun(known.value, name);
  if (!named.ok) return named;
  const run = named.value ?? name;
  if (run === undefined) return fail('usage.unknown', 'there is no run yet', { remedy: 'writ board' });
  const found = await bundleOfRun(project.repository, run);
  if (!found.ok) return found;
  if (found.value !== null) return ok(found.value);
  if (known.value.includes(run))
    return fail('run.unfinished', `run ${run} ended without evidence`, { remedy: `writ log --run ${run}` });
  return fail('usage.unknown', `there is no run ${run} here`, {
    remedy: "git fetch REMOTE 'refs/writ/runs/*:refs/writ/runs/*'",
  });
};
