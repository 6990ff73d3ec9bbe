import { isSurelyTest, joinWords, mayBeTest, scopeOf, type Contract } from '#contract';
import type { RunEvidence } from '#evidence';
import type { Failure } from '#failure';
import { checksPassed } from './checks-passed.ts';
import { doneProven } from './done-proven.ts';
import { failIf, missing, pass, type Gate, type GateOutcome } from './gate.ts';

/** Why a NO-CHANGE may say less than it seems to. */
const weaknesses = ({ checks, done }: Contract): readonly string[] => [
  ...(checks.every(({ reports }) => reports === 'exit-code')
    ? ['NO-CHANGE rests on exit codes alone: a check that always ends with 0 would say the same']
    : []),
  ...(done.every(({ proof }) => proof.kind === 'manual')
    ? ['NO-CHANGE is shown by no test of a done-item: whether it is true, only you can see']
    : []),
];

/**
 * A result that is the base itself. “No change needed” is a proper outcome where the base, as it is, already proves
 * what the contract asks for; without a check there is nothing that could show it, and doing nothing is no work.
 */
const unchanged = (contract: Contract, evidence: RunEvidence): GateOutcome => {
  const proven =
    contract.checks.length > 0 && [checksPassed, doneProven].every(({ judge }) => judge(evidence).outcome === 'pass');
  return proven
    ? pass(['NO-CHANGE: the result is the base itself, and every check passes on it as it is', ...weaknesses(contract)])
    : failIf([
        {
          code: 'scope.unchanged',
          message: 'the result is the same as the base, and nothing shows that no change was needed',
        },
      ]);
};

/** How many paths a command names that somebody may type. */
const MOST_NAMED = 10;

/**
 * What a person types who finds that the paths belong to the work: all of them at once, as a shell reads them. A path
 * with a mark that a contract would read as any text cannot be named.
 */
const amendFor = (
  task: string,
  paths: NonNullable<RunEvidence['changes']>['paths'],
  scope: ReturnType<typeof scopeOf>,
): { readonly remedy?: string } => {
  const outside = paths.map(({ path }) => path).filter((path) => ['outside', 'protected'].includes(scope(path)));
  if (outside.length > MOST_NAMED || outside.some((path) => /[*?]/u.test(path))) return {};
  return {
    remedy: `writ run TASK, or, if it belongs to the work: writ amend ${task} ${joinWords(outside.map((path) => `--allow=${path}`))}`,
  };
};

/** Every changed path is one the contract allows, or none had to be changed (S1-R21, S3-R47). */
export const scopePaths: Gate<RunEvidence> = {
  id: 'scope.paths',
  judge: (evidence) => {
    const { contract, changes, freshness } = evidence;
    if (!contract) return missing('the contract');
    if (!freshness) return missing('when and where the run began');
    if (!changes) return missing('the difference between base and result');
    // Scope is measured from the approved base, whatever the attempt started from.
    if (changes.base !== freshness.base)
      return failIf([{ code: 'evidence.stale', message: 'the difference was measured from another base' }]);
    if (changes.paths.length === 0) return unchanged(contract.value, evidence);
    const scope = scopeOf(contract.value.paths);
    const amend = amendFor(contract.value.id, changes.paths, scope);
    const failures = changes.paths.flatMap(({ path, status }): Failure[] => {
      const where = scope(path);
      if (where === 'allowed') return [];
      return where === 'protected'
        ? [
            {
              code: 'scope.protected',
              message: `${path} was ${status}; it is protected and the contract does not name it`,
              ...amend,
            },
          ]
        : [
            {
              code: 'scope.outside',
              message: `${path} was ${status}; ${where === 'denied' ? 'the contract denies it' : 'the contract does not allow it'}`,
              ...(where === 'denied' ? { remedy: 'writ run TASK' } : amend),
            },
          ];
    });
    const tests = changes.paths.filter(({ path, status }) => status !== 'added' && mayBeTest(path));
    return failIf(
      failures,
      tests.map(
        ({ path, status }) =>
          `${isSurelyTest(path) ? 'an existing test' : 'what may be a test'} was ${status}: ${path}`,
      ),
    );
  },
};
