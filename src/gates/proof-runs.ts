import { isSurelyTest, PRESERVING_TYPES, type Contract, type DoneItem } from '#contract';
import {
  TRIES_APART,
  TRIES_ELSEWHERE,
  WORK_FOLDER,
  type ChangedPath,
  type ProofRecord,
  type ReadCheck,
  type ReadProofRun,
  type RunEvidence,
} from '#evidence';
import type { Failure } from '#failure';
import { checksPassed } from './checks-passed.ts';
import { gapOf } from './done-proven.ts';
import { failIf, missing, pass, unless, type GateOutcome } from './gate.ts';

/** What the gates over a proof look at, once all of it is there and about this result. */
export type ProofGround = {
  readonly contract: Contract;
  readonly proof: NonNullable<RunEvidence['proof']>;
  readonly paths: readonly ChangedPath[];
  /** The checks as they ended on the result, by id. */
  readonly results: ReadonlyMap<string, ReadCheck>;
};

const wrongRun = (
  contract: Contract,
  result: string,
  { id, check, purpose, tree, record }: ReadProofRun,
): readonly Failure[] => {
  const ordered = contract.checks.find((one) => one.id === check);
  const isOrdered =
    ordered !== undefined &&
    record.id === check &&
    record.reports === ordered.reports &&
    JSON.stringify(record.argv) === JSON.stringify(ordered.run);
  if (!isOrdered) return [{ code: 'check.forged', message: `run ${id} of the proof is none of a check of the contract` }];
  const isElsewhere = purpose === 'elsewhere';
  // A run in the usual place would show of no other one that anything holds there.
  const isThere = record.place !== undefined && record.place.folder !== WORK_FOLDER;
  return [
    // A tree that was not changed would show that nothing is needed; elsewhere it is the result that has to hold.
    ...unless(record.tree === tree && (tree === result) === isElsewhere, {
      code: 'evidence.stale',
      message: `run ${id} of the proof was on another tree than it says`,
    }),
    ...unless(isThere === isElsewhere, {
      code: 'evidence.stale',
      message: `run ${id} of the proof was in another place than it says`,
    }),
  ];
}; // prettier-ignore

/** What fails now and then would pass at last, if it were only tried often enough. */
const wrongTries = (runs: readonly ReadProofRun[]): readonly Failure[] => {
  const tries = Map.groupBy(runs.filter(({ purpose }) => purpose === 'elsewhere'), ({ check }) => check);
  const apart = Map.groupBy(runs.filter(({ purpose }) => purpose === 'apart'), ({ check }) => check);
  return [
    ...[...tries].flatMap(([check, { length }]) =>
      unless(length <= TRIES_ELSEWHERE, {
        code: 'evidence.stale',
        message: `${check} was tried ${length} times in another place, and ${TRIES_ELSEWHERE} times count`,
      }),
    ),
    ...[...apart].flatMap(([check, { length }]) =>
      unless(length <= TRIES_APART, {
        code: 'evidence.stale',
        message: `${check} was tried ${length} times without the tests that were added, and ${TRIES_APART} times count`,
      }),
    ),
  ];
}; // prettier-ignore

/** The trees with the tests, or without the change, are the same for every check, and each check ran there once. */
const wrongTrees = (runs: readonly ReadProofRun[], purpose: 'kept' | 'without' | 'before'): readonly Failure[] => {
  const of = runs.filter((run) => run.purpose === purpose);
  const holds =
    new Set(of.map(({ tree }) => tree)).size <= 1 && new Set(of.map(({ check }) => check)).size === of.length;
  return unless(holds, {
    code: 'evidence.stale',
    message: `the runs of the proof for ${JSON.stringify(purpose)} are not one of each check, on one tree`,
  });
};

/**
 * Finds the ground on which a proof can be judged, or the outcome where there is none: nothing was changed, so that
 * there is nothing to prove; a part is missing; or it is about something else.
 */
export const proofGround = (evidence: RunEvidence): ProofGround | GateOutcome => {
  const { contract, changes, checks, proof } = evidence;
  if (!contract) return missing('the contract');
  if (!changes) return missing('the difference between base and result');
  if (changes.paths.length === 0) return pass();
  if (!checks) return missing('the checks');
  // What does not pass has nothing to prove, and its own gate refuses it, for which there is no waiver.
  if (checksPassed.judge(evidence).outcome === 'fail') return pass();
  if (!proof) return missing('what the tests say without the change');
  const { record, runs } = proof;
  const failures: readonly Failure[] = [
    ...unless(record.tree === changes.tree && record.base === changes.base, {
      code: 'evidence.stale',
      message: 'the proof is about another change',
    }),
    ...runs.flatMap((run) => wrongRun(contract.value, changes.tree, run)),
    ...wrongTrees(runs, 'kept'),
    ...wrongTrees(runs, 'without'),
    ...wrongTrees(runs, 'before'),
    ...wrongTries(runs),
  ];
  if (failures.length > 0) return failIf(failures);
  return {
    ...{ contract: contract.value, proof, paths: changes.paths },
    results: new Map(checks.map((check) => [check.record.id, check])),
  };
};

/** A done-item that a check is to prove, and how that check ended on the result. */
export type ToProve = { readonly item: DoneItem; readonly index: number; readonly result: ReadCheck };

/** Every item that a test is to prove; a check id where that did not run on the result. */
export const itemsToProve = ({ contract, results }: ProofGround): readonly ToProve[] | string => {
  const items: ToProve[] = [];
  for (const [index, item] of contract.done.entries()) {
    // What does not hold on the result has its own gate.
    if (item.proof.kind === 'manual' || gapOf(item, contract, [...results.values()]) !== null) continue;
    const result = results.get(item.proof.check);
    if (result === undefined) return item.proof.check;
    if (result.record.reports === 'exit-code' && contract.strictness === 'light') continue;
    items.push({ item, index, result });
  }
  return items;
};

/** What is to prove an item, with its place and its words. */
export const provingName = ({ item: { says, proof }, index }: Omit<ToProve, 'result'>): string => {
  const what = proof.kind === 'manual' ? 'this' : proof.test === null ? `check ${proof.check}` : `test “${proof.test}”`;
  return `${index + 1}. ${says}: ${what}`;
};

/** Whether a contract leaves behaviour as it is, so that no test can fail without the change. */
export const isPreserving = ({ type }: Contract): boolean => PRESERVING_TYPES.includes(type);

/**
 * Whether nothing but tests was changed in a file: it is called or lies like one and the product does not load it, or it
 * was looked into.
 */
export const isTestAlone = (
  { proof: { record } }: { readonly proof: { readonly record: Pick<ProofRecord, 'loaded' | 'holding'> } },
  path: string,
): boolean =>
  isSurelyTest(path)
    ? record.loaded?.includes(path) !== true
    : record.holding?.some((one) => one.path === path && one.only) === true;
