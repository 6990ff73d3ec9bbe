import { mayBeTest } from '#contract';
import type { ProofRecord } from '#evidence';
import { ok, type Result } from '#failure';
import { blobsOf, filesOfTree, type HarnessStore } from '#host';
import { isSource } from '#rules';
import type { SearchedCheck } from '../checks.ts';
import type { SortedChange } from './changed-files.ts';
import { foreseenAnswers, guessedAnswers } from './foreseen.ts';
import { readChecks } from './read-checks.ts';

/** Files of tests that are read at most; a report that names them names fewer. */
const MOST = 500;

/**
 * Looks whether the change knows by heart what its tests want to hear. Tests are read only where some literal of the
 * change could be such an answer.
 *
 * @param tree the result
 */
export const lookForAnswers = async (
  store: HarnessStore,
  tree: string,
  { production }: SortedChange,
  checks: readonly SearchedCheck[],
): Promise<Result<Pick<ProofRecord, 'foreseen'>>> => {
  if (production.every((file) => guessedAnswers(file).length === 0)) return ok({});
  const listed = await filesOfTree(store, tree);
  if (!listed.ok) return listed;
  const reported = new Set(readChecks(checks).flatMap(({ report }) => report.tests.map(({ file }) => file)));
  const isAsked = (path: string): boolean => (reported.size > 0 ? reported.has(path) : mayBeTest(path));
  const files = listed.value.filter(({ path }) => isSource(path) && isAsked(path)).slice(0, MOST);
  const blobs = await blobsOf(
    store,
    files.map(({ blob }) => blob),
  );
  if (!blobs.ok) return blobs;
  const decoder = new TextDecoder();
  const tests = new Map(files.map(({ path, blob }) => [path, decoder.decode(blobs.value.get(blob))]));
  const foreseen = foreseenAnswers(production, tests);
  return ok(foreseen.length === 0 ? {} : { foreseen });
};
