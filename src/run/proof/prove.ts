import { configuringIn, proofTerms, PRESERVING_TYPES, type Contract } from '#contract';
import {
  PROOF_FILE,
  requiredTests,
  showingOfItem,
  type ChangedPath,
  type ProofRecord,
  type ProofRun,
  type ReadCheck,
  type SecretFinding,
} from '#evidence';
import { ok, type Result } from '#failure';
import { inQuarantine, mixedTree, treeOf, type FileInTree } from '#host';
import type { SearchedCheck } from '../checks.ts';
import type { ChecksPlace } from '../run-checks.ts';
import { sortChange, type TakenFile } from './changed-files.ts';
import { openProofBench } from './proof-bench.ts';
import type { Proving, ToldCheck } from './proving.ts';
import { removeUnits, type Removed } from './removal.ts';
import { readChecks } from './read-checks.ts';
import { stubOf } from './stubs.ts';
import { loadSources, type ReadSource } from './syntax.ts';

/** What is to be proven: a change between two trees, and what its checks said on the second one. */
export type ToProve = {
  /** The commit that the change begins at. */
  readonly base: string;
  readonly tree: string;
  readonly paths: readonly ChangedPath[];
  readonly checks: readonly SearchedCheck[];
};

/** A proof with its runs in the form in which they may be stored. */
export type Proved = {
  readonly record: ProofRecord;
  readonly runs: readonly { readonly run: ProofRun; readonly stored: SearchedCheck }[];
  readonly secrets: readonly SecretFinding[];
};

/** What proving needs: of an attempt, or of a carrying, which is none. */
export type ProofPlace = ChecksPlace & { readonly order: { readonly contract: Contract } };

/** A path as it stands on the one side of a change. */
const asBefore = ({ path, oldMode, oldBlob }: ChangedPath): FileInTree => ({ path, mode: oldMode, blob: oldBlob });
const asAfter = ({ path, newMode, newBlob }: ChangedPath): FileInTree => ({ path, mode: newMode, blob: newBlob });

/** The result with the tests as they were: what they demanded must still hold, unless the contract names them. */
const runKept = async (
  { contract, store, bench, change, tree }: Proving,
  checks: readonly ToldCheck[],
): Promise<Result<null>> => {
  const were = change.tests.filter(({ path, status }) => status !== 'added' && !contract.paths.allow.includes(path));
  if (were.length === 0) return ok(null);
  const mixed = await mixedTree(store, tree, were.map(asBefore));
  if (!mixed.ok) return mixed;
  for (const { check } of checks) {
    const ran = await bench.run({ check, purpose: 'kept', tree: mixed.value });
    if (!ran.ok) return ran;
  }
  return ok(null);
};

/** The files of tests that have to be looked at again, because nothing is shown of them yet. */
const openFiles = ({ contract }: Proving, { check, result }: ToldCheck, seen: readonly ReadCheck[]): readonly string[] | null => {
  const open = contract.done
    .filter(({ proof }) => proof.kind === 'test' && proof.check === check.id)
    .filter((item) => !seen.some((one) => showingOfItem(item, result, one) === 'proven'));
  const files = open.flatMap((item) => requiredTests(item, result).map(({ file }) => file));
  return open.length === 0 ? [] : files.some((file) => file === null) ? null : [...new Set(files.filter((file) => file !== null))];
}; // prettier-ignore

const stubFile = ({ changed, ...file }: TakenFile, value: 'anything' | 'nothing' | 'record'): FileInTree | null => {
  const text = stubOf(file, file.old, value);
  if (text === null) return changed.status === 'added' && file.source === null ? asAfter(changed) : null;
  return { path: changed.path, mode: changed.newMode, text };
};

/**
 * The base with the tests of the result; and where a test cannot even be loaded there, the base with empty stubs of
 * what the change declares anew, so that it can be seen failing on an assertion and not on a name.
 */
const runWithout = async (proving: Proving): Promise<Result<null>> => {
  const { store, bench, change, baseTree, tree, checks } = proving;
  const tests = change.tests.map(asAfter);
  const without = await mixedTree(store, baseTree, tests);
  if (!without.ok) return without;
  for (const one of checks) {
    const seen: ReadCheck[] = [];
    // Where tests alone have changed there is nothing to be without.
    if (without.value !== tree) {
      const ran = await bench.run({ check: one.check, purpose: 'without', tree: without.value });
      if (!ran.ok) return ran;
      seen.push(ran.value);
    }
    for (const value of ['anything', 'nothing', 'record'] as const) {
      const only = openFiles(proving, one, seen);
      if (only?.length === 0 || seen.length === 0 || one.check.reports === 'exit-code') break;
      const stubs = change.production.flatMap((file) => stubFile(file, value) ?? []);
      const stubbed = await mixedTree(store, without.value, stubs);
      if (!stubbed.ok) return stubbed;
      if (stubbed.value === without.value || stubbed.value === tree) break;
      const order = { check: one.check, purpose: 'stubs', tree: stubbed.value, value, only } as const;
      const ran = await bench.run(order);
      if (!ran.ok) return ran;
      seen.push(ran.value);
    }
  }
  return ok(null);
};

/** The checks that can show something. */
const tellingChecks = (contract: Contract, ran: readonly SearchedCheck[]): readonly ToldCheck[] =>
  readChecks(ran).flatMap((result) => {
    const check = contract.checks.find(({ id }) => id === result.record.id);
    // By an exit code little can be shown; where little is demanded it is not worth a run.
    const isTold = check?.reports !== 'exit-code' || contract.strictness !== 'light';
    return check !== undefined && isTold ? [{ check, result }] : [];
  });

/** Whether a done-item names a check: by the others nothing has to be proven. */
const isProving = ({ done }: Contract, { check: { id } }: ToldCheck): boolean =>
  done.some(({ proof }) => proof.kind === 'test' && proof.check === id);

const NONE: Removed = { units: [], unexamined: [] };

/** Everything that is tried out, in order: what must be shown first comes first, as long as there is time. */
const tryOut = async (proving: Proving, all: readonly ToldCheck[], read: ReadSource): Promise<Result<Removed>> => {
  const kept = await runKept(proving, all);
  if (!kept.ok) return kept;
  // Where behaviour is to stay as it is, no test can fail without the change.
  if (PRESERVING_TYPES.includes(proving.contract.type)) return ok(NONE);
  const without = await runWithout(proving);
  return without.ok ? removeUnits(proving, read, proofTerms(proving.contract)) : without;
};

const tookOf = ({ record: { id, startedAt, endedAt } }: SearchedCheck): readonly [string, number] => [
  id,
  Date.parse(endedAt) - Date.parse(startedAt),
];

/**
 * Tries out whether the tests prove the change. Only where the checks passed is there anything to prove; and where
 * nothing was changed, nothing to take away.
 */
export const prove = async (place: ProofPlace, { base, tree, paths, checks }: ToProve): Promise<Result<Proved>> => {
  const { order, tell, secrets: watch, store: kept } = place;
  const { contract } = order;
  const terms = proofTerms(contract);
  const telling = tellingChecks(contract, checks);
  const proven = telling.filter((one) => isProving(contract, one));
  const isIdle = telling.length === 0 && !paths.some(({ path }) => configuringIn(path) !== null);
  const about = { writ: 1, base, tree, depth: terms.depth, budgetMs: terms.budgetMs } as const;
  if (isIdle) return ok({ record: { ...about, configured: [], ...NONE, runs: [] }, runs: [], secrets: [] });
  return inQuarantine(kept, async (store) => {
    const baseTree = await treeOf(kept, base);
    if (!baseTree.ok) return baseTree;
    // The grammars take a while to load.
    const read = proven.length === 0 ? () => null : await loadSources();
    const change = await sortChange(store, { from: baseTree.value, to: tree, paths }, read);
    if (!change.ok) return change;
    const bench = openProofBench(place, store, new Map(checks.map(tookOf)));
    try {
      const proving = { contract, store, bench, change: change.value, baseTree: baseTree.value, tree, tell };
      const removed = await tryOut({ ...proving, checks: proven }, telling, read);
      if (!removed.ok) return removed;
      const runs = bench.runs().map(({ stored, ...run }) => ({ run: asRecorded(run), stored }));
      const names = await watch.withholdTexts(removed.value.units.map(({ name }) => name ?? ''), PROOF_FILE); // prettier-ignore
      const units = removed.value.units.map((unit, index) => (unit.name === null ? unit : { ...unit, name: names.value[index] ?? null })); // prettier-ignore
      return ok({
        record: { ...about, configured: change.value.configured, ...removed.value, units, runs: runs.map(({ run }) => run) },
        runs,
        secrets: [...names.findings, ...runs.flatMap(({ stored }) => stored.secrets)],
      }); // prettier-ignore
    } finally {
      await bench.close();
    }
  });
};

const asRecorded = ({ id, check, purpose, tree, units, value }: ProofRun): ProofRun => ({
  ...{ id, check, purpose, tree, units, value },
});
