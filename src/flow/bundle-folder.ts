import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fail, ok, type Result } from '#failure';
import { checkOut, openStore, removeFolder, resolveRef, treeAt, type Repository } from '#host';
import { findRuns } from '#ledger';
import { runFolder, runRef } from '#run';
import type { Project } from './project.ts';

/** A folder that holds a bundle, and how to clean up where it was made for this. */
export type BundleFolder = { readonly folder: string; readonly dispose: () => void };

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
  return ok({ folder, dispose });
};

/** The bundle of a run that is known by its whole name; null where it is not in this clone. */
export const bundleOfRun = async (repository: Repository, run: string): Promise<Result<BundleFolder | null>> => {
  const { folder, sealed } = runFolder(repository, run);
  return existsSync(sealed) ? ok({ folder, dispose: () => {} }) : fromRef(repository, run);
};

/** Finds the bundle of a run: in this clone, or under its ref where it was fetched from another. Without a name, the last run's. */
export const bundleFolder = async (project: Project, name: string | undefined): Promise<Result<BundleFolder>> => {
  const known = await findRuns(project.ledger, name ?? '');
  if (!known.ok) return known;
  const run = known.value[0] ?? name;
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
