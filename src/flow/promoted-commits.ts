import { canonicalJson } from '#contract';
import { fail, ok, type Result } from '#failure';
import { changedPaths, commitsBetween, openStore, type CommitLine, type HarnessStore } from '#host';
import { landingsOn, type RecordedLanding } from '#ledger';
import type { Promotion } from '#signoff';
import type { Project } from './project.ts';

type Commits = Promotion['commits'];
/** What is asked: which branch the commits are on, from where to where, and for which of them a signer answers. */
export type Way = {
  readonly ref: string;
  readonly from: string;
  readonly old: string;
  readonly commit: string;
  readonly vouched: readonly string[];
};

/**
 * The run a merge belongs to, whoever made it: it must change on its main line exactly what the landed commit changes,
 * and nothing of its own beside that.
 */
const runMergedBy = async (
  store: HarnessStore,
  { commit, parents: [first, second, third] }: CommitLine,
  landings: readonly RecordedLanding[],
): Promise<Result<string | null>> => {
  if (first === undefined || second === undefined || third !== undefined) return ok(null);
  const landing = landings.find((one) => one.commit === second);
  if (landing === undefined) return ok(null);
  const [merged, own] = [await changedPaths(store, first, commit), await changedPaths(store, `${second}~1`, second)];
  if (!merged.ok) return merged;
  if (!own.ok) return own;
  return ok(canonicalJson(merged.value) === canonicalJson(own.value) ? landing.run : null);
};

/**
 * Every commit a promotion would bring, with the run whose landing accounts for it. Fails with `promote.unaccounted`,
 * naming those that none does and nobody vouches for.
 */
export const promotedCommits = async (project: Project, way: Way): Promise<Result<Commits>> => {
  const { ref, from, old, commit, vouched } = way;
  const store = await openStore(project.repository);
  if (!store.ok) return store;
  const lines = await commitsBetween(store.value, old, commit);
  if (!lines.ok) return lines;
  const landings = await landingsOn(project.ledger, from);
  if (!landings.ok) return landings;
  const commits: { readonly commit: string; readonly run: string | null }[] = [];
  const unaccounted: string[] = [];
  for (const line of lines.value) {
    const landing = landings.value.find((one) => one.commit === line.commit);
    const run = landing === undefined ? await runMergedBy(store.value, line, landings.value) : ok(landing.run);
    if (!run.ok) return run;
    commits.push({ commit: line.commit, run: run.value });
    if (run.value === null && !vouched.includes(line.commit)) unaccounted.push(line.commit);
  }
  const strays = vouched.filter((id) => commits.find((one) => one.commit === id)?.run !== null);
  if (strays.length > 0)
    return fail('usage.argument', `nobody has to vouch for ${strays.map((id) => id.slice(0, 12)).join(', ')}`);
  if (unaccounted.length === 0) return ok(commits);
  const [branch, source] = [ref, from].map((name) => name.replace('refs/heads/', ''));
  return fail(
    'promote.unaccounted',
    `no landing on ${source ?? ''} accounts for ${unaccounted.map((id) => id.slice(0, 12)).join(', ')}`,
    {
      remedy: `writ promote ${branch ?? ''} --from ${source ?? ''} --vouch ${unaccounted.map((id) => id.slice(0, 12)).join(',')}`,
    },
  );
};
