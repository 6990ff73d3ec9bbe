import { fail, ok, type Result } from '#failure';
import { commitNamed, openStore } from '#host';
import { specsAt } from '#run';
import { isNumbered, type Anchor } from '#spec';
import type { Project } from './project.ts';

const FOLDERS = /(?:^|\/)(?:decisions|adrs?|adr-log|architecture-decisions)\/|questions\.md$|assumptions/iu;

/**
 * The decisions, questions and assumptions of a commit: what `brokenLaws` holds those of a checkout against. Fails with
 * `usage.unknown` where there is no such commit: against nothing, everything holds.
 */
export const numberedAt = async ({ repository }: Project, base: string): Promise<Result<readonly Anchor[]>> => {
  const [commit, store] = await Promise.all([commitNamed(repository, base), openStore(repository)]);
  if (!commit.ok) return commit;
  if (commit.value === null)
    return fail('usage.unknown', `there is no commit ${base}`, { remedy: 'writ spec validate main' });
  if (!store.ok) return store;
  const before = await specsAt(store.value, commit.value, (path) => FOLDERS.test(path));
  return before.ok ? ok(before.value.anchors.filter(isNumbered)) : before;
};
