import { PRESERVING_TYPES, type Contract } from '#contract';
import type { ChangedPath, ReadCheck, ReadProofRun, RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { missing, pass, type GateOutcome } from './gate.ts';

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
  { id, check, tree, record }: ReadProofRun,
): readonly Failure[] => {
  const ordered = contract.checks.find((one) => one.id === check);
  const isOrdered =
    ordered !== undefined &&
    record.id === check &&
    record.reports === ordered.reports &&
    JSON.stringify(record.argv) === JSON.stringify(ordered.run);
  if (!isOrdered) return [{ code: 'check.forged', message: `run ${id} of the proof is none of a check of the contract` }];
  // A tree that was not changed would show that nothing is needed.
  return record.tree === tree && tree !== result
    ? []
    : [{ code: 'evidence.stale', message: `run ${id} of the proof was on another tree than it says` }];
}; // prettier-ignore

/**
 * Finds the ground on which a proof can be judged, or the outcome where there is none: nothing was changed, so that
 * there is nothing to prove; a part is missing; or it is about something else.
 */
export const proofGround = ({ contract, changes, checks, proof }: RunEvidence): ProofGround | GateOutcome => {
  if (!contract) return missing('the contract');
  if (!changes) return missing('the difference between base and result');
  if (changes.paths.length === 0) return pass();
  if (!checks) return missing('the checks');
  if (!proof) return missing('what the tests say without the change, for which every check has to pass first');
  const { record, runs } = proof;
  const failures: readonly Failure[] = [
    ...(record.tree === changes.tree && record.base === changes.base
      ? []
      : [{ code: 'evidence.stale', message: 'the proof is about another change' } as const]),
    ...runs.flatMap((run) => wrongRun(contract.value, changes.tree, run)),
  ];
  const [first, ...rest] = failures;
  if (first !== undefined) return { outcome: 'fail', failures: [first, ...rest] };
  return {
    ...{ contract: contract.value, proof, paths: changes.paths },
    results: new Map(checks.map((check) => [check.record.id, check])),
  };
};

/** Whether a contract leaves behaviour as it is, so that no test can fail without the change. */
export const isPreserving = ({ type }: Contract): boolean => PRESERVING_TYPES.includes(type);
