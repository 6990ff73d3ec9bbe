import { configuringIn, isSurelyTest, proofTerms, PRESERVING_TYPES, type Contract } from '#contract';
import {
  PROOF_FILE,
  showingWithout,
  testsWithout,
  STUB_VALUES,
  type StubValue,
  type ChangedPath,
  type ProofRecord,
  type ProofRun,
  type SecretFinding,
} from '#evidence';
import { ok, type Result } from '#failure';
import { inQuarantine, mixedTree, treeOf, type FileInTree } from '#host';
import type { SearchedCheck } from '../checks.ts';
import type { ChecksPlace } from '../run-checks.ts';
import { lookForAnswers } from './answers.ts';
import { hollowIn } from './hollow.ts';
import { mayBeReached } from './reach.ts';
import { putBack, sortChange, type SortedChange, type TakenFile } from './changed-files.ts';
import { edited } from './hunks.ts';
import { asAfter, reportedTests } from './holding.ts';
import { openProofBench, type ProofTrial } from './proof-bench.ts';
import type { Proving, ToldCheck } from './proving.ts';
import { apartOf, beginApart, type Apart } from './standing-apart.ts';
import { beginBefore } from './standing-before.ts';
import { beginElsewhere } from './standing-elsewhere.ts';
import { removeUnits, type Removed } from './removal.ts';
import { readChecks } from './read-checks.ts';
import { emptied, stubOf } from './stubs.ts';
import { touchedFunctions } from './units.ts';
import { loadSources, type ReadSource, type SourceNode } from './syntax.ts';

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

/**
 * Begins to run the result with the tests as they were: what they demanded must still hold, unless the contract names
 * them. What else is tried out waits for none of it.
 */
const beginKept = async (
  { contract, store, bench, change, tree }: Proving,
  checks: readonly ToldCheck[],
): Promise<Result<() => Promise<Result<null>>>> => {
  const old = putBack(change, contract.paths.allow);
  const mixed = old.length === 0 ? ok(null) : await mixedTree(store, tree, old);
  if (!mixed.ok) return mixed;
  const kept = mixed.value;
  const runs = kept === null ? [] : checks.map(({ check }) => bench.run({ check, purpose: 'kept', tree: kept }));
  // How each went is told to whoever waits for them.
  for (const run of runs) run.catch(() => {});
  return ok(async () => (await Promise.all(runs)).find((ran) => !ran.ok) ?? ok(null));
};

/** A further way to be without the change, where the base alone shows nothing of a test. */
type Further = {
  readonly purpose: 'stubs' | 'emptied';
  readonly from: string;
  readonly file: (file: TakenFile, value: StubValue) => FileInTree | null;
};

/**
 * The files of tests that have to be looked at again in a further way, because nothing is shown of them yet; null: all
 * of them. What passes at the base is settled, and on stubs before it comes to emptying.
 */
const openFiles = (
  { contract }: Proving,
  { check, result }: ToldCheck,
  seen: readonly ProofTrial[],
  purpose: Further['purpose'],
): readonly string[] | null => {
  const open = contract.done
    .filter(({ proof }) => proof.kind === 'test' && proof.check === check.id)
    .filter((item) => showingWithout(item, result, seen) !== 'proven')
    .flatMap((item) => testsWithout(item, result, seen))
    .filter(({ without, stubs }) => without === 'weak' && (purpose === 'stubs' || stubs === 'weak'));
  const files = open.map(({ test }) => test.file);
  return files.includes(null) ? null : [...new Set(files.flatMap((file) => file ?? []))];
};

const stubFile = ({ changed, besides, ...file }: TakenFile, value: StubValue): FileInTree | null => {
  const stub = stubOf(file, file.old, value);
  const text = stub === null || besides === null ? stub : besides.into(stub);
  if (text === null) return changed.status === 'added' && file.source === null ? asAfter(changed) : null;
  return { path: changed.path, mode: changed.newMode, text };
};

const emptyFile = ({ changed, source, hunks, besides }: TakenFile, value: StubValue): FileInTree | null => {
  if (source === null) return null;
  // A test that was emptied finds nothing.
  const isTest = (node: SourceNode): boolean =>
    besides?.ranges.some(({ start, end }) => start <= node.start && node.end <= end) === true;
  const touched = touchedFunctions(source, hunks).filter((node) => !isTest(node));
  const edits = emptied(source, touched, value);
  return edits.length === 0 ? null : { path: changed.path, mode: changed.newMode, text: edited(source.text, edits) };
};

/** Tries a further way with one value after the other, until nothing is open any more. */
const tryFurther = async (
  proving: Proving,
  one: ToldCheck,
  seen: ProofTrial[],
  { purpose, from, file }: Further,
): Promise<Result<null>> => {
  const { store, bench, change, tree } = proving;
  for (const value of STUB_VALUES) {
    const only = openFiles(proving, one, seen, purpose);
    if (only?.length === 0) break;
    const mixed = await mixedTree(store, from, change.production.flatMap((taken) => file(taken, value) ?? [])); // prettier-ignore
    if (!mixed.ok) return mixed;
    if (mixed.value === from || mixed.value === tree) break;
    const ran = await bench.run({ check: one.check, purpose, tree: mixed.value, value, only });
    if (!ran.ok) return ran;
    seen.push(ran.value);
  }
  return ok(null);
};

/**
 * The base with the tests of the result. Where a test cannot even be loaded there, the base with empty stubs of what
 * the change declares anew; and where it breaks down there before it can compare anything, the result with all that
 * the change touches emptied: so that it can be seen failing on an assertion, and not on a name or a defect.
 */
const runWithout = async (proving: Proving): Promise<Result<null>> => {
  const { store, bench, change, baseTree, tree, checks } = proving;
  // A file that may be, or that the product loads, is part of the change that the tests have to do without.
  const surely = change.tests.filter(({ path }) => isSurelyTest(path) && !change.loaded.includes(path));
  const held = change.holding.flatMap((one) => one.without ?? []);
  const without = await mixedTree(store, baseTree, [...surely.map(asAfter), ...held]);
  if (!without.ok) return without;
  // Where tests alone have changed there is nothing to be without.
  if (without.value === tree) return ok(null);
  for (const one of checks) {
    const ran = await bench.run({ check: one.check, purpose: 'without', tree: without.value });
    if (!ran.ok) return ran;
    if (one.check.reports === 'exit-code') continue;
    const seen = [ran.value];
    const stubs = await tryFurther(proving, one, seen, { purpose: 'stubs', from: without.value, file: stubFile });
    if (!stubs.ok) return stubs;
    const empty = await tryFurther(proving, one, seen, { purpose: 'emptied', from: tree, file: emptyFile });
    if (!empty.ok) return empty;
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
const tryOut = async (
  proving: Proving,
  all: readonly ToldCheck[],
  { read, apart }: { readonly read: ReadSource; readonly apart: Apart },
): Promise<Result<Removed>> => {
  const kept = await beginKept(proving, all);
  if (!kept.ok) return kept;
  const alone = await beginApart(proving, all, apart);
  if (!alone.ok) return alone;
  const asked = await beginBefore(proving, all);
  if (!asked.ok) return asked;
  const elsewhere = beginElsewhere(proving);
  // Where behaviour is to stay as it is, no test can fail without the change.
  const isPreserved = PRESERVING_TYPES.includes(proving.contract.type);
  const without = isPreserved ? ok(null) : await runWithout(proving);
  const held = await kept.value();
  const stood = await elsewhere();
  const needless = await alone.value();
  const before = await asked.value();
  if (!held.ok) return held;
  if (!without.ok) return without;
  if (!stood.ok) return stood;
  if (!needless.ok) return needless;
  if (!before.ok) return before;
  return isPreserved ? ok(NONE) : removeUnits(proving, read, proofTerms(proving.contract));
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
  const isIdle = telling.length === 0 && !paths.some(({ path }) => configuringIn(path) !== null || mayBeReached(path));
  const about = { writ: 1, base, tree, depth: terms.depth, budgetMs: terms.budgetMs } as const;
  if (isIdle) return ok({ record: { ...about, configured: [], ...NONE, runs: [] }, runs: [], secrets: [] });
  return inQuarantine(kept, async (store) => {
    const baseTree = await treeOf(kept, base);
    if (!baseTree.ok) return baseTree;
    // The grammars take a while to load.
    const sources = proven.length === 0 ? ok(() => null) : await loadSources();
    if (!sources.ok) return sources;
    const read = sources.value;
    const known = { reported: reportedTests(readChecks(checks)), allow: contract.paths.allow };
    const change = await sortChange(store, { from: baseTree.value, to: tree, paths, known }, read, contract.checks);
    if (!change.ok) return change;
    const bench = openProofBench(place, store, new Map(checks.map(tookOf)));
    try {
      const proving = { contract, store, bench, change: change.value, paths, baseTree: baseTree.value, tree, tell };
      const apart = apartOf(change.value, paths, contract.paths.allow, read);
      const removed = await tryOut({ ...proving, checks: proven }, telling, { read, apart });
      if (!removed.ok) return removed;
      const foreseen = await lookForAnswers(store, tree, change.value, checks);
      if (!foreseen.ok) return foreseen;
      const runs = bench.runs().map(({ stored, ...run }) => ({ run: asRecorded(run), stored }));
      const names = await watch.withholdTexts(removed.value.units.map(({ name }) => name ?? ''), PROOF_FILE); // prettier-ignore
      const units = removed.value.units.map((unit, index) => (unit.name === null ? unit : { ...unit, name: names.value[index] ?? null })); // prettier-ignore
      return ok({
        record: { ...about, configured: change.value.configured, reached: change.value.reached, ...listsOf(change.value), ...apartIn(apart, runs), ...removed.value, units, runs: runs.map(({ run }) => run), ...foreseen.value, ...hollowOf(change.value) },
        runs,
        secrets: [...names.findings, ...runs.flatMap(({ stored }) => stored.secrets)],
      }); // prettier-ignore
    } finally {
      await bench.close();
    }
  });
};

const listsOf = ({ loaded, holding, beside }: SortedChange): Pick<ProofRecord, 'loaded' | 'holding' | 'beside'> => ({
  ...(loaded.length > 0 && { loaded }),
  ...(holding.length > 0 && { holding: holding.map(({ held }) => held) }),
  ...(beside.length > 0 && { beside }),
});

const hollowOf = ({ production }: SortedChange): Pick<ProofRecord, 'hollow'> => {
  const hollow = hollowIn(production);
  return hollow.length > 0 ? { hollow } : {};
};

const apartIn = ({ added, changed }: Apart, runs: Proved['runs']): Pick<ProofRecord, 'apart'> =>
  runs.some(({ run }) => run.purpose === 'apart') ? { apart: { added, changed } } : {};

const asRecorded = ({ id, check, purpose, tree, units, value }: ProofRun): ProofRun => ({
  ...{ id, check, purpose, tree, units, value },
});
