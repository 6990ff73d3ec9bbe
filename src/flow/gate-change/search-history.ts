import type { ChangedPath, SecretFinding } from '#evidence';
import { ok, type Result } from '#failure';
import { changedPaths, type HarnessStore } from '#host';
import { lineOf, searchResult, type SecretWatch } from '#run';
import type { Measured } from './measure.ts';

type Commit = Measured['commits'][number];

/** What a commit makes otherwise than each of its parents: of a merge what is its own work, and of a first commit nothing. */
const ownPaths = async (store: HarnessStore, { commit, parents }: Commit): Promise<Result<readonly ChangedPath[]>> => {
  const differences: (readonly ChangedPath[])[] = [];
  for (const parent of parents) {
    const changed = await changedPaths(store, parent, commit);
    if (!changed.ok) return changed;
    differences.push(changed.value);
  }
  const [first = [], ...others] = differences;
  return ok(first.filter(({ path }) => others.every((changed) => changed.some((one) => one.path === path))));
};

const nameOf = ({ commit }: Commit): string => `commit ${commit.slice(0, 12)}`;

const inMessage = async ({ find }: SecretWatch, commit: Commit): Promise<readonly SecretFinding[]> => {
  const text = Buffer.from(commit.message).toString('latin1');
  return (await find(text)).map(({ start, end, rule, source }) => ({
    ...{ at: 'result', place: `${nameOf(commit)}, its message`, line: lineOf(text, start), rule, length: end - start },
    ...{ source, standing: 'new' },
  }));
};

/**
 * Searches what the commits of a change hold and the change as a whole does not: contents that came and went again, and
 * messages. Whoever merges them has it all in the history of the target.
 *
 * @returns the findings, each with its commit; `files` is how many contents were searched
 */
export const searchHistory = async (
  { store, commits, paths }: Pick<Measured, 'store' | 'commits' | 'paths'>,
  secrets: SecretWatch,
): Promise<Result<{ readonly files: number; readonly findings: readonly SecretFinding[] }>> => {
  const known = new Set(paths.map(({ newBlob }) => newBlob));
  const findings: SecretFinding[] = [];
  let files = 0;
  for (const commit of commits) {
    const own = await ownPaths(store, commit);
    if (!own.ok) return own;
    const fresh = own.value.filter(({ newBlob }) => !known.has(newBlob));
    for (const { newBlob } of fresh) known.add(newBlob);
    const searched = await searchResult(store, secrets, { changed: fresh, mayStay: () => true });
    if (!searched.ok) return searched;
    files += searched.value.files;
    const found = searched.value.findings.map((one) => ({ ...one, place: `${nameOf(commit)}: ${one.place}` }));
    findings.push(...found, ...(await inMessage(secrets, commit)));
  }
  return ok({ files, findings });
};
